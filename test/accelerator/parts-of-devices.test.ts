import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AcceleratorRequest,
  AutonomousStack,
  Cluster,
  Cpu,
  GpuSharing,
  Microservice,
  Plan,
  Replicas,
  Survive,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { gpuPool, H100, trainingHall } from '../support/training';

/** A pool of four nodes with eight GPUs each, divided by HAMi. */
function divided(nodes = 4, accelerator = H100, survive = Survive.none()) {
  const sharing = GpuSharing.hami(accelerator.memory ?? Size.gibibytes(48));
  const pool = gpuPool(
    { accelerator, topology: undefined, nodes: [{ count: nodes }], sharing },
    trainingHall({ survive }),
  );
  const stack = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
  return { pool, stack };
}

function service(stack: AutonomousStack, name: string, accelerator: AcceleratorRequest, replicas = 1): void {
  new Microservice(stack, name, {
    image: PINNED,
    replicas: Replicas.fixed(replicas),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator },
    maxSurge: 0,
  });
}

function podsOf(stack: AutonomousStack, name = 'model'): any {
  return find(Testing.synth(stack), 'Deployment', name).spec.template;
}

const gibibytes = (n: number) => ({ memory: Size.gibibytes(n) });

describe('what pods ask HAMi for', () => {
  const vendors: [Accelerator, Record<string, string>][] = [
    [H100, { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '12288', 'nvidia.com/gpucores': '25' }],
    [
      Accelerator.ASCEND_910_B3,
      { 'huawei.com/Ascend910B3': '1', 'huawei.com/Ascend910B3-memory': '16384', 'huawei.com/Ascend910B3-core': '5' },
    ],
    [
      Accelerator.ASCEND_310_P,
      { 'huawei.com/Ascend310P': '1', 'huawei.com/Ascend310P-memory': '12288', 'huawei.com/Ascend310P-core': '2' },
    ],
    [
      Accelerator.CAMBRICON_MLU370,
      { 'cambricon.com/vmlu': '1', 'cambricon.com/mlu.smlu.vmemory': '48', 'cambricon.com/mlu.smlu.vcore': '25' },
    ],
    [Accelerator.HYGON_DCU, { 'hygon.com/dcunum': '1', 'hygon.com/dcumem': '12288', 'hygon.com/dcucores': '25' }],
    [
      Accelerator.METAX_GPU,
      { 'metax-tech.com/sgpu': '1', 'metax-tech.com/vmemory': '12', 'metax-tech.com/vcore': '25' },
    ],
    // 12 GiB are 24 units; the vendor takes 32.
    [
      Accelerator.MOORE_THREADS_GPU,
      { 'mthreads.com/vgpu': '1', 'mthreads.com/sgpu-memory': '32', 'mthreads.com/sgpu-core': '4' },
    ],
    [Accelerator.ENFLAME_GCU, { 'enflame.com/gcu-memory': '12288', 'enflame.com/gcu-core': '25' }],
    [Accelerator.AMD_GPU, { 'amd.com/gpu': '1', 'amd.com/gpumem': '12288', 'amd.com/gpucores': '25' }],
  ];

  test.each(vendors.map(([accelerator, asked]): [string, Accelerator, any] => [accelerator.name, accelerator, asked]))(
    '%s: its resources, in its units, on one device of its pool',
    (_, accelerator, asked) => {
      const { stack } = divided(1, accelerator);
      service(stack, 'model', accelerator.fraction({ ...gibibytes(12), cores: 25 }));
      const { limits } = podsOf(stack).spec.containers[0].resources;
      const devices = Object.entries(limits).filter(([name]) => name.includes('/'));
      expect(Object.fromEntries(devices)).toEqual(asked);
      const plan = planOf(stack);
      expect([plan.status, plan.workloads[0].device.milli]).toEqual([
        'feasible',
        accelerator === Accelerator.ASCEND_310_P ? 1000 : accelerator === Accelerator.MOORE_THREADS_GPU ? 500 : 250,
      ]);
    },
  );

  test('Kunlunxin: memory alone, since its cores cannot be limited', () => {
    const { stack } = divided(1, Accelerator.KUNLUNXIN_XPU);
    const xpu = Accelerator.KUNLUNXIN_XPU;
    service(stack, 'model', xpu.fraction(gibibytes(24)));
    const { limits } = podsOf(stack).spec.containers[0].resources;
    expect(limits).toMatchObject({ 'kunlunxin.com/vxpu': '1', 'kunlunxin.com/vxpu-memory': '24576' });
    expect(messageOf(() => xpu.fraction({ cores: 10 }))).toContain('its cores cannot be limited');
  });

  test('that parts fill one device before the next, as the plan has it', () => {
    const { stack } = divided();
    service(stack, 'model', H100.fraction(gibibytes(20)));
    expect(podsOf(stack).metadata.annotations).toMatchObject({
      'hami.io/gpu-scheduler-policy': 'binpack',
    });
  });

  test.each([
    ['a fraction of 1.5 GPUs', () => H100.fraction(gibibytes(120)), 'memory 120Gi is more than one device has, 80Gi'],
    [
      'cores of 1.5 GPUs',
      () => H100.fraction({ cores: 150 }),
      'cores 150 must be a whole number of percent from 1 to 100',
    ],
    ['half a percent', () => H100.fraction({ cores: 0.5 }), 'cores 0.5 must be a whole number'],
    ['nothing', () => H100.fraction({}), 'must say its memory, its cores, or both'],
    ['no memory', () => H100.fraction(gibibytes(0)), 'memory 0 must be above 0'],
    ['1.5 devices', () => H100.devices(1.5), 'devices are not divisible; a part of one is fraction(...)'],
    ['what HAMi has no parts of', () => Accelerator.INTEL_GPU_XE.fraction({ cores: 10 }), 'HAMi gives no parts of it'],
  ])('%s is refused', (_, ask, message) => {
    expect(messageOf(ask)).toContain(message);
  });
});

