import { Size } from 'cdk8s';
import { AutonomousStack, ClusterQueue, Cpu, LocalQueue, Quota } from 'cdk8s-autonomous';
import * as fc from 'fast-check';
import { documents } from '../support/apps';
import { gpuPool, H100, trainingJob } from '../support/training';

/** Nodes of the pool, each of eight GPUs. */
const NODES = 4;

interface Team {
  readonly nominal: number;
  readonly borrowing?: number;
  readonly lending?: number;
  readonly jobs: readonly {
    readonly nodes: number;
    readonly cpu: number;
    readonly memory: number;
    readonly devices: number;
  }[];
}

const team: fc.Arbitrary<Team> = fc.record({
  nominal: fc.integer({ min: 8, max: 16 }),
  borrowing: fc.option(fc.integer({ min: 0, max: 16 }), { nil: undefined }),
  lending: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
  jobs: fc.array(
    fc.record({
      nodes: fc.integer({ min: 1, max: 2 }),
      cpu: fc.integer({ min: 1, max: 11 }),
      memory: fc.integer({ min: 1, max: 120 }),
      devices: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 0, maxLength: 2 },
  ),
});

/** All objects of two teams that share a pool, in a cohort or each for itself. */
function made(teams: readonly Team[], isCohort: boolean): any[] {
  const pool = gpuPool({ topology: undefined, nodes: [{ count: NODES }] as any });
  teams.forEach(({ nominal, borrowing, lending, jobs }, i) => {
    const limits = isCohort ? { borrowing, lending } : {};
    const clusterQueue = new ClusterQueue(pool.cluster, `team-${i}`, {
      quotas: [Quota.of(pool, { nominal, ...limits })],
      ...(isCohort && { cohort: 'all' }),
    });
    const stack = new AutonomousStack(pool.node.root as any, `team-${i}`, { cluster: pool.cluster });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    jobs.forEach(({ nodes, cpu, memory, devices }, j) =>
      trainingJob(stack, `job-${j}`, {
        nodes,
        queue,
        resources: {
          cpu: Cpu.units(cpu * devices),
          memory: Size.gibibytes(memory * devices),
          accelerator: H100.devices(devices),
        },
      }),
    );
  });
  return documents(pool.node.root as any);
}

const UNITS: Record<string, number> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Read here by hand: the code under test shall not vouch for itself. */
function amount(quantity: string | number): number {
  const [, digits, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(`${quantity}`)!;
  expect(Object.keys(UNITS)).toContain(unit);
  return Number(digits) * UNITS[unit];
}

/** What Kueue lets the jobs of a queue reserve of a resource: nominal, and of what the others of its cohort lend as much as it may borrow. */
function mostAdmitted(queues: readonly any[], name: string, resource: string): number {
  const quotaOf = (queue: any) =>
    queue.spec.resourceGroups[0].flavors[0].resources.find((one: any) => one.name === resource);
  const own = queues.find((queue) => queue.metadata.name === name);
  const { nominalQuota, borrowingLimit } = quotaOf(own);
  const lent = queues
    .filter(
      (queue) => queue !== own && queue.spec.cohortName !== undefined && queue.spec.cohortName === own.spec.cohortName,
    )
    .map((queue) => quotaOf(queue))
    .reduce(
      (sum, quota) => sum + Math.min(amount(quota.nominalQuota), amount(quota.lendingLimit ?? quota.nominalQuota)),
      0,
    );
  return amount(nominalQuota) + Math.min(lent, borrowingLimit === undefined ? Infinity : amount(borrowingLimit));
}

test('what Kueue admits by hand for a team, of jobs that no program knows, its ResourceQuota does not refuse', () => {
  let bounded = 0;
  fc.assert(
    fc.property(fc.tuple(team, team), fc.boolean(), (teams, isCohort) => {
      const objects = made(teams, isCohort);
      const queues = objects.filter(({ kind }) => kind === 'ClusterQueue');
      expect(queues).toHaveLength(2);
      for (const quota of objects.filter(({ kind }) => kind === 'ResourceQuota')) {
        const { namespace } = quota.metadata;
        for (const [name, hard] of Object.entries<string>(quota.spec.hard)) {
          // What a queue does not count it admits without end: such a name in the quota would refuse pods.
          const resource = name.replace(/^requests\./, '');
          expect(queues[0].spec.resourceGroups[0].coveredResources).toContain(resource);
          expect(amount(hard)).toBeGreaterThanOrEqual(mostAdmitted(queues, namespace, resource));
          bounded++;
        }
      }
    }),
    { numRuns: 40, seed: 18 },
  );
  expect(bounded).toBeGreaterThan(0);
});
