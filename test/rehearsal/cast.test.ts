import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { KubeObject } from '../../src/rehearsal/api/objects';
import { Cast, castOf } from '../../src/rehearsal/cast/cast';
import { readManifests } from '../../src/rehearsal/cast/manifests';
import { castNodes } from '../../src/rehearsal/cast/nodes';
import { clockOf, timestamp } from '../../src/rehearsal/clock';
import { inOrder } from '../../src/rehearsal/stage/arrival';
import { stateOf } from '../../src/rehearsal/stage/state';
import { PlanDocument, WorkloadEntry } from '../../src/report/document';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

function object(apiVersion: string, kind: string, name: string, more: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: 'test' }, ...more };
}

const podSpec = (more: object = {}) => ({ containers: [{ name: 'app', image: 'app' }], ...more });
const template = (more: object = {}) => ({
  spec: { template: { metadata: { labels: { app: 'x' } }, spec: podSpec(more) } },
});

/** A plan with one node for workloads of these ids. */
function planOf(
  ids: readonly string[],
  more: Partial<WorkloadEntry> = {},
  pools = [pool('p', 64, 256, { minNodes: 1 })],
): PlanDocument {
  const plan = documentOf(
    model(
      pools,
      ids.map((id) => ({ ...workload('x', 1, 1, 1), id })),
    ),
  );
  const [cluster] = plan.clusters;
  return { ...plan, clusters: [{ ...cluster, workloads: cluster.workloads.map((one) => ({ ...one, ...more })) }] };
}

const cast = (plan: PlanDocument, ...objects: KubeObject[]): Cast => castOf(plan, plan.clusters[0], objects);

describe('nodes', () => {
  const given = pool('q/a', 8, 32, {
    zone: 'a',
    capacity: {
      cpu: 9000,
      memory: 2 ** 35,
      pods: 110,
      'nvidia.com/gpu': 2,
      'attachable-volumes-csi-ebs.csi.aws.com': 25,
    },
    allocatable: { cpu: 7500, memory: 2 ** 34, pods: 108, 'nvidia.com/gpu': 2 },
    daemonsets: {
      'test/DaemonSet/here': { cpu: 300, memory: 2 ** 20, pods: 1 },
      'test/DaemonSet/elsewhere': { cpu: 200, pods: 1 },
    },
    labels: { role: 'gold' },
    taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }],
    minNodes: 2,
  });
  const [cluster] = documentOf(model([given], [workload('x', 1, 1, 1)])).clusters;

  test('as many as planned, with name, zone, labels and taints; closed until their agents run', () => {
    const nodes = castNodes(cluster, new Set());
    expect(nodes.map(({ name }) => name)).toEqual(['q-a-1', 'q-a-2']);
    const { metadata, spec } = nodes[0].object;
    expect(metadata.labels).toMatchObject({
      role: 'gold',
      'topology.kubernetes.io/zone': 'a',
      'kubernetes.io/hostname': 'q-a-1',
    });
    expect(spec).toEqual({ taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }], unschedulable: true });
  });

  test('room is what the plan has for pods, and what daemonsets take that really run', () => {
    const [alone] = castNodes(cluster, new Set());
    expect(alone.status).toMatchObject({
      allocatable: { cpu: '7500m', memory: '16Gi', pods: '108', 'nvidia.com/gpu': '2' },
    });
    const [node] = castNodes(cluster, new Set(['test/DaemonSet/here']));
    expect(node.status).toMatchObject({ allocatable: { cpu: '7800m', memory: '16385Mi', pods: '109' } });
    expect(node.agents).toEqual(['test/DaemonSet/here']);
    expect(node.status).toMatchObject({ capacity: { cpu: '9', 'nvidia.com/gpu': '2' } });
    expect(JSON.stringify(node.status)).not.toContain('attachable');
  });

  test('two pools whose ids make the same name', () => {
    const pools = ['a/b', 'a-b'].map((id) => ({ ...cluster.pools[0], id, nodes: 1 }));
    expect(castNodes({ ...cluster, pools }, new Set()).map(({ name }) => name)).toEqual(['a-b-1', 'a-b-1-2']);
  });
});

