import fs from 'fs';
import { dyingAt, Moment } from './deaths';
import { Charts, contents, put, synthCharts } from './trees';

/** A synth of charts where others were before, with something of everything: added, changed, the same, removed, with its folder too. */
export class Exchange {
  public readonly before: Record<string, string>;
  public readonly after: Record<string, string>;
  private readonly old: Charts;
  private readonly next: Charts;

  /** @param size how many objects there are of a kind */
  public constructor(size: number) {
    this.old = { shop: { ...many(size, '1'), stays: '1' }, goes: many(6, '1'), half: { a: '1', b: '1' } };
    this.next = { shop: { ...many(size - 4, '2'), stays: '1' }, comes: many(size - 6, '1'), half: { a: '1' } };
    this.prepare();
    this.before = contents('dist')!;
    synthCharts(this.next, { outdir: 'expected', planDirectory: 'plan-expected' });
    this.after = { ...contents('expected')!, ...OTHERS };
  }

  /** The tree as it was, with something of others in it. */
  public prepare(): void {
    fs.readdirSync('.').forEach((name) => fs.rmSync(name, { recursive: true }));
    this.back();
    Object.entries(OTHERS).forEach(([name, text]) => put(`dist/${name}`, text));
  }

  public back(): void {
    synthCharts(this.old);
  }

  public go(): void {
    synthCharts(this.next);
  }

  /** All deaths of the synth, from the first change on disk to the last; returns how many. */
  public everyDeath(moment: Moment, then: () => void, stride = 1): number {
    for (let n = 1; ; n += stride) {
      this.prepare();
      if (dyingAt(n, moment, () => this.go()) < n) {
        return n - 1;
      }
      then();
    }
  }
}

/** Holds every death against the promise: the old tree or the new one, and either program goes on from there. */
export function expectOldOrNew(size: number, moment: Moment): number {
  const exchange = new Exchange(size);
  const seen = { old: 0, new: 0, between: 0 };
  const deaths = exchange.everyDeath(moment, () => {
    const dead = contents('dist');
    const state = dead === undefined ? 'between' : same(dead, exchange.before) ? 'old' : 'new';
    seen[state] += 1;
    if (dead !== undefined) {
      expect(dead).toEqual(state === 'old' ? exchange.before : exchange.after);
    }
    exchange.back();
    expect(contents('dist')).toEqual(exchange.before);
    exchange.go();
    expect(contents('dist')).toEqual(exchange.after);
    expect(fs.readdirSync('.').sort()).toEqual(['dist', 'plan']);
    expect(fs.readdirSync('plan')).toEqual(['manifests.sha256']);
  });
  expect(seen.old).toBeGreaterThan(size);
  expect(seen.new).toBeGreaterThan(2);
  // Between two renames nothing has the name of the folder: Node exchanges no two folders at once.
  expect(seen.between).toBe(1);
  return deaths;
}

const OTHERS = { 'README.md': 'mine', 'comes/theirs.yaml': 'kind: Theirs\n' };

function many(n: number, text: string): Record<string, string> {
  return Object.fromEntries([...Array(n).keys()].map((i) => [`object-${i}`, text]));
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
