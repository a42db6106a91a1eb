/**
 * Bundles the program that configures a Harbor into one file and writes that down as text, which the library puts into ConfigMaps:
 * `npx projen harbor-program`. Programs that run from sources and those that run from the package have the same bytes.
 */
import * as fs from 'fs';
import * as path from 'path';
import { clusterProgram, ROOT } from './cluster-program';

const PROGRAM = path.join(ROOT, 'src/registry/configuration/program.ts');

/** The file as it should be. */
export function harborProgram(): string {
  return clusterProgram(
    'src/registry/job/main.ts',
    'The program of src/registry/job in one file. Written by `npx projen harbor-program`.',
  );
}

if (require.main === module) {
  fs.mkdirSync(path.dirname(PROGRAM), { recursive: true });
  fs.writeFileSync(PROGRAM, harborProgram());
}
