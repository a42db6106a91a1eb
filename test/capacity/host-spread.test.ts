import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

/** Hard spread over nodes as kube-scheduler 1.34 filters by it: podtopologyspread/filtering.go. */

const document = (made: ReturnType<typeof planCluster>) => planDocument([made], { name: 'test', version: '0' });

/** The plan, after the verifier has accepted it. */
function plan(given: ClusterModel) {
  const made = planCluster(given);
  expect(verifyDocument(JSON.parse(JSON.stringify(document(made))))).toEqual([]);
  return made;
}

const fixed = (nodes: number) => ({ minNodes: nodes, maxNodes: nodes });
const spread = (more: Partial<WorkloadModel['hostSpread']> = {}) => ({ hostSpread: { maxSkew: 1, ...more } });
/** Pods on the nodes of each kind, fullest first. */
const perNode = ({ steady }: ReturnType<typeof planCluster>, name = 'w') =>
  steady
    .flatMap(({ count, pods }) => new Array<number>(count).fill(pods[`test/Deployment/${name}`] ?? 0))
    .sort((a, b) => b - a);
const scenario = (made: ReturnType<typeof planCluster>, name: string) =>
  [...made.scenarios, ...made.transitions].find((one) => one.name.startsWith(name))!;

describe('steady', () => {
  test('five pods on three nodes: two, two and one', () => {
    const made = plan(model([pool('p', 8, 32, fixed(3))], [workload('w', 5, 1, 1, spread())]));
    expect(made.feasible).toBe(true);
    expect(perNode(made)).toEqual([2, 2, 1]);
  });

  test('with more nodes than pods no node has more than the skew', () => {
    const made = plan(model([pool('p', 8, 32, fixed(6))], [workload('w', 5, 1, 1, spread())]));
    expect(perNode(made)).toEqual([1, 1, 1, 1, 1, 0]);
    const wide = plan(model([pool('p', 8, 32, fixed(6))], [workload('w', 5, 1, 1, spread({ maxSkew: 2 }))]));
    expect(perNode(wide)[0]).toBeLessThanOrEqual(2);
  });

  test('the plan buys no node for the spread alone, and the bound does not count on it', () => {
    const made = plan(model([pool('p', 4, 32)], [workload('w', 5, 1, 1, spread())]));
    expect(made.nodes).toEqual({ p: 2 });
    expect(perNode(made)).toEqual([3, 2]);
    expect(made.objective).toMatchObject({ value: 2, bound: 2 });
  });

  test('nodes that others need count, with none of its pods', () => {
    const others = workload('o', 4, 8, 1);
    const full = plan(model([pool('p', 8, 32)], [workload('w', 2, 1, 1, spread()), others]));
    // Four full nodes have none of the two pods: no other node may have both.
    expect(full.nodes).toEqual({ p: 6 });
    const apart = model(
      [pool('p', 8, 32), pool('q', 8, 32)],
      [workload('w', 2, 1, 1, { ...spread(), eligible: ['p'] }), { ...others, eligible: ['q'] }],
    );
    expect(plan(apart).nodes).toEqual({ p: 1, q: 4 });
    const counted = {
      ...apart,
      workloads: apart.workloads.map((one) => (one.hostSpread ? { ...one, ...spread({ alsoCounts: ['q'] }) } : one)),
    };
    expect(plan(counted).nodes).toEqual({ p: 2, q: 4 });
  });

  test('with fewer nodes than minDomains the emptiest counts as empty', () => {
    const made = plan(model([pool('p', 8, 32)], [workload('w', 4, 1, 1, spread({ minDomains: 4 }))]));
    expect(made.nodes).toEqual({ p: 4 });
    const three = planCluster(model([pool('p', 8, 32, fixed(3))], [workload('w', 4, 1, 1, spread({ minDomains: 4 }))]));
    expect(three.feasible).toBe(false);
  });

  test('nodes too small for a pod count all the same', () => {
    const others = workload('o', 2, 2, 1, { eligible: ['small'] });
    const pools = [pool('big', 8, 32, fixed(1)), pool('small', 2, 2, fixed(2))];
    const made = planCluster(model(pools, [workload('w', 2, 4, 4, spread()), others]));
    expect(made.feasible).toBe(false);
  });
});