describe('a pool that HAMi divides', () => {
  test('keeps the device plugin of NVIDIA away by a label, and says which labels its nodes need', () => {
    expect(divided().pool.nodeLabels).toMatchObject({ gpu: 'on', 'nvidia.com/gpu.deploy.device-plugin': 'false' });
    const beside = { 'nvidia.com/device-plugin.config': 'shared' };
    expect(messageOf(() => gpuPool({ sharing: GpuSharing.hami(), labels: beside }))).toContain(
      'asks for the device plugin of NVIDIA, which would advertise the same devices as HAMi',
    );
  });

  test('DEVICE_PLUGIN_BESIDE_HAMI: a DaemonSet that lands on its nodes all the same', () => {
    const { pool, stack } = divided();
    new ApiObject(stack, 'Plugin', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'plugin', namespace: 'kube-system' },
      spec: {
        template: {
          spec: {
            tolerations: [{ operator: 'Exists' }],
            containers: [{ name: 'plugin', image: 'mirror.example.com/nvidia/k8s-device-plugin:v0.20.0' }],
          },
        },
      },
    } as any);
    expect(planOf(pool.cluster).findings[0]).toMatchObject({
      code: 'DEVICE_PLUGIN_BESIDE_HAMI',
      message: expect.stringContaining('lands on nodes of pool gpus, whose devices HAMi hands out'),
    });
  });

  test('needs the memory of a device, and parts that HAMi gives', () => {
    const { message } = Object.assign(new Error(), {
      message: messageOf(() => gpuPool({ accelerator: Accelerator.HYGON_DCU, sharing: GpuSharing.hami() })),
    });
    expect(message).toContain('the memory of one Hygon DCU must be known; GpuSharing.hami(Size.gibibytes(...))');
    expect(messageOf(() => gpuPool({ accelerator: Accelerator.INTEL_GPU_XE, sharing: GpuSharing.hami() }))).toContain(
      'HAMi gives no parts of Intel GPU (Xe)',
    );
  });
});

