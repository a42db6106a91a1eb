import { Base, Broken, find, holding, id, spareOf } from './bases';

/** What is there twice, unknown or no number; pods where they may not lie; spreads. */
export const PLACEMENT: Partial<Record<Base, readonly Broken[]>> = {
  zones: [
    ['two pools of one id', (c) => (c.pools[1].id = c.pools[0].id), 'pool p/a is there twice'],
    ['two workloads of one id', (c) => c.workloads.push(c.workloads[0]), 'is there twice'],
    ['two groups of one id', (c) => c.steady.nodes.push(c.steady.nodes[0]), 'group p/a#1 is there twice'],
    ['two clusters of one name', (c, d) => d.clusters.push(c), 'cluster test: is there twice'],
    ['a pool that is named twice', (c) => find(c, 'web').eligible.push('p/a'), 'names a pool twice'],
    ['a pool that is not there', (c) => find(c, 'web').eligible.push('p/d'), 'names unknown p/d'],
    ['pods of nobody', (c) => (c.steady.nodes[0].pods['x/Job/y'] = 1), 'names unknown x/Job/y'],
    ['a name that every object has', (c) => (c.pools[0].id = 'constructor'), 'has a name that no object may have'],
    ['more nodes than a pool may have', (c) => (c.pools[0].maxNodes = 0), 'pool p/a has 2 nodes'],
    ['fewer nodes than a pool has to have', (c) => (c.pools[1].minNodes = 8), 'pool p/b has 2 nodes'],
    ['a price below nothing', (c) => (c.pools[0].price = -1), 'pool p/a costs -1'],
    [
      'allocatable that reserves do not leave',
      (c) => (c.pools[0].allocatable.cpu += 1),
      'is not what reserves and daemonsets',
    ],
    ['a pool with room for nothing', (c) => (c.pools[0].allocatable = {}), 'nothing is allocatable'],
    ['a number without exact sums', (c) => (find(c, 'web').requests.memory = 2 ** 53), `memory ${2 ** 53}`],
    ['a number that is none', (c) => (find(c, 'web').requests.cpu = NaN), 'cpu NaN'],
    ['a pod that counts as two', (c) => (find(c, 'web').requests.pods = 2), 'requests 2 pods'],
    ['more injected than requested', (c) => (find(c, 'web').injected = { cpu: 1e9 }), 'cpu is injected'],
    ['fewer at steady than needed', (c) => (find(c, 'web').replicas.needed = 16), '6 of 16'],
    ['more left than there are', (c) => (find(c, 'web').replicas.degraded = 7), '7 after a loss of 6'],
    ['a maximum below what runs', (c) => (find(c, 'web').replicas.max = 5), 'at most 5, 6 at steady'],
    ['a spread over zones that are none', (c) => delete c.pools[0].zone, 'spreads over zones and may run in none'],
    ['too many pods on a node', (c) => (holding(c, 'web').pods[id('web')] += 40), 'cpu on a node of p/a'],
    ['a pod where it may not run', (c) => (find(c, 'edge').eligible = ['p/c']), 'may not run in'],
    [
      'two of a kind on a node',
      (c) => (holding(c, 'store').pods[id('store')] = 2),
      '2 of test/Deployment/store on one node',
    ],
    [
      'two on a node that keep each other off',
      (c) => (c.conflicts = [[id('store'), id('web')]]),
      'test/Deployment/store beside test/Deployment/web',
    ],
    ['a group of no nodes', (c) => spareOf(c, 'p/a', 0), 'steady p/a#9: 0 nodes'],
    ['pods by halves', (c) => (holding(c, 'web').pods[id('web')] = 0.5), '0.5 of test/Deployment/web'],
    ['nodes that do not add up', (c) => (c.pools[0].nodes += 1), 'nodes of p/a do not add up'],
    ['a pod too few at steady', (c) => (find(c, 'edge').replicas.planned += 1), 'runs 2 of 3'],
    [
      'less than nothing that waits',
      (c) => {
        c.steady.unplaced.push({ workload: id('edge'), count: -1, code: 'NO_ROOM' });
        find(c, 'edge').replicas.planned -= 1;
        find(c, 'edge').replicas.needed -= 1;
      },
      '-1 of test/Deployment/edge wait',
    ],
    ['a pod that waits at steady', waitingAtSteady, 'steady: test/Deployment/edge needs 2'],
    [
      'too many in a zone',
      (c) => {
        const pods = c.steady.nodes.find((one: any) => one.pool === 'p/c' && one.pods[id('web')]).pods;
        pods[id('web')] -= 1;
        c.steady.nodes.find((one: any) => one.pool === 'p/a' && one.pods[id('web')]).pods[id('web')] += 1;
      },
      'in zone a and 1 in the emptiest',
    ],
    ['too few zones for a spread', (c) => (find(c, 'web').minDomains = { zone: 4 }), 'and 0 in the emptiest'],
    ['more in a zone than it may have', (c) => (find(c, 'web').maxPerZone = 1), '2 of test/Deployment/web in zone a'],
    [
      'more of one revision in a zone',
      (c) => (find(c, 'web').perRevision = { maxPerZone: 1 }),
      'of one revision of test/Deployment/web in zone',
    ],
  ],
  hosts: [
    [
      'a node above the others',
      (c) => {
        const [first] = c.steady.nodes;
        c.steady.nodes.push({ ...first, id: 'p#8', count: 1, pods: { [id('even')]: 4 } });
        c.steady.nodes.push({ id: 'p#9', pool: 'p', count: 1, pods: {} });
        c.pools[0].nodes += 2;
      },
      '4 of test/Deployment/even on a node of p, 0 on another',
    ],
    [
      'more of one revision on a node',
      (c) => (find(c, 'even').perRevision = { maxPerNode: 1 }),
      'of one revision of test/Deployment/even on a node',
    ],
  ],
  gang: [
    [
      'a gang in two racks',
      (c) => {
        const group = holding(c, 'gang');
        const other = c.pools.find((one: any) => one.id !== group.pool).id;
        group.count -= 1;
        c.pools.find((one: any) => one.id === group.pool).nodes -= 1;
        c.steady.nodes.push({ ...group, id: `${other}#7`, pool: other, count: 1 });
        c.pools.find((one: any) => one.id === other).nodes += 1;
      },
      'lies in r1, r2 of level rack',
    ],
    [
      'a gang in a rack that nobody knows',
      (c) => c.pools.forEach((one: any) => delete one.domains),
      'lies in  of level',
    ],
  ],
  shares: [
    ['more on a device than it is', (c) => (find(c, 'half').device.milli = 501), 'thousandths on one nvidia.com/gpu'],
    ['parts that lie on no device', (c) => delete holding(c, 'half').slots, 'of them on devices'],
    ['more devices than there are', (c) => (c.pools[0].devices['nvidia.com/gpu'].count = 1), 'a node has 1'],
    [
      'a part of another device',
      (c) => (holding(c, 'half').slots[0].resource = 'amd.com/gpu'),
      'that it does not ask for',
    ],
  ],
  onboard: [
    ['a step that is left out', (c) => c.timetables[0].steps.pop(), 'steps are missing'],
    ['a step that is shorter', (c) => (c.timetables[0].steps[0].end -= 1), 'is not what was asked for'],
    ['a step before the one before it', stepBefore, 'the task is free at'],
    ['two things on one machine', twoOnOne, 'does two things at'],
    ['an end that is none', (c) => (c.timetables[0].makespan -= 1), 'does not end at'],
    ['an end before its bound', (c) => (c.timetables[0].bound = 999), 'ends before its bound'],
    ['an end that is too late', (c) => (c.timetables[0].within = 10), 'allowed are 10'],
  ],
};

function waitingAtSteady(c: any): void {
  const group = holding(c, 'edge');
  group.pods[id('edge')] -= 1;
  if (group.pods[id('edge')] === 0) {
    delete group.pods[id('edge')];
  }
  c.steady.unplaced.push({ workload: id('edge'), count: group.count, code: 'NO_ROOM' });
}

function stepBefore(c: any): void {
  const { steps } = c.timetables[0];
  const second = steps.find((one: any) => one.task === 'x' && one.step === 1);
  Object.assign(second, { start: 0, end: 10 });
}

function twoOnOne(c: any): void {
  const { steps } = c.timetables[0];
  const saws = steps.filter((one: any) => one.machine === 'saw');
  saws.forEach((one: any) => Object.assign(one, { start: 0, end: 20 }));
}
