import { ClusterModel, SurviveLevel } from '../../src/capacity/model';
import { Reservation } from '../../src/capacity/plan';
import { placesInZones, placesOf } from '../../src/capacity/reserve/counts';
import { optionsOf } from '../../src/capacity/reserve/options';
import { Owner } from '../../src/capacity/reserve/owners';
import { reserveCluster } from '../../src/capacity/reserve/reserve-cluster';
import { rolesOf } from '../../src/capacity/reserve/roles';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { theSolver } from '../../src/capacity/solver/solver';
import { model, pool, workload } from '../support/models';
import { ReservationPlay } from '../support/reservation-play';

const ZONES = ['a', 'b', 'c'];

/** A small cluster of two kinds of nodes in three zones, with spread and unspread workloads, some of them scaled. */
function randomCluster(seed: number): ClusterModel {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const pools = ZONES.flatMap((zone) => [
    pool(`small/${zone}`, 8, 32, { price: 0.4 }),
    pool(`large/${zone}`, 16, 32, { price: 0.71 }),
  ]);
  const count = 3 + Math.floor(random() * 6);
  const workloads = Array.from({ length: count }, (_, i) => {
    const planned = 1 + Math.floor(random() * 9);
    const max = random() < 0.4 ? planned + Math.floor(random() * 8) : undefined;
    const needed = Math.max(1, planned - Math.floor(random() * 2));
    return workload(`w${i}`, planned, pick([0.25, 0.5, 1, 2, 3, 4]), pick([0.5, 1, 2, 4, 8]), {
      ours: true,
      replicas: { needed, planned, degraded: Math.min(needed, planned - 1), ...(max !== undefined && { max }) },
      ...(random() < 0.6 && { zoneSkew: 1 }),
      ...(random() < 0.5 && { rollout: { surge: 1, explicit: false, maxUnavailable: 0, ours: true } }),
    });
  });
  return model(pools, workloads, { survive: pick(['none', 'node', 'zone']) });
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const clusters = SEEDS.map((seed) => {
  const cluster = randomCluster(seed);
  return { seed, cluster, reservation: reserveCluster(cluster, theSolver()!) };
});

describe.each(clusters)('reserved cluster $seed', ({ cluster, reservation, seed }) => {
  test('every node has room for all that its role allows', () => {
    for (const role of reservation.roles) {
      const { allocatable } = cluster.pools.find((one) => one.pool === role.pool)!;
      for (const resource of ['cpu', 'memory', 'pods']) {
        const used = Object.entries(role.caps).reduce((sum, [id, cap]) => {
          return sum + cap * (cluster.workloads.find((one) => one.id === id)!.requests[resource] ?? 0);
        }, 0);
        expect(used).toBeLessThanOrEqual(allocatable[resource]);
      }
    }
  });

  test('every workload owns its places, in every zone where it is spread, and has one cap', () => {
    for (const one of cluster.workloads) {
      const { cap, counts } = reservation.places[one.id];
      const roles = reservation.roles.filter(({ caps }) => one.id in caps);
      expect([...new Set(roles.map(({ caps }) => caps[one.id]))]).toEqual([cap]);
      const nodesIn = (zone: string) =>
        roles.reduce((sum, { nodes }) => {
          const own = Object.entries(nodes).filter(([id]) => id.endsWith(`/${zone}`));
          return sum + own.reduce((all, [, n]) => all + n, 0);
        }, 0);
      const all = ZONES.map((zone) => cap * nodesIn(zone)).sort((a, b) => b - a);
      const total = all.reduce((sum, n) => sum + n, 0);
      const least = placesInZones(counts);
      least.forEach((places, i) => expect(counts.zones > 1 ? all[i] : total).toBeGreaterThanOrEqual(places));
      const { degraded = 0 } = one.replicas;
      if (cluster.survive === 'zone') {
        expect(total - all[0]).toBeGreaterThanOrEqual(degraded);
      }
      if (cluster.survive === 'node' && one.zoneSkew === undefined) {
        expect(total - cap).toBeGreaterThanOrEqual(degraded);
      }
    }
  });

  test('no order of arrival and no history leaves a pod without a place', () => {
    const random = seeded(1000 + seed);
    const play = new ReservationPlay(cluster, reservation, random);
    const most = new Map(
      cluster.workloads.map(({ id, replicas }) => [id, Math.max(replicas.planned, replicas.max ?? 0)]),
    );
    const refill = () => {
      const waiting = [...most].flatMap(([id, n]) => Array.from({ length: Math.max(0, n - play.count(id)) }, () => id));
      while (waiting.length > 0) {
        const [id] = waiting.splice(Math.floor(random() * waiting.length), 1);
        expect([id, play.arrive(id)]).toEqual([id, true]);
      }
    };
    for (let round = 0; round < 12; round++) {
      refill();
      for (const [id, n] of most) {
        Array.from({ length: Math.floor(random() * (n + 1)) }, () => play.leave(id));
      }
      play.evict();
    }
    refill();
  });
});

test('without roles and caps the same nodes strand pods: the play can tell', () => {
  const stranded = clusters.filter(({ cluster, reservation, seed }) => {
    const all = Object.fromEntries(cluster.workloads.map(({ id }) => [id, 1000]));
    const free: Reservation = {
      roles: reservation.roles.map((role) => ({ ...role, caps: all })),
      places: Object.fromEntries(
        Object.entries(reservation.places).map(([id, places]) => [id, { ...places, cap: 1000 }]),
      ),
    };
    return Array.from({ length: 10 }, (_, i) => seeded(100 * seed + i)).some((random) => {
      const play = new ReservationPlay(cluster, free, random);
      const waiting = cluster.workloads.flatMap(({ id, replicas }) =>
        Array.from({ length: Math.max(replicas.planned, replicas.max ?? 0) }, () => ({ id, at: random() })),
      );
      return waiting.sort((a, b) => a.at - b.at).some(({ id }) => !play.arrive(id));
    });
  });
  expect(stranded.length).toBeGreaterThan(1);
});

test('places: one in all for a rollout that starts first, and what the loss of a zone leaves', () => {
  const inZones = (planned: number, more: object, survive: SurviveLevel = 'none') =>
    placesInZones(placesOf(workload('w', planned, 1, 1, more), 3, survive));
  const starts = (maxUnavailable: number, explicit = false) => ({
    rollout: { surge: 3, explicit, maxUnavailable, ours: true },
  });
  const spread = { zoneSkew: 1 };
  expect(inZones(7, {})).toEqual([7]);
  expect(inZones(7, starts(0))).toEqual([8]);
  expect(inZones(7, spread)).toEqual([3, 2, 2]);
  expect(inZones(7, { ...spread, ...starts(0) })).toEqual([3, 3, 2]);
  expect(inZones(6, { ...spread, ...starts(0) })).toEqual([3, 2, 2]);
  expect(inZones(6, { ...spread, ...starts(1) })).toEqual([2, 2, 2]);
  expect(inZones(6, { ...spread, ...starts(0), replicas: { needed: 5, planned: 6 } })).toEqual([2, 2, 2]);
  // All of a surge that somebody wrote down.
  expect(inZones(6, { ...spread, ...starts(0, true), replicas: { needed: 5, planned: 6 } })).toEqual([3, 3, 3]);
  expect(inZones(6, { ...spread, ...starts(0), replicas: { needed: 6, planned: 6, max: 11 } })).toEqual([4, 4, 3]);
  expect(inZones(6, { ...spread, canary: 2 })).toEqual([3, 3, 2]);
  expect(inZones(4, { ...spread, zonePinned: true })).toEqual([2, 2, 2]);
  expect(inZones(4, { ...spread, canary: 5, zoneSkewByRevision: true })).toEqual([4, 4, 4]);
  expect(inZones(2, { maxPerZone: 1 })).toEqual([1, 1, 0]);
  expect(inZones(1, {}, 'zone')).toEqual([1, 1, 0]);
  expect(inZones(5, { replicas: { needed: 4, planned: 5, degraded: 4 } }, 'zone')).toEqual([2, 2, 2]);
});

test('options: the smallest cap for each number of nodes, and what one node less has to leave', () => {
  const general = ['a', 'b'].map((zone) => pool(`general/${zone}`, 8, 32));
  const owner: Owner = {
    pods: { w: 1 },
    open: false,
    requests: { cpu: 1000 },
    pools: general,
    demands: [{ places: 6 }],
    maxPerNode: 4,
    leaves: 0,
    mayMiss: 0,
  };
  const optionsWith = (changes: Partial<Owner>) =>
    optionsOf({ ...owner, ...changes }).map(({ cap, nodes }) => [cap, ...nodes]);
  expect(optionsWith({})).toEqual([
    [3, 2],
    [2, 3],
    [1, 6],
  ]);
  expect(optionsWith({ leaves: 5 })).toEqual([
    [3, 3],
    [2, 4],
    [1, 6],
  ]);
  expect(optionsWith({ requests: { cpu: 5000 } })).toEqual([[1, 6]]);
  expect(optionsWith({ requests: { cpu: 9000 } })).toEqual([]);
  const zones = [
    { zone: 'a', places: 3 },
    { zone: 'b', places: 2 },
  ];
  expect(optionsWith({ demands: zones })).toEqual([
    [3, 1, 1],
    [2, 2, 1],
    [1, 3, 2],
  ]);
  // With one of zone a's nodes away, zone b has one pod more than a is left with, at most.
  expect(optionsWith({ demands: zones, leaves: 4, mayMiss: 1 })).toEqual([
    [2, 2, 2],
    [1, 3, 2],
  ]);
});

test('roles: equal nodes are one, and so are those that fit together; names are letters that no pool has', () => {
  const general = pool('general/a', 4, 32);
  const pools = [general, pool('general-b/a', 4, 32)];
  const cluster = model(
    pools,
    ['x', 'y', 'z'].map((name) => workload(name, 1, 1, 1)),
  );
  const nodes = (id: string, cap: number) => ({
    pool: general,
    count: 1,
    open: id === 'z',
    caps: new Map([[`test/Deployment/${id}`, cap]]),
  });
  expect(rolesOf(cluster, [nodes('x', 3), nodes('y', 1), nodes('x', 3), nodes('z', 4)])).toEqual([
    {
      name: 'general-a',
      pool: 'general',
      nodes: { 'general/a': 3 },
      caps: { 'test/Deployment/x': 3, 'test/Deployment/y': 1 },
    },
    { name: 'general-c', pool: 'general', open: true, nodes: { 'general/a': 1 }, caps: { 'test/Deployment/z': 4 } },
  ]);
});

test('what fits on no node, or not within the limits of the pools, owns no places', () => {
  const pools = ZONES.map((zone) => pool(`general/${zone}`, 4, 16));
  const solver = theSolver()!;
  const own = { ours: true } as const;
  expect(reserveCluster(model(pools, [workload('w', 1, 5, 1, own)]), solver).places).toEqual({});
  const limited = pools.map((one) => ({ ...one, maxNodes: 1 }));
  expect(reserveCluster(model(limited, [workload('w', 4, 3, 1, own)]), solver).places).toEqual({});
  expect(reserveCluster(model(limited, [workload('w', 3, 3, 1, own)]), solver).roles).toEqual([
    expect.objectContaining({ nodes: { 'general/a': 1, 'general/b': 1, 'general/c': 1 } }),
  ]);
});
