import * as path from 'path';
import { buildSync } from 'esbuild';

export const ROOT = path.resolve(__dirname, '..');

/**
 * A program that runs in a cluster, in one file, as the text of a source file that holds it. Names are left whole: who runs it in a cluster may want to read it.
 * @param entry its first source file
 * @param header what the source file says first
 */
export function clusterProgram(entry: string, header: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    charset: 'ascii',
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 120,
    write: false,
    logLevel: 'warning',
  });
  return [
    `/** ${header} */`,
    `export const PROGRAM = String.raw\``,
    outputFiles[0].text.trim().replace(/`|\$\{/g, (found) => `\${'${found}'}`),
    '`;',
    '',
  ].join('\n');
}
