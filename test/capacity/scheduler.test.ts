import * as fc from 'fast-check';
import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { normalised } from '../../src/capacity/planning/normalise';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { extraAtMaximum, peaksOf } from '../../src/capacity/scenario/peak';
import { NodeStates } from '../../src/capacity/scheduler/node-states';
import { arrivalOrder, schedule } from '../../src/capacity/scheduler/queue';
import { Sampler } from '../../src/capacity/scheduler/sampling';
import { Scheduler } from '../../src/capacity/scheduler/scheduler';
import { SchedulerModel } from '../../src/capacity/scheduler/scheduler-model';
import { Scoring } from '../../src/capacity/scheduler/scoring';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { model, pool, workload } from '../support/models';
import { randomModel } from '../support/random-models';

const HOST = { softSpread: { host: 1 } };

/** A scheduler over empty nodes; `place` gives the positions of the nodes that pods of a workload went to. */
function schedulerOf(given: ClusterModel, nodes: Record<string, number>, scoring: Scoring = 'LeastAllocated') {
  const dense = new SchedulerModel(normalised(given), nodes, scoring);
  const scheduler = new Scheduler(dense, new NodeStates(dense), seeded(1));
  return { dense, scheduler, place: (times: number, w = 0) => Array.from({ length: times }, () => scheduler.place(w)) };
}

describe('the scoring of kube-scheduler', () => {
  const two = model([pool('p', 8, 32)], [workload('w', 4, 2, 2)]);

  test('least allocated: the emptiest node first', () => {
    const placed = schedulerOf(two, { p: 2 }).place(4);
    expect([placed.filter((node) => node === 0).length, placed.filter((node) => node === 1).length]).toEqual([2, 2]);
  });

  test('most allocated: the fullest node first', () => {
    const placed = schedulerOf(two, { p: 2 }, 'MostAllocated').place(4);
    expect(new Set(placed).size).toBe(1);
  });

  test('balanced allocation: memory goes where cpu is taken', () => {
    const given = model([pool('p', 10, 10)], [workload('cpu', 1, 4, 0.1), workload('memory', 1, 0.1, 4)]);
    const { place } = schedulerOf(given, { p: 2 }, 'MostAllocated');
    expect(place(1, 1)).toEqual(place(1, 0));
  });

  test('a soft spread over hosts outweighs a fuller node', () => {
    const given = model([pool('p', 8, 32)], [workload('w', 3, 1, 1, HOST)]);
    expect(new Set(schedulerOf(given, { p: 3 }, 'MostAllocated').place(3)).size).toBe(3);
  });

  test('pods without requests count at what the resource fit takes them for', () => {
    const given = model(
      [pool('p', 8, 32)],
      [workload('none', 20, 1, 1, { requests: { pods: 1 } }), workload('w', 1, 1, 1)],
    );
    const { nodes } = schedulerOf(given, { p: 2 }).scheduler;
    nodes.put(0, 0, 10);
    expect(nodes.score(1, 0)).toBeLessThan(nodes.score(1, 1));
  });

  test('scores are whole numbers, as the scheduler computes them', () => {
    const given = model([pool('p', 3.9, 32)], [workload('w', 1, 1.3, 16)]);
    // (3900 - 1300) * 100 / 3900 = 66, (32 - 16) * 100 / 32 = 50: 58 for fit; shares of 1/3 and 1/2: 91 for balance.
    expect(schedulerOf(given, { p: 1 }).scheduler.nodes.score(0, 0)).toBe(58 + 91);
  });

  test('a hard spread over zones, and limits per node, are filters', () => {
    const given = model(
      [pool('p/a', 8, 32), pool('p/b', 8, 32)],
      [workload('w', 4, 1, 1, { zoneSkew: 1, minZones: 2, maxPerNode: 1 })],
    );
    const { place } = schedulerOf(given, { 'p/a': 1, 'p/b': 3 });
    const placed = place(4);
    // One in zone a, two in zone b; the next would be two ahead.
    expect(placed[3]).toBe(-1);
    expect(new Set(placed.slice(0, 3)).size).toBe(3);
  });
});

