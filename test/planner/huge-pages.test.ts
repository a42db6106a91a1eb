import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import { AutonomousStack, Cluster, Cpu, KubernetesVersion, NodeType } from 'cdk8s-autonomous';
import { microservice } from '../support/apps';
import { planOf } from '../support/edge';

const GIB = 2 ** 30;
const RESOURCES = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };

/** The plan of a Deployment with these pods, on nodes with so many GiB of huge pages of each size. */
function planned(pod: any, replicas = 2, pages: { small?: number; large?: number } = { small: 4, large: 4 }) {
  const cluster = new Cluster(Testing.app(), 'east', {
    zones: ['a'],
    kubernetesVersion: KubernetesVersion.V1_34,
  });
  cluster.addNodePool('fast', {
    nodeType: NodeType.aws('m7i.2xlarge', {
      ...(pages.small && { hugePages2Mi: Size.gibibytes(pages.small) }),
      ...(pages.large && { hugePages1Gi: Size.gibibytes(pages.large) }),
    }),
  });
  const chart = new Chart(cluster.node.root as any, 'theirs');
  const labels = { app: 'dpdk' };
  new ApiObject(chart, 'dpdk', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'dpdk', namespace: 'net' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  });
  cluster.include(chart);
  return planOf(cluster);
}

const container = (requests: any, limits: any = requests, name = 'c') => ({
  name,
  image: 'i',
  resources: { requests, limits },
});
const found = (plan: any, code: string) => plan.findings.find((finding: any) => finding.code === code);
const asking = (amount: string) => ({ cpu: '500m', memory: '256Mi', 'hugepages-1Gi': amount });

test('pods with huge pages take them from the node, and no ordinary memory for them', () => {
  const plan = planned({ containers: [container(asking('2Gi'))] }, 5);
  expect(plan.status).toBe('feasible');
  expect(plan.workloads[0].requests).toEqual({ cpu: 500, memory: GIB / 4, 'hugepages-1Gi': 2 * GIB, pods: 1 });
  // Two pods on each node: cpu and memory would take ten.
  expect(plan.pools[0].nodes).toBe(3);
});

test('ordinary memory is what huge pages leave', () => {
  const pod = { containers: [container({ cpu: '1', memory: '18Gi' })] };
  expect(found(planned(pod, 1), 'POD_TOO_BIG')).toBeUndefined();
  expect(found(planned(pod, 1, { small: 12 }), 'POD_TOO_BIG').message).toMatch(
    /memory 18 GiB asked, 16\.\d+ GiB allocatable/,
  );
});

test('workloads of our own ask for them too', () => {
  const cluster = new Cluster(Testing.app(), 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_34 });
  const pages = { hugePages1Gi: Size.gibibytes(4) };
  cluster.addNodePool('fast', { nodeType: NodeType.aws('m7i.2xlarge', pages) });
  const stack = new AutonomousStack(cluster.node.root as any, 'net', { cluster });
  const { deployment } = microservice(stack, 'dpdk', { resources: { ...RESOURCES, ...pages } });
  const [{ resources }] = deployment.toJson().spec.template.spec.containers;
  expect([resources.requests['hugepages-1Gi'], resources.limits['hugepages-1Gi']]).toEqual(['4Gi', '4Gi']);
  const plan = planOf(cluster);
  expect([plan.status, plan.pools[0].nodes]).toEqual(['feasible', 3]);
  expect(() => microservice(stack, 'odd', { resources: { ...RESOURCES, hugePages2Mi: Size.mebibytes(3) } })).toThrow(
    "resources.hugePages2Mi '3Mi': must be whole pages of 2 MiB",
  );
});

test('nodes without huge pages are too small for them', () => {
  const plan = planned({ containers: [container(asking('2Gi'))] }, 1, {});
  expect(found(plan, 'POD_TOO_BIG').cure).toEqual([
    'add a node pool whose nodes have at least 2 GiB hugepages-1Gi allocatable',
  ]);
});

test('a request that is left out is the limit', () => {
  const plan = planned({ containers: [container({ cpu: '1' }, { memory: '1Gi', 'hugepages-2Mi': '64Mi' })] });
  expect(plan.workloads[0].requests['hugepages-2Mi']).toBe(64 * 2 ** 20);
  expect(found(plan, 'HUGE_PAGES_REFUSED')).toBeUndefined();
});

test('both sizes in one container are legal', () => {
  const amounts = { cpu: '1', memory: '1Gi', 'hugepages-2Mi': '64Mi', 'hugepages-1Gi': '1Gi' };
  expect(planned({ containers: [container(amounts)] }).status).toBe('feasible');
});

test.each([
  [
    'parts of pages',
    container({ cpu: '1', 'hugepages-1Gi': '512Mi' }),
    'asks for 512Mi of hugepages-1Gi, which is not in whole',
  ],
  ['nothing beside', container({ 'hugepages-2Mi': '64Mi' }), 'container c asks for neither cpu nor memory'],
])('the API server refuses them with %s', (_, one, message) => {
  const plan = planned({ containers: [one] });
  expect(found(plan, 'HUGE_PAGES_REFUSED')).toMatchObject({
    severity: 'error',
    message: expect.stringContaining(message),
  });
  expect(plan.status).toBe('infeasible');
});

test.each([
  ['no limit', container({ cpu: '1', 'hugepages-2Mi': '64Mi' }, {})],
  ['another limit', container({ cpu: '1', 'hugepages-2Mi': '64Mi' }, { 'hugepages-2Mi': '128Mi' })],
])('with %s they are refused once, as devices are', (_, one) => {
  const codes = planned({ containers: [one] }).findings.filter(({ severity }: any) => severity === 'error');
  expect(codes.map(({ code }: any) => code)).toEqual(['RESOURCES_INVALID']);
});

test('all faults of one workload are one finding', () => {
  const init = container({ 'hugepages-2Mi': '64Mi' }, {}, 'first');
  const plan = planned({ initContainers: [init], containers: [container({ cpu: '1', 'hugepages-1Gi': '1Mi' })] });
  const all = plan.findings.filter(({ code }: any) => code === 'HUGE_PAGES_REFUSED');
  expect(all).toHaveLength(1);
  expect(all[0].message).toMatch(/container first asks for neither.*container c asks for 1Mi/);
});

describe('volumes of huge pages', () => {
  const volume = (medium: string) => [{ name: 'pages', emptyDir: { medium } }];
  const both = { cpu: '1', 'hugepages-2Mi': '64Mi', 'hugepages-1Gi': '1Gi' };

  test.each([
    ['HugePages', asking('1Gi')],
    ['HugePages-1Gi', asking('1Gi')],
    ['HugePages-2Mi', both],
  ])('%s are mounted beside %j', (medium, amounts) => {
    const plan = planned({ containers: [container(amounts)], volumes: volume(medium) });
    expect([plan.status, found(plan, 'HUGE_PAGES_VOLUME')]).toEqual(['feasible', undefined]);
  });

  test.each([
    ['HugePages', { cpu: '1', memory: '1Gi' }, 'volume pages is of HugePages, no container asks for such'],
    ['HugePages-2Mi', asking('1Gi'), 'volume pages is of HugePages-2Mi, no container asks for such'],
    ['HugePages', both, 'does not say of which size, its containers ask for hugepages-1Gi and hugepages-2Mi'],
  ])('%s beside %j are never mounted', (medium, amounts, message) => {
    const plan = planned({ containers: [container(amounts)], volumes: volume(medium) });
    expect(found(plan, 'HUGE_PAGES_VOLUME')).toMatchObject({
      severity: 'error',
      message: expect.stringContaining(message),
    });
  });
});
