import { ApiObject, Duration, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  ClusterQueue,
  Cpu,
  FailureRate,
  GpuSharing,
  GpuTopology,
  LocalQueue,
  Microservice,
  NodeReserve,
  NodeType,
  PodSecurity,
  QueuePreemption,
  QueuePriority,
  Quota,
  Replicas,
  Spares,
  TopologyRequest,
  TrainingFramework,
} from 'cdk8s-autonomous';
import { find, messageOf, nodeType } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { gpuPool, H100, teamWithQueue, trainingHall, trainingJob } from '../support/training';

const found = (cluster: any, code: string) => planOf(cluster).findings.filter((one: any) => one.code === code);
const spec = (queue: ClusterQueue) => find(Testing.synth(queue.cluster), 'ClusterQueue', queue.queueName).spec;

describe('a queue', () => {
  test('covers all that pods ask for: processors and memory go with the devices, as on a node', () => {
    const { clusterQueue } = teamWithQueue(gpuPool(), 'team', 16);
    const [group] = spec(clusterQueue).resourceGroups;
    expect(group.coveredResources).toEqual(['cpu', 'ephemeral-storage', 'memory', 'nvidia.com/gpu']);
    expect(group.flavors).toEqual([
      {
        name: 'gpus',
        resources: [
          { name: 'cpu', nominalQuota: '188' },
          { name: 'ephemeral-storage', nominalQuota: '2000Gi' },
          { name: 'memory', nominalQuota: '2000Gi' },
          { name: 'nvidia.com/gpu', nominalQuota: '16' },
        ],
      },
    ]);
    expect(spec(clusterQueue)).toMatchObject({
      queueingStrategy: 'BestEffortFIFO',
      preemption: { withinClusterQueue: 'LowerPriority' },
    });
    expect(spec(clusterQueue).cohortName).toBeUndefined();
  });

  // Workloads of other namespaces are inadmissible: scheduler.validateResources and nominate of Kueue 0.14 match the labels of the namespace.
  test('takes jobs of the namespaces of its LocalQueues, and of those that are named', () => {
    const takes = (selector: any, namespace: string) =>
      (selector.matchExpressions ?? []).every(({ key, operator, values }: any) => {
        expect([key, operator]).toEqual(['kubernetes.io/metadata.name', 'In']);
        return values.includes(namespace);
      });
    const { clusterQueue } = teamWithQueue(gpuPool(), 'team', 16);
    const selector = spec(clusterQueue).namespaceSelector;
    expect([takes(selector, 'team'), takes(selector, 'kube-public')]).toEqual([true, false]);
    const pool = gpuPool();
    const quotas = [Quota.of(pool, { nominal: 16 })];
    const unused = new ClusterQueue(pool.cluster, 'q', { quotas });
    expect(spec(unused).namespaceSelector).toEqual({});
    const named = new ClusterQueue(pool.cluster, 'named', { quotas, namespaces: ['lab'] });
    expect(takes(spec(named).namespaceSelector, 'lab')).toBe(true);
    expect(messageOf(() => new ClusterQueue(pool.cluster, 'bad', { quotas, namespaces: ['A'] }))).toContain(
      "namespaces 'A'",
    );
  });

  test('of a cohort lends and borrows within its limits', () => {
    const pool = gpuPool();
    const quotas = [Quota.of(pool, { nominal: 16, borrowing: 8, lending: 0 })];
    const queue = new ClusterQueue(pool.cluster, 'q', {
      cohort: 'all',
      quotas,
      strict: true,
      preemptsWithin: QueuePreemption.NEVER,
      reclaims: QueuePreemption.LOWER_PRIORITY,
    });
    expect(spec(queue)).toMatchObject({
      cohortName: 'all',
      queueingStrategy: 'StrictFIFO',
      preemption: { withinClusterQueue: 'Never', reclaimWithinCohort: 'LowerPriority' },
    });
    const { resources } = spec(queue).resourceGroups[0].flavors[0];
    expect(resources[3]).toEqual({
      name: 'nvidia.com/gpu',
      nominalQuota: '16',
      borrowingLimit: '8',
      lendingLimit: '0',
    });
  });

  test('over two pools is one group, in which each resource stands once', () => {
    const pool = gpuPool();
    const slices = gpuPool(
      { sharing: GpuSharing.mig('1g.10gb'), nodes: [{ domains: ['A', 'A3'], count: 1 }] },
      pool.cluster,
      'slices',
    );
    const queue = new ClusterQueue(pool.cluster, 'q', {
      quotas: [Quota.of(pool, { nominal: 8 }), Quota.of(slices, { nominal: 56 })],
    });
    const [{ coveredResources, flavors }] = spec(queue).resourceGroups;
    for (const { resources } of flavors) {
      expect(resources.map(({ name }: any) => name)).toEqual(coveredResources);
    }
    expect(flavors[1].resources.find(({ name }: any) => name === 'nvidia.com/gpu').nominalQuota).toBe('0');
    const flavor = find(Testing.synth(pool.cluster), 'ResourceFlavor', 'slices').spec;
    expect(flavor).toMatchObject({
      nodeLabels: slices._selector,
      topologyName: 'fabric',
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    });
    expect(Testing.synth(pool.cluster).filter(({ kind }) => kind === 'Topology')).toHaveLength(1);
  });

  test('and what waits in it is not removed unless somebody confirms', () => {
    const { clusterQueue, stack } = teamWithQueue(gpuPool());
    const options = ({ metadata }: any) => metadata.annotations['argocd.argoproj.io/sync-options'];
    expect(options(find(Testing.synth(clusterQueue.cluster), 'ClusterQueue'))).toBe('Delete=confirm,Prune=confirm');
    expect(options(find(Testing.synth(stack), 'LocalQueue'))).toBe('Delete=confirm,Prune=confirm');
  });

  test('importance in queues is an object of the cluster', () => {
    const cluster = trainingHall();
    new QueuePriority(cluster, 'release', { value: 1000, description: 'first' });
    expect(find(Testing.synth(cluster), 'WorkloadPriorityClass', 'release')).toMatchObject({
      value: 1000,
      description: 'first',
    });
  });
});

