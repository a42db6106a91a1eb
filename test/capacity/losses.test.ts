import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/plan-cluster';
import { judge } from '../../src/capacity/scenario/lose-nodes';
import { lossesOf } from '../../src/capacity/scenario/loss';
import { SteadyCluster } from '../../src/capacity/scenario/steady-cluster';
import { lossLines } from '../../src/report/losses';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { lossFaults } from '../support/loss-faults';
import { model, pool, workload } from '../support/models';
import { WorstOrders } from '../support/worst-orders';

const leaving = (planned: number, degraded: number) => ({ replicas: { needed: planned, planned, degraded } });

/** Which workloads a placement leaves short of pods, by loss. */
function shortIn(given: ClusterModel, nodes: readonly [pool: string, pods: Record<string, number>][]) {
  const groups = nodes.map(([id, some], i) => ({
    id: `${id}#${i}`,
    pool: id,
    count: 1,
    pods: Object.fromEntries(Object.entries(some).map(([name, n]) => [`test/Deployment/${name}`, n])),
  }));
  const start = new SteadyCluster(given, groups);
  const orders = new WorstOrders(given, groups);
  return lossesOf(given, groups).map((loss) => {
    const { short } = judge(start, loss);
    // The search that tries everything says the same.
    const left = orders.leftAfter(Object.fromEntries(loss.lost), loss.name.startsWith('zone'))!;
    given.workloads.forEach(({ id, replicas: { degraded } }, w) => {
      expect([loss.name, id, short.some((one) => one.workload.id === id)]).toEqual([
        loss.name,
        id,
        left[w] < degraded!,
      ]);
    });
    return short.map(({ workload: { id }, left: some }) => `${id.split('/')[2]} ${some}`).join();
  });
}

describe('lost pods come back in every order', () => {
  const two = [workload('may', 1, 2, 1, leaving(1, 0)), workload('must', 1, 2, 1, leaving(1, 1))];
  const pools = [pool('p', 4, 8)];

  test('one place for two: the one that may stay out can take it', () => {
    const given = model(pools, two, { survive: 'node' });
    const full = workload('full', 2, 2, 1, leaving(2, 0));
    const with2 = { ...given, workloads: [...given.workloads, { ...full, eligible: ['p'] }] };
    expect(
      shortIn(given, [
        ['p', { may: 1, must: 1 }],
        ['p', {}],
      ]),
    ).toEqual(['']);
    expect(
      shortIn(with2, [
        ['p', { may: 1, must: 1 }],
        ['p', { full: 1 }],
        ['p', { full: 1 }],
      ]),
    ).toEqual(['', '', '']);
    expect(
      shortIn(with2, [
        ['p', { may: 1, must: 1 }],
        ['p', { full: 1 }],
      ]),
    ).toEqual(['must 0', '']);
  });

  test('a higher priority comes first, whatever its size', () => {
    const [may, must] = two;
    const given = (priority: number) => model(pools, [may, { ...must, priority }], { survive: 'node' });
    const more = pool('q', 2, 8);
    const of = (priority: number) => ({
      ...given(priority),
      pools: [...pools, more],
      workloads: given(priority).workloads.map((one) => ({ ...one, eligible: ['p', 'q'] })),
    });
    expect(
      shortIn(of(0), [
        ['p', { may: 1, must: 1 }],
        ['q', {}],
      ]),
    ).toEqual(['must 0']);
    expect(
      shortIn(of(1), [
        ['p', { may: 1, must: 1 }],
        ['q', {}],
      ]),
    ).toEqual(['']);
  });

  test('small pods that lie apart keep a large one out: only together on one node they leave it room', () => {
    const small = workload('small', 2, 1, 1, leaving(2, 0));
    const large = workload('large', 1, 4, 1, leaving(1, 1));
    const given = model([pool('p', 6, 8), pool('q', 4, 8)], [small, large], { survive: 'node' });
    const lost: [string, Record<string, number>] = ['p', { small: 2, large: 1 }];
    expect(shortIn(given, [lost, ['q', {}], ['q', {}]])).toEqual(['large 0']);
    expect(shortIn(given, [lost, ['q', {}], ['q', {}], ['q', {}]])).toEqual(['']);
    expect(shortIn(given, [lost, ['p', {}]])).toEqual(['']);
  });

  test('places of its own need no other node: what limits others cannot take them', () => {
    const capped = (name: string) => workload(name, 2, 2, 1, { ...leaving(2, 1), maxPerNode: 1 });
    const given = model(pools, [capped('a'), capped('b')], { survive: 'node' });
    expect(
      shortIn(given, [
        ['p', { a: 1, b: 1 }],
        ['p', { a: 1, b: 1 }],
      ]),
    ).toEqual(['', '']);
    const all = { ...given, workloads: given.workloads.map((one) => ({ ...one, ...leaving(2, 2) })) };
    expect(
      shortIn(all, [
        ['p', { a: 1, b: 1 }],
        ['p', { a: 1, b: 1 }],
      ]),
    ).toEqual(['a 1,b 1', 'a 1,b 1']);
    expect(
      shortIn(all, [
        ['p', { a: 1, b: 1 }],
        ['p', { a: 1, b: 1 }],
        ['p', {}],
      ]),
    ).toEqual(['', '']);
  });

  test('a lost zone that still counts for the spread lets nobody into the others', () => {
    const zones = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 8, 8));
    const spread = (more: Partial<WorkloadModel>) =>
      model(zones, [workload('w', 3, 1, 1, { ...leaving(3, 3), zoneSkew: 1, ...more })], { survive: 'zone' });
    const even: [string, Record<string, number>][] = zones.map(({ id }) => [id, { w: 1 }]);
    expect(shortIn(spread({}), even)).toEqual(['', '', '']);
    expect(shortIn(spread({ deadZonesCount: true }), even)).toEqual(['w 2', 'w 2', 'w 2']);
    expect(shortIn(spread({ minZones: 3 }), even)).toEqual(['w 2', 'w 2', 'w 2']);
  });
});

