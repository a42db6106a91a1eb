/**
 * Bundles the program that holds a cluster against its plan into one file and writes that down as text, which the library puts into a ConfigMap:
 * `npx projen drift-program`.
 */
import * as fs from 'fs';
import * as path from 'path';
import { clusterProgram, ROOT } from './cluster-program';

const PROGRAM = path.join(ROOT, 'src/plan-check/program.ts');

/** The file as it should be. */
export function driftProgram(): string {
  return clusterProgram(
    'src/drift/agent/main.ts',
    'The program of src/drift/agent in one file. Written by `npx projen drift-program`.',
  );
}

if (require.main === module) {
  fs.writeFileSync(PROGRAM, driftProgram());
}
