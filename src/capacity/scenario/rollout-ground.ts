import { countsForHosts } from './host-spread';
import { RolloutDomain, RolloutGround } from './rollout-conditions';
import { Run, SteadyCluster } from './steady-cluster';
import { HostSpreadModel, WorkloadModel } from '../model';

/** Equal nodes that a workload may use. */
export interface GroundNodes extends RolloutDomain {
  readonly zone: string | number | undefined;
  readonly count: number;
}

/** What counts for its spreads and takes none of its pods. */
export interface AlsoCounted {
  /** Zones that count, those that take its pods included. */
  readonly zones: number;
  /** Nodes that take none and count for its spread over nodes. */
  readonly hosts: number;
}

/** The places of a workload in the steady cluster, as everything else lies there. */
export function groundIn(start: SteadyCluster, workload: WorkloadModel): RolloutGround {
  const { eligible, rivals, requests, zonesWithNodes } = start.demandsOf(workload.id);
  const alive = start.runs.filter(({ count }) => count > 0);
  const placesOn = ({ group, free }: Run) =>
    rivals.some((other) => (group.pods[other] ?? 0) > 0)
      ? 0
      : requests.reduce((least, [name, amount]) => Math.min(least, Math.floor((free[name] ?? 0) / amount)), Infinity) +
        (group.pods[workload.id] ?? 0);
  const nodes = alive
    .filter(({ pool }) => eligible.has(pool.id))
    .map((run): GroundNodes => ({ zone: run.pool.zone, count: run.count, places: placesOn(run) }));
  const hosts = alive
    .filter(({ pool }) => !eligible.has(pool.id) && countsForHosts(workload, pool.id))
    .reduce((sum, { count }) => sum + count, 0);
  return groundOn(workload, nodes, { zones: zonesWithNodes.size, hosts });
}

/** The places of a workload on nodes, within its limits for each of them and for each zone. */
export function groundOn(workload: WorkloadModel, nodes: readonly GroundNodes[], also: AlsoCounted): RolloutGround {
  const { maxPerNode, maxPerZone = Infinity, limitsByRevision = false, hostSpread, zoneSkew } = workload;
  const within = maxPerNode === undefined ? nodes : limited(nodes, maxPerNode, limitsByRevision);
  const hosts = nodes.reduce((sum, { count }) => sum + count, also.hosts);
  const fromEmpty = also.hosts > 0 || hosts < (hostSpread?.minDomains ?? 1);
  if (hostSpread && !fromEmpty && zoneSkew === undefined && maxPerZone === Infinity) {
    const { maxSkew, byRevision } = hostSpread;
    const domains = within.flatMap(({ count, ...one }) => new Array<RolloutDomain>(count).fill(one));
    return {
      domains,
      maxSkew,
      ...(byRevision && { byRevision }),
      ...(byRevision && limitsByRevision && { loose: true }),
    };
  }
  const most = hostSpread && hostSpread.maxSkew + (fromEmpty ? 0 : leastOnHost(workload, hostSpread, hosts));
  const all = most === undefined ? within : limited(within, most, hostSpread?.byRevision ?? false);
  const zones = [...new Set(all.map(({ zone }) => zone))].map((zone) => {
    const here = all.filter((node) => node.zone === zone && node.places > 0);
    return { zone, count: 1, places: total(here), onlyNew: here.every(({ onlyNew }) => onlyNew) };
  });
  const twice = hostSpread !== undefined && !fromEmpty;
  const aware = workload.zoneSkewByRevision && (limitsByRevision || hostSpread?.byRevision);
  return {
    domains: maxPerZone === Infinity ? zones : limited(zones, maxPerZone, limitsByRevision),
    ...((twice || aware) && { loose: true }),
    ...(zoneSkew !== undefined && { maxSkew: zoneSkew }),
    ...(workload.zoneSkewByRevision && { byRevision: true }),
    ...((also.zones > zones.length || zones.length < (workload.minZones ?? 1)) && { fromEmpty: true }),
  };
}

/** A limit that counts one revision is reached by new pods alone where there is room for more. */
function limited(nodes: readonly GroundNodes[], most: number, byRevision: boolean): GroundNodes[] {
  return nodes.map((node) =>
    node.places > most ? { ...node, places: most, onlyNew: byRevision } : { ...node, onlyNew: false },
  );
}

function total(nodes: readonly GroundNodes[]): number {
  return nodes.reduce((sum, { count, places }) => sum + count * places, 0);
}

/**
 * Pods that every node that counts has at least, whatever comes and goes, beside a spread over zones. When a pod comes no other node has fewer than its node
 * and the skew, so no node ever has more than `(pods + maxSkew (nodes - 1)) / nodes`; what the others cannot hold is on the emptiest.
 */
function leastOnHost({ replicas, rollout }: WorkloadModel, spread: HostSpreadModel, nodes: number): number {
  const { surge = 0, maxUnavailable = 0 } = rollout ?? {};
  const pods = Math.max(replicas.planned, replicas.max ?? 0) + surge;
  const most = Math.floor((pods + spread.maxSkew * (nodes - 1)) / nodes);
  return spread.byRevision ? 0 : Math.max(0, replicas.planned - maxUnavailable - (nodes - 1) * most);
}
