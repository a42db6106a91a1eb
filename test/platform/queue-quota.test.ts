import { Size, Testing } from 'cdk8s';
import { AutonomousStack, ClusterQueue, Cpu, LocalQueue, Quota, Replicas, TeamAccess } from 'cdk8s-autonomous';
import { find, microservice, nodeType } from '../support/apps';
import { gpuPool, teamWithQueue, trainingJob } from '../support/training';

const GPU = 'nvidia.com/gpu';

function amount(text: string): number {
  const [, digits, unit] = /^(\d+)(m|Gi|Mi|Ki)?$/.exec(text)!;
  return Number(digits) * { m: 0.001, Gi: 2 ** 30, Mi: 2 ** 20, Ki: 2 ** 10 }[unit ?? '']! || Number(digits);
}

/**
 * Whether the quota of a namespace admits pods on top of nothing: what they ask for against `hard` of each resource that it names (resourcequota
 * admission of Kubernetes 1.34). With `limits.memory` in it pods without such a limit would be refused.
 */
function admits(hard: Record<string, string>, pods: number, each: Record<string, number>): boolean {
  const used: Record<string, number> = { pods };
  Object.entries(each).forEach(([name, value]) => (used[`requests.${name}`] = pods * value));
  used['limits.memory'] = 2 * used['requests.memory'];
  return Object.entries(hard).every(([name, limit]) => (used[name] ?? 0) <= amount(limit));
}

/** A pod for one GPU with its part of a node of eight. */
const POD = { cpu: 11, memory: 120 * 2 ** 30, [GPU]: 1 };
const quotaOf = (made: AutonomousStack) => find(Testing.synth(made), 'ResourceQuota').spec.hard;

describe('the quota of a stack whose jobs wait in a queue', () => {
  test('admits all that its queue has of its own, however many pods that are, whatever is planned', () => {
    const { stack, queue } = teamWithQueue(gpuPool(), 'team', 16);
    trainingJob(stack, 'job', { nodes: 1, queue });
    const hard = quotaOf(stack);
    expect(admits(hard, 16, POD)).toBe(true);
    expect(admits(hard, 1600, { cpu: 0.1, memory: 2 ** 20, [GPU]: 0 })).toBe(true);
    // It stays a bound for what waits in no queue.
    expect(admits(hard, 17, POD)).toBe(false);
    expect(Object.keys(hard).sort()).toEqual(['requests.cpu', 'requests.memory', `requests.${GPU}`]);
  });

  test('with what it may borrow from its cohort, and no more', () => {
    const pool = gpuPool();
    const of = (nominal: number, limits: object = {}) => ({
      cohort: 'all',
      quotas: [Quota.of(pool, { nominal, ...limits })],
    });
    const east = teamWithQueue(pool, 'east', 0, of(8, { borrowing: 4 })).stack;
    const west = teamWithQueue(pool, 'west', 0, of(8)).stack;
    const north = teamWithQueue(pool, 'north', 0, of(16, { lending: 2 })).stack;
    expect(quotaOf(east)[`requests.${GPU}`]).toBe('12');
    // All of the eight of the one, two of the sixteen of the other.
    expect(quotaOf(west)[`requests.${GPU}`]).toBe('18');
    expect(quotaOf(north)[`requests.${GPU}`]).toBe('32');
    expect(admits(quotaOf(west), 18, POD)).toBe(true);
  });

  test('on top of what runs beside the jobs, in several queues', () => {
    const pool = gpuPool();
    pool.cluster.addNodePool('general', { nodeType: nodeType() });
    const { stack, queue } = teamWithQueue(pool, 'team', 8);
    const clusterQueue = new ClusterQueue(pool.cluster, 'nightly', { quotas: [Quota.of(pool, { nominal: 8 })] });
    new LocalQueue(stack, 'nightly', { clusterQueue });
    trainingJob(stack, 'job', { nodes: 1, queue });
    const cores = () => amount(quotaOf(stack)['requests.cpu']);
    const without = cores();
    microservice(stack, 'api', { replicas: Replicas.fixed(3) });
    // Three, one that a rollout starts, and all three that end at the same time.
    expect(cores() - without).toBe(7);
    expect(quotaOf(stack)[`requests.${GPU}`]).toBe('16');
  });

  test('what people start by hand in it needs no more than the queue has', () => {
    const { stack } = teamWithQueue(gpuPool(), 'team', 16);
    const started = { name: 'trials', pods: 4, cpu: Cpu.units(2), memory: Size.gibibytes(4), extended: { [GPU]: 1 } };
    new TeamAccess(stack, 'team', { groups: ['data'], startedByHand: [{ ...started, toleratesEverything: true }] });
    expect(admits(quotaOf(stack), 16, POD)).toBe(true);
    expect(quotaOf(stack)[`requests.${GPU}`]).toBe('16');
  });
});
