import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { connectionTo } from '../../src/rehearsal/api/connection';
import { Clock } from '../../src/rehearsal/clock';
import { RehearsalOptions, rehearse, SCENES } from '../../src/rehearsal/rehearse';
import { holds, RehearsalReport } from '../../src/rehearsal/report';
import { rehearsalText } from '../../src/rehearsal/report-text';
import { ClusterEntry } from '../../src/report/document';
import { PLAIN } from '../../src/report/plan-table';
import { FakeApiServer } from '../support/fake/api-server';
import { FakeControllers } from '../support/fake/controllers';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

/** Time passes so many times as fast. */
const HASTE = 20;
const CLOCK: Clock = {
  now: () => Date.now() * HASTE,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / HASTE)),
};

let server: FakeApiServer;
let url: URL;
let folder: string;

beforeEach(async () => {
  server = new FakeApiServer();
  new FakeControllers(server);
  url = await server.start();
  folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  manifest(deployment('web', 3), deployment('api', 2));
});

afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function deployment(name: string, replicas: number, more: object = {}): object {
  const labels = { app: name };
  const containers = [
    { name, image: 'registry.example.com/app', resources: { requests: { cpu: '2', memory: '4Gi' } } },
  ];
  const spec = {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'test' },
    spec: { ...spec, ...more },
  };
}

function manifest(...objects: object[]): void {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'dist/app.k8s.yaml'), objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

/** Two zones of two nodes; any zone may be lost. */
const PLAN = documentOf(
  model(
    [pool('p/a', 8, 32, { zone: 'a', minNodes: 2 }), pool('p/b', 8, 32, { zone: 'b', minNodes: 2 })],
    [
      workload('web', 3, 2, 4, { replicas: { needed: 3, planned: 3, max: 5, degraded: 2 } }),
      workload('api', 2, 2, 4, { disruption: { allowed: 1, ours: false } }),
    ],
    { survive: 'zone' },
  ),
);

function tried(more: Partial<RehearsalOptions> = {}, tell: string[] = []): Promise<RehearsalReport> {
  const options = { plan: PLAN, cluster: PLAN.clusters[0], manifests: [join(folder, 'dist')], scenes: SCENES };
  const numbers = { orders: 2, seed: 1, patience: 10, clean: false };
  return rehearse(
    { ...options, ...numbers, ...more },
    {
      connection: connectionTo(url, async () => ({})),
      parseYaml: parseAllDocuments,
      clock: CLOCK,
      abort: new AbortController().signal,
      tell: (text) => tell.push(text),
    },
  );
}

const summary = ({ promises }: RehearsalReport) => promises.map(({ promise, tried: n, held }) => [promise, n, held]);

describe('a plan that holds', () => {
  test('every promise is tried, and nothing is left in the cluster', async () => {
    const report = await tried();
    expect(report.promises.flatMap(({ failures }) => failures)).toEqual([]);
    expect(summary(report)).toEqual([
      ['manifests are taken', 2, 2],
      ['steady', 2, 2],
      ['HPA maximum', 2, 2],
      ['rollouts at steady', 2, 2],
      ['zone losses', 2, 2],
      ['drains', 4, 4],
    ]);
    expect(holds(report)).toBe(true);
    expect([...server.objects.keys()]).toEqual([]);
  });

  test('the API server is shown each object as it is, every unknown field an error', async () => {
    await tried({ scenes: [] });
    const shown = server.requests.filter(({ query }) => query.has('dryRun'));
    expect(shown.map(({ body }) => body.spec.template.spec.schedulingGates)).toEqual([undefined, undefined]);
    const applied = server.requests.filter(({ query }) => query.has('fieldManager') && query.has('force'));
    expect(applied.every(({ query }) => query.get('fieldValidation') === 'Strict')).toBe(true);
  });

  test('only what is asked for', async () => {
    expect(summary(await tried({ scenes: ['drains'], nodes: 1 }))).toEqual([
      ['manifests are taken', 2, 2],
      ['drains', 1, 1],
    ]);
    const some = await tried({ scenes: ['rollouts'], rollouts: 1 });
    expect(summary(some)[1]).toEqual(['rollouts at steady', 1, 1]);
  });

  test.each([
    ['proved for every history: one case goes on where the other ended', { kind: 'reserved' }, 1],
    ['measured: each loss from an order of arrival', undefined, 2],
  ])('%s', async (_, strength, arrivals) => {
    const cluster = { ...PLAN.clusters[0], strength } as ClusterEntry;
    expect(summary(await tried({ scenes: ['zones'], cluster }))[1]).toEqual(['zone losses', 2, 2]);
    const emptied = server.requests.filter(({ path, body }) => path.endsWith('/web/scale') && body.spec.replicas === 0);
    expect(emptied).toHaveLength(arrivals);
  });

  test('pods come in the order of the seed, the same each time', async () => {
    const order = async (seed: number) => {
      const from = server.requests.length;
      await tried({ scenes: ['steady'], orders: 1, seed });
      const admitted = server.requests.slice(from).filter(({ body }) => body?.spec?.schedulingGates === null);
      return admitted.slice(-5).map(({ path }) => path.replace(/.*\/(\w+)-\d+$/, '$1'));
    };
    const [first, again] = [await order(3), await order(3)];
    expect(first).toEqual(again);
    const others = [await order(4), await order(5), await order(6)];
    expect(new Set([first, ...others].map((one) => one.join())).size).toBeGreaterThan(1);
  });
});

