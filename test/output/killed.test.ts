import * as fs from 'fs';
import { dyingAt, Moment } from '../support/deaths';
import { Charts, contents, inEmptyFolders, put, synthCharts } from '../support/trees';

inEmptyFolders();

const many = (n: number, text: string): Record<string, string> =>
  Object.fromEntries([...Array(n).keys()].map((i) => [`object-${i}`, text]));

/** Something of everything: added, changed, the same, removed, with its folder too. */
const OLD: Charts = { shop: { ...many(40, '1'), stays: '1' }, goes: many(6, '1'), half: { a: '1', b: '1' } };
const NEW: Charts = { shop: { ...many(36, '2'), stays: '1' }, comes: many(34, '1'), half: { a: '1' } };

/** An old tree with something of others, and the same rendered anew in another folder to know what it has to be. */
function prepare(): { readonly before: object; readonly after: object } {
  synthCharts(NEW, { outdir: 'expected', planDirectory: 'plan-expected' });
  synthCharts(OLD);
  const others = { 'README.md': 'mine', 'comes/theirs.yaml': 'kind: Theirs\n' };
  for (const [name, text] of Object.entries(others)) {
    put(`dist/${name}`, text);
  }
  const after = { ...contents('expected')!, ...others };
  fs.rmSync('expected', { recursive: true });
  fs.rmSync('plan-expected', { recursive: true });
  return { before: contents('dist')!, after };
}

function empty(): void {
  fs.readdirSync('.').forEach((name) => fs.rmSync(name, { recursive: true }));
}

/** All deaths of a synth, from the first change on disk to the last. */
function everyDeath(moment: Moment, then: (dead: Record<string, string> | undefined) => void): number {
  for (let n = 1; ; n += 1) {
    empty();
    prepare();
    if (dyingAt(n, moment, () => synthCharts(NEW)) < n) {
      return n - 1;
    }
    then(contents('dist'));
  }
}

test.each<Moment>(['before', 'within'])(
  'a synth that is killed %s a change on disk leaves the old tree or the new one, and either program goes on from there',
  (moment) => {
    const { before, after } = prepare();
    const seen = { before: 0, after: 0, between: 0 };
    const deaths = everyDeath(moment, (dead) => {
      const state = dead === undefined ? 'between' : same(dead, before) ? 'before' : 'after';
      seen[state] += 1;
      if (dead !== undefined) {
        expect(dead).toEqual(state === 'before' ? before : after);
      }
      synthCharts(OLD);
      expect(contents('dist')).toEqual(before);
      synthCharts(NEW);
      expect(contents('dist')).toEqual(after);
      expect(fs.readdirSync('.').sort()).toEqual(['dist', 'plan']);
      expect(fs.readdirSync('plan')).toEqual(['manifests.sha256']);
    });
    expect(deaths).toBeGreaterThan(100);
    expect(seen.before).toBeGreaterThan(50);
    expect(seen.after).toBeGreaterThan(2);
    // Between two renames nothing has the name of the folder: no file system of Node exchanges two folders at once.
    expect(seen.between).toBe(1);
  },
);

test('in the root of a repository a death leaves each file old or new, and the next synth finishes it', () => {
  const { before, after } = prepare() as { before: Record<string, string>; after: Record<string, string> };
  let n = 1;
  for (; ; n += 2) {
    empty();
    prepare();
    put('dist/.git/HEAD', 'ref: refs/heads/main\n');
    if (dyingAt(n, 'within', () => synthCharts(NEW)) < n) {
      break;
    }
    for (const [file, text] of Object.entries(contents('dist')!).filter(([name]) => /^(?!\.git).*\.yaml$/.test(name))) {
      expect([before[file], after[file]]).toContain(text);
    }
    synthCharts(NEW);
    expect(contents('dist')).toEqual({ ...after, '.git/HEAD': 'ref: refs/heads/main\n' });
  }
  expect(n).toBeGreaterThan(60);
});

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
