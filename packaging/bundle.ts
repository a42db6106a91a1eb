import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { build, BuildOptions, Plugin } from 'esbuild';

/**
 * Makes one file of the library and one of the command line, each with all that it leads to, with the other packages in it: a program starts three times as
 * fast as with a file for each module. Files that are looked up at run time come to lie beside. Returns the names of the packages of which there is
 * something in it, by their directories.
 */
export async function bundle(root: string, outdir: string): Promise<string[]> {
  const lib = path.join(root, 'lib');
  const library = { stdin: { contents: lazyIndex(lib), resolveDir: lib, sourcefile: 'index.js' } };
  const reached = [
    ...(await bundleOf(root, library, path.join(outdir, 'library.js'), outdir)),
    ...(await bundleOf(root, { entryPoints: ['lib/cli/main.js'] }, path.join(outdir, 'cli/main.js'), outdir)),
  ];
  nameExports(outdir);
  return [...new Set(reached.flatMap(packageOf))].sort();
}

/** All that the index exports, each loaded when it is first asked for: a program starts with the rooms that it uses. */
function lazyIndex(lib: string): string {
  const index = fs.readFileSync(path.join(lib, 'index.js'), 'utf8');
  const load = createRequire(path.join(lib, 'index.js'));
  const files = [...index.matchAll(/__exportStar\(require\("([^"]+)"\)/g)].map(([, file]) => file);
  const rooms = new Map(files.flatMap((file) => Object.keys(load(file)).map((name) => [name, file])));
  const missing = Object.keys(load('./index.js')).filter((name) => !rooms.has(name));
  if (missing.length > 0) {
    throw new Error(`the index exports in a way that is not seen here: ${missing.join(', ')}`);
  }
  return [
    `Object.defineProperty(exports, '__esModule', { value: true });`,
    `const lazily = (name, load) => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });`,
    ...[...rooms].map(([name, file]) => `lazily('${name}', () => require('${file}'));`),
  ].join('\n');
}

/** Returns the files that went into it or to `outdir`. */
async function bundleOf(
  root: string,
  entry: Pick<BuildOptions, 'stdin' | 'entryPoints'>,
  outfile: string,
  outdir: string,
): Promise<string[]> {
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const theirs = [...Object.keys(peerDependencies), '@kubernetes/client-node', 'yaml'];
  const lookedUp = new Set<string>();
  const { metafile } = await build({
    absWorkingDir: root,
    ...entry,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
    external: theirs,
    // Its main module is handed a `require` that no bundler sees through.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    plugins: [assets(path.relative(path.dirname(outfile), outdir) || '.', theirs, lookedUp)],
  });
  for (const file of lookedUp) {
    fs.copyFileSync(file, path.join(outdir, path.basename(file)));
  }
  return [...lookedUp, ...Object.keys(metafile.inputs).map((file) => path.join(root, file))];
}

/** What is looked up at run time is looked up from the file that asks: beside the library, or beside what users bundle it into. */
function assets(directory: string, theirs: readonly string[], found: Set<string>): Plugin {
  return {
    name: 'assets',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ kind, path: name, resolveDir }) => {
        if (kind !== 'require-resolve' || theirs.includes(name)) {
          return undefined;
        }
        const file = require.resolve(name, { paths: [resolveDir] });
        found.add(file);
        return { path: `${directory}/${path.basename(file)}`, external: true };
      }),
  };
}

/**
 * Node does not run a file to learn which names ECMAScript modules may import from it: they have to be written there, in a
 * file that its reader, which knows no grammar, gets through.
 */
function nameExports(directory: string): void {
  const library = createRequire(directory)(path.join(directory, 'library.js'));
  const names = Object.keys(library);
  // Props are checked by the names of classes.
  const renamed = names.filter((name) => typeof library[name] === 'function' && library[name].name !== name);
  if (renamed.length > 0) {
    throw new Error(`the bundle has other names for ${renamed.join(', ')}`);
  }
  const text = `module.exports = require('./library.js');\n0 && (module.exports = {\n${names.map((name) => `  ${name},\n`).join('')}});\n`;
  fs.writeFileSync(path.join(directory, 'index.js'), text);
}

function packageOf(file: string): string[] {
  const [, directory] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return directory === undefined ? [] : [directory];
}
