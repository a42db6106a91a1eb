import { ClusterModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { model, pool, workload } from '../support/models';

const ZONES = ['a', 'b', 'c'];
const zoned = (cores: number, gibibytes: number, more = {}) =>
  ZONES.map((zone) => pool(`p/${zone}`, cores, gibibytes, more));
const codes = (given: ClusterModel) => planCluster(given).findings.map(({ code }) => code);

describe('bound', () => {
  test('nine nodes that survive any of three zones need 13.5, not 9', () => {
    // Nine pods of a whole node each, free to run in any zone; after any loss all nine run in the other two.
    const plan = planCluster(
      model(zoned(8, 32), [workload('w', 9, 8, 1, { replicas: { needed: 9, planned: 9, degraded: 9 } })], {
        survive: 'zone',
      }),
    );
    expect(plan.objective).toMatchObject({ value: 14, bound: 14, gap: 0 });
    expect(plan.objective!.certificate.parts[0].dual).toBeCloseTo(13.5, 6);
  });

  test('rounds every zone up to whole nodes where pods are asked for in all of them', () => {
    const plan = planCluster(model(zoned(8, 32), [workload('w', 9, 3, 1, { zoneSkew: 1, evenZones: true })]));
    // 9 cores in each zone are 1.125 nodes: two in each, six in all.
    expect(plan.objective).toMatchObject({ value: 6, bound: 6, gap: 0 });
  });

  test.each([
    [undefined, 3],
    [true, 1],
  ] as const)(
    'a limit per node that is assumed (%s) is planned with, and not in the bound',
    (maxPerNodeAssumed, bound) => {
      const plan = planCluster(
        model([pool('p', 8, 32)], [workload('w', 3, 1, 1, { maxPerNode: 1, maxPerNodeAssumed })]),
      );
      expect(plan.objective).toMatchObject({ value: 3, bound });
      expect(plan.objective!.claimed).toBeUndefined();
    },
  );

  test('counts nodes where some pool has no price', () => {
    const plan = planCluster(
      model([pool('x', 8, 32, { price: undefined }), pool('y', 8, 32)], [workload('w', 9, 8, 1)]),
    );
    expect(plan.objective).toMatchObject({ kind: 'nodes', value: 9, bound: 9 });
  });

  test('a pool without the resource proves nothing and breaks nothing', () => {
    const gpu = pool('gpu', 8, 32, {
      price: 5,
      allocatable: { cpu: 8000, memory: 2 ** 35, pods: 110, gpu: 1 },
      capacity: { cpu: 8000, memory: 2 ** 35, pods: 110, gpu: 1 },
    });
    const plan = planCluster(
      model(
        [gpu, pool('plain', 8, 32)],
        [workload('w', 3, 1, 1, { requests: { cpu: 1000, memory: 2 ** 30, pods: 1, gpu: 1 } })],
      ),
    );
    expect(plan.nodes).toEqual({ gpu: 3, plain: 0 });
    expect(plan.objective).toMatchObject({ value: 15, bound: 15, gap: 0 });
  });

  test('pods that may not share a node need a node each', () => {
    const plan = planCluster(model([pool('p', 8, 32)], [workload('w', 7, 1, 1, { maxPerNode: 1 })]));
    expect(plan.objective).toMatchObject({ value: 7, bound: 7, gap: 0 });
  });

  test('a pool whose nodes are too small for the pod does not weaken the bound', () => {
    const plan = planCluster(
      model([pool('large', 8, 32, { price: 3 }), pool('small', 2, 32, { price: 0 })], [workload('w', 2, 4, 1)]),
    );
    expect(plan.objective).toMatchObject({ value: 3, bound: 3, gap: 0 });
    expect(plan.model.workloads[0].barred).toEqual({ small: 'too little cpu for one pod' });
  });

  test('minimum nodes are in the bound too', () => {
    const plan = planCluster(model([pool('p', 8, 32, { minNodes: 4 })], [workload('w', 1, 1, 1)]));
    expect(plan.nodes).toEqual({ p: 4 });
    expect(plan.objective).toMatchObject({ value: 4, bound: 4, gap: 0 });
  });

  test('an empty cluster costs nothing, with gap 0', () => {
    expect(planCluster(model([pool('p', 8, 32)], [])).objective).toMatchObject({ value: 0, bound: 0, gap: 0 });
  });
});

describe('rollouts', () => {
  const service = (surge: number, explicit = false) =>
    workload('w', 8, 2, 1, { rollout: { surge, explicit, maxUnavailable: 0, ours: true } });

  test('as many extra pods as fit, and the count up to which it completes', () => {
    const plan = planCluster(model([pool('p', 9, 32)], [service(2)]));
    // Two nodes hold four pods each and a core: no room for a ninth.
    expect(plan.rollouts['test/Deployment/w']).toEqual({ surge: 0, asked: 2, maxUnavailable: 1, completesUpTo: 8 });
    expect(plan.findings).toMatchObject([
      { code: 'ROLLOUT_RUNS_SHORT', severity: 'warning', cure: ['maxSurge 1, which takes 1 node more'] },
    ]);
  });
});

describe('rollouts of manifests that somebody else wrote', () => {
  test('a workload of no pods has no rollout to explain', () => {
    expect(
      codes(
        model(
          [pool('p', 9, 32)],
          [workload('w', 0, 2, 1, { rollout: { surge: 0, explicit: false, maxUnavailable: 0, ours: false } })],
        ),
      ),
    ).toEqual([]);
  });
});

describe('losses', () => {
  test('nodes are added until the lost pods have room', () => {
    const plan = planCluster(model(zoned(8, 32), [workload('w', 3, 8, 1, { zoneSkew: 1 })], { survive: 'zone' }));
    // Three pods must still run after a loss: two zones hold two of them, so each needs room for a second.
    expect(plan.feasible).toBe(true);
    expect(Object.values(plan.nodes).reduce((a, b) => a + b)).toBe(5);
  });

  test('what degraded allows to be missing needs no node', () => {
    const plan = planCluster(
      model(zoned(8, 32), [workload('w', 3, 8, 1, { zoneSkew: 1, replicas: { needed: 2, planned: 3, degraded: 2 } })], {
        survive: 'zone',
      }),
    );
    expect(plan.nodes).toEqual({ 'p/a': 1, 'p/b': 1, 'p/c': 1 });
  });

  test('spare nodes are of the cheapest pool that holds the pods', () => {
    const cheap = zoned(8, 32);
    const dear = ZONES.map((zone) => pool(`gpu/${zone}`, 8, 32, { price: 30 }));
    const tiny = ZONES.map((zone) => pool(`tiny/${zone}`, 2, 32, { price: 0.1 }));
    const plan = planCluster(model([...cheap, ...dear, ...tiny], [workload('w', 6, 7, 1)], { survive: 'zone' }));
    expect(Object.entries(plan.nodes).filter(([id, n]) => !id.startsWith('p/') && n > 0)).toEqual([]);
    expect(plan.objective).toMatchObject({ value: 9, bound: 8 });
  });

  test('a zone whose nodes can never hold the pod does not count for its spread', () => {
    const gpu = (zone: string) =>
      pool(`gpu/${zone}`, 8, 32, {
        allocatable: { cpu: 8000, memory: 2 ** 35, pods: 110, gpu: 1 },
        capacity: { cpu: 8000, memory: 2 ** 35, pods: 110, gpu: 1 },
      });
    const train = workload('train', 6, 1, 1, {
      zoneSkew: 1,
      requests: { cpu: 1000, memory: 2 ** 30, pods: 1, gpu: 1 },
    });
    const plan = planCluster(model([gpu('a'), gpu('b'), pool('plain/c', 8, 32)], [train]));
    expect(plan.nodes).toEqual({ 'gpu/a': 3, 'gpu/b': 3, 'plain/c': 0 });
  });

  test('one node may go', () => {
    const plan = planCluster(model([pool('p', 8, 32)], [workload('w', 2, 4, 1)], { survive: 'node' }));
    expect(plan.nodes).toEqual({ p: 2 });
    expect(plan.scenarios.filter(({ name }) => name.startsWith('node-lost:')).length).toBeGreaterThan(0);
  });

  test('a pod with a zonal volume does not come back in another zone', () => {
    const pinned = workload('w', 3, 1, 1, { zoneSkew: 1, zonePinned: true });
    const plan = planCluster(model(zoned(8, 32), [pinned], { survive: 'zone' }));
    expect(plan.findings).toMatchObject([{ code: 'VOLUMES_LEFT_BEHIND', severity: 'error' }]);
    expect(plan.findings[0].message).toContain('2 of 3 pods of test/Deployment/w are left, 3 are needed');
    const unplaced = [{ workload: 'test/Deployment/w', count: 1, code: 'VOLUME_IN_LOST_ZONE' }];
    expect(plan.scenarios.map((scenario) => scenario.unplaced)).toEqual([unplaced, unplaced, unplaced]);
    expect(plan.findings[0].cure![0]).toMatch(/^a PodDisruptionBudget with minAvailable 2/);
    const cured = { ...pinned, replicas: { ...pinned.replicas, degraded: 2 } };
    expect(planCluster(model(zoned(8, 32), [cured], { survive: 'zone' })).feasible).toBe(true);
  });

  test('pods that may evict others after a loss are named', () => {
    const high = workload('high', 3, 8, 1, {
      zoneSkew: 1,
      priority: 10,
      preempts: true,
      replicas: { needed: 3, planned: 3, degraded: 2 },
    });
    const low = workload('low', 3, 8, 1, { zoneSkew: 1, replicas: { needed: 3, planned: 3, degraded: 2 } });
    const plan = planCluster(model(zoned(8, 32), [high, low], { survive: 'zone' }));
    expect(plan.findings).toMatchObject([
      { code: 'PREEMPTION_NOT_MODELLED', severity: 'warning', path: 'test/high', uncovered: true },
    ]);
    expect(codes(model(zoned(8, 32), [{ ...high, preempts: false }, low], { survive: 'zone' }))).toEqual([]);
  });
});

describe('what does not fit', () => {
  test('a pod larger than any node: the largest request that would fit is the cure, and it works', () => {
    const given = model([pool('p', 8, 32)], [workload('w', 1, 9, 1)]);
    const [finding] = planCluster(given).findings;
    expect(finding).toMatchObject({ code: 'POD_TOO_BIG', path: 'test/w', expected: 'cpu at most 8', actual: 'cpu 9' });
    expect(finding.cure![0]).toBe('request at most 8 cpu');
    expect(planCluster(model([pool('p', 8, 32)], [workload('w', 1, 8, 1)])).feasible).toBe(true);
  });

  test('the sidecar is taken off what the pod may request', () => {
    const [finding] = planCluster(
      model([pool('p', 8, 32)], [workload('w', 1, 8.1, 1, { injected: { cpu: 100 } })]),
    ).findings;
    expect(finding.cure![0]).toBe('request at most 7.9 cpu');
  });

  test('a pod that no pool admits: the reason of each pool', () => {
    const given = model([pool('p', 8, 32), pool('q', 8, 32)], [workload('w', 1, 1, 1)]);
    const nowhere = {
      ...given.workloads[0],
      eligible: [],
      barred: { p: 'taint gpu:NoSchedule is not tolerated', q: 'taint gpu:NoSchedule is not tolerated' },
    };
    const [finding] = planCluster({ ...given, workloads: [nowhere] }).findings;
    expect(finding).toMatchObject({ code: 'NO_POOL_ADMITS', path: 'test/w' });
    expect(finding.message).toContain('p, q: taint gpu:NoSchedule is not tolerated');
  });

  test('a cluster without node pools is told so, workload by workload', () => {
    const { findings } = planCluster(model([], [workload('v', 1, 1, 1), workload('w', 2, 1, 1)]));
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['NO_POOL_ADMITS', 'test/v'],
      ['NO_POOL_ADMITS', 'test/w'],
    ]);
    expect(findings[0].message).toContain('it has none');
  });

  test('more pods than any cluster runs are still counted', () => {
    expect(planCluster(model([pool('p', 8, 32)], [workload('w', 20_000_000, 1, 1)])).nodes).toEqual({ p: 2_500_000 });
  });

  test('a pool limit at steady: nodes or replicas, both work', () => {
    const given = model(zoned(8, 32, { maxNodes: 1 }), [workload('w', 6, 8, 1, { zoneSkew: 1 })]);
    const [finding] = planCluster(given).findings;
    expect(finding).toMatchObject({
      code: 'POOL_TOO_SMALL',
      path: 'test/p',
      message: 'pool p: maxNodesPerZone 1 < 2 needed at steady',
    });
    expect(finding.cure).toEqual(['2 nodes per zone: maxNodesPerZone 2 on pool p', '3 replicas of test/w']);
    expect(planCluster(model(zoned(8, 32, { maxNodes: 2 }), [workload('w', 6, 8, 1, { zoneSkew: 1 })])).feasible).toBe(
      true,
    );
    expect(planCluster(model(zoned(8, 32, { maxNodes: 1 }), [workload('w', 3, 8, 1, { zoneSkew: 1 })])).feasible).toBe(
      true,
    );
  });

  test('where only the maximum does not fit, the plan still shows all that runs at steady', () => {
    const large = workload('large', 2, 6, 1, { replicas: { needed: 2, planned: 2, max: 4 } });
    const small = workload('small', 3, 2, 1);
    const plan = planCluster(model([pool('p', 8, 32, { maxNodes: 3 })], [large, small]));
    expect(plan.findings).toMatchObject([
      { code: 'POOL_TOO_SMALL', message: 'pool p: maxNodes 3 < 4 needed at HPA maximum 4 of test/large' },
    ]);
    expect(plan.unplaced).toEqual([]);
  });

  test('a pool limit after a loss names the loss', () => {
    const given = model(zoned(8, 32, { maxNodes: 1 }), [workload('w', 3, 8, 1, { zoneSkew: 1 })], { survive: 'zone' });
    const [finding] = planCluster(given).findings;
    expect(finding.message).toContain('after the loss of zone a');
    expect(
      planCluster(model(zoned(8, 32, { maxNodes: 2 }), [workload('w', 3, 8, 1, { zoneSkew: 1 })], { survive: 'zone' }))
        .feasible,
    ).toBe(true);
  });

  test('pods without a place say when', () => {
    const scaled = { replicas: { needed: 1, planned: 1, max: 4 } };
    const one = [pool('p', 4, 32, { maxNodes: 1 })];
    const codesOf = (given: ClusterModel) => {
      const { unplaced, scenarios } = planCluster(given);
      return [...unplaced, ...scenarios.flatMap((scenario) => scenario.unplaced)].map(({ code }) => code);
    };
    expect(codesOf(model(one, [workload('w', 3, 2, 1)]))).toEqual(['NO_ROOM']);
    expect(codesOf(model(one, [workload('w', 1, 2, 1, scaled)]))).toEqual(['NO_ROOM_AT_HPA_MAXIMUM']);
    const twoNodes = model(
      [pool('p', 4, 32, { maxNodes: 2 })],
      [workload('w', 2, 4, 1, { replicas: { needed: 2, planned: 2, degraded: 1 } })],
      { survive: 'node' },
    );
    expect(codesOf(twoNodes)).toEqual(['NO_ROOM_AFTER_LOSS']);
  });
});
