import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { build, Plugin } from 'esbuild';

/** What is loaded from outside: the library, and the command line. */
const ENTRIES = { index: 'library', 'cli/main': 'cli/main' };

/**
 * Makes one file of each entry and all that it leads to, with the other packages in it: a program starts three times as
 * fast as with a file for each module. Files that are looked up at run time come to lie beside. Returns the names of the
 * packages of which there is something in it, by their directories.
 */
export async function bundle(root: string, outdir: string): Promise<string[]> {
  const reached: string[] = [];
  for (const [entry, name] of Object.entries(ENTRIES)) {
    reached.push(...(await bundleOf(root, entry, path.join(outdir, `${name}.js`), outdir)));
  }
  nameExports(outdir);
  return [...new Set(reached.flatMap(packageOf))].sort();
}

/** Returns the files that went into it or to `outdir`. */
async function bundleOf(root: string, entry: string, outfile: string, outdir: string): Promise<string[]> {
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const theirs = [...Object.keys(peerDependencies), '@kubernetes/client-node', 'yaml'];
  const lookedUp = new Set<string>();
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`lib/${entry}.js`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
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