describe('a control plane that is not at its best', () => {
  test('a quota that counts pods which are gone, until something makes it count again', async () => {
    const at = '/api/v1/namespaces/test/resourcequotas/plan';
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'plan', namespace: 'test' } };
    manifest({ ...quota, spec: { hard: { pods: '8' } } }, deployment('web', 3), deployment('api', 2));
    const report = await tried();
    expect(report.promises.flatMap(({ failures }) => failures)).toEqual([]);
    const changes = server.requests.filter(({ path, method }) => path === at && method === 'PATCH');
    expect(changes.length).toBeGreaterThan(5);
    const { pods } = changes.at(-1)!.body.spec.hard;
    expect(pods).toBeUndefined();
  });

  test('a quota that is really too small is told', async () => {
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'plan', namespace: 'test' } };
    manifest({ ...quota, spec: { hard: { pods: '4' } } }, deployment('web', 3), deployment('api', 2));
    const { promises } = await tried({ scenes: ['steady'], orders: 1, patience: 8 });
    expect(promises[1]).toMatchObject({ promise: 'steady', tried: 1, held: 0 });
    expect(promises[1].failures[0].why[0]).toMatch(/the others were not made$/);
  });

  test('a server that says nothing of a kind while the cluster is cleaned up', async () => {
    const gold = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'gold' }, value: 7 };
    manifest(gold, deployment('web', 3), deployment('api', 2));
    let asked = 0;
    server.hiccup = ({ path, query }) =>
      path.endsWith('/priorityclasses') && query.has('labelSelector') && asked++ < 20
        ? { status: 500, body: { message: 'etcdserver: request timed out' } }
        : undefined;
    await tried({ scenes: [] });
    expect([...server.objects.keys()]).toEqual([]);
  });

  test('answers of a server that is busy, writers that meet, watches that end', async () => {
    let asked = 0;
    server.hiccup = ({ path }) => {
      asked++;
      if (asked % 40 === 0) {
        server.endWatches((['expired', 'cut', 'closed'] as const)[(asked / 40) % 3]);
      }
      if (asked % 7 !== 0 || path.endsWith('/eviction')) {
        return undefined;
      }
      return asked % 2 === 0
        ? { status: 409, body: { reason: 'Conflict', message: 'the object has been modified' } }
        : { status: 503, body: { message: 'not ready' }, headers: { 'retry-after': '1' } };
    };
    const report = await tried({ scenes: ['steady', 'zones'] });
    expect(report.promises.flatMap(({ failures }) => failures)).toEqual([]);
    expect(asked).toBeGreaterThan(150);
    expect([...server.objects.keys()]).toEqual([]);
  });
});

