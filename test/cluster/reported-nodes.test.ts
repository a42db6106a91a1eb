import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Chart, Testing } from 'cdk8s';
import {
  Accelerator,
  Cluster,
  GpuPool,
  KubernetesVersion,
  NodeType,
  Price,
  ReportedNodesProps,
} from 'cdk8s-autonomous';
import { messageOf } from '../support/apps';
import { planOf } from '../support/edge';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), 'nodes-'));
afterAll(() => fs.rmSync(FOLDER, { recursive: true }));

let files = 0;
function fileOf(content: string | Buffer): string {
  files += 1;
  const file = path.join(FOLDER, `${files}.json`);
  fs.writeFileSync(file, content);
  return file;
}
const listOf = (...items: any[]) => fileOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

/** A node as kubelet reports an m7i.2xlarge, with other labels, amounts, taints or conditions. */
function node(name: string, more: any = {}) {
  const allocatable = {
    cpu: '7910m',
    memory: '31482144Ki',
    pods: '58',
    'ephemeral-storage': '18242267924',
    ...more.left,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'm7i.2xlarge',
        'eks.amazonaws.com/nodegroup': 'general',
        'topology.kubernetes.io/region': 'eu-central-1',
        'topology.kubernetes.io/zone': 'a',
        ...more.labels,
      },
      ...more.metadata,
    },
    spec: { providerID: `aws:///a/${name}`, ...more.spec },
    status: {
      allocatable,
      capacity: { cpu: '8', memory: '32499008Ki', pods: '58', 'ephemeral-storage': '20959212Ki', ...more.capacity },
      conditions: [{ type: 'Ready', status: more.ready ?? 'True' }],
    },
  };
}

function cluster(zones = ['a', 'b']): Cluster {
  return new Cluster(Testing.app(), 'east', { zones, kubernetesVersion: KubernetesVersion.V1_32 });
}

function pools(file: string, props: Partial<ReportedNodesProps> = {}, zones?: string[]) {
  const made = cluster(zones);
  made.addReportedNodes('now', { file, ...props });
  return made._describe().pools;
}
const refusal = (file: string, props: Partial<ReportedNodesProps> = {}, zones?: string[]) =>
  messageOf(() => pools(file, props, zones));

