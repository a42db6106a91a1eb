import fs from 'fs';

/** What changes something on disk, of what the library and cdk8s call. */
const CHANGING = [
  ...['appendFileSync', 'chmodSync', 'copyFileSync', 'linkSync', 'mkdirSync', 'mkdtempSync', 'renameSync'],
  ...['rmdirSync', 'rmSync', 'symlinkSync', 'unlinkSync', 'utimesSync', 'writeFileSync'],
] as const;

/** Deaths of the process that are tried at one change: before it, and in the middle of writing a file. */
export type Moment = 'before' | 'within';

/**
 * Runs something as if the process were killed at its n-th change on disk: that one and all later ones do not happen. Returns how many changes there were
 * before the death; fewer than n where there was none.
 */
export function dyingAt(n: number, moment: Moment, action: () => void): number {
  const real = { ...fs };
  let changes = 0;
  const dead = () => new Error('killed');
  for (const name of CHANGING) {
    (fs as any)[name] = (...args: any[]) => {
      changes += 1;
      if (changes === n && moment === 'within') {
        half(real, name, args);
      }
      if (changes >= n) {
        throw dead();
      }
      return (real[name] as Function)(...args);
    };
  }
  try {
    action();
  } catch (error) {
    if ((error as Error).message !== 'killed' && changes < n) {
      throw error;
    }
  } finally {
    for (const name of CHANGING) {
      (fs as any)[name] = real[name];
    }
  }
  return Math.min(changes, n);
}

/** What takes more than a moment is done by half: half of a file, half of a folder. */
function half(real: typeof fs, name: (typeof CHANGING)[number], [first, second]: any[]): void {
  if (name === 'writeFileSync') {
    real.writeFileSync(first, second.slice(0, second.length / 2));
  }
  if (name === 'copyFileSync') {
    real.writeFileSync(second, real.readFileSync(first, 'utf8').slice(0, 5));
  }
  if (name === 'rmSync' && real.existsSync(first) && real.statSync(first).isDirectory()) {
    const [entry] = real.readdirSync(first);
    if (entry !== undefined) {
      real.rmSync(`${first}/${entry}`, { recursive: true });
    }
  }
}
