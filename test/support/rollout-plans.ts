import { model, pool, workload } from './models';
import { RolloutCase, stuckState } from './rollout-search';
import { ClusterModel, RolloutModel, WorkloadModel } from '../../src/capacity/model';
import { ClusterPlan } from '../../src/capacity/plan';
import { seeded } from '../../src/capacity/scheduler/seeded';

/** A cluster drawn by chance with two or three workloads, of whose rollouts everything may be asked. */
export function randomCluster(seed: number): ClusterModel {
  const random = seeded(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const chance = (share: number) => random() < share;
  const zones = ['a', 'b', 'c'].slice(0, 1 + upTo(2));
  const most = chance(0.5) ? 1 + upTo(2) : undefined;
  const pools = zones.map((zone) => pool(`p/${zone}`, 3 + upTo(2), 16, { minNodes: 1, maxNodes: most }));
  const workloads = ['v', 'w', 'x'].slice(0, 1 + upTo(2)).map((name): WorkloadModel => {
    const pods = 1 + upTo(5);
    const replicas = {
      needed: pods - (pods > 1 && chance(0.5) ? 1 : 0),
      planned: pods,
      ...(chance(0.3) && { max: pods + 1 }),
    };
    const spread = chance(0.7) && { zoneSkew: 1, ...(chance(0.4) && { zoneSkewByRevision: true as const }) };
    const ours = chance(0.4);
    return workload(name, pods, 1 + upTo(1), 1, {
      softSpread: { host: 1 },
      replicas,
      ...spread,
      ...(chance(0.2) && { maxPerNode: 1 + upTo(1) }),
      ...(ours && { zoneSkewByRevision: undefined }),
      rollout: ours ? own(replicas) : foreign(pods, upTo(3), upTo(2)),
    });
  });
  return model(pools, workloads, {
    conflicts: workloads.length > 1 && chance(0.1) ? [[workloads[0].id, workloads[1].id]] : [],
  });
}

function own({ planned, needed }: { readonly planned: number; readonly needed: number }): RolloutModel {
  const surge = planned > needed ? 0 : 1;
  return { surge, explicit: false, maxUnavailable: 1 - surge, ours: true };
}

function foreign(pods: number, surge: number, unavailable: number): RolloutModel {
  return {
    surge: surge + unavailable === 0 ? 1 : surge,
    explicit: false,
    maxUnavailable: Math.min(unavailable, pods),
    ours: false,
  };
}

/** Rollouts that the plan promises and that hang on its nodes: of any workload, from any placement of its pods beside all others. */
export function hanging({ model: { workloads, pools, conflicts }, steady, nodes, rollouts }: ClusterPlan): string[] {
  const of = (id: string) => pools.find((one) => one.id === id)!;
  const names = [...new Set(pools.map(({ zone }) => zone))];
  return workloads.flatMap((one) => {
    const rollout = rollouts[one.id];
    const { planned, max = planned } = one.replicas;
    const rivals = conflicts.flatMap(([a, b]) => (a === one.id ? [b] : b === one.id ? [a] : []));
    const slots = ({ pool: id, pods }: { readonly pool: string; readonly pods: Readonly<Record<string, number>> }) => {
      const others = Object.entries(pods).filter(([other]) => other !== one.id);
      const free = (name: string) =>
        others.reduce(
          (left, [other, n]) => left - n * (workloads.find((w) => w.id === other)!.requests[name] ?? 0),
          of(id).allocatable[name] ?? 0,
        );
      return others.some(([other]) => rivals.includes(other))
        ? 0
        : Math.min(...Object.entries(one.requests).map(([name, amount]) => Math.floor(free(name) / amount)));
    };
    const groups = steady.flatMap((group) => new Array(group.count).fill(group) as (typeof steady)[number][]);
    const bare = pools.flatMap(({ id }) => {
      const there = groups.filter((group) => group.pool === id).length;
      return new Array<(typeof steady)[number]>(nodes[id] - there).fill({ id, pool: id, count: 1, pods: {} });
    });
    const all = [...groups, ...bare].map((group) => ({
      zone: names.indexOf(of(group.pool).zone),
      slots: slots(group),
    }));
    const counts = Array.from({ length: Math.max(0, rollout.completesUpTo - planned + 1) }, (_, i) => planned + i);
    return counts.flatMap((pods) => {
      const given: RolloutCase = {
        nodes: all,
        pods,
        surge: one.rollout!.ours ? rollout.surge : one.rollout!.surge,
        unavailable: rollout.maxUnavailable,
        ran: max,
        ...(one.zoneSkew !== undefined && {
          zones: { maxSkew: one.zoneSkew, byRevision: one.zoneSkewByRevision ?? false },
        }),
        ...(one.maxPerNode !== undefined && { perNode: { most: one.maxPerNode } }),
      };
      return stuckState(given) ? [`${one.id} at ${pods}`] : [];
    });
  });
}
