import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { sparesFor } from '../../src/capacity/scenario/fleet-spares';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

/** The plan, after the verifier has accepted it. */
function plan(given: ClusterModel) {
  const made = planCluster(given);
  expect(verifyDocument(planDocument([made], { name: 'test', version: '0' }))).toEqual([]);
  return made;
}

const scaled = (planned: number, max: number) => ({ replicas: { needed: planned, planned, max } });
const rolling = (surge: number, explicit = false) => ({
  rollout: { surge, explicit, maxUnavailable: 0, ours: true },
  softSpread: { host: 1 },
});
const names = (scenarios: readonly { readonly name: string }[]) => scenarios.map(({ name }) => name);

describe('groups of autoscalers that peak together', () => {
  const morning = workload('morning', 2, 4, 1, { ...scaled(2, 8), softSpread: { host: 1 } });
  const evening = workload('evening', 2, 4, 1, { ...scaled(2, 8), softSpread: { host: 1 } });
  const pools = [pool('p', 8, 32)];
  const groups = [
    { name: 'am', workloads: [morning.id] },
    { name: 'pm', workloads: [evening.id] },
  ];

  test('peaks apart need the nodes of one', () => {
    const apart = plan(model(pools, [morning, evening], { peakGroups: groups }));
    expect(names(apart.scenarios)).toEqual(['hpa-max:am', 'hpa-max:pm']);
    expect(apart.nodes).toEqual({ p: 5 });
    expect(apart.objective).toMatchObject({ bound: 5, gap: 0 });
    expect(plan(model(pools, [morning, evening])).nodes).toEqual({ p: 8 });
  });

  test('a workload in no group may peak with any of them', () => {
    const always = workload('always', 1, 4, 1, { ...scaled(1, 3), softSpread: { host: 1 } });
    const { nodes } = plan(model(pools, [morning, evening, always], { peakGroups: groups }));
    // 8 + 2 + 3 pods of half a node.
    expect(nodes).toEqual({ p: 7 });
  });
});

describe('several rollouts at once', () => {
  const pair = [workload('a', 3, 4, 1, rolling(1)), workload('b', 3, 4, 1, rolling(1))];

  test('all at once where there is room: that holds for any few of them', () => {
    const { transitions, rollouts, findings } = plan(
      model([pool('p', 8, 32, { minNodes: 4 })], pair, { concurrentRollouts: 2 }),
    );
    expect(names(transitions)).toContain('rollouts:all');
    expect(findings).toEqual([]);
    expect(Object.values(rollouts).map(({ surge }) => surge)).toEqual([1, 1]);
  });

  test('every set of them where not, with surges lowered until they fit', () => {
    const three = [...pair, workload('c', 3, 4, 1, rolling(1))];
    const { transitions, rollouts } = plan(
      model([pool('p', 8, 32, { minNodes: 5, maxNodes: 5 })], three, { concurrentRollouts: 2 }),
    );
    // One place is left: of any two rollouts one has to do without.
    expect(
      Object.values(rollouts)
        .map(({ surge }) => surge)
        .sort(),
    ).toEqual([0, 0, 1]);
    expect(names(transitions).filter((name) => name.startsWith('rollouts:'))).toHaveLength(3);
  });

  test('surges that were written are refused where they collide', () => {
    const written = pair.map((one): WorkloadModel => ({ ...one, ...rolling(1, true) }));
    const { findings, feasible } = planCluster(
      model([pool('p', 4, 32, { minNodes: 7, maxNodes: 7 })], written, { concurrentRollouts: 2 }),
    );
    expect(feasible).toBe(false);
    expect(findings).toMatchObject([{ code: 'ROLLOUTS_COLLIDE', severity: 'error' }]);
    expect(findings[0].message).toContain('test/Deployment/a and test/Deployment/b');
  });
});

