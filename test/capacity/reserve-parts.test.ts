import { WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { reserveCluster } from '../../src/capacity/reserve/reserve-cluster';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { theSolver } from '../../src/capacity/solver/solver';
import { model, pool, workload } from '../support/models';
import { ReservationPlay } from '../support/reservation-play';

const POOLS = ['a', 'b', 'c'].map((zone) => pool(`general/${zone}`, 8, 32));
const ours = (name: string, replicas: number, cores: number, more: Partial<WorkloadModel> = {}) =>
  workload(name, replicas, cores, 1, { ours: true, ...more });
const owning = (more: Partial<WorkloadModel>) =>
  Object.keys(reserveCluster(model(POOLS, [ours('a', 3, 1), ours('b', 1, 1, more)]), theSolver()!).places);

test('a workload whose place is not the scheduler’s to choose leaves its part of the cluster without places', () => {
  expect(owning({})).toHaveLength(2);
  expect(owning({ pinned: true })).toEqual([]);
  expect(owning({ nodePinned: true })).toEqual([]);
  expect(owning({ mayShed: true })).toEqual([]);
  expect(owning({ gang: { size: 1, mode: 'required' } })).toEqual([]);
  expect(owning({ device: { resource: 'nvidia.com/gpu', milli: 500 } })).toEqual([]);
  expect(owning({ ours: undefined, requests: { cpu: 9000, pods: 1 } })).toHaveLength(1);
  const spread = (more: object) => owning({ ours: undefined, hostSpread: { maxSkew: 1, ...more } });
  expect(spread({})).toHaveLength(2);
  expect([spread({ minDomains: 2 }), spread({ alsoCounts: ['general/b'] }), spread({ byRevision: true })]).toEqual([
    [],
    [],
    [],
  ]);
  expect(owning({ ours: undefined, hostSpread: { maxSkew: 1 }, zoneSkew: 1 })).toEqual([]);
  const parts = model(
    [...POOLS, pool('other/a', 8, 32)],
    [
      ours('a', 3, 1, { eligible: ['general/a', 'general/b', 'general/c'] }),
      ours('b', 1, 1, { eligible: ['other/a'], pinned: true }),
    ],
  );
  expect(Object.keys(reserveCluster(parts, theSolver()!).places)).toEqual(['test/Deployment/a']);
});

test('workloads of others have room for all of them on every node that is open, in each zone where a zone may go', () => {
  const foreign = { rollout: { surge: 1, explicit: false, maxUnavailable: 0, ours: false } };
  const workloads = [ours('a', 3, 2, { zoneSkew: 1 }), workload('x', 1, 1, 1, foreign), workload('y', 2, 0.5, 1)];
  const { roles, places } = reserveCluster(model(POOLS, workloads, { survive: 'zone' }), theSolver()!);
  const open = roles.filter((role) => role.open);
  expect(places['test/Deployment/x']).toMatchObject({ cap: 2, roles: open.map(({ name }) => name) });
  expect(places['test/Deployment/y'].cap).toBe(2);
  expect(open.flatMap(({ nodes }) => Object.keys(nodes)).sort()).toEqual(['general/a', 'general/b', 'general/c']);
  for (const { caps } of open) {
    expect(2 * 1 + 2 * 0.5 + 2 * (caps['test/Deployment/a'] ?? 0)).toBeLessThanOrEqual(8);
  }
});

test('an open node has room for as many pods of others as their own limits let come there', () => {
  const capOf = (planned: number, more: Partial<WorkloadModel>, pools = POOLS) => {
    const both = [ours('a', 3, 2, { zoneSkew: 1 }), workload('x', planned, 0.5, 1, more)];
    return reserveCluster(model(pools, both, { survive: 'zone' }), theSolver()!).places['test/Deployment/x'].cap;
  };
  expect(capOf(6, {})).toBe(6);
  expect(capOf(3, { maxPerNode: 1 })).toBe(1);
  // Old and new ones may meet where a limit counts one revision.
  expect(capOf(3, { maxPerNode: 1, limitsByRevision: true })).toBe(3);
  // While a zone is away, the other two take half each, and one more by the skew.
  expect(capOf(6, { zoneSkew: 1 })).toBe(3);
  expect(capOf(5, { zoneSkew: 2 })).toBe(3);
  expect(capOf(6, { zoneSkew: 1, zoneSkewByRevision: true })).toBe(6);
  // Of two zones one is left.
  expect(capOf(4, { zoneSkew: 1 }, POOLS.slice(0, 2))).toBe(4);
});

test('where others keep apart on nodes, or spread over zones, they need no node for all of them', () => {
  const small = ['a', 'b', 'c'].map((zone) => pool(`general/${zone}`, 4, 16));
  const costOf = (more: Partial<WorkloadModel>) => {
    const cluster = model(small, [ours('a', 3, 1, { zoneSkew: 1 }), workload('x', 6, 1, 1, more)], {
      survive: 'zone',
      placement: 'reserved',
    });
    const { strength, objective } = planCluster(cluster);
    return [strength?.kind, objective?.value];
  };
  expect(costOf({})[0]).toBe('free');
  expect(costOf({ zoneSkew: 1 })).toEqual(['reserved', 5]);
  expect(costOf({ maxPerNode: 1 })).toEqual(['reserved', 9]);
});

test('others that spread over zones strand nobody, whatever came and went before', () => {
  const cluster = model(POOLS, [
    ours('a', 5, 2),
    ours('b', 3, 2, { zoneSkew: 1 }),
    workload('x', 6, 1, 1, { zoneSkew: 1 }),
  ]);
  const reservation = reserveCluster(cluster, theSolver()!);
  expect(reservation.places['test/Deployment/x'].cap).toBe(3);
  const random = seeded(5);
  const play = new ReservationPlay(cluster, reservation, random);
  for (let round = 0; round < 300; round++) {
    for (const { id, replicas } of [...cluster.workloads].sort(() => random() - 0.5)) {
      while (play.count(id) < replicas.planned) {
        expect([round, id, play.arrive(id)]).toEqual([round, id, true]);
      }
      Array.from({ length: Math.floor(random() * (replicas.planned + 1)) }, () => play.leave(id));
    }
    play.evict();
  }
});

test('nodes that are there anyway and take nobody are in the plan, whoever owns places', () => {
  const idle = { ...pool('gpus/a', 8, 32), minNodes: 4, maxNodes: 4 };
  const owned = ours('a', 3, 1, { eligible: ['general/a', 'general/b', 'general/c'] });
  const pools = [...POOLS, pool('other/a', 8, 32), idle];
  const planOf = (...others: WorkloadModel[]) => {
    const { strength, nodes } = planCluster(model(pools, [owned, ...others], { placement: 'reserved' }));
    return [strength?.kind, nodes['gpus/a']];
  };
  expect(planOf()).toEqual(['reserved', 4]);
  expect(planOf(ours('b', 1, 1, { eligible: ['other/a'], pinned: true }))).toEqual([expect.anything(), 4]);
});

test('the order of workloads and pools changes nothing', () => {
  const workloads = [ours('a', 5, 2, { zoneSkew: 1 }), ours('b', 4, 3), ours('c', 7, 1, { zoneSkew: 1 })];
  const reserve = (backwards: boolean) => {
    const turned = <T>(list: readonly T[]) => (backwards ? [...list].reverse() : list);
    const { roles, places } = reserveCluster(model(turned(POOLS), turned(workloads)), theSolver()!);
    return { roles, places: Object.entries(places).sort(([a], [b]) => (a < b ? -1 : 1)) };
  };
  expect(reserve(true)).toEqual(reserve(false));
});

test('roles reach over zones: where all zones need the same there is no role of one zone alone, and fewer than there are nodes in one', () => {
  const sizes = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 1, 2, 0.5, 3];
  const workloads = sizes.map((cores, i) => ours(`w${i}`, 3 * (1 + (i % 3)), cores, { zoneSkew: 1 }));
  const { roles } = reserveCluster(model(POOLS, workloads), theSolver()!);
  const nodes = roles.map((role) => Object.values(role.nodes));
  expect(nodes.filter((counts) => counts.length < 3)).toEqual([]);
  expect(roles.length).toBeLessThanOrEqual(nodes.flat().reduce((sum, n) => sum + n, 0) / 3);
});
