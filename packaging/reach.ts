import * as fs from 'fs';
import * as path from 'path';
import { build, Plugin } from 'esbuild';

/** What a program can load: the library, and the command line beside it. */
const ENTRIES = ['lib/index.js', 'lib/cli/main.js'];

/**
 * The files, from the root, that the entries lead to by `require`, and those that they look up with `require.resolve`
 * to read them themselves. What the user's own tree provides stays outside.
 */
export async function filesReached(root: string): Promise<Set<string>> {
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const lookedUp: string[] = [];
  const result = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: 'unused',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    logLevel: 'error',
    external: [...Object.keys(peerDependencies), '@kubernetes/client-node', 'yaml'],
    plugins: [lookups(lookedUp)],
  });
  return new Set([...Object.keys(result.metafile.inputs), ...lookedUp].map(fromModules));
}

/** `node_modules` may be a link to elsewhere. */
function fromModules(file: string): string {
  return file.slice(Math.max(0, file.indexOf('node_modules/')));
}

function lookups(found: string[]): Plugin {
  return {
    name: 'lookups',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ kind, path: name, resolveDir }) => {
        if (kind !== 'require-resolve') {
          return undefined;
        }
        found.push(require.resolve(name, { paths: [resolveDir] }));
        return { path: name, external: true };
      }),
  };
}
