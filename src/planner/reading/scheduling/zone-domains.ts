import { Spreading, ZONE } from './rules';
import { WorkloadModel } from '../../../capacity/model';
import { PoolDescription } from '../description';
import { barredByLabels, barredByTaints, nodeLabels, toleratesUnreachable } from '../node-admission';
import { ReadPool } from '../read-pool';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Why a hard spread over zones keeps pods off nodes of the pool: the scheduler looks only at nodes that are labelled with a zone. */
export function withoutZoneLabel(
  { zoneSkew }: Pick<Spreading, 'zoneSkew'>,
  pool: PoolDescription,
  zone: string | undefined,
): string | undefined {
  return zoneSkew !== undefined && nodeLabels(pool, zone)[ZONE] === undefined
    ? `hard spread over zones, nodes have no label ${ZONE}`
    : undefined;
}

type ZoneRules = Omit<Spreading, 'hostSpread' | 'hostDomains' | 'besides'>;

/** A workload, and the pools of the cluster. */
interface Read {
  readonly draft: WorkloadDraft;
  readonly pools: readonly ReadPool[];
  /** Pools that its queue may use; absent: it waits in none. */
  readonly queuePools?: ReadonlySet<string>;
}

/**
 * Rules of a workload with what counts for its hard spread over zones. Zones do where they have a node that the pod's selectors and affinity
 * admit (nodeAffinityPolicy Honor) and whose taints it tolerates (nodeTaintsPolicy Honor), whether it has room or not: Kubernetes 1.34,
 * pkg/scheduler/framework/plugins/podtopologyspread/common.go, matchNodeInclusionPolicies. Nodes that cannot be reached or are cordoned are
 * tainted, and are there.
 */
export function zoneSpread(
  { draft, pools, queuePools }: Read,
  spreading: ZoneRules,
  eligible: readonly ReadPool[],
): Partial<WorkloadModel> {
  const { zoneDomains, ...rules } = spreading;
  if (!zoneDomains || rules.zoneSkew === undefined) {
    return rules;
  }
  if (eligible.length > 0 && eligible.every(({ zone }) => zone === undefined)) {
    return inOneZone(rules);
  }
  const spec = draft.pod.spec ?? {};
  // A queue adds the labels of its pools to the selector of the pods.
  const selects = ({ pool, zone, model }: ReadPool) =>
    barredByLabels(spec, pool, zone) === undefined && queuePools?.has(model.id) !== false;
  const counts = (read: ReadPool) =>
    withoutZoneLabel(spreading, read.pool, read.zone) === undefined &&
    (!zoneDomains.affinity || selects(read)) &&
    (!zoneDomains.taints || barredByTaints(spec, read.pool) === undefined);
  const closed = pools.filter((pool) => !eligible.includes(pool) && counts(pool)).map(({ model }) => model.id);
  return {
    ...rules,
    ...(closed.length > 0 && { spreadPools: closed }),
    ...(draft.hint?.zones && { evenZones: true as const }),
    ...((!zoneDomains.taints || toleratesUnreachable(spec)) && { deadZonesCount: true as const }),
  };
}

/** Nodes of an edge site that are labelled with its zone: there is nothing to spread over, and as few zones as can be. */
function inOneZone({ zoneSkew, zoneSkewByRevision: _, minZones = 1, ...rules }: ZoneRules): Partial<WorkloadModel> {
  return minZones > 1 ? { ...rules, maxPerZone: Math.min(zoneSkew!, rules.maxPerZone ?? Infinity) } : rules;
}
