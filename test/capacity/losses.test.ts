import { explainUnprovenLosses } from '../../src/capacity/explain/unproven-losses';
import { ClusterModel, NodeGroup, WorkloadModel } from '../../src/capacity/model';
import { Diagnosis } from '../../src/capacity/planning/diagnosis';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { drainsOf } from '../../src/capacity/scenario/drain';
import { judge } from '../../src/capacity/scenario/lose-nodes';
import { lossesOf } from '../../src/capacity/scenario/loss';
import { SteadyCluster } from '../../src/capacity/scenario/steady-cluster';
import { StepsLeft } from '../../src/capacity/scenario/worst-return';
import { drainLines, lossLines } from '../../src/report/losses';
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

  test('searches that share their steps: when these are used up, it is not decided what is left', () => {
    const given = model(pools, [...two, workload('full', 1, 2, 1, leaving(1, 0))], { survive: 'node' });
    const groups = [['may', 'must'], ['full']].map((names, i) => ({
      ...{ id: `p#${i}`, pool: 'p', count: 1 },
      pods: Object.fromEntries(names.map((name) => [`test/Deployment/${name}`, 1])),
    }));
    const start = new SteadyCluster(given, groups);
    const [first] = lossesOf(given, groups);
    const found = (steps?: StepsLeft) => {
      const { short, unproven } = judge(start, first, steps);
      return [short.map(({ workload: { id } }) => id), unproven];
    };
    const must = 'test/Deployment/must';
    expect(found(new StepsLeft(0))).toEqual([[], [must]]);
    expect(found()).toEqual([[must], []]);
    const few = new StepsLeft(2);
    expect(found(few)).toEqual([[must], []]);
    expect([few.ofOne, found(few)]).toEqual([0, [[], [must]]]);
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

describe('drains', () => {
  const plan = (given: ClusterModel) => {
    const made = planCluster(given);
    const document = planDocument([made], { name: 'test', version: '0' });
    expect(verifyDocument(document)).toEqual([]);
    return { ...made, lines: drainLines(document.clusters[0]) };
  };
  const ours = { disruption: { allowed: 1, ours: true } };

  test('a lean plan says who waits, and what it costs that nobody does', () => {
    const w = workload('w', 4, 4, 1, { ...ours, maxPerNode: 1, ...leaving(4, 3) });
    const { drains, lines, budgets, findings } = plan(model([pool('p', 4, 8, { price: 2 })], [w], { survive: 'node' }));
    expect(drains).toEqual({
      ...{ nodes: 4, withWaiting: 4, waiting: { 'test/Deployment/w': 1 } },
      ...{ spares: { p: 1 }, costOfSpares: 2, costOfNewNode: 2 },
    });
    expect(lines).toEqual([
      'drains: 4 of 4 nodes make pods wait until another one is there, at most 1 of test/Deployment/w; none waits with 1 node more (p, 2 per hour), or where the new node comes before the old one goes (2 for each hour that both are there)',
    ]);
    expect([budgets, findings]).toEqual([{ 'test/Deployment/w': 1 }, []]);
  });

  test('with volumes in their zones it takes a spare in each of them', () => {
    const zones = ['a', 'b'].map((zone) => pool(`p/${zone}`, 4, 8, { price: 2 }));
    const w = workload('w', 2, 4, 1, { zoneSkew: 1, zonePinned: true, ...leaving(2, 1) });
    expect(plan(model(zones, [w], { survive: 'zone' })).drains).toMatchObject({
      ...{ withWaiting: 2, spares: { 'p/a': 1, 'p/b': 1 }, costOfSpares: 4, costOfNewNode: 2 },
    });
  });

  test('nothing is said where every pod has another place, nor a price where there is none', () => {
    const w = workload('w', 2, 2, 1, { ...leaving(2, 2), maxPerNode: 1 });
    const three = pool('p', 4, 8, { minNodes: 3 });
    expect(plan(model([three], [w], { survive: 'node' })).drains).toBeUndefined();
    const one = plan(model([pool('p', 4, 8, { price: undefined, maxNodes: 1 })], [workload('v', 1, 2, 1)]));
    expect(one.drains).toEqual({ nodes: 1, withWaiting: 1, waiting: { 'test/Deployment/v': 1 } });
    expect(one.lines[0]).toContain('none waits where the new node comes before the old one goes');
  });

  test('our budget lets all go that may be missing where several have to wait, else one', () => {
    const nodes = pool('p', 4, 32, { maxNodes: 2 });
    const w = workload('w', 8, 1, 1, { ...ours, maxPerNode: 4, replicas: { needed: 4, planned: 8, degraded: 3 } });
    const { budgets, findings } = plan(model([nodes], [w], { survive: 'node' }));
    expect([budgets, findings.map(({ code }) => code)]).toEqual([{ 'test/Deployment/w': 5 }, []]);
  });

  test('a drain that stops names the budget and the node with which it ends', () => {
    const v = workload('v', 2, 2, 1, { disruption: { allowed: 1, ours: false } });
    const given = (more: object) => model([pool('p', 4, 8, { price: 2, ...more })], [v]);
    const stops = (made: ReturnType<typeof plan>) => made.findings.filter(({ code }) => code === 'DRAIN_STOPS');
    expect(stops(plan(given({})))[0].cure).toEqual([
      'maxUnavailable 2 in the disruption budget of test/Deployment/v',
      '1 node more, at least while nodes are upgraded: p',
    ]);
    expect(stops(plan(given({ minNodes: 2 })))).toEqual([]);
    expect(stops(plan(model(given({}).pools, [{ ...v, disruption: { allowed: 2, ours: false } }])))).toEqual([]);
  });

  test('the worst order counts, not that of the names: a small pod that moves first may take the only place of a large one', () => {
    const given = model(
      [pool('p', 6, 8, { maxNodes: 1, minNodes: 1 }), pool('q', 4, 8, { maxNodes: 1, minNodes: 1 })],
      [workload('a', 1, 4, 1), workload('b', 1, 1, 1)].map((one) => ({ ...one, eligible: ['p', 'q'] })),
    );
    const groups: NodeGroup[] = [
      { id: 'p#1', pool: 'p', count: 1, pods: { 'test/Deployment/a': 1, 'test/Deployment/b': 1 } },
      { id: 'q#1', pool: 'q', count: 1, pods: {} },
    ];
    const [drain] = drainsOf(new SteadyCluster(given, groups));
    expect(drain.waiting.map(({ workload: { id }, waiting }) => [id, waiting])).toEqual([
      ['test/Deployment/a', 1],
      ['test/Deployment/b', 1],
    ]);
  });
});

describe('more orders than can be tried', () => {
  test('the plan says so, and of what', () => {
    // One fills a node by itself, of the others it takes two: five of six nodes at most.
    const others = Array.from({ length: 10 }, (_, i) =>
      workload(`o${i}`, 1, i === 0 ? 0.8 : 0.4 + 0.002 * i, 0.5, { ...leaving(1, 0), eligible: ['big', 'small'] }),
    );
    const must = workload('must', 1, 1, 0.5, { ...leaving(1, 1), eligible: ['big', 'small'] });
    const given = model([pool('big', 40, 40), pool('small', 1.7, 8)], [...others, must], { survive: 'node' });
    const all = Object.fromEntries([...others, must].map(({ id }): [string, number] => [id, 1]));
    const groups: NodeGroup[] = [
      { id: 'big#1', pool: 'big', count: 1, pods: all },
      ...Array.from({ length: 6 }, (_, i) => ({ id: `small#${i}`, pool: 'small', count: 1, pods: {} })),
    ];
    const start = new SteadyCluster(given, groups);
    const [loss] = lossesOf(given, groups);
    const found = judge(start, loss);
    expect(found).toEqual({ short: [], unproven: [must.id] });
    expect(explainUnprovenLosses({ tried: { start, losses: [found] } } as unknown as Diagnosis)).toMatchObject([
      { code: 'LOSS_NOT_PROVEN', severity: 'info', uncovered: true, path: 'test/must' },
    ]);
  });
});

describe('tiny clusters in which every order is tried', () => {
  const seeds = Array.from({ length: 40 }, (_, i) => i);

  test('no loss ends below what the plan says, no drain that ends gets stuck', () => {
    const all = seeds.map((seed) => ({ seed, ...lossFaults(seed) }));
    expect(all.filter(({ faults }) => faults.length > 0)).toEqual([]);
    expect(all.filter(({ decided }) => decided).length).toBeGreaterThan(20);
    expect(all.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(50);
  });
});
