import { SurviveLevel } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { Taint } from '../../cluster/taint';
import * as k8s from '../../manifest/k8s/types';

/** Where the pods of a workload may run, and how they spread. */
export interface PlacementParts {
  readonly selector: Record<string, string>;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly onlyZones?: readonly string[];
  readonly tolerates: readonly Taint[];
  /** What nodes must have besides these labels, and what else is tolerated. */
  readonly requirements?: readonly k8s.NodeSelectorRequirement[];
  readonly tolerations?: readonly k8s.Toleration[];
  readonly survive: SurviveLevel;
  readonly zones: number;
  /** True where every zone has to have its part of them, whatever is survived. */
  readonly inAllZones?: boolean;
  readonly replicated: boolean;
  /** True where no two of them may share a node. */
  readonly apart?: boolean;
  /** Label that tells the pods of one revision from those of another. */
  readonly revisionLabel?: string;
}

/** What decides how pods spread. */
export type SpreadParts = Pick<PlacementParts, 'selector' | 'survive' | 'zones' | 'inAllZones' | 'revisionLabel'>;

/** Taints of nodes that the pods tolerate. */
export function tolerations({
  tolerates,
  tolerations: more = [],
}: Pick<PlacementParts, 'tolerates' | 'tolerations'>): Pick<k8s.PodSpec, 'tolerations'> {
  const all = [
    ...more,
    ...tolerates.map(({ key, value, effect }) => ({
      key,
      operator: value === undefined ? 'Exists' : 'Equal',
      ...(value !== undefined && { value }),
      effect,
    })),
  ];
  return all.length > 0 ? { tolerations: all } : {};
}

/** Nodes that the pods may run on. */
export function affinity(parts: PlacementParts): Pick<k8s.PodSpec, 'affinity'> {
  const required = {
    ...nodeAffinity(parts),
    ...(parts.apart && {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: parts.selector } },
        ],
      },
    }),
  };
  return Object.keys(required).length > 0 ? { affinity: required } : {};
}

/** Required node affinity: node selectors are replaced by some edge runtimes. */
function nodeAffinity({
  nodeLabels,
  onlyZones,
  requirements = [],
}: PlacementParts): Pick<k8s.Affinity, 'nodeAffinity'> {
  const labels: [string, string[]][] = Object.keys(nodeLabels).map((key) => [key, [nodeLabels[key]]]);
  const wanted = [...labels, ...(onlyZones ? [[ZONE, [...onlyZones].sort()] as [string, string[]]] : [])];
  const all = [...wanted.map(([key, values]) => ({ key, operator: 'In', values })), ...requirements];
  if (all.length === 0) {
    return {};
  }
  const matchExpressions = sortedBy(all, ({ key }) => key);
  const required = { nodeSelectorTerms: [{ matchExpressions }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

const ZONE = 'topology.kubernetes.io/zone';

/**
 * Zones: a hard spread where the workload survives the loss of a zone or has its part in each, else a soft one. Dead zones and nodes that the pods
 * may not use are no domains. At least all zones but one must have nodes: with all of them a lost zone would keep every pod of the
 * others from coming back. The hard one counts pods of all revisions: then the place that an old pod leaves is one that the spread
 * lets a new one into, and a rollout cannot hang; by revision it may be in a zone that is closed.
 * Hosts: a soft spread always; without it some orders of arrival leave pods pending on a plan that fits.
 */
export function spread(parts: SpreadParts): k8s.TopologySpreadConstraint[] {
  const { revisionLabel } = parts;
  const all = {
    maxSkew: 1,
    labelSelector: { matchLabels: parts.selector },
    nodeAffinityPolicy: 'Honor',
    nodeTaintsPolicy: 'Honor',
  };
  const one = revisionLabel === undefined ? all : { ...all, matchLabelKeys: [revisionLabel] };
  const hosts = { ...one, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' };
  if (parts.survive === 'zone' || parts.inAllZones) {
    const minDomains = parts.survive === 'zone' ? parts.zones - 1 : parts.zones;
    return [hosts, { ...all, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', minDomains }];
  }
  return parts.zones > 1 ? [hosts, { ...one, topologyKey: ZONE, whenUnsatisfiable: 'ScheduleAnyway' }] : [hosts];
}

/** Over zones alone, for pods that are kept apart on hosts already. */
export function zoneSpread(parts: SpreadParts): k8s.TopologySpreadConstraint[] {
  return spread(parts).filter(({ topologyKey }) => topologyKey === ZONE);
}
