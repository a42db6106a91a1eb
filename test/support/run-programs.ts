import { createRequire } from 'module';
import * as path from 'path';

/** Runs the `main.ts` of each folder in it; what it printed on stderr, and whether it failed, goes to stdout. usage: run-programs.ts <folder>... */
const outcomes = process.argv.slice(2).map((folder) => {
  let stderr = '';
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => {
    stderr += text;
    return true;
  }) as typeof write;
  process.chdir(folder);
  try {
    createRequire(__filename)(path.join(folder, 'main.ts'));
    return { status: 0, stderr };
  } catch (error) {
    return { status: 1, stderr: `${stderr}${(error as Error).stack}` };
  } finally {
    process.stderr.write = write;
  }
});
process.stdout.write(JSON.stringify(outcomes));