describe('quotas and jobs in the plan', () => {
  test('QUEUE_ADMITS: both verdicts, by quota and by shape', () => {
    const { stack, queue, clusterQueue } = teamWithQueue(gpuPool(), 'team', 16);
    trainingJob(stack, 'job', { queue });
    expect(found(clusterQueue.cluster, 'QUEUE_ADMITS')).toEqual([
      expect.objectContaining({
        message:
          'queue team: its jobs ask for 16 of nvidia.com/gpu, its quota admits 16 at once (16 its own); by shape all of them have places',
      }),
    ]);
  });

  test('QUEUE_TOO_SMALL: what others lend counts, up to what they lend', () => {
    const pool = gpuPool();
    const { stack, queue } = teamWithQueue(pool, 'team', 8, { cohort: 'all' });
    new ClusterQueue(pool.cluster, 'others', { cohort: 'all', quotas: [Quota.of(pool, { nominal: 16, lending: 4 })] });
    ['a', 'b'].forEach((id) => trainingJob(stack, id, { queue, nodes: 1 }));
    expect(found(pool.cluster, 'QUEUE_TOO_SMALL')).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining('its quota admits 12 at once (8 its own): some wait for others to end'),
        cure: ['a nominal quota of 12', 'smaller or fewer jobs at a time'],
      }),
    ]);
  });

  test("QUOTA_EXCEEDS_FLEET: spares are in nobody's quota", () => {
    const spares = Spares.forAvailability({
      failures: FailureRate.perNodeDay(0.05),
      repair: Duration.days(2),
      availability: 0.8,
    });
    const pool = gpuPool({ spares });
    const [one, two] = ['one', 'two'].map((name) => teamWithQueue(pool, name, 16));
    trainingJob(one.stack, 'job', { queue: one.queue });
    trainingJob(two.stack, 'job', { queue: two.queue, nodes: 1 });
    expect(planOf(pool.cluster).pools.reduce((sum: number, { spares: n = 0 }: any) => sum + n, 0)).toBe(1);
    expect(found(pool.cluster, 'QUOTA_EXCEEDS_FLEET')).toEqual([
      expect.objectContaining({
        message: 'queues promise 32 of nvidia.com/gpu, gpus has 24 beside the 8 of its spare nodes',
        cure: ['nominal quotas of at most 24 together', 'fewer spares, or more nodes'],
      }),
    ]);
  });
});

