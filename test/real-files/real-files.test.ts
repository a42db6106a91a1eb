import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Chart, Include, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { stringify } from 'yaml';
import { APPLICATION_SETS } from './application-sets';
import { DELIVERY_SETS } from './delivery-sets';
import { PLATFORM_SETS } from './platform-sets';
import { cluster } from '../support/apps';
import { MIB, readForeign } from '../support/foreign';

const SETS = [...DELIVERY_SETS, ...PLATFORM_SETS, ...APPLICATION_SETS];

test('sets of at least twenty projects', () => {
  expect(new Set(SETS.map(({ like }) => like)).size).toBeGreaterThanOrEqual(20);
});

describe.each(SETS.map((set) => [set.like, set] as const))('a set like that of %s', (_, set) => {
  const { expected, kubernetesVersion = '1.34' } = set;
  const model = readForeign(set.objects, { kubernetesVersion });

  test('each pod is counted', () => {
    expect(Object.fromEntries(model.workloads.map(({ id, replicas }) => [id, replicas.planned]))).toEqual(
      expected.pods,
    );
  });

  test('all pods together ask for that', () => {
    const sum = (resource: string) =>
      model.workloads.reduce((all, { replicas, requests }) => all + replicas.planned * (requests[resource] ?? 0), 0);
    expect([sum('cpu'), sum('memory') / MIB]).toEqual([expected.cpu, expected.mebibytes]);
  });

  test('so do daemonsets on every node', () => {
    for (const { daemonsets } of model.pools) {
      const found = Object.entries(daemonsets).map(([id, { cpu, memory }]) => [id, [cpu, memory / MIB]]);
      expect(Object.fromEntries(found)).toEqual(expected.daemons ?? {});
    }
  });

  test('what is found is that, and nothing else', () => {
    expect(model.findings.map(({ code }) => code).sort()).toEqual([...expected.codes].sort());
  });

  test('pods may run on every node, under the rules that they name', () => {
    for (const { id, eligible } of model.workloads) {
      expect([id, eligible]).toEqual([id, ['general/a', 'general/b']]);
    }
    for (const [id, fields] of Object.entries(expected.workloads ?? {})) {
      const { rollout, ...rest } = model.workloads.find((one) => one.id === id)!;
      // What is written is in the manifest; here are the numbers that come of it.
      const workload: any = { ...rest, ...(rollout && { rollout: { ...rollout, written: undefined } }) };
      const found = Object.fromEntries(Object.keys(fields).map((name) => [name, workload[name]]));
      expect([id, found]).toEqual([id, fields]);
    }
  });

  test('the order of the objects changes nothing', () => {
    expect(readForeign([...set.objects].reverse()).workloads.map(({ id, requests }) => [id, requests])).toEqual(
      readForeign(set.objects).workloads.map(({ id, requests }) => [id, requests]),
    );
  });

  test('an app that includes it is planned', () => {
    const plan = planOf((chart) => {
      set.objects.forEach((object, i) => new ApiObject(chart, `o${i}`, object as any));
    });
    const placed = (plan.steady.nodes as any[]).reduce(
      (sum, { count, pods }) => sum + count * Object.values<number>(pods).reduce((all, n) => all + n, 0),
      0,
    );
    expect(placed).toBe(Object.values(expected.pods).reduce((all, n) => all + n, 0));
  });
});

/** The plan of a cluster with a chart of somebody else. */
function planOf(fill: (chart: Chart) => void): any {
  const app = Testing.app();
  const made = cluster(app);
  const chart = new Chart(app, 'theirs');
  fill(chart);
  made.include(chart);
  return JSON.parse(Plan.of(app).toJson()).clusters[0];
}

describe('as text, in the ways in which files are written', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'real-files-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const written = (name: string, text: string) => {
    const url = path.join(folder, `${name}.yaml`);
    fs.writeFileSync(url, text);
    return (chart: Chart) => {
      new Include(chart, 'file', { url });
    };
  };
  const counts = (plan: any) =>
    Object.fromEntries(plan.workloads.map(({ id, replicas }: any) => [id, replicas.planned]));

  const [first] = DELIVERY_SETS;
  const [, boutique] = APPLICATION_SETS;
  const [, , network] = PLATFORM_SETS;

  test('documents with comments, empty ones among them', () => {
    const text = first.objects
      .map((object) => `# an object\n${stringify(object)}`)
      .join('---\n# nothing here\n---\n\n---\n');
    expect(counts(planOf(written('documents', `---\n${text}---\n`)))).toEqual(first.expected.pods);
  });

  test('JSON, which is YAML too', () => {
    const text = network.objects.map((object) => JSON.stringify(object, null, 1)).join('\n---\n');
    expect(counts(planOf(written('json', text)))).toEqual(network.expected.pods);
  });

  test('one list of everything', () => {
    const all = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: boutique.objects };
    expect(counts(planOf(written('list', stringify(all))))).toEqual(boutique.expected.pods);
  });

  test('anchors, merged keys and folded text', () => {
    const text = `
common: &asks
  requests: &amounts { cpu: 250m, memory: 64Mi }
  limits: *amounts
kind: Deployment
apiVersion: apps/v1
metadata: { name: anchored }
spec:
  replicas: 2
  selector: &labels { matchLabels: { app: anchored } }
  template:
    metadata: { labels: { app: anchored } }
    spec:
      containers:
      - name: one
        image: registry.example.org/one:1
        resources: *asks
        args: [ >-
          folded
          text ]
      - { name: two, image: registry.example.org/two:1, resources: *asks }
`;
    const plan = planOf(written('anchors', text));
    expect(counts(plan)).toEqual({ 'default/Deployment/anchored': 2 });
    expect(plan.workloads[0].requests).toMatchObject({ cpu: 500, memory: 128 * MIB });
  });

  test('fields that are empty, as generators leave them', () => {
    const text = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: sparse
  namespace:
  labels:
  annotations: ~
  creationTimestamp: null
spec:
  replicas: ~
  strategy: {}
  selector: { matchLabels: { app: sparse } }
  template:
    metadata: { creationTimestamp: null, labels: { app: sparse }, annotations: }
    spec:
      nodeSelector:
      affinity: null
      tolerations: []
      topologySpreadConstraints: null
      initContainers: null
      volumes: ~
      containers:
      - name: sparse
        image: registry.example.org/sparse:1
        env: null
        ports:
        resources: { limits: null, requests: { cpu: 50m, memory: } }
status: {}
`;
    const plan = planOf(written('sparse', text));
    expect(counts(plan)).toEqual({ 'default/Deployment/sparse': 1 });
    expect(plan.workloads[0].requests).toMatchObject({ cpu: 50, memory: 0 });
  });
});
