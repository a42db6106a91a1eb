import { Base, Broken, find, holding, id, scenario, spareOf } from './bases';

const without =
  (name: string): Broken[1] =>
  (c) => {
    c.scenarios = c.scenarios.filter((one: any) => !one.name.startsWith(name));
    c.transitions = c.transitions.filter((one: any) => !one.name.startsWith(name));
  };

function drainOfWhichAllWait(c: any): void {
  const drain = scenario(c, 'drain:');
  const { pods } = c.steady.nodes.find((one: any) => drain.lost[one.id]);
  drain.added = [];
  drain.unplaced = Object.entries(pods).map(([workload, count]) => ({ workload, count, code: 'WAITS_FOR_THE_NODE' }));
  c.workloads.forEach((one: any) => (one.disruption = 0));
}

/** Scenarios that are missing, or do not keep what they promise. */
export const PROMISES: Partial<Record<Base, readonly Broken[]>> = {
  zones: [
    ['a lost zone that is left out', without('zone-lost:a'), 'scenario zone-lost:a is missing'],
    ['a rollout that is left out', without('rollout:'), 'scenario rollout:test/Deployment/web is missing'],
    ['a canary that is left out', without('canary:'), 'scenario canary:test/Deployment/edge is missing'],
    ['a maximum that is left out', without('hpa-max'), 'scenario hpa-max is missing'],
    ['drains that are left out', (c) => delete c.transitions, 'scenario drain:'],
    ['a scenario that is there twice', (c) => c.scenarios.push(c.scenarios[0]), 'scenario hpa-max is there twice'],
    ['a kind that nobody knows', (c) => (c.transitions[0].name = 'wish:all'), 'wish:all is of an unknown kind'],
    [
      'a rollout of nobody',
      (c) => c.scenarios.push({ ...scenario(c, 'rollout:'), name: 'rollout:x/Deployment/y' }),
      'scenario rollout:x/Deployment/y names unknown',
    ],
    ['a maximum that is not reached', (c) => (find(c, 'web').replicas.max += 1), 'runs 9, 10 are promised'],
    [
      'a surge that does not start',
      (c) => (find(c, 'web').rollout.asked = find(c, 'web').surge = 3),
      'runs 8, 9 are promised',
    ],
    ['a surge that nobody asked for', (c) => (find(c, 'web').rollout.asked = 1), 'surge 2, 1 was asked for'],
    ['a rollout that ends before it begins', (c) => (find(c, 'web').rollout.completesUpTo = 5), 'rolls up to 5 pods'],
    [
      'a rollout that may neither start nor end a pod',
      (c) => {
        without('rollout:')(c, {});
        find(c, 'web').surge = find(c, 'web').rollout.asked = 0;
      },
      'may neither start a pod nor end one',
    ],
    ['a canary that does not start', (c) => (find(c, 'edge').canary = 2), 'runs 3, 4 are promised'],
    ['a lost zone that keeps a node', (c) => (scenario(c, 'zone-lost:b').lost = {}), 'scenario zone-lost:b: 0 of'],
    ['a rollout that loses a node', (c) => (scenario(c, 'rollout:').lost = { 'p/a#1': 1 }), 'web: loses nodes'],
    [
      'a drain of two nodes',
      (c) => {
        scenario(c, 'drain:').lost[spareOf(c, 'p/a')] = 1;
      },
      'loses {"p/a#1":1,"p/a#9":1}',
    ],
    ['more lost than there are', (c) => (scenario(c, 'zone-lost:a').lost['p/a#1'] = 7), 'loses 7 of p/a#1'],
    ['pods on more nodes than are left', (c) => (scenario(c, 'hpa-max').added[0].count += 5), 'are left'],
    ['fewer left than promised', (c) => (find(c, 'store').replicas.degraded = 3), 'store runs 2, 3 must be left'],
    [
      'pods after a loss that were not there',
      (c) => {
        const spare = spareOf(c, 'p/b');
        scenario(c, 'zone-lost:a').added.push({ on: spare, count: 1, pods: { [id('edge')]: 3 } });
      },
      'wait, at steady there are 2',
    ],
    [
      'a volume in another zone after a drain',
      (c) => {
        const drain = scenario(
          c,
          `drain:${c.steady.nodes.find((one: any) => one.pool === 'p/a' && one.pods[id('store')]).id}`,
        );
        drain.added = [{ on: spareOf(c, 'p/b'), count: 1, pods: { [id('store')]: 1 } }];
        drain.unplaced = drain.unplaced.filter((one: any) => one.workload !== id('store'));
      },
      'volumes of test/Deployment/store get to zone b',
    ],
    [
      'a volume that comes back from a lost zone',
      (c) => scenario(c, 'zone-lost:a').added.push({ on: spareOf(c, 'p/a'), count: 1, pods: { [id('store')]: 1 } }),
      'its volumes are on what is lost',
    ],
    [
      'pods of a drain that do not add up',
      (c) => (scenario(c, 'drain:').unplaced = [{ workload: id('web'), count: 9, code: 'WAITS_FOR_THE_NODE' }]),
      'that run and wait do not add up',
    ],
    ['more that wait than budgets let go', drainOfWhichAllWait, 'its budgets let 0 go'],
    [
      'more that wait than budgets let go, where a finding tells of others',
      (c) => {
        drainOfWhichAllWait(c);
        c.findings.push({ code: 'DRAIN_STOPS', severity: 'warning', path: 'test/another', message: 'waits' });
      },
      'of test/Deployment/store wait, its budgets let 0 go',
    ],
    [
      'a maximum for which a pod waits',
      (c) => scenario(c, 'hpa-max').unplaced.push({ workload: id('web'), count: 1, code: 'NO_ROOM_AT_HPA_MAXIMUM' }),
      'scenario hpa-max: 1 of test/Deployment/web wait',
    ],
    [
      'pods that are pushed off where they are not',
      (c) => (scenario(c, 'hpa-max').preempted = { [id('edge')]: { [holding(c, 'edge').id]: 9 } }),
      'scenario hpa-max: pushes 9 of test/Deployment/edge off',
    ],
    [
      'pods that are gone and nobody pushed off',
      (c) => (scenario(c, 'hpa-max').added[0].without = { [id('web')]: 1 }),
      'of test/Deployment/web, 0 are pushed off',
    ],
    [
      'pods that come back although the lost zone counts',
      (c) => (find(c, 'web').deadZonesCount = true),
      'scenario zone-lost:a: test/Deployment/web has',
    ],
    [
      'an error in a plan that holds',
      (c) => c.findings.push({ code: 'X', severity: 'error', path: '', message: 'x' }),
      'status feasible with an error finding',
    ],
  ],
  nodes: [['a lost node that is left out', without('node-lost:'), 'scenario node-lost:']],
  peaks: [
    ['a peak that is left out', without('hpa-max:day'), 'scenario hpa-max:day is missing'],
    ['two peaks of one name', (c) => (c.peakGroups[1].name = 'day'), 'peak group day is there twice'],
    [
      'a peak without its workload',
      (c) => (scenario(c, 'hpa-max:day').added = []),
      'hpa-max:day: test/Deployment/day runs 1, 3 are promised',
    ],
  ],
};
