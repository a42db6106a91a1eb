/**
 * Bundles the program that configures a Harbor into one file and writes that down as text, which the library puts into ConfigMaps:
 * `npx projen harbor-program`. Programs that run from sources and those that run from the package have the same bytes.
 */
import * as fs from 'fs';
import * as path from 'path';
import { buildSync } from 'esbuild';

const ROOT = path.resolve(__dirname, '..');
const PROGRAM = path.join(ROOT, 'src/registry/configuration/program.ts');

/** The file as it should be. Names are left whole: who runs it in a cluster may want to read it. */
export function harborProgram(): string {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['src/registry/job/main.ts'],
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
    '/** The program of src/registry/job in one file. Written by `npx projen harbor-program`. */',
    `export const PROGRAM = String.raw\``,
    outputFiles[0].text.trim().replace(/`|\$\{/g, (found) => `\${'${found}'}`),
    '`;',
    '',
  ].join('\n');
}

if (require.main === module) {
  fs.mkdirSync(path.dirname(PROGRAM), { recursive: true });
  fs.writeFileSync(PROGRAM, harborProgram());
}