describe('the plan', () => {
  test('counts a part as the half, quarter or eighth that holds it, by memory or cores, whichever is more', () => {
    const { stack } = divided();
    const asked: [string, AcceleratorRequest, number][] = [
      ['eighth', H100.fraction(gibibytes(5)), 125],
      ['quarter', H100.fraction(gibibytes(11)), 250],
      ['cores', H100.fraction({ ...gibibytes(11), cores: 30 }), 500],
      ['most', H100.fraction(gibibytes(41)), 1000],
    ];
    asked.forEach(([name, request]) => service(stack, name, request));
    const plan = planOf(stack);
    expect(plan.workloads.map(({ path, device }: any) => [path, device.milli]).sort()).toEqual(
      asked.map(([name, , milli]) => [`shop/${name}`, milli]).sort(),
    );
    expect(plan.workloads[0].device.resource).toBe('nvidia.com/gpu');
    expect(plan.workloads[0].requests['nvidia.com/gpu']).toBeUndefined();
  });

  test('three quarters of two devices are two devices, not one and a half', () => {
    // Parts of 30 GiB: two on a device of 80 GiB, as halves; seventeen need nine devices.
    const full = divided(1);
    service(full.stack, 'model', H100.fraction(gibibytes(30)), 16);
    expect(planOf(full.stack).status).toBe('feasible');
    const over = divided(1);
    service(over.stack, 'model', H100.fraction(gibibytes(30)), 17);
    expect(planOf(over.stack).findings[0].code).toBe('POOL_TOO_SMALL');
  });

  test('says on which device each part lies, beside whole devices, at steady and after a loss', () => {
    const { stack } = divided(2, H100, Survive.node());
    service(stack, 'whole', H100.devices(2), 2);
    service(stack, 'half', H100.fraction(gibibytes(40)), 3);
    service(stack, 'eighth', H100.fraction(gibibytes(8)), 6);
    const app = stack.node.root as any;
    const plan = JSON.parse(Plan.of(app).toJson()).clusters[0];
    expect(plan.status).toBe('feasible');
    expect(plan.pools[0].devices).toEqual({ 'nvidia.com/gpu': { count: 8, milli: 1000 } });
    const lying = (slots: any[]) =>
      slots.flatMap(({ count, pods }: any) => Object.entries(pods).map(([id, n]) => [id, (n as number) * count]));
    const group = plan.steady.nodes.find(({ slots }: any) => slots);
    expect(group.slots.every(({ resource }: any) => resource === 'nvidia.com/gpu')).toBe(true);
    const totals = (entries: any[]) =>
      entries.reduce((sum, [id, n]) => ({ ...sum, [id]: (sum[id] ?? 0) + n }), {} as Record<string, number>);
    const steady = plan.steady.nodes.flatMap(({ count, slots = [] }: any) =>
      lying(slots).map(([id, n]) => [id, (n as number) * count]),
    );
    expect(totals(steady)).toEqual({ 'shop/Deployment/half': 3, 'shop/Deployment/eighth': 6 });
    const lost = plan.scenarios.find(({ name }: any) => name.startsWith('node-lost'));
    const [added] = lost.added;
    expect(totals(lying(added.slots))).toEqual({ 'shop/Deployment/half': 3, 'shop/Deployment/eighth': 6 });
  });

  test('DEVICE_PART_INVALID: more than one device as a part, in manifests of others', () => {
    const invalid = (limits: Record<string, string>) => {
      const { stack } = divided();
      new ApiObject(stack, 'Job', {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'job', namespace: 'shop' },
        spec: {
          template: {
            spec: {
              tolerations: [{ operator: 'Exists' }],
              containers: [{ name: 'job', resources: { limits } }],
            },
          },
        },
      } as any);
      return planOf(stack).findings.filter(({ code }: any) => code === 'DEVICE_PART_INVALID');
    };
    expect(invalid({ 'nvidia.com/gpu': '1', 'nvidia.com/gpumem-percentage': '150' })[0]).toMatchObject({
      message: expect.stringContaining('asks for 1.5 times what one nvidia.com/gpu has'),
      cure: ['whole devices: 2 of nvidia.com/gpu without memory and cores'],
    });
    expect(invalid({ 'nvidia.com/gpu': '1', 'nvidia.com/gpumem-percentage': '50' })).toEqual([]);
  });

  // HAMi gives a container as many cards as nvidia.com/gpu says, of each of them as much as nvidia.com/gpumem says.
  test('DEVICE_PARTS_AS_WHOLE: parts of two devices, one on each, and one for each of two containers, are whole ones', () => {
    const containers = (...limits: Record<string, string>[]) =>
      limits.map((one, i) => ({ name: `c${i}`, resources: { limits: one } }));
    const part = { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '4000' };
    for (const pods of [containers({ ...part, 'nvidia.com/gpu': '2' }), containers(part, part)]) {
      const { stack } = divided();
      const chart = new Chart(stack.node.root, 'theirs');
      stack.cluster.include(chart);
      new ApiObject(chart, 'Job', {
        ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'theirs' } },
        spec: {
          template: { spec: { tolerations: [{ operator: 'Exists' }], restartPolicy: 'Never', containers: pods } },
        },
      } as any);
      const plan = planOf(stack);
      expect([plan.status, plan.workloads[0].requests['nvidia.com/gpu']]).toEqual(['feasible', 2]);
      expect(plan.findings.filter(({ code }: any) => code.startsWith('DEVICE_'))).toMatchObject([
        { code: 'DEVICE_PARTS_AS_WHOLE', uncovered: true, path: 'theirs/Job' },
      ]);
    }
  });

  test('puts parts only where they are handed out', () => {
    const cluster: Cluster = trainingHall();
    gpuPool({ topology: undefined, nodes: [{ count: 1 }], sharing: GpuSharing.hami() }, cluster, 'parts');
    gpuPool({ topology: undefined, nodes: [{ count: 2 }] }, cluster, 'whole');
    const stack = new AutonomousStack(cluster.node.root as any, 'shop', { cluster });
    service(stack, 'model', H100.fraction(gibibytes(40)), 16);
    const plan = planOf(stack);
    expect([plan.status, plan.workloads[0].eligible]).toEqual(['feasible', ['parts/hall']]);
    expect(plan.workloads[0].barred['whole/hall']).toBe('its devices are handed out whole');
    service(stack, 'more', H100.fraction(gibibytes(40)), 1);
    expect(planOf(stack).findings[0].code).toBe('POOL_TOO_SMALL');
  });

  test('counts a part by the device that the pod may have, not by a smaller one elsewhere', () => {
    const cluster: Cluster = trainingHall();
    const l40s = Accelerator.NVIDIA_L40_S;
    const hami = { topology: undefined, nodes: [{ count: 1 }], sharing: GpuSharing.hami() };
    gpuPool(hami, cluster, 'large');
    gpuPool({ ...hami, accelerator: l40s }, cluster, 'small');
    const stack = new AutonomousStack(cluster.node.root as any, 'shop', { cluster });
    service(stack, 'large', H100.fraction(gibibytes(40)));
    service(stack, 'small', l40s.fraction(gibibytes(40)));
    expect(planOf(stack).workloads.map(({ path, device }: any) => [path, device.milli])).toEqual([
      ['shop/large', 500],
      ['shop/small', 1000],
    ]);
  });

  test('rounds the memory of others up to what the vendor gives', () => {
    const { stack } = divided(1, Accelerator.ASCEND_910_B3);
    new ApiObject(stack, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: 'shop' },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'job',
                resources: { limits: { 'huawei.com/Ascend910B3': '1', 'huawei.com/Ascend910B3-memory': '8192' } },
              },
            ],
          },
        },
      },
    } as any);
    expect(planOf(stack).workloads[0].device.milli).toBe(250);
  });

  test('has whole devices of a cluster with divided ones on either', () => {
    const cluster: Cluster = trainingHall();
    gpuPool({ topology: undefined, nodes: [{ count: 1 }], sharing: GpuSharing.hami() }, cluster, 'parts');
    gpuPool({ topology: undefined, nodes: [{ count: 1 }] }, cluster, 'whole');
    const stack = new AutonomousStack(cluster.node.root as any, 'shop', { cluster });
    service(stack, 'model', H100.devices(8), 2);
    expect(planOf(stack)).toMatchObject({ status: 'feasible' });
  });
});