describe('a plan that does not hold', () => {
  test('of what stays out no more comes than the manifests ask for, whoever is first', async () => {
    const plan = documentOf(
      model(
        [pool('p', 8, 32, { minNodes: 1, maxNodes: 1 })],
        [workload('web', 3, 2, 4), workload('extra', 3, 2, 4, { mayShed: true, priority: -1 })],
      ),
    );
    expect(plan.clusters[0].steady.unplaced).toMatchObject([{ workload: 'test/Deployment/extra', count: 2 }]);
    manifest(deployment('web', 3), deployment('extra', 1));
    const report = await tried({ scenes: ['steady'], orders: 6, plan, cluster: plan.clusters[0] });
    expect(summary(report)[1]).toEqual(['steady', 6, 6]);
  });

  test('pods that find no place, in the words of the scheduler', async () => {
    manifest(deployment('web', 3), deployment('api', 2, { template: greedy() }));
    const report = await tried({ scenes: ['steady'], orders: 1 });
    expect(holds(report)).toBe(false);
    expect(report.promises[1].failures).toEqual([
      { case: 'order 1', why: ['test/Deployment/api: 0 of 2 run, 2 wait: 0/4 nodes are available: Insufficient cpu.'] },
    ]);
    expect(rehearsalText(report, PLAIN)).toContain('steady, order 1:\n  test/Deployment/api: 0 of 2 run');
  });

  test('a rollout that stands still', async () => {
    const rolls = (asked: number) => ({ asked, completesUpTo: 5, maxUnavailable: 0 });
    const [cluster] = PLAN.clusters;
    const workloads = cluster.workloads.map((one) => ({ ...one, rollout: rolls(1) }));
    const pools = cluster.pools.map((one) => ({
      ...one,
      nodes: 1,
      allocatable: { cpu: 5000, memory: 64e9, pods: 110 },
    }));
    manifest(deployment('web', 3, surge(2)), deployment('api', 1, surge(2)));
    const full = [
      { ...workloads[0], replicas: { needed: 3, planned: 3 } },
      { ...workloads[1], replicas: { needed: 1, planned: 1 } },
    ];
    const report = await tried({ scenes: ['rollouts'], cluster: { ...cluster, pools, workloads: full } });
    expect(summary(report)[1]).toEqual(['rollouts at steady', 2, 0]);
    expect(report.promises[1].failures[0].why[0]).toMatch(
      /^it stands still: 2 of 3 are new, 3 available, 2 wait: 0\/2 nodes/,
    );
  });

  test('a budget that lets nobody go', async () => {
    server.refusal = ({ path }) =>
      path.endsWith('/eviction') && path.includes('/api-') ? 'the budget needs 2 pods' : undefined;
    const report = await tried({ scenes: ['drains'], nodes: 1 });
    expect(report.promises[1].failures[0].why[0]).toBe('test/Deployment/api stays: the budget needs 2 pods');
  });

  test.each([
    ['as many wait for a drained node as the plan says of any', 1, []],
    ['one more waits', 0, ['test/Deployment/web: 1 wait for the node, the plan says 0']],
  ])('%s', async (_, waiting, why) => {
    const web = workload('web', 2, 6, 4, { disruption: { allowed: 1, ours: false } });
    const [planned] = documentOf(model([pool('p/a', 8, 32, { zone: 'a', minNodes: 2 })], [web])).clusters;
    const drains = { ...planned.drains!, waiting: { 'test/Deployment/web': waiting } };
    const cluster = { ...planned, transitions: [], drains } as ClusterEntry;
    const containers = [{ name: 'web', image: 'app', resources: { requests: { cpu: '6', memory: '4Gi' } } }];
    manifest(deployment('web', 2, { template: { metadata: { labels: { app: 'web' } }, spec: { containers } } }));
    const { promises } = await tried({ scenes: ['drains'], nodes: 1, cluster });
    expect(promises[1].failures.flatMap((failure) => failure.why)).toEqual(why);
  });

  test('what the API server refuses and warns of', async () => {
    server.refusal = ({ body }) => (body?.metadata?.name === 'api' ? 'spec.bogus: unknown field' : undefined);
    server.warning = 'spec.old: deprecated';
    const report = await tried({ scenes: ['rollouts'] });
    expect(report.promises[0].failures).toEqual([{ case: 'test/Deployment/api', why: ['spec.bogus: unknown field'] }]);
    expect(report.promises[1].failures).toEqual([{ case: 'test/Deployment/api at 2', why: ['it is not there'] }]);
    expect(report.warnings).toContain('test/Deployment/web: spec.old: deprecated');
  });
});