describe('nodes that a cluster reports', () => {
  test('equal ones of a zone are counted together, with exactly what is left for pods', () => {
    const file = listOf(node('n1'), node('n2'), node('n3', { labels: { 'topology.kubernetes.io/zone': 'b' } }));
    const [a, b] = pools(file);
    expect([a.name, a.zones, a.minNodes, a.maxNodes, a.counted]).toEqual(['now-general', ['a'], 2, 2, true]);
    expect([b.name, b.zones, b.minNodes, b.maxNodes, b.counted]).toEqual(['now-general', ['b'], 1, 1, true]);
    expect(a.capacity).toEqual({ cpu: 8000, memory: 32499008 * 1024, pods: 58, 'ephemeral-storage': 20959212 * 1024 });
    const left = Object.entries(a.capacity).map(([name, amount]) => [name, amount - a.reserved[name]]);
    expect(Object.fromEntries(left)).toEqual({
      cpu: 7910,
      memory: 31482144 * 1024,
      pods: 58,
      'ephemeral-storage': 18242267924,
    });
    expect(a.labels).toMatchObject({ 'topology.kubernetes.io/region': 'eu-central-1' });
    expect(a.labels).not.toHaveProperty(['kubernetes.io/hostname']);
  });

  test('they run what is planned, and their labels are all that there are', () => {
    const made = cluster(['a']);
    const reported = made.addReportedNodes('now', { file: listOf(node('n1'), node('n2')) });
    const chart = new Chart(made.node.root as any, 'theirs');
    const resources = { requests: { cpu: '3', memory: '1Gi' }, limits: { memory: '1Gi' } };
    const deployment = (name: string, nodeSelector: any) =>
      new ApiObject(chart, name, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: 'n' },
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { nodeSelector, containers: [{ name: 'c', image: 'i', resources }] },
          },
        },
      });
    deployment('fits', { 'eks.amazonaws.com/nodegroup': 'general' });
    deployment('nowhere', { 'karpenter.sh/nodepool': 'x' });
    made.include(chart);
    const plan = planOf(made);
    expect(plan.workloads[0].eligible).toEqual(['now-general/a']);
    expect(plan.pools[0].nodes).toBe(2);
    const finding = plan.findings.find(({ code }: any) => code === 'NO_POOL_ADMITS');
    expect(finding.message).toContain('n/Deployment/nowhere');
    expect(finding.message).not.toContain('nobody said');
    expect([reported.poolNames, reported.nodeCount, reported.leftOut]).toEqual([['now-general'], 2, {}]);
  });

  test('kubelets differ by some pages and blocks: the smallest amounts count', () => {
    const more = { memory: '31482999Ki', 'ephemeral-storage': '18300000000' };
    const less = { memory: '31400000Ki', 'ephemeral-storage': '18400000000' };
    const [pool, ...others] = pools(listOf(node('n1'), node('n2', { left: more }), node('n3', { left: less })));
    expect(others).toEqual([]);
    expect(pool.capacity.memory - pool.reserved.memory).toBe(31400000 * 1024);
    expect(pool.capacity['ephemeral-storage'] - pool.reserved['ephemeral-storage']).toBe(18242267924);
  });

  test.each([
    ['much less memory', { left: { memory: '28Gi' } }],
    ['a larger disk', { left: { 'ephemeral-storage': '90Gi' }, capacity: { 'ephemeral-storage': '100Gi' } }],
    ['fewer pods', { left: { pods: '57' } }],
    ['a device', { left: { 'nvidia.com/gpu': '1' }, capacity: { 'nvidia.com/gpu': '1' } }],
    ['another label', { labels: { tier: 'web' } }],
    ['a taint', { spec: { taints: [{ key: 'web', effect: 'NoSchedule' }] } }],
    ['another type', { labels: { 'node.kubernetes.io/instance-type': 'm6i.2xlarge' } }],
  ])('a node with %s is of another kind', (_, more) => {
    const found = pools(listOf(node('n1'), node('n2', more), node('n3')));
    expect(found.map(({ minNodes }) => minNodes).sort()).toEqual([1, 2]);
    expect(found.map(({ name }) => name).sort()).toEqual(['now-general', 'now-general-2']);
  });

  test('labels that no workload asks for may be left out', () => {
    const nodes = ['n1', 'n2'].map((name) => node(name, { labels: { 'example.com/slot': name } }));
    expect(pools(listOf(...nodes))).toHaveLength(2);
    const [pool] = pools(listOf(...nodes), { ignoredLabels: ['example.com/slot'] });
    expect([pool.minNodes, pool.labels['example.com/slot']]).toEqual([2, undefined]);
  });

  test('what names one node, an image or a time tells no kinds apart', () => {
    const own = (name: string) => ({
      'alpha.eksctl.io/instance-id': `i-${name}`,
      'eks.amazonaws.com/sourceLaunchTemplateVersion': name,
      'topology.k8s.aws/network-node-layer-3': name,
      'nvidia.com/gfd.timestamp': name,
    });
    expect(pools(listOf(node('1', { labels: own('1') }), node('2', { labels: own('2') })))).toHaveLength(1);
  });

  test('groups have the name that their maker gave them, else that of their type', () => {
    const group = (labels: any) =>
      pools(listOf(node('n', { labels: { 'eks.amazonaws.com/nodegroup': '', ...labels } })))[0].name;
    expect([
      group({ 'karpenter.sh/nodepool': 'burst' }),
      group({ 'cloud.google.com/gke-nodepool': 'default-pool' }),
      group({ 'kubernetes.azure.com/agentpool': 'agentpool1' }),
      group({ 'node-role.kubernetes.io/control-plane': '' }),
      group({}),
      group({ 'node.kubernetes.io/instance-type': '' }),
    ]).toEqual(['now-burst', 'now-default-pool', 'now-agentpool1', 'now-control-plane', 'now-m7i-2xlarge', 'now-8x31']);
  });

  test('prices come by instance type', () => {
    const [pool] = pools(listOf(node('n1')), { prices: { 'm7i.2xlarge': Price.perHour(0.5) } });
    expect(pool.price).toBe(0.5);
  });

  test('volumes that may be attached are in the file too, where it has CSINode objects', () => {
    const csi = (name: string) => ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name },
      spec: { drivers: [{ name: 'ebs.csi.aws.com', allocatable: { count: 31 } }, { name: 'efs.csi.aws.com' }] },
    });
    const [pool] = pools(listOf(node('n1'), csi('n1'), node('n2'), csi('n2')));
    expect([pool.minNodes, pool.capacity['attachable-volumes-csi-ebs.csi.aws.com']]).toEqual([2, 31]);
  });

  test('a zone that the nodes do not say is that of the cluster, or the one that is given', () => {
    const plain = node('n1', { labels: { 'topology.kubernetes.io/zone': undefined } });
    expect(pools(listOf(plain), {}, ['hall'])[0].zones).toEqual(['hall']);
    expect(pools(listOf(plain), { zone: 'b' })[0].zones).toEqual(['b']);
    expect(refusal(listOf(plain))).toContain("zone undefined: is missing: n1 say no zone; zone: 'a'");
  });

  test.each([
    ['plain numbers of bytes', { memory: '32237715456' }],
    ['decimal suffixes', { memory: '32237715456000m' }],
    ['exponents', { memory: '32237715456e0', pods: '5.8e1' }],
    ['millicores above one core', { cpu: '7910m' }],
    ['fractions of cores', { cpu: '7.91' }],
    ['nanocores, rounded down', { cpu: '7910999999n' }],
  ])('quantities may be %s', (_, left) => {
    const [pool] = pools(listOf(node('n1', { left })));
    expect([pool.capacity.cpu - pool.reserved.cpu, pool.capacity.memory - pool.reserved.memory]).toEqual([
      7910, 32237715456,
    ]);
  });

  test('the order of the file changes nothing', () => {
    const nodes = ['n1', 'n2', 'n3', 'n4'].map((name, i) =>
      node(name, { left: { memory: `${31000000 + i * 200000}Ki` }, labels: i % 2 ? { tier: 'web' } : {} }),
    );
    expect(pools(listOf(...nodes))).toEqual(pools(listOf(...[...nodes].reverse())));
  });
});

