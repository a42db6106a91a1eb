import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { ClusterPlan } from '../../src/capacity/plan';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

const ZONES = ['a', 'b', 'c'];
const zoned = (more = {}, zones = ZONES) => zones.map((zone) => pool(`p/${zone}`, 8, 32, more));
const spread = (replicas: number, cores: number, more: Partial<WorkloadModel> = {}) =>
  workload('w', replicas, cores, 1, { zoneSkew: 1, ...more });

/** The plan, which the verifier has to accept. */
function planned(given: ClusterModel): ClusterPlan {
  const plan = planCluster(given);
  expect(verifyDocument(planDocument([plan], { name: 'test', version: '0' }))).toEqual([]);
  return plan;
}

/** Pods of a workload by zone. */
function inZones({ steady }: ClusterPlan, name = 'w'): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { pool: id, count, pods } of steady) {
    const zone = id.split('/')[1];
    counts[zone] = (counts[zone] ?? 0) + count * (pods[`test/Deployment/${name}`] ?? 0);
  }
  return counts;
}

const found = ({ findings }: ClusterPlan) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);

describe('a zone without nodes owes nothing', () => {
  test('three pods of skew 1 lie on one node, and nothing is cheaper', () => {
    const plan = planned(model(zoned(), [spread(3, 2)]));
    expect(plan.nodes).toEqual({ 'p/a': 1, 'p/b': 0, 'p/c': 0 });
    expect(plan.objective).toMatchObject({ value: 1, bound: 1, gap: 0 });
  });

  test('they lie in all zones where their user asked for that, and a proof may count on it', () => {
    const plan = planned(model(zoned(), [spread(3, 2, { evenZones: true })]));
    expect(plan.nodes).toEqual({ 'p/a': 1, 'p/b': 1, 'p/c': 1 });
    expect(plan.objective).toMatchObject({ value: 3, bound: 3 });
  });

  test('all zones get nodes where that costs the same', () => {
    expect(inZones(planned(model(zoned(), [spread(3, 8)])))).toEqual({ a: 1, b: 1, c: 1 });
  });

  test('a zone with nodes for others counts, however full these are', () => {
    const others = ['a', 'b'].map((zone) => workload(`o-${zone}`, 1, 7, 1, { eligible: [`p/${zone}`] }));
    const plan = planned(model(zoned(), [spread(6, 2), ...others]));
    const { a, b, c = 0 } = inZones(plan);
    expect([a, b, c].sort()).toEqual(c === 0 ? [0, 3, 3] : [2, 2, 2]);
  });

  test('the only plan may be one that leaves a zone empty', () => {
    const pools = [pool('p/a', 8, 32, { maxNodes: 5 }), pool('p/b', 8, 32, { maxNodes: 1 })];
    expect(inZones(planned(model(pools, [spread(5, 8)])))).toEqual({ a: 5 });
  });

  test('a spare node for a lost one opens no zone', () => {
    const plan = planned(model(zoned(), [spread(5, 1, { replicas: { needed: 5, planned: 5 } })], { survive: 'node' }));
    expect(plan.feasible).toBe(true);
    const zones = Object.entries(inZones(plan));
    const counts = zones.map(([, n]) => n);
    expect(counts.reduce((sum, n) => sum + n)).toBe(5);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(plan.objective!.value).toBe(2);
  });

  test('an earlier plan keeps its zones', () => {
    const first = planned(model(zoned(), [spread(3, 2)]));
    const before = [{ pool: 'p/b', count: 1, pods: { 'test/Deployment/w': 3 } }];
    expect(planned(model(zoned(), [spread(3, 2)], { previous: before })).nodes).toEqual({
      'p/a': 0,
      'p/b': 1,
      'p/c': 0,
    });
    expect(planned(model(zoned(), [spread(3, 2)], { previous: first.steady })).nodes).toEqual(first.nodes);
  });
});

describe('fewer zones than a spread asks for', () => {
  test('four pods, minDomains 3, two zones: at most two ever run', () => {
    const plan = planCluster(model(zoned({}, ['a', 'b']), [spread(4, 1, { minZones: 3 })]));
    expect(found(plan)).toEqual([expect.stringMatching(/^SPREAD_NEEDS_ZONES: .*together 2 of 4 pods$/)]);
    expect(plan.findings[0].cure).toEqual([
      'minDomains 2',
      'a pool that admits it in 1 more zone',
      'at most 2 replicas',
    ]);
  });

  test('the same at the maximum of its autoscaler, and not for as few as run', () => {
    const scaled = spread(2, 1, { minZones: 3, replicas: { needed: 2, planned: 2, max: 6 } });
    expect(found(planCluster(model(zoned({}, ['a', 'b']), [scaled])))).toEqual([
      expect.stringContaining('2 of 6 pods'),
    ]);
    expect(planned(model(zoned({}, ['a', 'b']), [spread(2, 1, { minZones: 3 })])).feasible).toBe(true);
  });

  test.each([
    [spread(4, 1, { minZones: 2 }), 2],
    [spread(5, 1, { minZones: 3 }), 3],
  ])('as many zones get nodes as the spread asks for (%#)', (w, zones) => {
    expect(Object.values(inZones(planned(model(zoned(), [w])))).filter((n) => n > 0)).toHaveLength(zones);
  });
});