test.each<[string, () => unknown, string]>([
  [
    'more than the pool has',
    () => Quota.of(gpuPool(), { nominal: 33 }),
    'nominal 33: pool gpus has 32 of nvidia.com/gpu; at most 32',
  ],
  ['half a device', () => Quota.of(gpuPool(), { nominal: 0.5 }), 'nominal 0.5: must be a whole number of at least 0'],
  [
    'lending more than one has',
    () => Quota.of(gpuPool(), { nominal: 8, lending: 9 }),
    'lending 9: must not be above nominal 8',
  ],
  [
    'a pool of several resources',
    () => Quota.of(gpuPool({ sharing: GpuSharing.migSet('s', { '1g.10gb': 1, '2g.20gb': 1 }) }), { nominal: 1 }),
    'offers several resources',
  ],
  ['no quotas', () => new ClusterQueue(trainingHall(), 'q', { quotas: [] }), "quotas '[]': must hold at least one"],
  ['an odd cohort', () => new ClusterQueue(gpuPool().cluster, 'q', { cohort: 'A b', quotas: [] }), "cohort 'A b'"],
  [
    'a pool twice',
    () => {
      const pool = gpuPool();
      new ClusterQueue(pool.cluster, 'q', { quotas: [Quota.of(pool, { nominal: 1 }), Quota.of(pool, { nominal: 2 })] });
    },
    'must name each pool once',
  ],
  [
    'a pool elsewhere',
    () => new ClusterQueue(trainingHall(), 'q', { quotas: [Quota.of(gpuPool(), { nominal: 1 })] }),
    'are pools of another cluster',
  ],
  [
    'preempting anybody of its own',
    () => new ClusterQueue(trainingHall(), 'q', { quotas: [], preemptsWithin: QueuePreemption.ANY }),
    "preemptsWithin 'Any': must be NEVER or LOWER_PRIORITY",
  ],
  [
    'a queue of another cluster',
    () =>
      new LocalQueue(teamWithQueue(gpuPool()).stack, 'other', { clusterQueue: teamWithQueue(gpuPool()).clusterQueue }),
    'is of another cluster than the stack, training',
  ],
  [
    'an importance of half',
    () => new QueuePriority(trainingHall(), 'p', { value: 0.5 }),
    'value 0.5: must be a whole number of 32 bits',
  ],
])('refused: %s', (_, action, message) => {
  expect(messageOf(action)).toContain(message);
});

