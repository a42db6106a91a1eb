import { ClusterModel, RolloutModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

/** The plan, after the verifier has accepted it. */
function plan(given: ClusterModel) {
  const made = planCluster(given);
  expect(verifyDocument(planDocument([made], { name: 'test', version: '0' }))).toEqual([]);
  return made;
}

const written = (surge: number): RolloutModel => ({ surge, explicit: true, maxUnavailable: 0, ours: true });
const foreign = (surge: number, maxUnavailable: number): RolloutModel => ({
  surge,
  explicit: false,
  maxUnavailable,
  ours: false,
});
const HOST = { softSpread: { host: 1 } };
const codes = ({ findings }: { readonly findings: readonly { readonly code: string }[] }) =>
  findings.map(({ code }) => code);

describe('nodes for the extra pods that rollouts have to start', () => {
  test.each<[string, Partial<WorkloadModel>, number]>([
    ['one replica with a host port', { maxPerNode: 1 }, 1],
    ['one replica of 3 cores on nodes of 4', {}, 3],
  ])('%s gets a second node', (_, more, cores) => {
    const one = workload('one', 1, cores, 1, { ...more, rollout: foreign(1, 0) });
    const made = plan(model([pool('p', 4, 16)], [one]));
    expect([made.feasible, made.nodes, made.rollouts[one.id].surge]).toEqual([true, { p: 2 }, 1]);
    expect(made.findings).toMatchObject([{ code: 'ROLLOUT_NODES', severity: 'info', path: 'test/one' }]);
    expect(made.findings[0].message).toContain('1 node for test/Deployment/one: a rollout can hang without');
  });

  test('an explicit surge gets what it takes, and no node more; the number that fits without is named', () => {
    const asking = (surge: number) =>
      model([pool('p', 11, 32)], [workload('w', 9, 2, 1, { ...HOST, rollout: written(surge) })]);
    expect(plan(asking(1)).nodes).toEqual({ p: 2 });
    const three = plan(asking(3));
    expect([three.feasible, three.nodes, three.rollouts['test/Deployment/w'].surge]).toEqual([true, { p: 3 }, 3]);
    expect(three.findings).toMatchObject([{ code: 'ROLLOUT_NODES', cure: ['maxSurge 1 on test/w'] }]);
    expect(codes(plan(asking(6)))).toEqual(['ROLLOUT_NODES']);
    expect(plan(asking(6)).nodes).toEqual({ p: 3 });
    expect(plan(asking(7)).nodes).toEqual({ p: 4 });
  });

  test('of the cheapest pool that helps, and in a zone where the spread lets the pod go', () => {
    const zones = ['a', 'b'].flatMap((zone) => [
      pool(`p/${zone}`, 4, 16, { price: 1 }),
      pool(`q/${zone}`, 4, 16, { price: 3 }),
    ]);
    const w = workload('w', 3, 3, 1, { zoneSkew: 1, rollout: written(1), ...HOST });
    const { nodes, findings } = plan(model(zones, [w]));
    expect([nodes['p/a'], nodes['p/b'], nodes['q/a'], nodes['q/b']]).toEqual([2, 2, 0, 0]);
    expect(codes({ findings })).toEqual(['ROLLOUT_NODES']);
  });

  test('a canary beside the stable pods gets its room too', () => {
    const made = plan(model([pool('p', 8, 32)], [workload('asr', 4, 4, 1, { canary: 4, ...HOST })]));
    expect([made.feasible, made.nodes]).toEqual([true, { p: 4 }]);
    expect(made.transitions.map(({ name }) => name)).toContain('canary:test/Deployment/asr');
  });

  test('any two rollouts at once, where so many may run', () => {
    const pair = ['a', 'b'].map((name) => workload(name, 1, 4, 1, { ...HOST, rollout: written(1) }));
    expect(plan(model([pool('p', 4, 16)], pair)).nodes).toEqual({ p: 3 });
    expect(plan(model([pool('p', 4, 16)], pair, { concurrentRollouts: 2 })).nodes).toEqual({ p: 4 });
  });

  test('a surge that nobody wrote buys nothing', () => {
    const w = workload('w', 4, 2, 1, {
      ...HOST,
      rollout: { surge: 1, explicit: false, maxUnavailable: 0, ours: true },
    });
    expect(plan(model([pool('p', 8, 32)], [w])).nodes).toEqual({ p: 1 });
  });

  test('what the limits do not let is not half bought', () => {
    const asking = workload('w', 2, 4, 1, { ...HOST, maxPerNode: 2, rollout: written(5) });
    const { nodes } = planCluster(model([pool('p', 8, 32, { maxNodes: 1 }), pool('gpu', 2, 8)], [asking]));
    expect(nodes).toEqual({ p: 1, gpu: 0 });
  });
});

describe('rollouts without room', () => {
  const tight = (rollout: RolloutModel, maxNodes = 2) =>
    model([pool('p', 9, 32, { maxNodes })], [workload('w', 8, 2, 1, { ...HOST, rollout })]);

  test('an explicit surge is refused with the numbers that do, and one less does not', () => {
    const refused = plan(tight(written(2)));
    expect(refused.feasible).toBe(false);
    expect(refused.findings).toMatchObject([
      {
        code: 'SURGE_DOES_NOT_FIT',
        expected: 'maxSurge <= 0',
        actual: 'maxSurge 2',
        cure: ['maxSurge 0', '3 nodes: maxNodes 3 on pool p'],
      },
    ]);
    expect(plan(tight(written(2), 3)).feasible).toBe(true);
    expect(plan(tight({ ...written(0), maxUnavailable: 1 })).feasible).toBe(true);
    expect(plan(tight(written(1))).feasible).toBe(false);
  });

  test("somebody else's that may neither start nor stop a pod would hang, and both cures work", () => {
    expect(plan(tight(foreign(2, 0))).findings).toMatchObject([
      {
        code: 'ROLLOUT_CANNOT_PROGRESS',
        severity: 'error',
        cure: ['maxUnavailable 1', '3 nodes: maxNodes 3 on pool p'],
      },
    ]);
    expect(plan(tight(foreign(2, 1))).feasible).toBe(true);
    expect(plan(tight(foreign(2, 0), 3)).feasible).toBe(true);
  });

  const threeZones = (maxNodes?: number, minNodes = 0) =>
    ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 4, 16, { minNodes, maxNodes }));
  const byRevision = (rollout: RolloutModel, more: Partial<WorkloadModel> = {}) =>
    workload('w', 9, 1, 1, { ...HOST, zoneSkew: 1, zoneSkewByRevision: true, rollout, ...more });

  test('a spread by revision that can stop a rollout is an error, with the setting and the nodes that let it go on', () => {
    // Nine pods in three zones need two free places in each: one is there.
    const made = plan(model(threeZones(1), [byRevision(foreign(3, 0))]));
    expect(made.findings).toMatchObject([
      {
        code: 'SPREAD_STOPS_ROLLOUT',
        severity: 'error',
        cure: [
          'no matchLabelKeys in the hard spread over zones with maxUnavailable 1',
          '2 nodes per zone: maxNodesPerZone 2 on pool p',
        ],
      },
    ]);
    const one = byRevision(foreign(0, 1));
    expect(codes(plan(model(threeZones(1), [one])))).toEqual(['SPREAD_STOPS_ROLLOUT']);
    expect(plan(model(threeZones(1), [{ ...one, zoneSkewByRevision: undefined }])).feasible).toBe(true);
    expect(plan(model(threeZones(2), [one])).feasible).toBe(true);
  });

  test('where pools may grow nodes are bought for it, and the spread that needs none is named', () => {
    const made = plan(model(threeZones(undefined, 1), [byRevision(foreign(3, 1))]));
    expect([made.feasible, made.nodes]).toEqual([true, { 'p/a': 2, 'p/b': 2, 'p/c': 2 }]);
    expect(made.findings).toMatchObject([
      { code: 'ROLLOUT_NODES', cure: ['no matchLabelKeys in the hard spread over zones on test/w'] },
    ]);
    expect(made.findings[0].message).toContain('3 nodes for test/Deployment/w: a rollout can hang without');
  });

  test('two hard spreads that work on each other are not proved, and say so', () => {
    const twice = byRevision(foreign(1, 0), { zoneSkewByRevision: undefined, hostSpread: { maxSkew: 1 } });
    const { findings, rollouts } = plan(model(threeZones(1), [twice]));
    expect(findings).toMatchObject([
      {
        code: 'ROLLOUT_NOT_PROVEN',
        severity: 'warning',
        uncovered: true,
        cure: ['whenUnsatisfiable: ScheduleAnyway in the spread over nodes'],
      },
    ]);
    expect(rollouts[twice.id]).toMatchObject({ unproven: true });
    expect(rollouts[twice.id].completesUpTo).toBeLessThan(9);
  });

  test('what is written as nothing and nothing is refused by the API server', () => {
    const [finding] = plan(tight(foreign(0, 0), 9)).findings;
    expect(finding).toMatchObject({ code: 'ROLLOUT_CANNOT_PROGRESS', cure: ['maxUnavailable 1'] });
    expect(finding.message).toContain('the API server refuses');
  });

  test.each([true, false])('a rollout that runs below its need says so, ours (%s) as theirs', (ours) => {
    const rollout = { surge: 2, explicit: false, maxUnavailable: ours ? 0 : 2, ours };
    const promised = { needed: 8, planned: 8, degraded: 0 };
    const given = model([pool('p', 9, 32)], [workload('w', 8, 2, 1, { ...HOST, rollout, replicas: promised })]);
    const { findings } = plan(given);
    expect(findings).toMatchObject([
      {
        code: 'ROLLOUT_RUNS_SHORT',
        severity: 'warning',
        cure: [ours ? 'maxSurge 1, which takes 1 node more' : 'maxUnavailable 0, which takes 1 node more'],
      },
    ]);
    expect(findings[0].message).toContain(`${ours ? 7 : 6} of 8 replicas run meanwhile, 8 are needed`);
    const cured = ours ? written(1) : { ...rollout, maxUnavailable: 0 };
    expect(codes(plan({ ...given, workloads: [{ ...given.workloads[0], rollout: cured }] }))).toEqual([
      'ROLLOUT_NODES',
    ]);
  });

  test('who wants no extra pod is only told what that means', () => {
    const { findings } = plan(tight({ ...written(0), maxUnavailable: 1 }, 3));
    expect(findings).toMatchObject([{ code: 'ROLLOUT_RUNS_SHORT', severity: 'info', actual: 'maxSurge 0' }]);
  });

  test('twelve of one cause are one finding, cured together', () => {
    const many = Array.from({ length: 12 }, (_, i) => workload(`w${i}`, 1, 2, 1, { ...HOST, rollout: written(1) }));
    const given = (maxNodes: number) => model([pool('p', 8, 32, { maxNodes })], many);
    const { findings } = plan(given(3));
    expect(findings).toMatchObject([{ code: 'SURGE_DOES_NOT_FIT', count: 12 }]);
    expect(findings[0].message).toContain('; and 9 more');
    expect(findings[0].cure).toContain('4 nodes: maxNodes 4 on pool p');
    expect(plan(given(4)).feasible).toBe(true);
  });
});
