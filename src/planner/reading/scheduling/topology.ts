import { SchedulingContext, ZONE } from './rules';
import { barredFrom, nodeLabels } from '../node-admission';
import { WorkloadDraft } from '../workloads/workload-draft';

/** What the nodes open to some workloads have as values of a label. */
export interface KeyDomains {
  /** Values, without those of nodes that do not have the label. */
  readonly values: ReadonlySet<string>;
  /** True where every node has the label. */
  readonly everywhere: boolean;
  /** True where its values divide the nodes as zones do. */
  readonly likeZones: boolean;
}

/** The domains of a topology key for a workload. */
export function domainsOf(key: string, draft: WorkloadDraft, { pools }: SchedulingContext): KeyDomains {
  const open = pools.filter(({ pool, zone }) => barredFrom(draft.pod.spec ?? {}, pool, zone) === undefined);
  const pairs = open.map(({ pool, zone }) => {
    const labels = nodeLabels(pool, zone);
    return [labels[key], labels[ZONE]] as const;
  });
  const values = new Set(pairs.flatMap(([value]) => value ?? []));
  const zones = new Set(pairs.flatMap(([, zone]) => zone ?? []));
  const both = new Set(pairs.map((pair) => JSON.stringify(pair)));
  const everywhere = pairs.every(([value]) => value !== undefined);
  const zoned = everywhere && pairs.every(([, zone]) => zone !== undefined);
  return { values, everywhere, likeZones: zoned && both.size === values.size && both.size === zones.size };
}

/** True where all nodes of all these domains are one domain. */
export function isOneDomain(...domains: readonly KeyDomains[]): boolean {
  return (
    domains.every(({ everywhere }) => everywhere) && new Set(domains.flatMap(({ values }) => [...values])).size <= 1
  );
}