describe('what happens to it', () => {
  const three = (more: Partial<WorkloadModel> = {}, cluster: Partial<ClusterModel> = {}) =>
    plan(model([pool('p', 8, 32, fixed(3))], [workload('w', 5, 1, 1, { ...spread(), ...more })], cluster));

  test('the maximum of an autoscaler lies as evenly', () => {
    const { scenarios } = three({ replicas: { needed: 5, planned: 5, max: 9 } });
    // Three each: those with two get one more, the one with one gets two.
    expect(
      scenario({ scenarios, transitions: [] } as any, 'hpa-max').added.map(({ count, pods }) => [
        count,
        Object.values(pods),
      ]),
    ).toEqual(
      expect.arrayContaining([
        [1, [2]],
        [2, [1]],
      ]),
    );
  });

  test('pods of a lost node come back evenly, unless the lost node still counts', () => {
    const replicas = { needed: 5, planned: 5, degraded: 5 };
    expect(three({ replicas }, { survive: 'node' }).feasible).toBe(true);
    const ignoring = planCluster(
      model([pool('p', 8, 32, fixed(3))], [workload('w', 5, 1, 1, { ...spread({ lostNodesCount: true }), replicas })], {
        survive: 'node',
      }),
    );
    // The node that is gone counts with no pods: no other may have more than one.
    expect(ignoring.feasible).toBe(false);
  });

  test('a drain leaves waiting what the cordoned node, which counts, keeps from the others', () => {
    const waiting = (made: ReturnType<typeof planCluster>) =>
      made.transitions
        .filter(({ name }) => name.startsWith('drain:'))
        .flatMap(({ unplaced }) => unplaced.map(({ count }) => count));
    expect(waiting(three())).toEqual([]);
    expect(waiting(three(spread({ lostNodesCount: true }))).sort()).toEqual([1, 2]);
  });

  test('in a rollout old and new pods are counted together, or apart by revision', () => {
    const rollout = { surge: 3, explicit: false, maxUnavailable: 0, ours: false };
    const surge = (more: object) =>
      plan(
        model(
          [pool('p', 8, 32, fixed(2)), pool('full', 8, 32, fixed(1))],
          [
            workload('w', 2, 1, 1, { ...spread(more), eligible: ['full', 'p'], rollout }),
            workload('o', 1, 8, 1, { eligible: ['full'] }),
          ],
        ),
      ).rollouts['test/Deployment/w'].surge;
    // The full node has none: no other may have a second one.
    expect(surge({})).toBe(0);
    // Of new ones alone each of the others may have one.
    expect(surge({ byRevision: true })).toBe(2);
  });
});

describe('limits that count one revision', () => {
  const rolling = { rollout: { surge: 2, explicit: false, maxUnavailable: 0, ours: false }, maxPerNode: 1 };
  const full = (more: Partial<WorkloadModel>) =>
    plan(model([pool('p', 8, 32, fixed(3))], [workload('w', 3, 1, 1, { ...rolling, ...more })]));

  test('new pods may stand beside old ones, at steady no two of them', () => {
    expect(full({}).rollouts['test/Deployment/w'].surge).toBe(0);
    const made = full({ limitsByRevision: true });
    expect(perNode(made)).toEqual([1, 1, 1]);
    expect(made.rollouts['test/Deployment/w'].surge).toBe(2);
    const beside = { on: 'p#1', count: 1, pods: { 'test/Deployment/w': 1 } };
    expect(scenario(made, 'rollout:').added).toEqual([beside, beside]);
  });

  test('over zones alike: one new pod beside an old one in each zone', () => {
    const pools = ['a', 'b'].map((zone) => pool(`p/${zone}`, 8, 32, fixed(1)));
    const zones = (more: Partial<WorkloadModel>) =>
      plan(model(pools, [workload('w', 2, 1, 1, { ...rolling, maxPerNode: undefined, maxPerZone: 1, ...more })]));
    expect(zones({}).rollouts['test/Deployment/w'].surge).toBe(0);
    const made = zones({ limitsByRevision: true });
    expect(made.rollouts['test/Deployment/w'].surge).toBe(2);
    const tampered = JSON.parse(JSON.stringify(document(made)));
    tampered.clusters[0].workloads[0].perRevision.maxPerZone = 0;
    expect(verifyDocument(tampered)).toContainEqual(
      expect.stringContaining('1 of one revision of test/Deployment/w in'),
    );
  });

  test('plan.json has them as limits of a revision, and the verifier checks them', () => {
    const [{ workloads, steady }] = document(full({ limitsByRevision: true })).clusters as any;
    expect(workloads[0]).toMatchObject({ perRevision: { maxPerNode: 1 } });
    expect(workloads[0].maxPerNode).toBeUndefined();
    expect(steady.nodes).toHaveLength(1);
    const tampered = JSON.parse(JSON.stringify(document(full({ limitsByRevision: true }))));
    const [first] = tampered.clusters[0].steady.nodes;
    tampered.clusters[0].steady.nodes = [
      { ...first, count: 1, pods: { 'test/Deployment/w': 2 } },
      { ...first, id: 'p#2', count: 1 },
      { ...first, id: 'p#3', count: 1, pods: {} },
    ];
    expect(verifyDocument(tampered)).toContainEqual(expect.stringContaining('2 of one revision of test/Deployment/w'));
  });
});

test('the verifier refuses what breaks a spread over nodes', () => {
  const tampered = JSON.parse(
    JSON.stringify(document(plan(model([pool('p', 8, 32, fixed(3))], [workload('w', 5, 1, 1, spread())])))),
  );
  for (const group of tampered.clusters[0].steady.nodes) {
    group.pods = { 'test/Deployment/w': group.count === 1 ? 3 : 1 };
  }
  expect(verifyDocument(tampered)).toContainEqual(
    expect.stringContaining('3 of test/Deployment/w on a node of p, 1 on another'),
  );
});

test('spare nodes that a spread over nodes and one over zones together leave no use for', () => {
  const spares = { downPerNode: 0.05, availability: 0.99 };
  const pools = ['a', 'b'].map((zone) => pool(`p/${zone}`, 8, 32, { spares, ...(zone === 'a' && { maxNodes: 1 }) }));
  const both = { ...spread(), zoneSkew: 1 };
  const made = plan(model(pools, [workload('w', 8, 1, 1, both), workload('o', 2, 4, 1, { maxPerZone: 1 })]));
  expect(made.findings.map(({ code }) => code)).toContain('SPARES_BREAK_SPREAD');
});