describe('jobs that no quota admits', () => {
  const small = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };

  test('QUEUE_NEVER_ADMITS: more devices for one job than the queue can have', () => {
    const { stack, queue } = teamWithQueue(gpuPool(), 'team', 8);
    trainingJob(stack, 'job', { queue });
    expect(planOf(stack).findings[0]).toMatchObject({
      code: 'QUEUE_NEVER_ADMITS',
      severity: 'error',
      path: 'team/job',
      message:
        'queue team never admits team/TrainJob/job: its 2 pods ask for 16 of nvidia.com/gpu, the queue has at most 8 for one job',
    });
  });

  test('more processors than come with its devices', () => {
    const { stack, queue } = teamWithQueue(gpuPool(), 'team', 4);
    const resources = { cpu: Cpu.units(90), memory: Size.gibibytes(64), accelerator: H100.devices(4) };
    trainingJob(stack, 'job', { queue, nodes: 1, resources });
    expect(planOf(stack).findings[0]).toMatchObject({
      code: 'QUEUE_NEVER_ADMITS',
      message: expect.stringContaining('ask for 90 of cpu, the queue has at most 47'),
      cure: ['less cpu for each pod', expect.stringContaining('a larger nominal quota')],
    });
  });

  test('all of whose pods have no room on one kind of nodes', () => {
    const cluster = trainingHall();
    const plain = { topology: undefined, nodes: [{ count: 2 }] };
    const pools = ['a', 'b'].map((name) => gpuPool(plain, cluster, name));
    const clusterQueue = new ClusterQueue(cluster, 'team', {
      quotas: [Quota.of(pools[0], { nominal: 4 }), Quota.of(pools[1], { nominal: 8 })],
    });
    const stack = new AutonomousStack(cluster.node.root as any, 'team', { cluster });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    trainingJob(stack, 'job', { queue, nodes: 3, resources: { ...small, accelerator: H100.devices(4) } });
    expect(planOf(stack).findings[0]).toMatchObject({
      code: 'QUEUE_NEVER_ADMITS',
      message: expect.stringContaining('ask for 12 of nvidia.com/gpu, the queue has at most'),
    });
  });

  test('a planned quota has what comes with the devices, and its jobs may ask for no more', () => {
    const pool = gpuPool();
    const clusterQueue = new ClusterQueue(pool.cluster, 'team', { quotas: [Quota.planned(pool)] });
    const stack = new AutonomousStack(pool.node.root as any, 'team', { cluster: pool.cluster });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    const resources = { cpu: Cpu.units(90), memory: Size.gibibytes(64), accelerator: H100.devices(4) };
    trainingJob(stack, 'job', { queue, nodes: 1, resources });
    const [{ flavors }] = find(Testing.synth(pool.cluster), 'ClusterQueue', 'team').spec.resourceGroups;
    expect(flavors[0].resources.find(({ name }: any) => name === 'cpu').nominalQuota).toBe('90');
    expect(planOf(stack).status).toBe('feasible');
  });
});