describe('nodes that take no pods', () => {
  const finding = (...nodes: any[]) => pools(listOf(node('n1'), ...nodes))[0].remarks![0];

  test.each([
    ['not ready', { ready: 'False' }],
    ['not ready', { ready: 'Unknown' }],
    ['cordoned', { spec: { unschedulable: true } }],
    ['being deleted', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    ['tainted karpenter.sh/disrupted', { spec: { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] } }],
    [
      'tainted node.kubernetes.io/disk-pressure',
      { spec: { taints: [{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }] } },
    ],
  ])('%s: is left out with a warning', (reason, more) => {
    expect(finding(node('n2', more))).toMatchObject({
      code: 'REPORTED_NODES_LEFT_OUT',
      severity: 'warning',
      message: `1 of the 2 nodes in the file are not counted: n2 (${reason})`,
    });
  });

  test.each([
    ['of an edge site, which is planned as one', { 'node-role.kubernetes.io/edge': '' }],
    ['of an edge site, which is planned as one', { 'openyurt.io/is-edge-worker': 'true' }],
    ['no machine', { 'eks.amazonaws.com/compute-type': 'fargate' }],
    ['no machine', { type: 'virtual-kubelet' }],
  ])('%s: is left out', (reason, labels) => {
    expect(finding(node('n2', { labels }))).toMatchObject({
      severity: 'info',
      message: expect.stringContaining(reason),
    });
  });

  test('soft taints and those of the user stay', () => {
    const taints = [
      { key: 'DeletionCandidateOfClusterAutoscaler', effect: 'PreferNoSchedule' },
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ];
    expect(pools(listOf(node('n1', { spec: { taints } })))[0].taints).toEqual(taints);
  });

  test('a file of them alone is refused', () => {
    const nodes = Array.from({ length: 7 }, (_, i) => node(`n${i}`, { ready: 'Unknown' }));
    expect(refusal(listOf(...nodes))).toContain(
      'has no node that takes pods: n0, n1, n2, n3, n4 and 2 more (not ready)',
    );
  });
});