describe('objects', () => {
  test('a Deployment runs, with a gate, the name of its workload and its sidecar', () => {
    const plan = planOf(['test/Deployment/web'], { injected: { cpu: 100, memory: 2 ** 27 } });
    const annotations = { 'sidecar.istio.io/proxyCPU': '100m', 'sidecar.istio.io/proxyMemoryLimit': '1Gi' };
    const { spec } = template();
    const given = object('apps/v1', 'Deployment', 'web', {
      spec: { template: { ...spec.template, metadata: { annotations } } },
    });
    const { workloads, notes } = cast(plan, given);
    const pods = workloads[0].object.spec.template;
    expect(pods.spec.schedulingGates).toEqual([{ name: 'cdk8s-autonomous.dev/rehearsal' }]);
    expect(pods.metadata.annotations).toEqual({
      ...annotations,
      'cdk8s-autonomous.dev/rehearsal-workload': 'test/Deployment/web',
    });
    expect(pods.spec.containers[1].resources).toEqual({
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { memory: '1Gi' },
    });
    expect(notes).toEqual(['a container with the requests of the sidecar is added to the pods: test/Deployment/web']);
  });

  test('what a RuntimeClass adds is not added twice', () => {
    const plan = planOf(['test/Deployment/web'], { injected: { memory: 2 ** 27 } });
    const given = object('apps/v1', 'Deployment', 'web', template({ runtimeClassName: 'kata' }));
    const runtime = {
      ...object('node.k8s.io/v1', 'RuntimeClass', 'kata'),
      overhead: { podFixed: { memory: '128Mi' } },
    };
    expect(cast(plan, given, runtime).workloads[0].object.spec.template.spec.containers).toHaveLength(1);
  });

  test.each([
    ['a Rollout', 'argoproj.io/v1alpha1', 'Rollout', template()],
    ['a Job', 'batch/v1', 'Job', template({ restartPolicy: 'Never' })],
    ['a CronJob', 'batch/v1', 'CronJob', { spec: { jobTemplate: template({ restartPolicy: 'OnFailure' }) } }],
    ['a Pod', 'v1', 'Pod', { spec: podSpec() }],
  ])('a Deployment with its pods stands in for %s', (_, apiVersion, kind, more) => {
    const id = `test/${kind}/x`;
    const { workloads, more: made, objects, notes } = cast(planOf([id]), object(apiVersion, kind, 'x', more));
    const [standIn] = made;
    expect(standIn).toMatchObject({
      kind: 'Deployment',
      metadata: { name: 'x', namespace: 'test' },
      spec: { replicas: 1 },
    });
    expect(standIn.spec.template.spec).toMatchObject({ containers: [{ name: 'app' }], restartPolicy: 'Always' });
    expect(workloads[0].standsIn).toBe(true);
    expect(objects[0].applied === undefined).toBe(apiVersion !== 'argoproj.io/v1alpha1');
    expect(notes).toEqual([`a Deployment stands in for what runs its pods, made from its pod template: ${id}`]);
  });

  test('of what no manifest has, the plan alone says what its pods are', () => {
    const pools = [
      pool('p', 64, 256, { minNodes: 1, taints: [{ key: 'gpu', effect: 'NoSchedule' }] }),
      pool('other', 4, 8),
    ];
    const plan = planOf(
      ['test/VirtualMachine/x'],
      { eligible: ['p'], priority: 7, maxPerNode: 2, maxSkew: { zone: 1 } },
      pools,
    );
    const [priorityClass, standIn] = cast(plan).more;
    expect(priorityClass).toMatchObject({ kind: 'PriorityClass', value: 7 });
    const { spec } = standIn.spec.template;
    expect(spec.containers[0].resources.requests).toEqual({ cpu: '1', memory: '1Gi' });
    expect(spec.priorityClassName).toBe(priorityClass.metadata.name);
    expect(spec.tolerations).toEqual([{ key: 'gpu', effect: 'NoSchedule', operator: 'Exists' }]);
    expect(JSON.stringify(spec.affinity)).toContain('"values":["pool-2"]');
    expect(spec.topologySpreadConstraints.map(({ maxSkew, minDomains }: any) => [maxSkew, minDomains])).toEqual([
      [2, 10_000],
      [1, undefined],
    ]);
  });

  test('a stand-in does not take the name of a Deployment', () => {
    const plan = planOf(['test/Deployment/x', 'test/VirtualMachine/x']);
    const { more } = cast(plan, object('apps/v1', 'Deployment', 'x', template()));
    expect(more.map(({ metadata }) => metadata.name)).toEqual(['x-virtualmachine']);
  });

  test('webhooks, nodes and jobs without a place are left out, and said so', () => {
    const hook = object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'hook');
    const { objects, notes } = cast(
      planOf(['test/Deployment/x']),
      hook,
      object('v1', 'Node', 'n'),
      object('batch/v1', 'Job', 'once', template()),
    );
    expect(objects.filter(({ applied }) => applied)).toEqual([]);
    expect(notes).toEqual([
      'left out, because nothing here answers the API server: test/ValidatingWebhookConfiguration/hook',
      'left out, because nodes are those of the plan: test/Node/n',
      'a Deployment stands in for what runs its pods, made from the plan alone: test/Deployment/x',
      'left out, because its pods end and the plan keeps no place for them: test/Job/once',
    ]);
  });

  test('another cluster of the app, and sites that another one stands for', () => {
    const plan = planOf(['test/Deployment/x'], {}, [pool('p', 8, 8, { minNodes: 1, sites: ['s1', 's2'] })]);
    const elsewhere = {
      ...plan.clusters[0],
      name: 'other',
      workloads: planOf(['far/Deployment/y']).clusters[0].workloads,
    };
    const far = { ...object('v1', 'Service', 's'), metadata: { name: 's', namespace: 'far' } };
    const twin = object('apps/v1', 'Deployment', 'twin', template({ nodeSelector: { site: 's2' } }));
    const unknown = object('apps/v1', 'Deployment', 'unknown', template());
    const { objects, notes } = cast({ ...plan, clusters: [...plan.clusters, elsewhere] }, far, twin, unknown);
    expect(objects.map(({ given }) => given.metadata.name)).toEqual(['unknown']);
    expect(notes).toContain('runs, though the plan knows no such workload: test/Deployment/unknown');
  });

  test('a class for every volume that names none of the manifests', () => {
    const claims = ['fast', undefined].map((storageClassName) => ({
      metadata: { name: 'data' },
      spec: { storageClassName },
    }));
    const set = object('apps/v1', 'StatefulSet', 'db', { spec: { ...template().spec, volumeClaimTemplates: claims } });
    const { more } = cast(planOf(['test/StatefulSet/db']), set);
    expect(more.map(({ metadata }) => metadata.name)).toEqual(['fast', 'rehearsal-default']);
  });

  test('autoscalers, by the workload that they scale', () => {
    const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'x' } },
    });
    const { autoscalers } = cast(
      planOf(['test/Deployment/x']),
      scaler,
      object('apps/v1', 'Deployment', 'x', template()),
    );
    expect([...autoscalers.keys()]).toEqual(['test/Deployment/x']);
  });
});

