import { describe, expect, jest, test } from '@jest/globals';
import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import * as attempts from '../../src/capacity/planning/steered-attempt';
import { drawSeed } from '../../src/capacity/steer/draws';
import { sizeClassOf } from '../../src/capacity/steer/size-classes';
import { steerCluster } from '../../src/capacity/steer/steer-cluster';
import { steered } from '../../src/capacity/steer/steered-model';
import { model, pool, workload } from '../support/models';
import { strandedInPlay } from '../support/steered-play';

const OURS = { ours: true } as const;
const ZONED: Partial<WorkloadModel> = { ...OURS, zoneSkew: 1, minZones: 2, softSpread: { host: 1 } };
const ZONES = ['a', 'b', 'c'];
const SPARES = { downPerNode: 0.01, availability: 0.9 };

/** Large and small pods in three zones, on nodes of two sizes. */
function zoned(more: Partial<WorkloadModel> = {}): ClusterModel {
  const replicas = (planned: number, max?: number) => ({
    needed: planned,
    planned,
    degraded: planned - planned / 3,
    max,
  });
  return model(
    ZONES.flatMap((zone) => [pool(`small/${zone}`, 8, 32, { price: 1 }), pool(`large/${zone}`, 16, 64, { price: 2 })]),
    [
      workload('large', 9, 5, 6, { ...ZONED, replicas: replicas(9) }),
      workload('middle', 12, 2, 4, { ...ZONED, replicas: replicas(12), ...more }),
      workload('small', 15, 1, 1, { ...ZONED, replicas: replicas(15) }),
      workload('tiny', 24, 0.25, 0.5, { ...ZONED, replicas: replicas(24) }),
    ],
    { survive: 'zone', placement: 'steered' },
  );
}

describe('classes of pods by size', () => {
  test.each([
    [8, 0],
    [5.66, 0],
    [5.65, 1],
    [4.01, 1],
    [4, 2],
    [2, 4],
    [0.001, 12],
  ])('%d of 8 cores: class %i', (cores, size) => {
    expect(sizeClassOf(workload('w', 1, cores, 0.001), [pool('p', 8, 32), pool('q', 4, 16)])).toBe(size);
  });

  test('larger pods come first and wait first, within their importance', () => {
    const { workloads } = steered(
      model([pool('p', 8, 32)], [workload('a', 1, 8, 1, { ...OURS, priority: 100 }), workload('b', 1, 1, 1, OURS)]),
    );
    expect(workloads.map(({ size, priority }) => [size, priority])).toEqual([
      [0, 112],
      [6, 6],
    ]);
  });

  test('somebody else stays as he is', () => {
    const given = model([pool('p', 8, 32)], [workload('a', 1, 8, 1)]);
    expect(steered(given)).toEqual(given);
  });

  test('pods of fixed count need all zones where autoscalers grow, and only there', () => {
    const minZones = (given: ClusterModel) => steered(given).workloads.map((one) => one.minZones);
    expect(minZones(zoned())).toEqual([2, 2, 2, 2]);
    const grows = zoned({ replicas: { needed: 12, planned: 12, degraded: 8, max: 18 } });
    expect(minZones(grows)).toEqual([3, 2, 3, 3]);
    expect(steered(grows).workloads.every(({ preempts }) => preempts)).toBe(true);
  });
});