describe('what a queue admits', () => {
  const plain = { topology: undefined, nodes: [{ count: 2 }] };
  const small = (devices: number) => ({
    cpu: Cpu.units(1),
    memory: Size.gibibytes(1),
    accelerator: H100.devices(devices),
  });
  const errors = (from: any) => planOf(from).findings.filter(({ severity }: any) => severity === 'error');

  test('does not know of the eighths in which the planner counts divided devices', () => {
    const cluster = trainingHall();
    const whole = gpuPool(plain, cluster, 'whole');
    gpuPool({ ...plain, sharing: GpuSharing.hami() }, cluster, 'parts');
    const { stack, queue } = teamWithQueue(whole, 'team', 16);
    trainingJob(stack, 'job', { queue });
    expect(errors(stack)).toEqual([]);
    expect(found(cluster, 'QUEUE_ADMITS')).toHaveLength(1);
  });

  test('a lender of a planned quota lends no more than it has', () => {
    const pool = gpuPool();
    const { stack, queue } = teamWithQueue(pool, 'team', 8, { cohort: 'all' });
    trainingJob(stack, 'job', { queue, nodes: 3, resources: small(8) });
    const quotas = [Quota.planned(pool, { lending: 24 })];
    const others = new AutonomousStack(pool.node.root as any, 'others', { cluster: pool.cluster });
    const clusterQueue = new ClusterQueue(pool.cluster, 'others', { cohort: 'all', quotas });
    const waiting = new LocalQueue(others, 'training', { clusterQueue });
    trainingJob(others, 'job', { queue: waiting, nodes: 1, resources: small(8) });
    expect(errors(stack)[0]).toMatchObject({
      code: 'QUEUE_NEVER_ADMITS',
      message: expect.stringContaining('ask for 24 of nvidia.com/gpu, the queue has at most 16'),
    });
  });

  test('planned quotas of several pools share the jobs, as far as there are nodes', () => {
    const cluster = trainingHall();
    const pools = ['a', 'b'].map((name) => gpuPool(plain, cluster, name));
    const clusterQueue = new ClusterQueue(cluster, 'team', { quotas: pools.map((pool) => Quota.planned(pool)) });
    const stack = new AutonomousStack(cluster.node.root as any, 'team', { cluster });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    [1, 2, 3, 4].forEach((i) => trainingJob(stack, `job-${i}`, { queue, nodes: 1, resources: small(8) }));
    const [{ flavors }] = find(Testing.synth(cluster), 'ClusterQueue', 'team').spec.resourceGroups;
    const gpus = flavors.map(({ resources }: any) => resources.find(({ name }: any) => name === 'nvidia.com/gpu'));
    expect(gpus.map(({ nominalQuota }: any) => nominalQuota)).toEqual(['16', '16']);
    expect(errors(stack)).toEqual([]);
  });

  test('only kinds of nodes count that a job may have', () => {
    const cluster = trainingHall();
    const h100 = gpuPool(plain, cluster, 'h');
    const a100 = gpuPool({ ...plain, accelerator: Accelerator.NVIDIA_A100_80_GB }, cluster, 'a');
    const clusterQueue = new ClusterQueue(cluster, 'team', {
      quotas: [Quota.of(h100, { nominal: 8 }), Quota.of(a100, { nominal: 16 })],
    });
    const stack = new AutonomousStack(cluster.node.root as any, 'team', { cluster });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    trainingJob(stack, 'job', { queue, resources: small(8) });
    expect(errors(stack)[0].message).toContain('ask for 16 of nvidia.com/gpu, the queue has at most 8');
  });

  test('all roles of a job at once, and all jobs, by processors too', () => {
    const mpi = teamWithQueue(gpuPool(), 'team', 8);
    const node = { cpu: Cpu.units(94), memory: Size.gibibytes(64), accelerator: H100.devices(8) };
    trainingJob(mpi.stack, 'job', { queue: mpi.queue, nodes: 1, framework: TrainingFramework.MPI, resources: node });
    expect(errors(mpi.stack)[0].message).toContain('its 2 pods ask for 94.5 of cpu, the queue has at most 94');
    const two = teamWithQueue(gpuPool(), 'team', 8);
    const half = { cpu: Cpu.units(90), memory: Size.gibibytes(64), accelerator: H100.devices(4) };
    ['a', 'b'].forEach((id) => trainingJob(two.stack, id, { queue: two.queue, nodes: 1, resources: half }));
    expect(found(two.stack, 'QUEUE_TOO_SMALL')[0].message).toContain('ask for 180 of cpu, its quota admits 94 at once');
  });

  test('groups of resources come from kinds of nodes of their own', () => {
    const pool = gpuPool(plain);
    const { cluster } = pool;
    cluster.addNodePool('general', { nodeType: nodeType(), maxNodesPerZone: 2 });
    const podSecurity = PodSecurity.BASELINE;
    const stack = new AutonomousStack(cluster.node.root as any, 'team', { cluster, podSecurity });
    const kueue = (kind: string, name: string, fields: object, namespace?: string) =>
      new ApiObject(stack, `${kind}-${name}`, {
        apiVersion: 'kueue.x-k8s.io/v1beta2',
        kind,
        metadata: { name, namespace },
        spec: fields,
      } as any);
    kueue('ResourceFlavor', 'default', {});
    kueue('ResourceFlavor', 'h100', { nodeLabels: H100.nodeLabels });
    const resource = (name: string, nominalQuota: string) => ({ name, nominalQuota });
    kueue('ClusterQueue', 'theirs', {
      namespaceSelector: {},
      resourceGroups: [
        {
          coveredResources: ['cpu', 'memory', 'ephemeral-storage'],
          flavors: [
            {
              name: 'default',
              resources: [
                resource('cpu', '100'),
                resource('memory', '1000Gi'),
                resource('ephemeral-storage', '1000Gi'),
              ],
            },
          ],
        },
        {
          coveredResources: ['nvidia.com/gpu'],
          flavors: [{ name: 'h100', resources: [resource('nvidia.com/gpu', '8')] }],
        },
      ],
    });
    kueue('LocalQueue', 'theirs', { clusterQueue: 'theirs' }, 'team');
    const limits = { cpu: '1', memory: '1Gi', 'nvidia.com/gpu': '1' };
    new ApiObject(stack, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: 'team', labels: { 'kueue.x-k8s.io/queue-name': 'theirs' } },
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            tolerations: [{ operator: 'Exists' }],
            containers: [{ name: 'job', resources: { limits } }],
          },
        },
      },
    } as any);
    expect(errors(stack)).toEqual([]);
    expect(found(stack, 'QUEUE_ADMITS')[0].message).toContain('ask for 1 of nvidia.com/gpu, its quota admits 8');
  });
});