describe('the queue', () => {
  const urgent: Partial<WorkloadModel> = { priority: 10, preempts: true };

  test('pods that wait together are taken by priority', () => {
    const given = model([pool('p', 4, 32)], [workload('a', 4, 1, 1), workload('b', 4, 1, 1, { priority: 10 })]);
    const { dense, scheduler } = schedulerOf(given, { p: 1 });
    const pending = schedule(dense, scheduler, arrivalOrder([4, 4], 'one by one', seeded(3)), true);
    expect([...pending]).toEqual([[0, 4]]);
  });

  test('a pod that may preempt evicts the least important ones, which wait again', () => {
    const given = model([pool('p', 4, 32)], [workload('a', 4, 1, 1), workload('b', 1, 2, 1, urgent)]);
    const { dense, scheduler } = schedulerOf(given, { p: 1 });
    const pending = schedule(dense, scheduler, [0, 0, 0, 0, 1], false);
    expect([...pending]).toEqual([[0, 2]]);
  });

  test('only those leave that must: the important ones come back first', () => {
    const given = model(
      [pool('p', 1.1, 32)],
      [
        workload('big', 1, 1, 1, { priority: 2 }),
        workload('small', 1, 0.1, 1, { priority: 1 }),
        workload('vip', 1, 1, 1, urgent),
      ],
    );
    const { dense, scheduler } = schedulerOf(given, { p: 1 });
    expect([...schedule(dense, scheduler, [0, 1, 2], false)]).toEqual([[0, 1]]);
  });

  test('a rival of lower priority leaves too', () => {
    const given = model([pool('p', 4, 32)], [workload('a', 1, 1, 1), workload('b', 1, 1, 1, urgent)], {
      conflicts: [['test/Deployment/a', 'test/Deployment/b']],
    });
    const { dense, scheduler } = schedulerOf(given, { p: 1 });
    expect([...schedule(dense, scheduler, [0, 1], false)]).toEqual([[0, 1]]);
  });

  test('without preemption it waits', () => {
    const given = model([pool('p', 4, 32)], [workload('a', 4, 1, 1), workload('b', 1, 2, 1, { priority: 10 })]);
    const { dense, scheduler } = schedulerOf(given, { p: 1 });
    expect([...schedule(dense, scheduler, [0, 0, 0, 0, 1], false)]).toEqual([[1, 1]]);
  });

  test('the same seed gives the same order, another one another', () => {
    const order = (seed: number) => arrivalOrder([9, 9, 9], 'one by one', seeded(seed)).join();
    expect(order(5)).toBe(order(5));
    expect(order(5)).not.toBe(order(6));
  });
});