describe('a steered plan', () => {
  test.each<[string, ClusterModel]>([
    ['without autoscalers', zoned()],
    ['with one', zoned({ replicas: { needed: 12, planned: 12, degraded: 8, max: 18 } })],
  ])('%s: a play of its own strands no pod on its nodes in more orders than it says', (_, given) => {
    const plan = planCluster(given);
    expect(plan.strength).toMatchObject({ kind: 'steered', failed: 0 });
    expect(plan.strength!.fresh).toBeGreaterThanOrEqual(460);
    const orders = 300;
    const stranded = Array.from({ length: orders }, (__, order) => strandedInPlay(plan.model, plan.nodes, order));
    expect(stranded.filter((pods) => pods > 0).length).toBeLessThanOrEqual(Math.ceil(orders * plan.strength!.atMost!));
  });

  test('on the same nodes pods that nobody steers are stranded', () => {
    const plan = planCluster(zoned());
    const loose = plan.model.workloads.map(({ size: _, ...one }) => ({ ...one, priority: 0 }));
    const orders = Array.from({ length: 60 }, (__, order) =>
      strandedInPlay({ ...plan.model, workloads: loose }, plan.nodes, order),
    );
    expect(orders.filter((pods) => pods > 0).length).toBeGreaterThan(0);
  });

  test('costs no more than one that nobody steers', () => {
    const cost = (placement: ClusterModel['placement']) => planCluster({ ...zoned(), placement }).objective!.value;
    expect(cost('steered')).toBeLessThanOrEqual(cost('free'));
  });

  test('the same cluster gives the same plan, and its orders follow from the numbers of nodes', () => {
    const given = steered(zoned());
    const start = [given.pools.map(() => 3)];
    expect(steerCluster(given, start)).toEqual(steerCluster(given, start));
    expect(drawSeed([1, 2, 'fresh 0', 3])).not.toBe(drawSeed([1, 3, 'fresh 0', 3]));
    expect(drawSeed([1, 2, 'fresh 0', 3])).not.toBe(drawSeed([1, 2, 'fresh 1', 3]));
  });

  test.each<[string, Partial<WorkloadModel>, Partial<ClusterModel>, string]>([
    ['a gang', { ...OURS, gang: { size: 2, mode: 'preferred' } }, {}, 'test/Deployment/w may not be steered'],
    ['somebody else', {}, {}, 'nothing of it is written by this program'],
    ['spares', OURS, { pools: [pool('p', 8, 32, { spares: SPARES })] }, 'spares by statistics'],
    [
      'peaks',
      { ...OURS, replicas: { needed: 2, planned: 2, max: 4 } },
      { peakGroups: ['a', 'b'].map((name) => ({ name, workloads: [] })) },
      'peak apart',
    ],
  ])('%s is out of its reach: the plan is another one, and says why', (_, own, more, why) => {
    const plan = planCluster({
      ...model([pool('p', 8, 32)], [workload('w', 2, 1, 1, own)], { placement: 'steered' }),
      ...more,
    });
    expect(plan.feasible).toBe(true);
    expect(plan.strength?.kind).not.toBe('steered');
    const finding = plan.findings.find(({ code }) => code === 'STEERING_OUT_OF_REACH');
    expect(finding).toMatchObject({ severity: 'warning', message: expect.stringContaining(why) });
  });

  test('a cluster that has no room says that, and nothing of steering', () => {
    const plan = planCluster(
      model([pool('p', 8, 32, { maxNodes: 1 })], [workload('w', 4, 5, 1, OURS)], { placement: 'steered' }),
    );
    expect(plan.feasible).toBe(false);
    expect(plan.findings.map(({ code }) => code)).not.toContain('STEERING_OUT_OF_REACH');
  });

  test('places of their own are taken where they cost less than what the search finds', () => {
    const given = zoned();
    const diagnosis = attempts.diagnoseSteered({ ...given, placement: 'steered' })!;
    const dear = { ...diagnosis, tried: { ...diagnosis.tried, nodes: { ...diagnosis.tried.nodes, 'large/a': 50 } } };
    jest.spyOn(attempts, 'diagnoseSteered').mockReturnValue(dear);
    const plan = planCluster(given);
    expect(plan.strength).toEqual({ kind: 'reserved' });
    expect(plan.findings).toContainEqual(expect.objectContaining({ code: 'STEERING_NOT_TAKEN', severity: 'info' }));
    jest.restoreAllMocks();
  });

  test('nodes that hold otherwise are where the search begins: it costs no more', () => {
    const given = steered(zoned());
    const holding = given.pools.map(({ pool: name }) => (name === 'small' ? 9 : 0));
    const cost = (counts: readonly number[]) => counts.reduce((sum, n, p) => sum + n * given.pools[p].price!, 0);
    const found = steerCluster(given, [], [holding])!;
    expect(found.rate.failed).toBe(0);
    expect(cost(found.counts)).toBeLessThan(cost(holding));
  });
});
