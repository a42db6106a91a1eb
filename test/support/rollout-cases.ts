import { workload } from './models';
import { LimitRule, RolloutCase, SpreadRule } from './rollout-search';
import { WorkloadModel } from '../../src/capacity/model';
import { lackingAt } from '../../src/capacity/scenario/rollout';
import { groundOn } from '../../src/capacity/scenario/rollout-ground';
import { seeded } from '../../src/capacity/scheduler/seeded';

/** A case drawn by chance: up to three zones, four nodes and seven pods, and any of the rules that a rollout meets. */
export function randomRollout(seed: number): RolloutCase {
  const random = seeded(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const chance = (share: number) => random() < share;
  const zoneCount = 1 + upTo(2);
  const nodeCount = Math.max(zoneCount, 1 + upTo(3));
  const nodes = Array.from({ length: nodeCount }, (_, i) => ({ zone: i % zoneCount, slots: 1 + upTo(3) }));
  const places = nodes.reduce((sum, { slots }) => sum + slots, 0);
  const pods = 1 + upTo(Math.min(7, places) - 1);
  const [surge, unavailable] = [upTo(3), upTo(2)];
  const spread = (domains: number): SpreadRule => ({
    maxSkew: 1 + upTo(1),
    ...(chance(0.2) && { minDomains: domains + upTo(1) }),
    ...(chance(0.4) && { byRevision: true }),
  });
  const limit: LimitRule = { most: 1 + upTo(1), ...(chance(0.5) && { byRevision: true }) };
  const limited = random();
  return {
    nodes,
    pods,
    surge: surge + unavailable === 0 ? 1 : surge,
    unavailable,
    ran: pods + (chance(0.3) ? upTo(2) : 0),
    ...(chance(0.7) && { zones: spread(zoneCount) }),
    ...(chance(0.2) && { hosts: spread(nodeCount) }),
    ...(limited < 0.2 && { perNode: limit }),
    ...(limited > 0.9 && { perZone: limit }),
  };
}

/** The workload of a case as the planner knows it. */
function workloadOf({ pods, surge, unavailable, ran, zones, hosts, perNode, perZone }: RolloutCase): WorkloadModel {
  return workload('w', pods, 1, 1, {
    replicas: { needed: pods, planned: pods, max: ran },
    rollout: { surge, explicit: false, maxUnavailable: unavailable, ours: false },
    ...(zones && {
      zoneSkew: zones.maxSkew,
      minZones: zones.minDomains,
      ...(zones.byRevision && { zoneSkewByRevision: true as const }),
    }),
    ...(hosts && { hostSpread: hosts }),
    ...(perNode && { maxPerNode: perNode.most }),
    ...(perZone && { maxPerZone: perZone.most }),
    ...((perNode ?? perZone)?.byRevision && { limitsByRevision: true }),
  });
}

function groundOf(given: RolloutCase) {
  const nodes = given.nodes.map(({ zone, slots }) => ({ zone, count: 1, places: slots }));
  const zones = new Set(given.nodes.map(({ zone }) => zone)).size;
  return groundOn(workloadOf(given), nodes, { zones, hosts: 0 });
}

/** Places that the planner says are missing for the rollout to end. */
export function missingIn(given: RolloutCase): number {
  return lackingAt(workloadOf(given), given.pods, groundOf(given));
}

/** True where the planner does not say that it only could not prove more. */
export function isExact(given: RolloutCase): boolean {
  return groundOf(given).loose !== true;
}