describe('nodes that count and hold none of the pods', () => {
  const gpu = pool('gpu/c', 8, 32, { price: 9 });
  const outside = {
    eligible: ['p/a', 'p/b'],
    spreadPools: ['gpu/c'],
    barred: { 'gpu/c': 'taint gpu:NoSchedule is not tolerated' },
  };
  const pools = [...zoned({}, ['a', 'b']), gpu];

  test('nodes that the plan does not buy count for nothing', () => {
    expect(inZones(planned(model(pools, [spread(6, 1, outside)])))).toEqual({ a: 6 });
  });

  test('with a node there no zone gets above the skew: the cure is the policy', () => {
    const other = workload('g', 1, 1, 1, { eligible: ['gpu/c'] });
    const plan = planCluster(model(pools, [spread(6, 1, outside), other]));
    expect(found(plan)).toEqual([expect.stringMatching(/^SPREAD_COUNTS_OTHER_NODES: .*zone c.*more than 1$/)]);
    expect(plan.findings[0].cure).toEqual([
      'nodeTaintsPolicy: Honor in its spread over zones',
      'a pool that admits it in zone c',
    ]);
    expect(inZones(planned(model(pools, [spread(2, 1, outside), other])))).toMatchObject({ a: 1, b: 1 });
  });
});

describe('nodes of a lost zone', () => {
  const all = (more: Partial<WorkloadModel> = {}) =>
    model(zoned(), [spread(9, 2, { replicas: { needed: 9, planned: 9 }, ...more })], { survive: 'zone' });

  test('count where the spread ignores taints: of nine pods six are left', () => {
    const plan = planCluster(all({ deadZonesCount: true }));
    expect(found(plan)).toEqual([expect.stringMatching(/^DEAD_ZONE_COUNTS: .*6 of 9 pods are left and 9 are needed$/)]);
    expect(plan.findings[0].cure).toEqual(['nodeTaintsPolicy: Honor in its spread over zones']);
  });

  test('do not count where it honours them: all nine run again', () => {
    const plan = planned(all());
    const lost = plan.scenarios.find(({ name }) => name === 'zone-lost:a')!;
    expect(lost.added.reduce((sum, { count, pods }) => sum + count * pods['test/Deployment/w'], 0)).toBe(3);
  });

  test('are enough where six are enough', () => {
    const plan = planned(all({ deadZonesCount: true, replicas: { needed: 9, planned: 9, degraded: 6 } }));
    expect(plan.feasible).toBe(true);
    expect(plan.scenarios.find(({ name }) => name === 'zone-lost:b')!.unplaced).toMatchObject([{ count: 3 }]);
  });
});

describe('a node that is drained', () => {
  const one = (more: Partial<WorkloadModel>) =>
    planned(model(zoned({ minNodes: 1 }), [spread(6, 1, more)])).transitions.find(
      ({ name }) => name === 'drain:p/a#1',
    )!;

  test('is no zone any more where the spread honours taints', () => {
    expect(one({})).toMatchObject({ unplaced: [] });
  });

  test('keeps its zone, without pods, where the spread ignores them', () => {
    expect(one({ deadZonesCount: true }).unplaced).toMatchObject([{ workload: 'test/Deployment/w', count: 2 }]);
  });

  test('stops where a budget lets fewer go than wait: the policy is one of the cures', () => {
    const given = spread(6, 1, { deadZonesCount: true, disruption: { allowed: 1, ours: false } });
    const { findings } = planned(model(zoned({ minNodes: 1 }), [given]));
    const [stops] = findings.filter(({ code }) => code === 'DRAIN_STOPS');
    expect(stops.cure).toContainEqual(expect.stringContaining('nodeTaintsPolicy: Honor'));
  });

  test('with another node in its zone its pods come back there', () => {
    const given = model(zoned({ minNodes: 2 }), [spread(6, 1, { deadZonesCount: true })]);
    expect(planned(given).transitions.flatMap(({ unplaced }) => unplaced)).toEqual([]);
  });
});
