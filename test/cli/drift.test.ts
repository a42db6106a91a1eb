import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { run } from '../../src/cli/main';
import { PlanDocument } from '../../src/report/document';
import { toStableJson } from '../../src/report/plan-document';
import { listsOf } from '../support/live/live-lists';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

let folder: string;
const before = process.cwd();

const plan = (maxNodes = 9): PlanDocument =>
  documentOf(model([pool('p', 8, 32, { maxNodes, price: 1.5 })], [workload('web', 4, 2, 4), workload('api', 2, 4, 4)]));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drift-'));
  process.chdir(folder);
  mkdirSync('plan');
  writeFileSync('plan/plan.json', toStableJson(plan()));
  writeLists('nodes.json', 'pods.json');
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function writeLists(nodesFile: string, podsFile: string, change: (pods: any[]) => void = () => {}): void {
  const { nodes, pods } = listsOf(plan().clusters[0], []);
  change(pods);
  writeFileSync(nodesFile, JSON.stringify({ kind: 'List', items: nodes }, undefined, 4));
  writeFileSync(podsFile, JSON.stringify({ kind: 'List', items: pods }));
}

async function command(line: string) {
  let [out, err] = ['', ''];
  const code = await run(line.split(' '), {
    out: (text) => (out += text),
    err: (text) => (err += text),
    coloured: false,
    now: () => 0,
  });
  return { code, out, err };
}

const DRIFT = 'drift --nodes nodes.json --pods pods.json';

test('exit code 0 where the cluster is as planned; says what was not compared', async () => {
  const { code, out, err } = await command(DRIFT);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('cluster test: the cluster is as planned: the plan holds');
  expect(out).toContain('note: images, limits, affinities and spreads are not compared: --manifests');
  expect(out).toContain('note: objects without pods, autoscalers and edits by hand are not looked for: --workloads');
});

test('exit code 2 where it differs and the plan holds, 5 where it does not; text, JSON and Markdown', async () => {
  const stranger = (cpu: string) => (pods: any[]) => {
    const { spec } = pods.find(({ metadata }) => metadata.name.startsWith('web'));
    pods.push({
      kind: 'Pod',
      metadata: { name: 'debug', namespace: 'tools' },
      spec: { nodeName: spec.nodeName, containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] },
      status: { phase: 'Running' },
    });
  };
  writeLists('nodes.json', 'tight.json', stranger('8'));
  writeLists('nodes.json', 'free.json', stranger('0'));
  const broken = await command('drift --nodes nodes.json --pods tight.json');
  expect(broken.code).toBe(5);
  expect(broken.out).toContain('cluster test: the plan no longer holds');
  expect(broken.out).toMatch(/promises that fall:\n {2}pool p: .*8 cpu less for planned pods on a node/);
  expect(broken.out).toContain('breaks WORKLOAD_UNPLANNED tools/Pod/debug');
  const free = await command('drift --nodes nodes.json --pods free.json');
  expect(free.code).toBe(2);
  expect(free.out).toContain('the plan still holds with these differences');
  const json = JSON.parse((await command('drift --nodes nodes.json --pods tight.json -o json')).out);
  expect(json).toMatchObject({
    schemaVersion: 1,
    standing: 'broken',
    cluster: 'test',
    differences: [{ code: 'WORKLOAD_UNPLANNED', effect: 'breaks' }],
  });
  const { out } = await command('drift --nodes nodes.json --pods tight.json -o md');
  expect(out).toContain('| breaks | WORKLOAD\\_UNPLANNED | tools/Pod/debug | nothing of that name |');
});

test.each([
  [
    'pods for nodes',
    'drift --nodes pods.json --pods pods.json',
    /--nodes pods.json: has no Node: what it lists is Pod; kubectl get nodes -o json/,
  ],
  ['no such file', 'drift --nodes none.json --pods pods.json', /--nodes none.json: there is no such file/],
  [
    'table output',
    'drift --nodes table.txt --pods pods.json',
    /--nodes table.txt: is no JSON: it begins with 'NAME  STATUS'/,
  ],
  ['a file that is cut off', 'drift --nodes nodes.json --pods cut.json', /--pods cut.json: is cut off/],
  [
    'an empty list',
    'drift --nodes empty.json --pods pods.json',
    /--nodes empty.json: the list is empty: kubectl get nodes -o json, of the cluster itself/,
  ],
  ['an empty list of pods', 'drift --nodes nodes.json --pods empty.json', /kubectl get pods -A -o json/],
  [
    'another cluster',
    'drift --nodes other-nodes.json --pods other-pods.json',
    /this is another cluster than test of the plan: none of its 2 workloads runs there, and no node is of one of its pools \(x\)/,
  ],
  ['an unknown cluster', `${DRIFT} --cluster west`, /--cluster west: the plan has test/],
  ['a plan that is none', `${DRIFT} --plan nodes.json`, /nodes.json: is no plan of schema version 1 or 2/],
  ['no manifests', `${DRIFT} --manifests nowhere`, /nowhere: there is no such folder/],
  ['no lists', 'drift', /required option '--nodes <files...>' not specified/],
])('%s: exit code 3, in plain words', async (_, line, message) => {
  writeFileSync('table.txt', 'NAME  STATUS\n');
  writeFileSync('cut.json', '{"kind":"List","items":[{"kind":"Pod",');
  writeFileSync('empty.json', '{"kind":"List","items":[]}');
  const labels = { 'topology.kubernetes.io/zone': 'elsewhere' };
  writeFileSync('other-nodes.json', JSON.stringify({ kind: 'Node', metadata: { name: 'x', labels }, status: {} }));
  writeFileSync(
    'other-pods.json',
    JSON.stringify({ kind: 'Pod', metadata: { name: 'y', namespace: 'z' }, spec: {}, status: {} }),
  );
  const { code, out, err } = await command(line);
  expect([code, out]).toEqual([3, '']);
  expect(err).toMatch(message);
});

test('a plan that is infeasible proves nothing: exit code 4', async () => {
  writeFileSync('infeasible.json', toStableJson(plan(1)));
  const { code, out } = await command(`${DRIFT} --plan infeasible.json`);
  expect(code).toBe(4);
  expect(out).toContain('note: the plan itself is infeasible');
});
