import { WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { NodeStates } from '../../src/capacity/scheduler/node-states';
import { Replacing, stuckAtOnce } from '../../src/capacity/scheduler/rollouts-at-once';
import { Scheduler } from '../../src/capacity/scheduler/scheduler';
import { SchedulerModel } from '../../src/capacity/scheduler/scheduler-model';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { planDocument } from '../../src/report/plan-document';
import { rolloutLines } from '../../src/report/plan-table';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

const GONE_FIRST: Replacing = { surge: 0, maxUnavailable: 1 };
const endsFirst = { rollout: { surge: 0, explicit: false, maxUnavailable: 1, ours: true } };

/** Rolls everything out at once on these nodes, in one order; returns what waits by the name of the workload. */
function rollOut(workloads: readonly WorkloadModel[], nodes: readonly (readonly string[])[], order = 0) {
  const one = model([pool('p', 4, 16)], workloads);
  const scheduling = new SchedulerModel(one, { p: nodes.length }, 'LeastAllocated');
  const states = new NodeStates(scheduling);
  nodes.forEach((pods, node) =>
    pods.forEach((name) =>
      states.put(
        workloads.findIndex(({ id }) => id.endsWith(`/${name}`)),
        node,
      ),
    ),
  );
  const random = seeded(order);
  const replacing = workloads.map(({ rollout }) => (rollout ? GONE_FIRST : undefined));
  const stuck = stuckAtOnce(new Scheduler(scheduling, states, random), { replacing, most: Infinity }, random);
  const running = workloads.map((_, w) => states.runningOf(w));
  return { stuck: [...stuck].map(([w, count]) => [workloads[w].id.split('/')[2], count]), running };
}

describe('rollouts at the same time, as kube-scheduler places their pods', () => {
  const ORDERS = Array.from({ length: 30 }, (_, order) => order);
  const large = workload('large', 1, 3, 1, endsFirst);
  const small = workload('small', 1, 2, 1, endsFirst);
  const still = workload('still', 1, 2, 1);

  test('a small pod may take the place that a large one left', () => {
    const nodes = [['large'], ['small', 'still']];
    const outcomes = ORDERS.map((order) => JSON.stringify(rollOut([large, small, still], nodes, order).stuck));
    // Of the four cores of the node of the large pod two are left then: it waits for ever.
    expect([...new Set(outcomes)].sort()).toEqual(['[["large",1]]', '[]']);
  });

  test('pods of one size may only change places', () => {
    const pair = ['a', 'b'].map((name) => workload(name, 2, 2, 1, endsFirst));
    for (const order of ORDERS) {
      expect(
        rollOut(
          pair,
          [
            ['a', 'b'],
            ['a', 'b'],
          ],
          order,
        ),
      ).toEqual({ stuck: [], running: [2, 2] });
    }
  });

  test('all pods are new in the end, and as many as before', () => {
    const three = [large, small, workload('tiny', 4, 1, 1, endsFirst)];
    const { stuck, running } = rollOut(three, [['large', 'tiny'], ['small', 'tiny', 'tiny'], ['tiny']]);
    expect([stuck, running]).toEqual([[], [1, 1, 4]]);
  });
});

describe('the plan', () => {
  const pair = [
    workload('large', 1, 3, 1, endsFirst),
    workload('small', 1, 2, 1, endsFirst),
    workload('still', 1, 2, 1),
  ];
  const planned = (k: number, maxNodes?: number) => {
    const made = planCluster(model([pool('p', 4, 16, { maxNodes })], pair, { concurrentRollouts: k }));
    const document = planDocument([made], { name: 'test', version: '0' });
    expect(verifyDocument(document)).toEqual([]);
    return { ...made, lines: rolloutLines(document.clusters[0]) };
  };

  test('has room for those that run at the same time, and says which they are', () => {
    expect(planned(1).lines[0]).toContain('; one after the other');
    const both = planned(2);
    expect(both.robustness).toMatchObject({ stranded: 0, nodesAdded: 1 });
    expect(both.lines[0]).toContain('; all of them at the same time, as sampled orders of arrival have it');
  });

  test('or says that it has none', () => {
    const { findings } = planned(2, 2);
    const [stranded] = findings.filter(({ code }) => code === 'SCHEDULER_MAY_STRAND');
    expect(stranded.message).toContain('1 of test/Deployment/large while they are rolled out at the same time');
  });
});