describe('many rollouts', () => {
  const written = (count: number, cores: number) =>
    planCluster(
      model(
        [pool('p', cores, 512, { minNodes: 1, maxNodes: 1 })],
        Array.from({ length: count }, (_, i) => workload(`w${i}`, 1, 1, 1, rolling(1, true))),
        { concurrentRollouts: 2 },
      ),
    ).findings.filter(({ severity }) => severity === 'error');

  test('any two of forty fit where two places are free', () => {
    expect(written(40, 42)).toEqual([]);
    expect(written(40, 41)[0].code).toBe('ROLLOUTS_COLLIDE');
  });

  test('with too many sets to try the plan says that it does not know', () => {
    const many = planCluster(
      model(
        [pool('p', 62, 512, { minNodes: 1, maxNodes: 1 })],
        Array.from({ length: 60 }, (_, i) => workload(`w${i}`, 1, 1, 1, rolling(1, true))),
        { concurrentRollouts: 4 },
      ),
    );
    expect(many.findings).toContainEqual(expect.objectContaining({ code: 'ROLLOUTS_NOT_PROVEN', uncovered: true }));
  });
});

describe('draining a node', () => {
  const ours = { disruption: { allowed: 1, ours: true } };

  test('pods move one by one where there is room', () => {
    const { transitions, findings, budgets } = plan(
      model([pool('p', 8, 32, { minNodes: 3 })], [workload('w', 4, 4, 1, { ...ours, softSpread: { host: 1 } })]),
    );
    expect(names(transitions)).toEqual(['drain:p#1']);
    expect(transitions[0].unplaced).toEqual([]);
    expect([findings, budgets]).toEqual([[], { 'test/Deployment/w': 1 }]);
  });

  test('our budget grows where pods must leave at once, as long as what stays is enough', () => {
    const workers = workload('w', 8, 1, 1, {
      ...ours,
      maxPerNode: 4,
      replicas: { needed: 4, planned: 8, degraded: 4 },
    });
    const { budgets, findings } = plan(model([pool('p', 4, 32, { maxNodes: 2 })], [workers], { survive: 'node' }));
    expect([budgets, findings]).toEqual([{ 'test/Deployment/w': 4 }, []]);
  });

  test("somebody else's budget stops the drain: said once for all of them", () => {
    const theirs = { disruption: { allowed: 1, ours: false } };
    const { findings, transitions } = plan(
      model([pool('p', 4, 32, { maxNodes: 1 })], [workload('v', 2, 1, 1, theirs), workload('w', 2, 1, 1, theirs)]),
    );
    expect(transitions[0].unplaced).toEqual([
      { workload: 'test/Deployment/v', count: 2, code: 'WAITS_FOR_THE_NODE' },
      { workload: 'test/Deployment/w', count: 2, code: 'WAITS_FOR_THE_NODE' },
    ]);
    expect(findings).toMatchObject([{ code: 'DRAIN_STOPS', severity: 'warning' }]);
    expect(findings[0].message).toContain('test/Deployment/w on p#1 (2 must leave, 2 find no other place');
  });
});

