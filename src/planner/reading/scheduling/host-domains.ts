import { Spreading } from './rules';
import { withoutZoneLabel } from './zone-domains';
import { HostSpreadModel } from '../../../capacity/model';
import { barredByLabels, barredByTaints, toleratesUnreachable } from '../node-admission';
import { ReadPool } from '../read-pool';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A workload, and the nodes of the cluster. */
interface Read {
  readonly draft: WorkloadDraft;
  readonly pools: readonly ReadPool[];
  /** Pools that it is not planned on, whose nodes may count for its spread. */
  readonly elsewhere?: readonly ReadPool[];
  readonly spreading: Spreading;
  /** Pools that its queue may use; absent: it waits in none. */
  readonly queuePools?: ReadonlySet<string>;
}

/**
 * The hard spread of a workload over nodes, with the nodes that count for it beside those that its pods may use: those that its affinity and
 * its tolerations admit, as far as the spread honours them, whether they have room or not. Nodes that are lost or cordoned are tainted, and
 * are there (kubernetes 1.34, podtopologyspread/common.go, matchNodeInclusionPolicies).
 */
export function hostSpreadOf(
  { draft, pools, elsewhere = [], spreading, queuePools }: Read,
  eligible: readonly ReadPool[],
): HostSpreadModel | undefined {
  const { hostSpread, hostDomains } = spreading;
  if (!hostSpread || !hostDomains) {
    return undefined;
  }
  const spec = draft.pod.spec ?? {};
  const counts = ({ pool, zone, model }: ReadPool) =>
    withoutZoneLabel(spreading, pool, zone) === undefined &&
    (!hostDomains.affinity ||
      (barredByLabels(spec, pool, zone) === undefined && queuePools?.has(model.id) !== false)) &&
    (!hostDomains.taints || barredByTaints(spec, pool) === undefined);
  const also = [...pools.filter((pool) => !eligible.includes(pool)), ...elsewhere].filter(counts);
  return {
    ...hostSpread,
    ...(also.length > 0 && { alsoCounts: also.map(({ model }) => model.id) }),
    ...((!hostDomains.taints || toleratesUnreachable(spec)) && { lostNodesCount: true }),
  };
}
