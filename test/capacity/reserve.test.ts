import { ClusterModel, SurviveLevel } from '../../src/capacity/model';
import { placesInZones, placesOf } from '../../src/capacity/reserve/counts';
import { optionsOf } from '../../src/capacity/reserve/options';
import { ClusterReservation, reserveCluster } from '../../src/capacity/reserve/reserve-cluster';
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
  return { seed, cluster, reservation: reserveCluster(cluster, theSolver()!)! };
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
      const roles = reservation.roles.filter(({ caps }) => one.id in caps);
      expect([...new Set(roles.map(({ caps }) => caps[one.id]))]).toEqual([reservation.caps[one.id]]);
      const nodesIn = (zone?: string) =>
        roles.reduce((sum, { nodes }) => {
          const own = Object.entries(nodes).filter(([id]) => zone === undefined || id.endsWith(`/${zone}`));
          return sum + own.reduce((all, [, n]) => all + n, 0);
        }, 0);
      const most = Math.max(one.replicas.planned, one.replicas.max ?? 0);
      for (const zone of one.zoneSkew === undefined ? [undefined] : ZONES) {
        const share = zone === undefined ? most : Math.ceil(most / 3);
        expect(reservation.caps[one.id] * nodesIn(zone)).toBeGreaterThanOrEqual(share);
      }
      if (cluster.survive === 'node') {
        // Whichever of its nodes goes, the others own what has to be left.
        expect(reservation.caps[one.id] * (nodesIn() - (one.zoneSkew === undefined ? 1 : 0))).toBeGreaterThanOrEqual(
          one.replicas.degraded!,
        );
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
    const free: ClusterReservation = {
      ...reservation,
      caps: all,
      roles: reservation.roles.map((role) => ({ ...role, caps: all })),
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
  expect(inZones(6, { ...spread, ...starts(0, true), replicas: { needed: 5, planned: 6 } })).toEqual([3, 2, 2]);
  expect(inZones(6, { ...spread, ...starts(0), replicas: { needed: 6, planned: 6, max: 11 } })).toEqual([4, 4, 3]);
  expect(inZones(6, { ...spread, canary: 2 })).toEqual([3, 3, 2]);
  expect(inZones(4, { ...spread, zonePinned: true })).toEqual([2, 2, 2]);
  expect(inZones(2, { maxPerZone: 1 })).toEqual([1, 1, 0]);
  expect(inZones(1, {}, 'zone')).toEqual([1, 1, 0]);
  expect(inZones(5, { replicas: { needed: 4, planned: 5, degraded: 4 } }, 'zone')).toEqual([2, 2, 2]);
});

test('options: the smallest cap for each number of nodes, and what one node less has to leave', () => {
  const type = { size: [8], cost: 1, nodes: 1, most: Infinity };
  const item = { size: [1], places: 6, perZone: false, leftOver: 0, maxPerNode: 4, types: [0] };
  const capsOf = (changes: object) =>
    optionsOf({ types: [type], items: [{ ...item, ...changes }], apart: [new Set()] })[0].map(({ cap, nodes }) => [
      cap,
      nodes,
    ]);
  expect(capsOf({})).toEqual([
    [3, 2],
    [2, 3],
    [1, 6],
  ]);
  expect(capsOf({ leftOver: 5 })).toEqual([
    [3, 3],
    [2, 4],
    [1, 6],
  ]);
  expect(capsOf({ size: [5] })).toEqual([[1, 6]]);
  expect(capsOf({ size: [9] })).toEqual([]);
});

test('roles: equal nodes are one, and so are those that fit together; names are letters', () => {
  const general = pool('general/a', 8, 32);
  const nodes = (id: string, cap: number) => ({ pool: general, count: 1, caps: new Map([[id, cap]]) });
  const fits = (_: unknown, caps: ReadonlyMap<string, number>) =>
    [...caps.values()].reduce((sum, n) => sum + n, 0) <= 4;
  const roles = rolesOf([nodes('x', 3), nodes('y', 1), nodes('x', 3), nodes('z', 4)], fits);
  expect(roles).toEqual([
    { name: 'general-a', pool: 'general', nodes: { 'general/a': 3 }, caps: { x: 3, y: 1 } },
    { name: 'general-b', pool: 'general', nodes: { 'general/a': 1 }, caps: { z: 4 } },
  ]);
});

test('what fits on no node, or on no row of all zones, is not reserved', () => {
  const pools = ZONES.map((zone) => pool(`general/${zone}`, 4, 16));
  const solver = theSolver()!;
  expect(reserveCluster(model(pools, [workload('w', 1, 5, 1)]), solver)).toBeUndefined();
  const spread = workload('w', 3, 1, 1, { zoneSkew: 1, eligible: ['general/a', 'general/b'] });
  expect(reserveCluster(model(pools, [spread]), solver)).toBeUndefined();
  const limited = pools.map((one) => ({ ...one, maxNodes: 1 }));
  expect(reserveCluster(model(limited, [workload('w', 4, 3, 1)]), solver)).toBeUndefined();
  expect(reserveCluster(model(limited, [workload('w', 3, 3, 1)]), solver)!.roles).toEqual([
    expect.objectContaining({ nodes: { 'general/a': 1, 'general/b': 1, 'general/c': 1 } }),
  ]);
});