describe('spares of a fleet', () => {
  // A public statistic: 419 failures of 16,384 GPUs, eight in a node, in 54 days; two days of repair.
  const statistic = (availability: number) => ({ downPerNode: 2 * (419 / 54 / (16_384 / 8)), availability });

  test('story 3: three spares of 64 nodes give 99.8 %, four 99.98 %', () => {
    expect(sparesFor(60, statistic(0.998))).toBe(3);
    expect(sparesFor(60, statistic(0.999))).toBe(4);
    expect(sparesFor(60, statistic(0.9998))).toBe(4);
    expect(sparesFor(0, statistic(0.999))).toBe(0);
  });

  test('they are added where fewest nodes are, and nothing counts on them', () => {
    const spares = { downPerNode: 0.05, availability: 0.99 };
    const pools = ['a', 'b'].map((zone) => pool(`p/${zone}`, 8, 32, { spares }));
    const w = workload('w', 10, 8, 1, { zoneSkew: 1, ...rolling(2) });
    const { spares: added, nodes, rollouts } = plan(model(pools, [w]));
    // 10 nodes and 3 spares of which 0.65 are down on average: more than 3 in 0.4 % of the time.
    expect([added, nodes]).toEqual([
      { 'p/a': 2, 'p/b': 1 },
      { 'p/a': 7, 'p/b': 6 },
    ]);
    expect(rollouts['test/Deployment/w']).toMatchObject({ surge: 0, asked: 2 });
  });

  test('neither losses nor canaries count on them', () => {
    const spares = { downPerNode: 0.05, availability: 0.99 };
    const one = workload('w', 4, 8, 1, { replicas: { needed: 4, planned: 4, degraded: 4 } });
    const without = plan(model([pool('p', 8, 32)], [one], { survive: 'node' }));
    const within = plan(model([pool('p', 8, 32, { spares })], [one], { survive: 'node' }));
    expect(within.nodes.p - within.spares.p).toBe(without.nodes.p);
    const canary = workload('c', 2, 8, 1, { canary: 1 });
    const full = pool('p', 8, 32, { spares, maxNodes: 2 });
    const codes = planCluster(model([full], [canary])).findings.map(({ code }) => code);
    expect(codes).toContain('CANARY_DOES_NOT_FIT');
  });

  test('an owned node that a loss needs is no spare, unless spares take the pods of a lost node', () => {
    const statistics = { downPerNode: 0.05, availability: 0.97 };
    const owned = (more: object) => pool('p', 8, 32, { minNodes: 6, maxNodes: 6, spares: { ...statistics, ...more } });
    const one = workload('w', 4, 8, 1, { replicas: { needed: 4, planned: 4, degraded: 4 } });
    const of = (more: object, survive: 'node' | 'none' = 'node') =>
      planCluster(model([owned(more)], [one], { survive }));
    // 4 nodes with pods, 1 for those of a lost node, 1 spare of 2.
    const apart = of({}).findings.find(({ code }) => code === 'SPARES_EXCEED_LIMIT');
    expect(apart?.message).toContain('2 spare nodes on top of 5 keep 97 % availability, its limit leaves room for 1');
    expect(apart?.cure).toContain('takeLostPods: true on its spares, where pods of a lost node may come back on them');
    expect(of({ takeLost: true }).findings).toEqual([]);
    expect(plan(model([owned({ takeLost: true })], [one], { survive: 'node' })).spares).toEqual({ p: 1 });
    // Without a loss to survive nothing needs them.
    expect(of({}, 'none').findings).toEqual([]);
    expect(of({ takeLost: true, availability: 0.9999 }).findings[0].cure?.join()).not.toContain('takeLostPods');
    expect(of({ availability: 0.9999 }).findings[0].cure?.join()).not.toContain('takeLostPods');
  });

  test('a fleet of any size', () => {
    expect(sparesFor(20_000, { downPerNode: 0.05, availability: 0.999 })).toBeGreaterThan(1000);
  });

  test('a limit below them is refused with the one that does', () => {
    const spares = { downPerNode: 0.05, availability: 0.99 };
    const { findings } = planCluster(model([pool('p', 8, 32, { spares, maxNodes: 11 })], [workload('w', 10, 8, 1)]));
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        ...{ code: 'SPARES_EXCEED_LIMIT', expected: 'at least maxNodes 13', actual: 'maxNodes 11' },
        cure: ['13 nodes: maxNodes 13 on pool p', 'a lower availability, or a faster repair'],
      },
    ]);
  });
});

describe('a canary', () => {
  const canary = (extra: number) => [workload('asr', 4, 4, 1, { canary: extra, softSpread: { host: 1 } })];

  test('fits beside what runs', () => {
    expect(names(plan(model([pool('p', 8, 32, { minNodes: 3 })], canary(2))).transitions)).toContain(
      'canary:test/Deployment/asr',
    );
  });

  test('is refused with the number that fits', () => {
    const { findings } = planCluster(model([pool('p', 8, 32, { minNodes: 3, maxNodes: 3 })], canary(4)));
    expect(findings).toMatchObject([{ code: 'CANARY_DOES_NOT_FIT', expected: 'at most 2 extra pods', actual: '4' }]);
    expect(findings[0].cure![0]).toBe('4 nodes: maxNodes 4 on pool p');
  });
});
