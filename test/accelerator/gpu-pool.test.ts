import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AcceleratorRequest,
  AutonomousStack,
  Cluster,
  Cpu,
  GpuPool,
  GpuPoolProps,
  GpuSharing,
  GpuTopology,
  KubernetesVersion,
  Microservice,
  NodeReserve,
  NodeType,
  Replicas,
  Taint,
} from 'cdk8s-autonomous';
import { parse } from 'yaml';
import { find, messageOf } from '../support/apps';
import { PINNED, planOf } from '../support/edge';

const nodeType = NodeType.of('gpu-node', {
  cpu: Cpu.units(96),
  memory: Size.gibibytes(1024),
  ephemeralStorage: Size.gibibytes(1000),
  reserve: NodeReserve.explicit({ cpu: Cpu.units(2), memory: Size.gibibytes(24) }),
});
const H100 = Accelerator.NVIDIA_H100_80_GB;

function training(): Cluster {
  return new Cluster(Testing.app(), 'training', {
    zones: ['hall', 'annex'],
    kubernetesVersion: KubernetesVersion.V1_32,
  });
}

function pool(props: Partial<GpuPoolProps> = {}, cluster = training(), name = 'gpus'): GpuPool {
  return new GpuPool(cluster, name, {
    nodeType,
    accelerator: H100,
    devicesPerNode: 8,
    nodes: [{ count: 2 }],
    ...props,
  });
}

/** A service of so many pods that ask for it; returns its pods as they are written. */
function service(cluster: Cluster, request: AcceleratorRequest, replicas = 1): any {
  return find(Testing.synth(deployed(cluster, request, replicas)), 'Deployment', 'model').spec.template.spec;
}

function deployed(cluster: Cluster, request: AcceleratorRequest, replicas = 1): AutonomousStack {
  const stack = new AutonomousStack(cluster.node.root as any, 'shop', { cluster });
  new Microservice(stack, 'model', {
    image: PINNED,
    replicas: Replicas.fixed(replicas),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: request },
  });
  return stack;
}

test('the node may be named as the finest level, and no pool has to say where it is', () => {
  const host = { name: 'host', nodeLabel: 'kubernetes.io/hostname' };
  const both = GpuTopology.of('x', { name: 'leaf', nodeLabel: 'example.com/leaf' }, host);
  expect(both.levels.map(({ levelName }) => levelName)).toEqual(['leaf']);
  expect(both.level('host')).toBe(both.nodeLevel);
  const gpus = pool({ topology: both, nodes: [{ count: 2, domains: ['a'] }] });
  expect(gpus.cluster._describe().pools[0].domains).toEqual([{ level: 'leaf', label: 'example.com/leaf', value: 'a' }]);
  const alone = pool({ topology: GpuTopology.of('y', host) });
  expect(alone.cluster._describe().pools[0].domains).toBeUndefined();
  expect(planOf(alone.cluster).status).toBe('feasible');
});

describe('a machine type that has its accelerators', () => {
  const model = (sharing?: GpuSharing) => planOf(pool({ nodeType: NodeType.aws('p5.48xlarge'), sharing }).cluster);

  test('has as many of them as the pool says', () => {
    expect(model().pools[0].capacity['nvidia.com/gpu']).toBe(8);
  });

  test('has no whole ones where the pool hands out slices', () => {
    const { capacity } = model(GpuSharing.mig('1g.10gb')).pools[0];
    expect([capacity['nvidia.com/mig-1g.10gb'], capacity['nvidia.com/gpu']]).toEqual([56, undefined]);
  });
});