describe('what a plan says', () => {
  const plan = (given: ClusterModel) => {
    const made = planCluster(given);
    expect(verifyDocument(planDocument([made], { name: 'test', version: '0' }))).toEqual([]);
    return made;
  };
  const linesOf = (given: ClusterModel) =>
    lossLines(planDocument([plan(given)], { name: 'test', version: '0' }).clusters[0]);

  test('a spare node where one order of return needs it', () => {
    const small = workload('small', 2, 1, 1, leaving(2, 0));
    const large = workload('large', 2, 3, 1, { ...leaving(2, 2), maxPerNode: 1 });
    const { nodes, afterLoss } = plan(model([pool('p', 4, 8)], [small, large], { survive: 'node' }));
    expect(nodes.p).toBeGreaterThanOrEqual(4);
    expect(afterLoss['test/Deployment/large'].pods).toBe(2);
  });

  test('zones: the share of one zone is lost wherever the scheduler puts the pods, and none has to come back', () => {
    const zones = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 8, 8));
    const given = model(zones, [workload('w', 7, 2, 1, { ...leaving(7, 4), zoneSkew: 1, minZones: 3 })], {
      survive: 'zone',
    });
    expect(plan(given).afterLoss).toEqual({ 'test/Deployment/w': { pods: 4, basis: 'every placement' } });
    expect(linesOf(given)).toEqual([
      'losses: 1 workload keeps enough wherever kube-scheduler puts the pods; in every order in which lost pods come back',
    ]);
  });

  test('without a limit of its own all pods may lie on one node: what is left was sampled', () => {
    const given = model([pool('p', 8, 8, { minNodes: 3 })], [workload('w', 3, 2, 1, leaving(3, 2))], {
      survive: 'node',
    });
    const { afterLoss } = plan(given);
    expect(afterLoss['test/Deployment/w'].basis).toBe('sampled placements');
    expect(afterLoss['test/Deployment/w'].pods).toBeGreaterThanOrEqual(2);
    expect(linesOf(given)[0]).toContain('1 (test/Deployment/w) in the placements of kube-scheduler that were sampled');
  });
});

describe('tiny clusters in which every order is tried', () => {
  const seeds = Array.from({ length: 120 }, (_, i) => i);

  test('no loss ends below what the plan says, no drain that ends gets stuck', () => {
    const all = seeds.map((seed) => ({ seed, ...lossFaults(seed) }));
    expect(all.filter(({ faults }) => faults.length > 0)).toEqual([]);
    expect(all.filter(({ decided }) => decided).length).toBeGreaterThan(60);
    expect(all.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(150);
  });
});
