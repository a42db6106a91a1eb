import { Duration, Testing } from 'cdk8s';
import {
  AutonomousStack,
  ClusterQueue,
  FailureRate,
  GpuSharing,
  LocalQueue,
  QueuePreemption,
  QueuePriority,
  Quota,
  Spares,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { planOf } from '../support/edge';
import { gpuPool, teamWithQueue, trainingHall, trainingJob } from '../support/training';

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
      namespaceSelector: {},
    });
    expect(spec(clusterQueue).cohortName).toBeUndefined();
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
  const found = (cluster: any, code: string) => planOf(cluster).findings.filter((one: any) => one.code === code);

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
    trainingJob(stack, 'job', { queue });
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
