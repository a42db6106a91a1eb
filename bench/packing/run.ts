import { spawnSync } from 'child_process';
import * as path from 'path';
import { Input } from './inputs';
import { GroupRun, PackingRun } from './row';
import { groupTable } from './table';

const GROUPS: readonly Input['group'][] = [
  'synthetic',
  'cloud balancing',
  'openb fixed',
  'openb buy',
  'vector packing',
];
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs every group in a process of its own, so that none has the heap and the compiled code of another, and shows each at once. */
export function runPacking(quick: boolean): PackingRun {
  const messages = new Set<string>();
  const runs = GROUPS.map((group) => {
    const { run, stderr } = groupProcess(group, quick);
    const news = stderr.filter((line) => !messages.has(line));
    news.forEach((line) => {
      messages.add(line);
      process.stderr.write(`${line}\n`);
    });
    process.stdout.write(groupTable(group, run));
    return { group, run };
  });
  return {
    rows: runs.flatMap(({ run }) => run.rows),
    peakMebibytes: Object.fromEntries(runs.map(({ group, run }) => [group, run.peakMebibytes])),
  };
}

function groupProcess(group: string, quick: boolean): { run: GroupRun; stderr: string[] } {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(__dirname, 'group.ts'), group, quick ? 'quick' : 'all'],
    { encoding: 'utf8', cwd: __dirname, maxBuffer: MOST_OUTPUT },
  );
  if (status !== 0) throw new Error(`packing benchmark, ${group}, ended with ${status ?? signal}:\n${stderr}`);
  return { run: JSON.parse(stdout) as GroupRun, stderr: stderr.split('\n').filter((line) => line !== '') };
}
