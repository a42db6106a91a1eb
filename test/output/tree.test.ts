import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { contents, fileOf, inEmptyFolders, put, synthCharts } from '../support/trees';

inEmptyFolders();

const files = () => Object.keys(contents('dist')!);

test('what is rendered no more goes, with folders that are empty then', () => {
  synthCharts({ shop: { cart: '1', old: '1' }, gone: { all: '1' } });
  synthCharts({ shop: { cart: '1' } });
  expect(files()).toEqual(['shop/ConfigMap.cart.k8s.yaml']);
  expect(fs.existsSync('dist/gone')).toBe(false);
});

test('files, links and empty folders of others stay as they are', () => {
  put('dist/README.md', 'mine');
  put('dist/shop/kustomization.yaml', 'resources: []');
  fs.symlinkSync('../README.md', 'dist/shop/link');
  fs.mkdirSync('dist/empty');
  const { ino } = fs.statSync('dist/README.md');
  synthCharts({ shop: { cart: '1' } });
  synthCharts({ other: { cart: '1' } });
  expect(files()).toEqual(['README.md', 'other/ConfigMap.cart.k8s.yaml', 'shop/kustomization.yaml', 'shop/link']);
  expect(fs.readlinkSync('dist/shop/link')).toBe('../README.md');
  expect(fs.readdirSync('dist/empty')).toEqual([]);
  expect(fs.statSync('dist/README.md').ino).toBe(ino);
});

