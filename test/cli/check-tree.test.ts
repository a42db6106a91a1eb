import { execSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { run } from '../../src/cli/main';
import { fileOf, inEmptyFolders, put } from '../support/trees';

inEmptyFolders();

const ROOT = path.join(__dirname, '../..');
const PROGRAM = `node --require ${ROOT}/node_modules/tsx/dist/cjs/index.cjs main.cjs`;

/** A program of two charts, of which only the texts of the objects are said. */
function program(charts: object): void {
  put(
    'main.cjs',
    `const { ApiObject, Chart } = require('${ROOT}/node_modules/cdk8s');
    const { AutonomousApp } = require('${ROOT}/src/planner/autonomous-app.ts');
    const app = new AutonomousApp();
    for (const [name, objects] of Object.entries(${JSON.stringify(charts)})) {
      const chart = new Chart(app, name);
      for (const [id, text] of Object.entries(objects)) {
        new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data: { text } });
      }
    }
    app.synth();`,
  );
}

async function command(...args: string[]) {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    coloured: false,
    now: () => 0,
  };
  process.env.TSX_TSCONFIG_PATH = `${ROOT}/test/tsconfig.json`;
  const code = await run(args, terminal);
  return { code, out, err };
}

test('says whether the tree is what the program renders, and changes nothing', async () => {
  put('cdk8s.yaml', `language: typescript\napp: ${PROGRAM}\n`);
  program({ shop: { cart: '1', till: '1', old: '1' } });
  const missing = await command('check', '--tree');
  expect(missing).toEqual({
    code: 2,
    err: '',
    out: 'dist: is not what the program renders\n  rendered, and not there (3): shop/ConfigMap.cart.k8s.yaml, shop/ConfigMap.old.k8s.yaml, shop/ConfigMap.till.k8s.yaml\n',
  });
  expect(fs.existsSync('dist') || fs.existsSync('plan')).toBe(false);

  execSync(PROGRAM);
  expect(await command('check', '--tree', '--app', PROGRAM)).toEqual({
    code: 0,
    err: '',
    out: 'dist: is what the program renders\n',
  });

  program({ shop: { cart: '2', till: '1', new: '1' } });
  fs.appendFileSync(fileOf('shop', 'till'), '# by hand\n');
  put(fileOf('shop', 'new'), 'kind: Theirs\n');
  const { code, out } = await command('check', '--tree', '-o', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(out).trees).toEqual([
    {
      outdir: 'dist',
      added: [],
      changed: ['shop/ConfigMap.cart.k8s.yaml'],
      removed: ['shop/ConfigMap.old.k8s.yaml'],
      edited: ['shop/ConfigMap.till.k8s.yaml'],
      taken: ['shop/ConfigMap.new.k8s.yaml'],
      plan: [],
    },
  ]);
});

test.each([
  [
    'without a program to run',
    undefined,
    [],
    "--tree has to know what to run: `app` in cdk8s.yaml, or --app 'node main.js'\n",
  ],
  [
    'with a program that fails',
    'echo no such zone >&2; exit 1',
    [],
    'the program fails: echo no such zone >&2; exit 1\nno such zone\n',
  ],
  [
    'with a program that synthesises nothing',
    undefined,
    ['--app', 'true'],
    'no AutonomousApp was synthesised by the program: true\n',
  ],
])('%s it says so', async (_, app, args, message) => {
  if (app) {
    put('cdk8s.yaml', `app: ${app}\n`);
  }
  expect(await command('check', '--tree', ...args)).toEqual({ code: 3, out: '', err: message });
});
