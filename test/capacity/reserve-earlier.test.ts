import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { Reservation } from '../../src/capacity/plan';
import { reserveCluster } from '../../src/capacity/reserve/reserve-cluster';
import { rolesOf } from '../../src/capacity/reserve/roles';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { theSolver } from '../../src/capacity/solver/solver';
import { model, pool, workload } from '../support/models';

const ZONES = ['a', 'b', 'c'];

/** Workloads of many sizes on two pools in three zones; one of them may have a replica more. */
function cluster(count: number, more?: number, changes: Partial<WorkloadModel> = { zoneSkew: 1 }): ClusterModel {
  const random = seeded(11);
  const pools = ZONES.flatMap((zone) => [
    pool(`general/${zone}`, 31, 124, { price: 1.5 }),
    pool(`memory/${zone}`, 15, 124, { price: 1.05 }),
  ]);
  const workloads = Array.from({ length: count }, (_, i) => {
    const planned = 2 + Math.floor(9 * random()) + (i === more ? 1 : 0);
    const [cores, gibibytes] = [Math.ceil(40 * random()) / 10, Math.ceil(80 * random()) / 10];
    return workload(`w${i}`, planned, cores, gibibytes, { ours: true, ...changes });
  });
  return model(pools, workloads);
}

function reserve(asked: ClusterModel, before?: Reservation): Reservation {
  const { roles, places } = reserveCluster({ ...asked, previousRoles: before?.roles }, theSolver()!);
  return { roles, places };
}

/** Workloads whose roles or cap are others than before. */
function renamed(before: Reservation, now: Reservation): string[] {
  const text = ({ places }: Reservation, id: string) =>
    places[id] && JSON.stringify([places[id].roles, places[id].cap]);
  return Object.keys(before.places).filter((id) => text(before, id) !== text(now, id));
}

const costOf = ({ roles }: Reservation) =>
  roles.reduce((sum, { pool: name, nodes }) => {
    return sum + (name === 'general' ? 1.5 : 1.05) * Object.values(nodes).reduce((all, n) => all + n, 0);
  }, 0);

test('one percent more demand of one of 500 workloads renames no role of any other', () => {
  const before = reserve(cluster(500));
  const now = reserve(cluster(500, 7), before);
  expect(renamed(before, now).filter((id) => id !== 'test/Deployment/w7')).toEqual([]);
  expect(now.places['test/Deployment/w7'].counts.peak).toBe(before.places['test/Deployment/w7'].counts.peak + 1);
  expect(costOf(now)).toBeLessThanOrEqual(costOf(before) * 1.01);
});

test.each([
  ['in every zone', { zoneSkew: 1 }],
  ['anywhere', {}],
])('the same cluster keeps all that its earlier plan had: places %s', (_, changes) => {
  const before = reserve(cluster(30, undefined, changes));
  expect(reserve(cluster(30, undefined, changes), before)).toEqual(before);
});

test('what an earlier plan had is kept as far as it holds still, and what it leaves out is found', () => {
  const before = reserve(cluster(30));
  const pools = cluster(30).pools.map((one) =>
    one.pool === 'memory' ? { ...one, allocatable: { ...one.allocatable, cpu: 12000 } } : one,
  );
  const grown = { ...cluster(31), pools };
  const now = reserve(grown, before);
  expect(Object.keys(now.places)).toHaveLength(31);
  for (const { pool: name, caps } of now.roles) {
    const { allocatable } = pools.find((one) => one.pool === name)!;
    const used = Object.entries(caps).reduce((sum, [id, cap]) => {
      return sum + cap * grown.workloads.find((one) => one.id === id)!.requests.cpu;
    }, 0);
    expect(used).toBeLessThanOrEqual(allocatable.cpu);
  }
  const gone = before.roles.filter(({ name }) => now.roles.every((role) => role.name !== name));
  expect(gone.length).toBeLessThan(before.roles.length / 2);
});

test('a plan that costs more than one percent more than a new one is not kept', () => {
  const asked = cluster(12);
  const good = reserve(asked);
  const [first, ...others] = good.roles;
  const wasteful: Reservation = {
    ...good,
    // A node of its own for each workload.
    roles: [first, ...others].flatMap(({ caps, nodes, pool: name }, i) =>
      Object.entries(caps).map(([id, cap], c) => ({
        name: `${name}-x${i}${c}`,
        pool: name,
        nodes,
        caps: { [id]: cap },
      })),
    ),
  };
  const now = reserve(asked, wasteful);
  expect(costOf(now)).toBeLessThanOrEqual(costOf(good) * 1.01);
});

test('a workload that shares no pool renames nothing, without an earlier plan too', () => {
  const asked = cluster(12);
  const before = reserve(asked);
  const other = pool('batch/a', 8, 32);
  const now = reserve({
    ...asked,
    pools: [other, ...asked.pools],
    workloads: [workload('a-new-one', 3, 2, 2, { ours: true, eligible: ['batch/a'] }), ...asked.workloads],
  });
  expect(renamed(before, now)).toEqual([]);
});

test('roles keep the names of those that they have most in common with, and take none that was given or that a pool has', () => {
  const general = pool('general/a', 4, 32);
  const asked = model(
    [general, pool('general-b/a', 4, 32)],
    ['x', 'y', 'z'].map((name) => workload(name, 1, 3, 1)),
  );
  const nodes = (id: string) => ({
    pool: general,
    count: 1,
    open: false,
    caps: new Map([[`test/Deployment/${id}`, 1]]),
  });
  const earlier = (name: string, id: string) => ({
    name,
    pool: 'general',
    nodes: { 'general/a': 1 },
    caps: { [`test/Deployment/${id}`]: 1 },
  });
  const names = (...before: ReturnType<typeof earlier>[]) =>
    rolesOf(asked, [nodes('x'), nodes('y'), nodes('z')], before).map(({ name }) => name);
  expect(names()).toEqual(['general-a', 'general-c', 'general-d']);
  expect(names(earlier('general-d', 'x'), earlier('general-a', 'z'))).toEqual(['general-d', 'general-c', 'general-a']);
  expect(names(earlier('general-c', 'gone'))).toEqual(['general-a', 'general-d', 'general-e']);
  // A pool has the name by now.
  expect(names(earlier('general-b', 'y'))).toEqual(['general-a', 'general-c', 'general-d']);
});