test('a file that says the same is the same file afterwards', () => {
  synthCharts({ shop: { cart: '1', till: '1' } });
  const before = fs.statSync(fileOf('shop', 'cart'));
  synthCharts({ shop: { cart: '1', till: '2' } });
  expect(fs.statSync(fileOf('shop', 'cart'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  expect(fs.readFileSync(fileOf('shop', 'till'), 'utf8')).toContain('text: "2"');
});

test('an edited file is neither written over nor removed, and nothing else is written then', () => {
  synthCharts({ shop: { cart: '1', till: '1' } });
  fs.appendFileSync(fileOf('shop', 'cart'), '# by hand\n');
  const before = contents('dist');
  expect(() => synthCharts({ shop: { cart: '2', till: '2' } })).toThrow(
    /^manifests are not written to 'dist':\n {2}edited since the last synth: shop\/ConfigMap.cart.k8s.yaml\n {2}cure: /,
  );
  expect(() => synthCharts({ shop: { till: '2' } })).toThrow(/edited since the last synth: shop\/ConfigMap.cart/);
  expect(contents('dist')).toEqual(before);
  expect(fs.readdirSync('.').sort()).toEqual(['dist', 'plan']);
});

test('an edited file is written over where that is asked for', () => {
  synthCharts({ shop: { cart: '1' } });
  fs.appendFileSync(fileOf('shop', 'cart'), '# by hand\n');
  synthCharts({ shop: { cart: '1' } }, { overwriteEdits: true });
  expect(fs.readFileSync(fileOf('shop', 'cart'), 'utf8')).not.toContain('by hand');
  fs.appendFileSync(fileOf('shop', 'cart'), '# by hand\n');
  synthCharts({ shop: { till: '1' } }, { overwriteEdits: true });
  expect(files()).toEqual(['shop/ConfigMap.till.k8s.yaml']);
});

test('an edit that is what is rendered now is none', () => {
  synthCharts({ shop: { cart: '1' } });
  fs.writeFileSync(fileOf('shop', 'cart'), fs.readFileSync(fileOf('shop', 'cart'), 'utf8').replace('"1"', '"2"'));
  expect(() => synthCharts({ shop: { cart: '2' } })).not.toThrow();
  expect(() => synthCharts({ shop: { cart: '3' } })).not.toThrow();
});

test('a file of the same name that the app did not write is in the way', () => {
  put(fileOf('shop', 'cart'), 'kind: Theirs\n');
  expect(() => synthCharts({ shop: { cart: '1' } })).toThrow(
    /not written by this app, but of the same name: shop\/ConfigMap.cart.k8s.yaml/,
  );
  expect(contents('dist')).toEqual({ 'shop/ConfigMap.cart.k8s.yaml': 'kind: Theirs\n' });
});

test.each<[string, () => void]>([
  ['a folder of the name of a file', () => put(`${fileOf('shop', 'cart')}/theirs`, 'x')],
  ['a file of the name of a folder', () => put('dist/shop', 'x')],
])('%s is in the way, and goes where that is asked for', (_, prepare) => {
  prepare();
  put('dist/stays', 'x');
  expect(() => synthCharts({ shop: { cart: '1' } })).toThrow(/of the same name: shop\/ConfigMap.cart.k8s.yaml/);
  synthCharts({ shop: { cart: '1' } }, { overwriteEdits: true });
  expect(files()).toEqual(['shop/ConfigMap.cart.k8s.yaml', 'stays']);
});

test('a manifest that was removed by hand is there again', () => {
  synthCharts({ shop: { cart: '1' } });
  fs.rmSync('dist', { recursive: true });
  synthCharts({ shop: { cart: '1' } });
  expect(files()).toEqual(['shop/ConfigMap.cart.k8s.yaml']);
});

test('a chart more renames nothing', () => {
  synthCharts({ b: { x: '1' }, d: { x: '1' } });
  const before = contents('dist')!;
  synthCharts({ a: { x: '1' }, b: { x: '1' }, c: { x: '1' }, d: { x: '1' } });
  expect(contents('dist')).toMatchObject(before);
});

test('a synth that fails leaves the tree as it was', () => {
  synthCharts({ shop: { cart: '1' } });
  const before = contents('dist');
  expect(() =>
    synthCharts({
      shop: {
        cart: '2',
        get broken(): string {
          throw new Error('the program fails');
        },
      },
    }),
  ).toThrow();
  expect(contents('dist')).toEqual(before);
  expect(fs.readdirSync('.').sort()).toEqual(['dist', 'plan']);
});

test.each([
  ['in the folder that is the working folder', '.'],
  ['in a folder around it', '..'],
])('the tree is written %s', (_, outdir) => {
  fs.mkdirSync('work');
  process.chdir('work');
  const props = { outdir, planDirectory: '../../plan-of-trees' };
  try {
    synthCharts({ shop: { cart: '1', old: '1' } }, props);
    put(`${outdir}/README.md`, 'mine');
    synthCharts({ shop: { cart: '2' } }, props);
    expect(Object.keys(contents(outdir)!)).toEqual(['README.md', 'shop/ConfigMap.cart.k8s.yaml']);
    expect(fs.readFileSync(`${outdir}/shop/ConfigMap.cart.k8s.yaml`, 'utf8')).toContain('"2"');
  } finally {
    fs.rmSync('../../plan-of-trees', { recursive: true, force: true });
  }
});

describe('the index', () => {
  const INDEX = 'plan/manifests.sha256';

  test('is what sha256sum checks', () => {
    synthCharts({ shop: { cart: '1', till: '1' } });
    expect(execFileSync('sha256sum', ['--check', 'manifests.sha256'], { cwd: 'plan', encoding: 'utf8' })).toBe(
      '../dist/shop/ConfigMap.cart.k8s.yaml: OK\n../dist/shop/ConfigMap.till.k8s.yaml: OK\n',
    );
  });

  test('is not touched where nothing changed', () => {
    synthCharts({ shop: { cart: '1' } });
    const before = fs.statSync(INDEX);
    synthCharts({ shop: { cart: '1' } });
    expect(fs.statSync(INDEX)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  test('knows files of either side of a merge', () => {
    synthCharts({ shop: { cart: '1', theirs: '1' } });
    const theirs = fs.readFileSync(INDEX, 'utf8');
    synthCharts({ shop: { cart: '2' } });
    const ours = fs.readFileSync(INDEX, 'utf8');
    synthCharts({ shop: { cart: '1', theirs: '1' } });
    fs.writeFileSync(INDEX, `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> theirs\n`);
    synthCharts({ shop: { cart: '3' } });
    expect(files()).toEqual(['shop/ConfigMap.cart.k8s.yaml']);
    expect(fs.readFileSync(INDEX, 'utf8').split('\n')).toHaveLength(2);
  });

  test('takes lines that Git ended as Windows does for the same', () => {
    synthCharts({ shop: { cart: '1' } });
    fs.writeFileSync(fileOf('shop', 'cart'), fs.readFileSync(fileOf('shop', 'cart'), 'utf8').replace(/\n/g, '\r\n'));
    fs.writeFileSync(INDEX, fs.readFileSync(INDEX, 'utf8').replace(/\n/g, '\r\n'));
    expect(() => synthCharts({ shop: { cart: '2' } })).not.toThrow();
  });

  test('says where it is none', () => {
    put(INDEX, 'something else\n');
    expect(() => synthCharts({ shop: { cart: '1' } })).toThrow(
      'plan/manifests.sha256 line 1 is no hash and path, as sha256sum writes them; take the file from the last commit',
    );
  });

  test('keeps what it says of another folder while its files are there', () => {
    synthCharts({ shop: { cart: '1' } });
    synthCharts({ shop: { cart: '1' } }, { outdir: 'other' });
    synthCharts({ shop: {} });
    expect(fs.readFileSync(INDEX, 'utf8')).toMatch(/^\w{64} {2}\.\.\/other\/shop\/ConfigMap.cart.k8s.yaml\n$/);
    fs.rmSync('other', { recursive: true });
    synthCharts({ shop: { cart: '1' } });
    expect(fs.readFileSync(INDEX, 'utf8')).toMatch(/^\w{64} {2}\.\.\/dist\/shop\/ConfigMap.cart.k8s.yaml\n$/);
  });

  test('is not kept without files of the plan: what is rendered replaces what is there, and the rest stays', () => {
    put(fileOf('shop', 'cart'), 'kind: Theirs\n');
    synthCharts({ shop: { cart: '1', old: '1' } }, { writePlan: false });
    synthCharts({ shop: { cart: '2' } }, { writePlan: false });
    expect(files()).toEqual(['shop/ConfigMap.cart.k8s.yaml', 'shop/ConfigMap.old.k8s.yaml']);
    expect(fs.existsSync('plan')).toBe(false);
  });
});

test('what `cdk8s synth --stdout` strings together has a separator before each file, and is in no index', () => {
  const { TMPDIR } = process.env;
  fs.mkdirSync('tmp');
  process.env.TMPDIR = path.resolve('tmp');
  try {
    const stream = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk8s-'));
    synthCharts({ shop: { cart: '1', till: '1' } }, { outdir: stream });
    const texts = Object.values(contents(stream)!);
    expect(texts.map((text) => text.startsWith('---\napiVersion: v1\n'))).toEqual([true, true]);
    expect(fs.existsSync('plan')).toBe(false);
  } finally {
    if (TMPDIR === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = TMPDIR;
    }
  }
});