test('manifests come in the order of their waves, then of what others need; dates are texts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  const wave = (name: string, at: string) =>
    `metadata: { name: ${name}, annotations: { argocd.argoproj.io/sync-wave: "${at}" } }`;
  const documents = [
    `apiVersion: v1\nkind: Service\n${wave('late', '5')}`,
    `apiVersion: v1\nkind: Service\nmetadata: { name: middle, annotations: { made: 2024-01-01 } }`,
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: first }`,
    `apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: Secret, ${wave('early', '-1')} }]`,
  ];
  writeFileSync(join(folder, 'all.yaml'), documents.join('\n---\n'));
  const objects = readManifests([folder], parseAllDocuments);
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(['early', 'first', 'middle', 'late']);
  expect(objects[2].metadata.annotations).toEqual({ made: '2024-01-01' });
  rmSync(folder, { recursive: true });
});

test('of one object there is one manifest: two environments are not rehearsed at once', () => {
  const folders = ['staging', 'production'].map((name) => mkdtempSync(join(tmpdir(), `${name}-`)));
  const cart = (apiVersion: string) =>
    `apiVersion: ${apiVersion}\nkind: Service\nmetadata: { name: cart, namespace: shop }`;
  folders.forEach((folder) => writeFileSync(join(folder, 'cart.yaml'), cart('v1')));
  writeFileSync(join(folders[0], 'function.yaml'), cart('serving.knative.dev/v1'));
  expect(() => readManifests(folders, parseAllDocuments)).toThrow(
    'shop/Service/cart: stand there twice; give the folders of one cluster alone, as in --manifests dist/production*',
  );
  expect(readManifests([folders[0]], parseAllDocuments)).toHaveLength(2);
  folders.forEach((folder) => rmSync(folder, { recursive: true }));
});

test('with waves and priorities, the order keeps them whatever the seed', () => {
  const plan = planOf(['test/Deployment/late', 'test/Deployment/big', 'test/Deployment/small']);
  const workloads = plan.clusters[0].workloads.map((entry) => ({
    entry: { ...entry, priority: entry.id.endsWith('big') ? 9 : 0 },
    object: object('apps/v1', 'Deployment', 'x'),
    wave: entry.id.endsWith('late') ? 1 : 0,
    standsIn: false,
  }));
  const pods = workloads.flatMap(({ entry: { id } }) =>
    [1, 2].map((n) => ({
      ...object('v1', 'Pod', `${id.split('/')[2]}-${n}`, {
        spec: { schedulingGates: [{ name: 'cdk8s-autonomous.dev/rehearsal' }] },
      }),
      metadata: { name: `${id.split('/')[2]}-${n}`, annotations: { 'cdk8s-autonomous.dev/rehearsal-workload': id } },
    })),
  );
  const order = (seed: number, kept: boolean) =>
    inOrder(pods, workloads, seed, kept).map(({ metadata }) => metadata.name);
  for (let seed = 1; seed < 20; seed++) {
    const names = order(seed, true).map((name) => name.replace(/-\d/, ''));
    expect(names).toEqual(['big', 'big', 'small', 'small', 'late', 'late']);
  }
  expect(new Set(Array.from({ length: 20 }, (_, seed) => order(seed, false).join())).size).toBeGreaterThan(5);
});

test('the state tells pods that run from those that wait, end, or find no place', () => {
  const pod = (name: string, more: object) => ({
    ...object('v1', 'Pod', name),
    metadata: { name, annotations: { 'cdk8s-autonomous.dev/rehearsal-workload': 'a' }, ...(more as any).metadata },
    spec: {},
    ...more,
  });
  const full = { phase: 'Pending', conditions: [{ type: 'PodScheduled', reason: 'Unschedulable', message: 'full' }] };
  const ending = {
    name: 'e',
    deletionTimestamp: 'now',
    annotations: { 'cdk8s-autonomous.dev/rehearsal-workload': 'a' },
  };
  const pods = [
    pod('r', { status: { phase: 'Running' } }),
    pod('w', { status: { phase: 'Pending' } }),
    pod('u', { status: full }),
    pod('e', { metadata: ending, status: { phase: 'Running' } }),
    { ...object('v1', 'Pod', 'stranger'), spec: {} },
  ];
  expect([...stateOf(pods, ['a', 'b'])]).toEqual([
    [
      'a',
      {
        running: 1,
        waiting: 2,
        unschedulable: 1,
        ending: 1,
        why: { full: 1, 'the scheduler has not tried it yet': 1 },
      },
    ],
    ['b', { running: 0, waiting: 0, unschedulable: 0, ending: 0, why: {} }],
  ]);
});

test.each([0, 951_782_399_999, 951_782_400_000, 1_709_251_199_123, 4_102_444_799_999, 1_735_689_600_000])(
  'the time %d is written as Kubernetes does',
  (milliseconds) => {
    expect(timestamp(milliseconds)).toBe(new Date(milliseconds).toISOString().replace('Z', '000Z'));
    expect(clockOf(() => milliseconds).now()).toBe(milliseconds);
  },
);