describe('where Kueue places pods', () => {
  const plain = { topology: undefined, nodes: [{ count: 2 }] };

  test('jobs on nodes without a topology ask for none', () => {
    const { stack, queue } = teamWithQueue(gpuPool(plain), 'team', 16);
    trainingJob(stack, 'job', { queue });
    expect(JSON.stringify(find(Testing.synth(stack), 'TrainingRuntime'))).not.toContain('podset-');
    const asked = () => trainingJob(stack, 'other', { queue, topology: TopologyRequest.unconstrained() });
    expect(messageOf(asked)).toContain('needs pools with a topology, those of queue training have none');
  });

  test('they run on nodes of their queue and no others', () => {
    const cluster = trainingHall();
    const own = gpuPool(plain, cluster, 'own');
    gpuPool({ ...plain, nodes: [{ count: 4 }] }, cluster, 'other');
    const { stack, queue } = teamWithQueue(own, 'team', 16);
    trainingJob(stack, 'job', { queue });
    const [job] = planOf(stack).workloads;
    expect([job.eligible, job.barred['other/hall']]).toEqual([['own/hall'], 'is no pool of queue training']);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a mixture of pools',
      () => {
        const cluster = trainingHall();
        const pools = [gpuPool({}, cluster, 'a'), gpuPool(plain, cluster, 'b')];
        new ClusterQueue(cluster, 'q', { quotas: pools.map((pool) => Quota.of(pool, { nominal: 8 })) });
      },
      'mix pools with a topology and without',
    ],
    [
      'borrowing from nobody',
      () => {
        const pool = gpuPool();
        new ClusterQueue(pool.cluster, 'q', { quotas: [Quota.of(pool, { nominal: 8, borrowing: 8 })] });
      },
      'need a cohort to do it with',
    ],
    [
      'nodes that do not say their storage',
      () => {
        const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
        const silent = NodeType.of('x', { cpu: Cpu.units(8), memory: Size.gibibytes(64), reserve });
        Quota.of(gpuPool({ nodeType: silent }), { nominal: 8 });
      },
      'does not say how much ephemeral storage its nodes have',
    ],
    [
      'two topologies of one name',
      () => {
        const cluster = trainingHall();
        const fabric = (label: string) => GpuTopology.of('fabric', { name: 'leaf', nodeLabel: label });
        ['a.b/c', 'a.b/d'].forEach((label, i) => {
          const nodes = [{ domains: [`l${i}`], count: 1 }];
          const pool = gpuPool({ topology: fabric(label), nodes }, cluster, `p${i}`);
          new ClusterQueue(cluster, `q${i}`, { quotas: [Quota.of(pool, { nominal: 8 })] });
        });
      },
      "topology 'fabric': is there already with levels of its own",
    ],
    [
      'a part of a device',
      () => {
        const { stack, queue } = teamWithQueue(gpuPool(), 'team', 16);
        const resources = { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator: H100.fraction({ cores: 10 }) };
        trainingJob(stack, 'job', { queue, resources });
      },
      'is a part of a device, which queues do not count',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

test('QUOTA_TAKEN: promised devices that workloads in no queue hold', () => {
  const pool = gpuPool();
  const { stack, queue } = teamWithQueue(pool, 'team', 32);
  trainingJob(stack, 'job', { queue, nodes: 1 });
  new Microservice(stack, 'service', {
    image: PINNED,
    replicas: Replicas.fixed(2),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator: H100.devices(4) },
  });
  expect(found(pool.cluster, 'QUOTA_TAKEN')[0].message).toBe(
    'queues promise 32 of the 32 of nvidia.com/gpu on gpus, of which workloads in no queue hold 8: jobs that are admitted may wait for nodes',
  );
});

test('a planned quota lends no more than it has, and counts each job once', () => {
  const cluster = trainingHall();
  const plain = { topology: undefined, nodes: [{ count: 2 }] };
  const pools = ['a', 'b'].map((name) => gpuPool(plain, cluster, name));
  const clusterQueue = new ClusterQueue(cluster, 'team', {
    cohort: 'all',
    quotas: pools.map((pool) => Quota.planned(pool, { lending: 64 })),
  });
  const stack = new AutonomousStack(cluster.node.root as any, 'team', { cluster });
  const queue = new LocalQueue(stack, 'training', { clusterQueue });
  trainingJob(stack, 'job', { queue, nodes: 1 });
  const [{ flavors }] = find(Testing.synth(cluster), 'ClusterQueue', 'team').spec.resourceGroups;
  const gpusOf = (i: number) => flavors[i].resources.find(({ name }: any) => name === 'nvidia.com/gpu');
  expect([gpusOf(0), gpusOf(1)]).toEqual([
    { name: 'nvidia.com/gpu', nominalQuota: '8', lendingLimit: '8' },
    { name: 'nvidia.com/gpu', nominalQuota: '0', lendingLimit: '0' },
  ]);
});

describe('a quota that the plan counts', () => {
  function counted(limits = {}) {
    const pool = gpuPool();
    const clusterQueue = new ClusterQueue(pool.cluster, 'team', {
      quotas: [Quota.planned(pool, limits)],
      cohort: 'all',
    });
    const stack = new AutonomousStack(pool.node.root as any, 'team', { cluster: pool.cluster });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    ['a', 'b'].forEach((id) => trainingJob(stack, id, { queue, nodes: 1 }));
    return { pool, stack };
  }

  test('is what the jobs ask for that wait in its queue, with what comes with the devices', () => {
    const { pool } = counted({ borrowing: 8 });
    const [{ flavors }] = find(Testing.synth(pool.cluster), 'ClusterQueue', 'team').spec.resourceGroups;
    const of = (name: string) => flavors[0].resources.find((one: any) => one.name === name);
    expect(of('nvidia.com/gpu')).toEqual({ name: 'nvidia.com/gpu', nominalQuota: '16', borrowingLimit: '8' });
    expect(of('cpu').nominalQuota).toBe('188');
    const { findings } = planOf(pool.cluster);
    expect(findings.find(({ code }: any) => code === 'QUEUE_ADMITS').message).toContain(
      'admits 16 at once (16 its own)',
    );
  });

  test('of parts or claims is refused: queues do not count them', () => {
    const parts = gpuPool({ sharing: GpuSharing.hami() });
    expect(messageOf(() => Quota.planned(parts))).toContain('hands out parts or claims of devices');
  });
});
