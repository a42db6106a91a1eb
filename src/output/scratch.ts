import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Names the file for reports, in the environment of a program that is run to be held against its tree and not to write it. */
export const REPORT_TO = 'CDK8S_AUTONOMOUS_TREE_REPORT';

/** The file for reports, where the program is run for one. */
export function reportFile(): string | undefined {
  return process.env[REPORT_TO];
}

/** A new folder where the system has such as nobody keeps. */
export function scratchFolder(prefix: string): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), prefix));
}

/** Whether manifests are written where nobody keeps them, and the plan is not: such as those of `cdk8s synth --stdout`. */
export function isScratch(outdir: string, planDirectory: string): boolean {
  const within = (directory: string) => !path.relative(os.tmpdir(), path.resolve(directory)).startsWith('..');
  return within(outdir) && !within(planDirectory);
}

/** Whether the files are going to be strung together: `cdk8s synth --stdout` renders to such a folder and prints what is in it. */
export function isStreamed(folder: string): boolean {
  return /^cdk8s-\w{6}$/.test(path.relative(os.tmpdir(), path.resolve(folder)));
}
