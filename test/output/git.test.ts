import { execFileSync } from 'child_process';
import * as fs from 'fs';
import { fileOf, inEmptyFolders, put, synthCharts } from '../support/trees';

inEmptyFolders();

/** Names and mail of who commits belong to the test: nothing of the machine's settings. */
const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.autocrlf=false'];

function git(...args: string[]): string {
  return execFileSync('git', [...IDENTITY, ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

/** What a commit would hold, moves found as Git finds them. */
function changes(): string[] {
  git('add', '--all');
  return git('status', '--porcelain', '--find-renames=50').trimEnd().split('\n').filter(Boolean).sort();
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

const SHOP = { cart: 'some text that is long enough to be found again', till: '1' };
const INDEX = 'M  plan/manifests.sha256';

beforeEach(() => {
  git('init', '--quiet', '--initial-branch=main');
  put('dist/README.md', 'about the manifests\n');
  put('dist/shop/kustomization.yaml', 'resources: []\n');
  synthCharts({ shop: SHOP, bank: { vault: '1' } });
  commit('first');
});

test('the same program changes nothing', () => {
  synthCharts({ bank: { vault: '1' }, shop: SHOP });
  expect(changes()).toEqual([]);
});

test('a stack that is renamed is a move', () => {
  synthCharts({ store: SHOP, bank: { vault: '1' } });
  expect(changes()).toEqual([
    INDEX,
    `R  ${fileOf('shop', 'cart')} -> ${fileOf('store', 'cart')}`,
    `R  ${fileOf('shop', 'till')} -> ${fileOf('store', 'till')}`,
  ]);
});

test('an object that is removed goes, and nothing else', () => {
  synthCharts({ shop: { cart: SHOP.cart }, bank: { vault: '1' } });
  expect(changes()).toEqual([`D  ${fileOf('shop', 'till')}`, INDEX]);
});

test('a stack more is its own files more', () => {
  synthCharts({ a: { x: '1' }, shop: SHOP, bank: { vault: '1' }, z: { x: '1' } });
  expect(changes()).toEqual([`A  ${fileOf('a', 'x')}`, `A  ${fileOf('z', 'x')}`, INDEX]);
});

test('an edit that was committed is not lost', () => {
  fs.appendFileSync(fileOf('shop', 'cart'), '# by hand\n');
  commit('by hand');
  expect(() => synthCharts({ shop: { ...SHOP, cart: '2' } })).toThrow(
    /edited since the last synth: shop\/ConfigMap.cart/,
  );
  expect(changes()).toEqual([]);
});

test('branches that each change something are merged by the synth of both', () => {
  git('checkout', '--quiet', '-b', 'theirs');
  synthCharts({ shop: { ...SHOP, theirs: '1' } });
  commit('theirs');
  git('checkout', '--quiet', 'main');
  synthCharts({ shop: { ...SHOP, ours: '1' }, bank: { vault: '2' } });
  commit('ours');
  expect(() => git('merge', '--quiet', 'theirs')).toThrow();
  // Git took the removed vault for the new object of theirs, and put the change of one into the other: such a mixture is an edit.
  const merged = { shop: { ...SHOP, theirs: '1', ours: '1' } };
  expect(() => synthCharts(merged)).toThrow(/edited since .*: shop\/ConfigMap.theirs.*\n.*remove the files/);
  fs.rmSync(fileOf('shop', 'theirs'));
  synthCharts(merged);
  commit('merged');
  expect(git('ls-files', 'dist').trimEnd().split('\n')).toEqual([
    'dist/README.md',
    ...['cart', 'ours', 'theirs', 'till'].map((id) => fileOf('shop', id)),
    'dist/shop/kustomization.yaml',
  ]);
  expect(fs.readFileSync('plan/manifests.sha256', 'utf8')).not.toMatch(/[<=>]{7}/);
});
