import { spawnSync } from 'child_process';
import * as path from 'path';

/** What a program of this folder prints, run as a process of its own. */
export function run(file: string, ...args: string[]): any {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, file), ...args],
    { encoding: 'utf8', cwd: __dirname },
  );
  if (status !== 0) {
    throw new Error(`${file} ${args.join(' ')} failed:\n${stderr}`);
  }
  return JSON.parse(stdout);
}