describe('a workload that asks for an accelerator', () => {
  test('gets its resource, the label of its nodes and the toleration of their taint, and runs there', () => {
    const gpus = pool();
    const spec = service(gpus.cluster, H100.devices(2));
    expect(spec.containers[0].resources.limits['nvidia.com/gpu']).toBe('2');
    expect(spec.tolerations).toContainEqual({ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' });
    const [term] = spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toContainEqual({
      key: 'nvidia.com/gpu.product',
      operator: 'In',
      values: ['NVIDIA-H100-80GB-HBM3'],
    });
    const { status, pools, workloads } = planOf(gpus.cluster);
    const usable = pools.filter(({ id }: any) => workloads[0].eligible.includes(id));
    expect([status, usable.map((one: any) => [one.pool, one.zone])]).toEqual(['feasible', [['gpus', 'hall']]]);
  });

  test('of another model does not run there', () => {
    const gpus = pool();
    deployed(gpus.cluster, Accelerator.NVIDIA_L4.devices(1));
    expect(planOf(gpus.cluster).findings[0].code).toBe('NO_POOL_ADMITS');
  });

  const presets: [Accelerator, string][] = [
    [Accelerator.NVIDIA_B200, 'nvidia.com/gpu'],
    [Accelerator.ASCEND_910, 'huawei.com/Ascend910'],
    [Accelerator.ASCEND_310_P, 'huawei.com/Ascend310P'],
    [Accelerator.CAMBRICON_MLU370, 'cambricon.com/mlu370'],
    [Accelerator.HYGON_DCU, 'hygon.com/dcu'],
    [Accelerator.METAX_GPU, 'metax-tech.com/gpu'],
    [Accelerator.MOORE_THREADS_GPU, 'mthreads.com/vgpu'],
    [Accelerator.ENFLAME_GCU, 'enflame.com/gcu'],
    [Accelerator.KUNLUNXIN_XPU, 'kunlunxin.com/xpu'],
    [Accelerator.AMD_GPU, 'amd.com/gpu'],
    [Accelerator.INTEL_GPU_I915, 'gpu.intel.com/i915'],
    [Accelerator.INTEL_GPU_XE, 'gpu.intel.com/xe'],
    [Accelerator.ASCEND_910_B3, 'huawei.com/Ascend910B3'],
    [Accelerator.ASCEND_910_B4, 'huawei.com/Ascend910B4'],
    [Accelerator.intelFpga('d8424dc4a4a3c413f89e433683f9040b'), 'fpga.intel.com/af-d8424dc4a4a3c413f89e433683f9040b'],
    [Accelerator.amdFpga('u30'), 'amd.com/xilinx_u30'],
    [
      Accelerator.of('decoder', { resource: 'fpga.intel.com/af-d8424dc4', taint: Taint.noSchedule('fpga') }),
      'fpga.intel.com/af-d8424dc4',
    ],
  ];
  test.each(
    presets.map(([accelerator, resource]): [string, Accelerator, string] => [accelerator.name, accelerator, resource]),
  )('%s: the resource of its vendor, on a pool of it', (_, accelerator, resource) => {
    const gpus = pool({ accelerator });
    const spec = service(gpus.cluster, accelerator.devices(1), 16);
    expect(spec.containers[0].resources.requests[resource]).toBe('1');
    expect(planOf(gpus.cluster).status).toBe('feasible');
  });
});

describe('how devices are shared', () => {
  test.each<[string, GpuSharing, Record<string, number>]>([
    ['whole', GpuSharing.whole(), { 'nvidia.com/gpu': 8 }],
    ['slices of one profile', GpuSharing.mig('1g.10gb'), { 'nvidia.com/mig-1g.10gb': 56 }],
    ['slices of double memory', GpuSharing.mig('1g.20gb'), { 'nvidia.com/mig-1g.20gb': 32 }],
    [
      'a set of slices',
      GpuSharing.migSet('mixed', { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }),
      { 'nvidia.com/mig-1g.10gb': 16, 'nvidia.com/mig-2g.20gb': 8, 'nvidia.com/mig-3g.40gb': 8 },
    ],
    ['time slices', GpuSharing.timeSlicing(4), { 'nvidia.com/gpu.shared': 32 }],
    ['MPS', GpuSharing.mps(4), { 'nvidia.com/gpu.shared': 32 }],
  ])('%s', (_, sharing, devices) => {
    const gpus = pool({ sharing });
    expect(gpus.devices).toEqual(devices);
    const [{ allocatable }] = planOf(gpus.cluster).pools;
    expect(allocatable).toMatchObject(devices);
  });

  test('as many slices as there are, and no more', () => {
    const gpus = pool({ sharing: GpuSharing.mig('1g.10gb') });
    deployed(gpus.cluster, H100.slices('1g.10gb'), 113);
    const [error] = planOf(gpus.cluster).findings;
    expect(error).toMatchObject({
      message: 'pool gpus: 2 nodes < 3 needed at steady',
      cure: ['3 nodes on pool gpus', '112 replicas of shop/model'],
    });
  });

  test("NVIDIA's operator is told: a configuration for each pool, which its nodes name in a label", () => {
    const cluster = training();
    const sliced = pool({ sharing: GpuSharing.timeSlicing(4) }, cluster, 'sliced');
    pool({ sharing: GpuSharing.mps(2) }, cluster, 'served');
    const { metadata, data } = find(Testing.synth(cluster), 'ConfigMap', 'gpu-device-plugin');
    expect(metadata.namespace).toBe('gpu-operator');
    expect(Object.keys(data)).toEqual(['served', 'sliced']);
    expect(data.sliced).toContain('failRequestsGreaterThanOne: true');
    expect(data.served).toContain('mps:');
    expect(data.served).not.toContain('failRequestsGreaterThanOne');
    expect(sliced.nodeLabels['nvidia.com/device-plugin.config']).toBe('sliced');
    expect([sliced.isIsolated, GpuSharing.mps(2).isIsolated]).toEqual([false, true]);
    expect(planOf(cluster).findings.map(({ code, path, message }: any) => [code, path, message])).toEqual([
      [
        'GPU_MEMORY_SHARED',
        'training/sliced',
        'pods on one device of pool sliced take turns: nothing keeps their memory apart',
      ],
      ...['served', 'sliced'].map((name) => [
        'GPU_NODE_LABELS',
        `training/${name}`,
        `nodes of pool ${name} join with the labels cdk8s-autonomous.dev/gpu-pool=${name}, nvidia.com/device-plugin.config=${name}`,
      ]),
    ]);
  });

  test('sets that the operator does not bring are in a ConfigMap for its MIG manager, beside its default', () => {
    const gpus = pool({ sharing: GpuSharing.migSet('mixed', { '3g.40gb': 2 }) });
    const text = find(Testing.synth(gpus.cluster), 'ConfigMap', 'gpu-mig-sets').data['config.yaml'];
    expect(text).toContain('all-disabled:');
    expect(text).toMatch(/mixed:\n\s+- devices: all\n\s+mig-enabled: true\n\s+mig-devices:\n\s+3g.40gb: 2/);
    expect(gpus.nodeLabels['nvidia.com/mig.config']).toBe('mixed');
    const named = pool({ sharing: GpuSharing.mig('3g.40gb') });
    expect(named.nodeLabels['nvidia.com/mig.config']).toBe('all-3g.40gb');
    expect(Testing.synth(named.cluster).filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
  });
});

const FABRIC = GpuTopology.of(
  'fabric',
  { name: 'superpod', nodeLabel: 'net/superpod' },
  { name: 'leaf', nodeLabel: 'net/leaf' },
);

test('nodes of a topology are a pool entry for each finest domain, with the labels of all of them', () => {
  const gpus = pool({
    topology: FABRIC,
    zone: 'annex',
    nodes: [
      { domains: ['A', 'A1'], count: 2 },
      { domains: ['A', 'A2'], count: 1, maxCount: 4 },
    ],
  });
  expect(
    planOf(gpus.cluster).pools.map(({ id, zone, domains, nodes, minNodes, maxNodes }: any) => [
      id,
      zone,
      domains,
      nodes,
      minNodes,
      maxNodes,
    ]),
  ).toEqual([
    ['gpus/A1', 'annex', { superpod: 'A', leaf: 'A1' }, 2, 2, 2],
    ['gpus/A2', 'annex', { superpod: 'A', leaf: 'A2' }, 1, 1, 4],
  ]);
});

test.each<[string, () => unknown, string]>([
  [
    'a fraction of a device',
    () => H100.devices(1.5),
    'NVIDIA H100 80GB: 1.5 of nvidia.com/gpu must be a whole number above 0: devices are not divisible',
  ],
  [
    'a profile of another GPU',
    () => H100.slices('1g.5gb'),
    "slices '1g.5gb': must be one of 1g.10gb, 1g.20gb, 2g.20gb, 3g.40gb, 4g.40gb, 7g.80gb",
  ],
  ['slices of what has none', () => Accelerator.AMD_GPU.slices('1g.10gb'), 'it cannot be divided into slices'],
  ['shares of another vendor', () => Accelerator.ASCEND_910.shares(), 'only GPUs of NVIDIA are shared'],
  [
    'a resource without a domain',
    () => Accelerator.of('x', { resource: 'gpu' }),
    "resource 'gpu': must be <domain>/<name>",
  ],
  [
    'parts in units of nothing',
    () =>
      Accelerator.of('x', {
        resource: 'a.b/c',
        fractions: { memoryResource: 'memory', memoryUnit: Size.gibibytes(0) },
        memory: Size.gibibytes(0),
      }),
    "fractions 'memory': must be <domain>/<name>",
  ],
  [
    'steps that fall, and no cores',
    () =>
      Accelerator.of('x', {
        resource: 'a.b/c',
        memory: Size.gibibytes(1),
        fractions: {
          memoryResource: 'a.b/m',
          memoryUnit: Size.gibibytes(2),
          memorySteps: [8000, 4000],
          coresPerDevice: 0,
        },
      }),
    'must be whole numbers above 0 that rise',
  ],
  ['no name', () => Accelerator.of(' ', { resource: 'a.b/c' }), 'must not be empty'],
  [
    'an odd label',
    () => Accelerator.of('x', { resource: 'a.b/c', nodeLabels: { 'a b': 'c' } }),
    "nodeLabels 'a b=c': must be a label",
  ],
  [
    'too many compute slices',
    () => pool({ sharing: GpuSharing.migSet('s', { '1g.10gb': 8 }) }),
    "sharing '8 compute slices': a GPU has 7",
  ],
  [
    'too many memory slices',
    () => pool({ sharing: GpuSharing.migSet('s', { '1g.20gb': 5 }) }),
    "sharing '10 memory slices': a GPU has 8",
  ],
  [
    'half a slice',
    () => pool({ sharing: GpuSharing.migSet('s', { '1g.10gb': 0.5 }) }),
    "sharing '0.5 x 1g.10gb': must be whole numbers above 0",
  ],
  [
    'an unknown profile',
    () => pool({ sharing: GpuSharing.mig('9g.10gb') }),
    "sharing '9g.10gb': must be one of 1g.10gb",
  ],
  ['no profile', () => pool({ sharing: GpuSharing.migSet('s', {}) }), "sharing '{}': must name at least one profile"],
  [
    'MPS of another vendor',
    () => pool({ accelerator: Accelerator.AMD_GPU, sharing: GpuSharing.mps(2) }),
    "sharing 'mps': is NVIDIA's, the accelerator is AMD GPU",
  ],
  [
    'MIG of another vendor',
    () => pool({ accelerator: Accelerator.AMD_GPU, sharing: GpuSharing.mig('1g.10gb') }),
    'AMD GPU cannot be divided into slices',
  ],
  ['one share', () => GpuSharing.timeSlicing(1), 'GpuSharing.timeSlicing(1): must be a whole number from 2 to 48'],
  ['no devices', () => pool({ devicesPerNode: 0 }), 'devicesPerNode 0: must be a whole number above 0'],
  ['no nodes', () => pool({ nodes: [] }), "nodes '[]': must hold at least one entry"],
  ['fewer than there are', () => pool({ nodes: [{ count: 2, maxCount: 1 }] }), "nodes '2 to 1'"],
  [
    'entries without a topology',
    () => pool({ nodes: [{ count: 1 }, { count: 2 }] }),
    'need a topology to be told apart',
  ],
  ['domains without a topology', () => pool({ nodes: [{ count: 1, domains: ['A'] }] }), 'the pool has no topology'],
  [
    'too few domains',
    () => pool({ topology: FABRIC, nodes: [{ count: 1, domains: ['A'] }] }),
    'must name one domain for each of superpod, leaf',
  ],
  [
    'a leaf twice',
    () =>
      pool({
        topology: FABRIC,
        nodes: [
          { count: 1, domains: ['A', '1'] },
          { count: 1, domains: ['B', '1'] },
        ],
      }),
    "nodes.domains '1': is there twice",
  ],
  [
    'an odd domain',
    () => pool({ topology: FABRIC, nodes: [{ count: 1, domains: ['A', 'a b'] }] }),
    "nodes.domains 'a b': must be the value of a label",
  ],
  ['a strange zone', () => pool({ zone: 'x' }), "zone 'x': must be one of hall, annex"],
  [
    'a name twice',
    () => {
      const one = pool();
      pool({}, one.cluster);
    },
    'There is already a Construct',
  ],
  [
    'a name of another pool',
    () => {
      const cluster = training();
      cluster.addNodePool('gpus', { nodeType });
      pool({}, cluster, 'gpus');
    },
    'There is already a Construct',
  ],
  [
    'another number of devices than the node type has',
    () => pool({ nodeType: NodeType.aws('p5.48xlarge'), devicesPerNode: 4 }),
    'devicesPerNode 4: node type p5.48xlarge has 8 nvidia.com/gpu; devicesPerNode: 8',
  ],
  ['no levels', () => GpuTopology.of('x'), "levels '[]': must name at least one level"],
  [
    'a level below the node',
    () => GpuTopology.of('x', { name: 'host', nodeLabel: 'kubernetes.io/hostname' }, { name: 'a', nodeLabel: 'b' }),
    "levels.nodeLabel 'kubernetes.io/hostname': is the node itself, below which no level can be; the last level",
  ],
  [
    'a level twice',
    () => GpuTopology.of('x', { name: 'a', nodeLabel: 'b' }, { name: 'a', nodeLabel: 'c' }),
    'has the name or label of another level',
  ],
  ['a level that is not there', () => FABRIC.level('rack'), "level 'rack' must be one of superpod, leaf"],
])('refused: %s', (_, action, message) => {
  expect(messageOf(action)).toContain(message);
});

describe('sets of slices', () => {
  test('of the operator are in our ConfigMap too, where some pool has one of its own', () => {
    const cluster = training();
    pool({ sharing: GpuSharing.mig('1g.10gb') }, cluster, 'a');
    pool({ sharing: GpuSharing.migSet('mixed', { '1g.10gb': 2 }) }, cluster, 'b');
    const { data } = find(Testing.synth(cluster), 'ConfigMap', 'gpu-mig-sets');
    expect(Object.keys(parse(data['config.yaml'])['mig-configs'])).toEqual(['all-1g.10gb', 'all-disabled', 'mixed']);
  });

  test('of the operator are what they are for each model of GPUs', () => {
    const cluster = training();
    pool({ sharing: GpuSharing.mig('1g.10gb') }, cluster, 'h');
    const a100 = Accelerator.NVIDIA_A100_40_GB;
    const smaller = pool({ sharing: GpuSharing.mig('1g.10gb'), accelerator: a100 }, cluster, 'a');
    expect(smaller.devices).toEqual({ 'nvidia.com/mig-1g.10gb': 32 });
    expect(messageOf(() => pool({ sharing: GpuSharing.migSet('mixed', { '1g.10gb': 2 }) }, cluster, 'own'))).toContain(
      "sharing 'all-1g.10gb': two pools divide their GPUs in different ways under this name",
    );
  });

  test.each<[string, () => unknown, string]>([
    [
      'one name for two ways',
      () => {
        const cluster = training();
        pool({ sharing: GpuSharing.migSet('mixed', { '1g.10gb': 2 }) }, cluster, 'b');
        pool({ sharing: GpuSharing.migSet('mixed', { '3g.40gb': 2 }) }, cluster, 'c');
      },
      'two pools divide their GPUs in different ways under this name',
    ],
    [
      "a name of the operator's own",
      () => pool({ sharing: GpuSharing.migSet('all-disabled', { '1g.10gb': 2 }) }),
      "not one of the operator's own, all-...",
    ],
    [
      'a name that is no label',
      () => pool({ sharing: GpuSharing.migSet('my set!', { '1g.10gb': 2 }) }),
      'value of a label',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

test('nodes whose devices guests drive need all labels from whoever makes them', () => {
  const gpus = pool({ sharing: GpuSharing.passthrough('nvidia.com/GH100') });
  expect(planOf(gpus.cluster).findings[0].message).toContain('nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3');
});

describe('slices that are advertised as whole devices', () => {
  test('are known by the label of their nodes, and the device plugin is told', () => {
    const gpus = pool({ sharing: GpuSharing.migSingle('1g.10gb'), nodes: [{ count: 1 }] });
    expect(gpus.nodeLabels).toMatchObject({
      'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3-MIG-1g.10gb',
      'nvidia.com/mig.config': 'all-1g.10gb',
      'nvidia.com/device-plugin.config': 'gpus',
    });
    expect(gpus.devices).toEqual({ 'nvidia.com/gpu': 56 });
    const { data } = find(Testing.synth(gpus.cluster), 'ConfigMap', 'gpu-device-plugin');
    expect(data.gpus).toContain('migStrategy: single');
    const spec = service(gpus.cluster, H100.slicesAsDevices('1g.10gb', 2), 28);
    expect(spec.containers[0].resources.limits['nvidia.com/gpu']).toBe('2');
    expect(planOf(gpus.cluster).status).toBe('feasible');
  });

  test('are none of whole devices', () => {
    const gpus = pool({ sharing: GpuSharing.migSingle('1g.10gb') });
    deployed(gpus.cluster, H100.devices(1));
    expect(planOf(gpus.cluster).findings[0].code).toBe('NO_POOL_ADMITS');
    expect(messageOf(() => H100.slicesAsDevices('9g.9gb'))).toContain('must be one of');
  });
});

test('SHARES_ABOVE_ONE: a second share of a GPU gives no more', () => {
  const gpus = pool({ sharing: GpuSharing.timeSlicing(4) });
  const stack = new AutonomousStack(gpus.node.root as any, 'shop', { cluster: gpus.cluster });
  new Microservice(stack, 'model', {
    image: PINNED,
    replicas: Replicas.fixed(1),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), extended: { 'nvidia.com/gpu.shared': 2 } },
    tolerates: gpus.taints,
  });
  expect(planOf(gpus.cluster).findings[0]).toMatchObject({
    code: 'SHARES_ABOVE_ONE',
    message: expect.stringContaining('asks for 2 of nvidia.com/gpu.shared'),
  });
});

test('one share for each of two containers is two shares, and legal', () => {
  const gpus = pool({ sharing: GpuSharing.timeSlicing(4) });
  const chart = new Chart(gpus.node.root, 'theirs');
  gpus.cluster.include(chart);
  const containers = ['a', 'b'].map((name) => ({ name, resources: { limits: { 'nvidia.com/gpu.shared': '1' } } }));
  new ApiObject(chart, 'Job', {
    ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'theirs' } },
    spec: { template: { spec: { tolerations: [{ operator: 'Exists' }], restartPolicy: 'Never', containers } } },
  } as any);
  const plan = planOf(gpus.cluster);
  expect([plan.status, plan.workloads[0].requests['nvidia.com/gpu.shared']]).toEqual(['feasible', 2]);
});

test('GPU_NODE_LABELS names the label that pods for an Ascend ask for: no discovery writes it', () => {
  const remarkOf = (accelerator: Accelerator) =>
    planOf(pool({ accelerator, topology: undefined, nodes: [{ count: 1 }] }).cluster).findings.find(
      ({ code }: any) => code === 'GPU_NODE_LABELS',
    ).message;
  expect(remarkOf(Accelerator.ASCEND_910)).toContain('accelerator=huawei-Ascend910');
  // GPU feature discovery writes it.
  expect(remarkOf(Accelerator.NVIDIA_H100_80_GB)).not.toContain('nvidia.com/gpu.product');
});