function greedy(): object {
  const containers = [{ name: 'api', image: 'app', resources: { requests: { cpu: '9' } } }];
  return { metadata: { labels: { app: 'api' } }, spec: { containers } };
}

function surge(maxSurge: number): object {
  return { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } } };
}

describe('a cluster that is not for it', () => {
  const node = (annotations: object, spec: object = {}) =>
    server.put('/api/v1/nodes/n1', { kind: 'Node', metadata: { name: 'n1', annotations }, spec });

  test('nodes of its own', async () => {
    node({});
    await expect(tried()).rejects.toThrow('the cluster has nodes of its own (n1)');
    node({}, { unschedulable: true });
    await expect(tried()).rejects.toThrow('the cluster has nodes of its own (n1)');
    expect([...server.objects.keys()]).toEqual(['/api/v1/nodes/n1']);
  });

  test('nodes of KWOK, unless they are closed', async () => {
    node({ 'kwok.x-k8s.io/node': 'fake' });
    await expect(tried()).rejects.toThrow('kubectl cordon');
    node({ 'kwok.x-k8s.io/node': 'fake' }, { unschedulable: true });
    expect(holds(await tried({ scenes: ['steady'] }))).toBe(true);
    expect([...server.objects.keys()]).toEqual(['/api/v1/nodes/n1']);
  });

  test('a namespace that somebody uses, and one that a rehearsal left behind', async () => {
    const at = '/api/v1/namespaces/test';
    server.put(at, { kind: 'Namespace', metadata: { name: 'test' } });
    await expect(tried()).rejects.toThrow('namespaces of the manifests are in the cluster already: test');
    server.drop(at);
    server.put(at, {
      kind: 'Namespace',
      metadata: { name: 'test', labels: { 'cdk8s-autonomous.dev/rehearsal': 'true' } },
    });
    await expect(tried()).rejects.toThrow('--clean');
    expect(holds(await tried({ scenes: ['steady'], clean: true }))).toBe(true);
  });

  test('a version without gates', async () => {
    server.gitVersion = 'v1.26.3';
    await expect(tried()).rejects.toThrow('the cluster is v1.26.3; a rehearsal needs 1.27 or later');
  });

  test('manifests that are not there', async () => {
    await expect(tried({ manifests: [join(folder, 'nowhere')] })).rejects.toThrow('there is no such folder');
    manifest({ hello: 'world' });
    await expect(tried()).rejects.toThrow('is no object of Kubernetes');
  });
});

test('what somebody else has made stays as it is', async () => {
  const path = '/apis/scheduling.k8s.io/v1/priorityclasses/gold';
  const gold = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'gold' }, value: 7 };
  server.put(path, { ...gold, value: 9 });
  manifest(gold, deployment('web', 3), deployment('api', 2));
  const report = await tried({ scenes: [] });
  expect(report.notes).toContain('was there already and stays as it is: PriorityClass/gold');
  expect(server.objects.get(path).value).toBe(9);
});

test('custom resources are left out where the cluster does not have their kinds, and said so', async () => {
  const rule = { apiVersion: 'example.com/v1', kind: 'Rule', metadata: { name: 'r', namespace: 'test' } };
  manifest(rule, { ...rule, metadata: { name: 's', namespace: 'test' } }, deployment('web', 3), deployment('api', 2));
  const { notes, promises } = await tried({ scenes: [] });
  expect(notes).toContain('left out, the cluster does not have their kinds: 2 Rule of example.com/v1');
  expect(promises[0]).toMatchObject({ tried: 2, held: 2 });
});

test('it can be broken off, and leaves nothing behind', async () => {
  const stop = new AbortController();
  const running = rehearse(
    {
      plan: PLAN,
      cluster: PLAN.clusters[0],
      manifests: [join(folder, 'dist')],
      scenes: SCENES,
      orders: 50,
      seed: 1,
      patience: 10,
      clean: false,
    },
    {
      connection: connectionTo(url, async () => ({})),
      parseYaml: parseAllDocuments,
      clock: CLOCK,
      abort: stop.signal,
      tell: (text) => (text.startsWith('steady: order 2') ? stop.abort() : undefined),
    },
  );
  await expect(running).rejects.toThrow('the rehearsal was broken off; what it made is removed');
  expect([...server.objects.keys()]).toEqual([]);
});