describe('a plan that the scheduler finds', () => {
  /** Twelve small pods and two that need half a node: spreading the small ones over both nodes leaves no half free. */
  const given = (soft: Partial<WorkloadModel>, more: Partial<ClusterModel> = {}, limit?: number) =>
    model(
      [pool('p', 8, 64, limit === undefined ? {} : { maxNodes: limit })],
      [workload('small', 8, 1, 1, soft), workload('large', 1, 8, 1, soft)],
      more,
    );

  test('nodes are added until no sampled order strands a pod, and the plan says what that cost', () => {
    const { robustness, nodes, feasible } = planCluster(given({}));
    expect(feasible).toBe(true);
    expect(robustness).toMatchObject({
      scoring: 'LeastAllocated',
      orders: 51,
      stranded: 0,
      nodesAdded: nodes.p - 2,
      costAdded: nodes.p - 2,
    });
    expect(nodes.p).toBeGreaterThan(2);
  });

  test('a scheduler that packs does not need them', () => {
    const packed = planCluster(given({}, { scoring: 'MostAllocated' }));
    expect(packed.robustness).toMatchObject({ scoring: 'MostAllocated' });
    expect(packed.nodes.p).toBeLessThanOrEqual(planCluster(given({})).nodes.p);
  });

  test('where no node may be added the plan warns', () => {
    const { findings, robustness, nodes } = planCluster(given({}, {}, 2));
    expect(nodes).toEqual({ p: 2 });
    expect(robustness!.stranded).toBeGreaterThan(0);
    expect(findings).toMatchObject([{ code: 'SCHEDULER_MAY_STRAND', severity: 'warning' }]);
    // The small pods spread over whatever there is: only behind them the large one finds an empty node.
    expect(findings[0].cure).toContain('9 nodes: maxNodes 9 on pool p');
    expect(planCluster(given({}, {}, 9)).findings).toEqual([]);
    expect(planCluster(given({}, {}, 8)).findings).not.toEqual([]);
  });

  test('where no order works the plan does not hold', () => {
    const named = (name: string, cores: number) => (_: unknown, i: number) => workload(`${name}${i}`, 1, cores, 1);
    const pods = [...Array.from({ length: 4 }, named('small', 2)), ...Array.from({ length: 14 }, named('large', 8))];
    const most = (maxNodes: number) => model([pool('p', 8, 64, { maxNodes })], pods);
    const { findings, feasible, robustness } = planCluster(most(15));
    expect([feasible, robustness!.stranded]).toEqual([false, 51]);
    expect(findings).toMatchObject([{ code: 'SCHEDULER_STRANDS', severity: 'error' }]);
    expect(findings[0].message).toContain('in each of 51 sampled orders of arrival');
    // Some small one always comes before some large one, and the scheduler keeps the small ones apart.
    expect(findings[0].cure).toContain('18 nodes: maxNodes 18 on pool p');
    expect(planCluster(most(18)).findings).toEqual([]);
    expect(planCluster(most(17)).findings).not.toEqual([]);
  });

  test('a surge that does not always fit is lowered to the one that does', () => {
    const rollout = { surge: 2, explicit: false, maxUnavailable: 0, ours: true };
    const { rollouts, robustness } = planCluster(
      model(
        [pool('p', 8, 64, { maxNodes: 4, minNodes: 4 })],
        [workload('w', 3, 4, 1, { ...HOST, rollout }), workload('x', 5, 1, 1, HOST)],
      ),
    );
    expect(rollouts['test/Deployment/w']).toMatchObject({ asked: 2, surge: 1 });
    expect(robustness).toMatchObject({ stranded: 0, nodesAdded: 0 });
  });

  test('what is said of the sample is true of the plan that is given out', () => {
    const plans = fc.sample(randomModel(), { numRuns: 60, seed: 4 }).map((one) => planCluster(one));
    const claimed = plans.filter(
      ({ robustness, spares }) => robustness?.stranded === 0 && Object.keys(spares).length === 0,
    );
    expect(claimed.length).toBeGreaterThan(5);
    for (const { model: planned, nodes, rollouts, robustness } of claimed) {
      const dense = new SchedulerModel(planned, nodes, robustness!.scoring);
      const promises = {
        surges: planned.workloads.map(({ id }) => rollouts[id]?.surge ?? 0),
        peaks: peaksOf(planned).map(({ name, members }) => ({
          name,
          extra: planned.workloads.map((one) => (members.has(one.id) ? extraAtMaximum(one) : 0)),
        })),
      };
      const sampler = new Sampler(dense, promises);
      for (let order = 0; order < robustness!.orders; order++) {
        expect(sampler.tryOrder(order)).toEqual([]);
      }
    }
  });

  test('a cluster that is too large to be sampled says so', () => {
    const two = [workload('w', 100_000, 1, 1), workload('v', 1000, 3, 1)];
    const { findings, robustness, strength } = planCluster(model([pool('p', 8, 32)], two));
    expect([robustness, strength]).toEqual([undefined, { kind: 'free' }]);
    expect(findings).toMatchObject([{ code: 'SCHEDULER_NOT_SIMULATED', severity: 'info', uncovered: true }]);
  });
});
