import { spawn } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { toStableJson } from '../../src/report/plan-document';
import { FakeApiServer } from '../support/fake/api-server';
import { FakeControllers } from '../support/fake/controllers';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

let server: FakeApiServer;
let folder: string;

beforeAll(async () => {
  server = new FakeApiServer();
  new FakeControllers(server);
  const address = await server.start();
  folder = mkdtempSync(join(tmpdir(), 'rehearse-'));
  mkdirSync(join(folder, 'dist'));
  mkdirSync(join(folder, 'plan'));
  const plan = documentOf(model([pool('p', 8, 32, { minNodes: 1 })], [workload('web', 2, 2, 4)]));
  writeFileSync(join(folder, 'plan/plan.json'), toStableJson(plan));
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'app' }] } };
  const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'test' } };
  const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
  writeFileSync(join(folder, 'dist/web.k8s.yaml'), JSON.stringify({ ...web, spec }));
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig(address.href)));
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function kubeconfig(address: string): object {
  return {
    clusters: [{ name: 'fake', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: { token: 'secret' } }],
    contexts: [{ name: 'here', context: { cluster: 'fake', user: 'me' } }],
    'current-context': 'here',
  };
}

/** Makes the client library unknown to a process. */
const WITHOUT_LIBRARY = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve(name, context, next) {
      if (name === '@kubernetes/client-node') throw new Error("Cannot find package '@kubernetes/client-node'");
      return next(name, context);
    }\`));
`)}`;

function command(line: string, ...nodeOptions: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const script = join(__dirname, '../support/fake/command.ts');
  const tsx = require.resolve('tsx');
  const child = spawn(process.execPath, [...nodeOptions, '--import', tsx, script, ...line.split(' ')], { cwd: folder });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

test('a rehearsal on the cluster of a kubeconfig', async () => {
  const { code, out, err } = await command('rehearse --kubeconfig kubeconfig --only steady --orders 1');
  expect(err).toContain('context here, http://127.0.0.1');
  expect(out).toContain('Cluster test on Kubernetes v1.32.0: every promise that was tried holds');
  expect(out).toMatch(/^steady +1 +1$/m);
  expect(code).toBe(0);
});

test('the report as JSON, and exit code 5 where something falls short', async () => {
  server.refusal = ({ body }) => (body?.kind === 'Deployment' ? 'no' : undefined);
  const { code, out } = await command('rehearse --kubeconfig kubeconfig --only maximum --json');
  server.refusal = undefined;
  expect(code).toBe(5);
  const [{ promises }] = JSON.parse(out);
  expect(promises[0]).toEqual({
    promise: 'manifests are taken',
    tried: 1,
    held: 0,
    failures: [{ case: 'test/Deployment/web', why: ['no'] }],
  });
});

test('what to install where the library is missing', async () => {
  const { code, err } = await command('rehearse --kubeconfig kubeconfig', '--import', WITHOUT_LIBRARY);
  expect(err).toContain('npm install --save-dev @kubernetes/client-node@1 yaml@2');
  expect(code).toBe(3);
});

test.each([
  ['--kubeconfig nowhere', '--kubeconfig nowhere: '],
  ['--kubeconfig kubeconfig --context other', '--context other: is not in the kubeconfig, which has here'],
  ['--only everything', '--only everything: must be some of steady,maximum,rollouts,zones,nodes,drains'],
  ['--orders 0', '--orders 0: must be a whole number of at least 1'],
  ['--cluster west', '--cluster west: the plan has test'],
])('%s is the input to correct', async (options, message) => {
  const { code, err } = await command(`rehearse ${options}`);
  expect(err).toContain(message);
  expect(code).toBe(3);
});