describe('files', () => {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [node('n1')] });

  test.each<[string, string | Buffer]>([
    ['a byte order mark', `\ufeff${text}`],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['one node', JSON.stringify(node('n1'))],
    ['a NodeList of the API server', JSON.stringify({ kind: 'NodeList', items: [{ ...node('n1'), kind: undefined }] })],
  ])('with %s are read', (_, content) => {
    expect(pools(fileOf(content))[0].minNodes).toBe(1);
  });

  test.each<[string, string, string]>([
    [
      'YAML',
      'apiVersion: v1\nkind: List\n',
      'is no JSON, line 1: InvalidSymbol; kubectl get nodes -o json > nodes.json',
    ],
    ['half a file', text.slice(0, 200), 'is no JSON, line 1:'],
    ['nothing', '', 'is no JSON, line 1:'],
    ['an array', '[]', 'must be a list of nodes, is an array'],
    ['null', 'null', 'must be a list of nodes, is null'],
    ['a pod', '{"kind":"Pod"}', 'must be a list of nodes, is a Pod'],
    ['an empty list', '{"kind":"List","items":[]}', 'holds no nodes'],
    ['a list of pods', '{"kind":"List","items":[{"kind":"Pod"},{"kind":"Pod"}]}', '2 of 2 are something else: a Pod'],
    ['a list without items', '{"kind":"List"}', 'must be a list of nodes, is a List'],
  ])('with %s are refused', (_, content, message) => {
    expect(refusal(fileOf(content))).toContain(message);
  });

  test('that are not there are refused', () => {
    expect(refusal(path.join(FOLDER, 'none.json'))).toMatch(/\[east\/now\] file none\.json: there is no such file as/);
    expect(refusal(FOLDER)).toContain('there is no such file');
  });

  test('everything that is wrong with nodes is told at once', () => {
    const bad = node('n1', { left: { memory: 'many', pods: undefined } });
    const nameless = { ...node('x'), metadata: {} };
    const message = refusal(listOf(bad, node('n2'), node('n2'), nameless, { kind: 'Node', metadata: { name: 'n3' } }));
    expect(message).toContain("node n1: status.allocatable['memory'] 'many': must be a quantity");
    expect(message).toContain('node n1: status.allocatable.pods undefined');
    expect(message).toContain("node '': metadata.name: is required");
    expect(message).toContain('node n2: is in the file twice');
    expect(message).toContain('node n3: status.allocatable.cpu undefined');
  });

  test.each<[string, Partial<ReportedNodesProps>, string]>([
    ['a zone that the cluster has not', { zone: 'z' }, "zone 'z': must be one of a, b"],
    [
      'prices of other types',
      { prices: { m5: Price.perHour(1) } },
      "prices['m5'] 1: no node is of that type: m7i.2xlarge",
    ],
    ['labels that are none', { ignoredLabels: ['a b'] }, "ignoredLabels 'a b': must be the name of a label"],
  ])('with %s are refused', (_, props, message) => {
    expect(refusal(listOf(node('n1')), props)).toContain(message);
  });

  test('with nodes in other zones are refused', () => {
    expect(refusal(listOf(node('n1')), {}, ['x'])).toContain('has nodes in a, the cluster has the zones x');
  });

  test('that make a pool which is there are refused, and leave nothing behind', () => {
    const made = cluster();
    made.addNodePool('now-general', { nodeType: NodeType.aws('m7i.large') });
    const file = listOf(node('n1'));
    expect(messageOf(() => made.addReportedNodes('now', { file }))).toContain('makes a pool now-general');
    expect(messageOf(() => made.addReportedNodes('A b', { file }))).toContain("name 'A b': must be a DNS label");
    expect(made._describe().pools).toHaveLength(1);
    expect(made.addReportedNodes('then', { file }).poolNames).toEqual(['then-general']);
  });
});

describe('the type of nodes that a cluster reports', () => {
  const gpu = {
    left: { 'nvidia.com/gpu': '8' },
    capacity: { 'nvidia.com/gpu': '8' },
    labels: { 'eks.amazonaws.com/nodegroup': 'gpus', 'node.kubernetes.io/instance-type': 'p5.48xlarge' },
  };
  const file = () => listOf(node('n1'), node('n2'), node('g1', gpu), node('g2', { ready: 'False' }));

  test('has what is left on the smallest of them, and makes pools of any size', () => {
    const nodeType = NodeType.reported(file(), {
      labels: { 'eks.amazonaws.com/nodegroup': 'general' },
      price: Price.perHour(1),
    });
    expect([nodeType.name, nodeType.allocatableCpu.amount, nodeType.maxPods]).toEqual(['m7i.2xlarge', '7910m', 58]);
    expect(nodeType.allocatableMemory.toKibibytes()).toBe(31482144);
    const made = cluster();
    made.addNodePool('general', { nodeType, maxNodesPerZone: 9 });
    expect(made._describe().pools[0]).toMatchObject({ maxNodes: 9, price: 1 });
  });

  test('is good for accelerators', () => {
    const made = cluster();
    new GpuPool(made, 'gpus', {
      nodeType: NodeType.reported(file(), { labels: { 'eks.amazonaws.com/nodegroup': 'gpus' } }),
      accelerator: Accelerator.NVIDIA_H100_80_GB,
      devicesPerNode: 8,
      nodes: [{ count: 4 }],
    });
    expect(made._describe().pools[0].capacity['nvidia.com/gpu']).toBe(8);
  });

  test.each<[any, RegExp]>([
    [{}, /labels '\{\}': are of nodes of 2 kinds: .*2 of m7i\.2xlarge with 7\.91 cpu and 30\.02 GiB memory such as n1/],
    [{ tier: 'web' }, /labels '\{"tier":"web"\}': are of no node in the file/],
    [{ 'kubernetes.io/hostname': 'g2' }, /are of no node that takes pods: g2 \(not ready\)/],
  ])('%j is refused', (labels, message) => {
    expect(messageOf(() => NodeType.reported(file(), { labels }))).toMatch(message);
  });

  test('of an unknown processor is refused', () => {
    const odd = listOf(node('n1', { labels: { 'kubernetes.io/arch': 's390x' } }));
    expect(messageOf(() => NodeType.reported(odd))).toContain(
      "kubernetes.io/arch 's390x': must be one of amd64, arm64",
    );
  });

  test('of a file that is not there is refused', () => {
    expect(messageOf(() => NodeType.reported('none.json'))).toContain(
      `there is no such file as ${path.resolve('none.json')}: paths are relative to the working folder; ProgramFolder has those`,
    );
  });
});
