import { parseQuantity } from '../../capacity/quantity';
import { Resources, volumesOf } from '../../capacity/resources';
import { KubeObject } from '../../manifest/kube';
import { TaintDescription } from '../../planner/reading/description';

/** A node as its cluster reports it. */
export interface ReportedNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly TaintDescription[];
  readonly capacity: Resources;
  /** What is left for pods, those of daemonsets among them. */
  readonly allocatable: Resources;
  readonly zone?: string;
  readonly providerId: string;
  /** Why nothing may be planned on it now; absent: it takes pods. */
  readonly leftOut?: string;
  /** True where it is left out because it is planned elsewhere, or is no machine. */
  readonly isOther?: boolean;
}

/** Taints of nodes that are on their way in or out, and will not have them for long. */
const PASSING = [
  /^node\.kubernetes\.io\/(not-ready|unreachable|out-of-service|network-unavailable|unschedulable)$/,
  /^node\.kubernetes\.io\/(memory|disk|pid)-pressure$/,
  /^node\.cloudprovider\.kubernetes\.io\/(uninitialized|shutdown)$/,
  /^karpenter\.sh\/(unregistered|disrupted|disruption)$/,
  /^ToBeDeletedByClusterAutoscaler$/,
  /^node\.cilium\.io\/agent-not-ready$/,
  /^(ebs|efs)\.csi\.aws\.com\/agent-not-ready$/,
];

const ZONES = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

/** One node of a file; notes what of it cannot be read. */
export function reportedNode(json: KubeObject, csiNode: KubeObject | undefined, faults: string[]): ReportedNode {
  const { name = '', labels = {} } = json.metadata ?? {};
  const { allocatable = {}, capacity = allocatable } = json.status ?? {};
  const taints: TaintDescription[] = json.spec?.taints ?? [];
  const amounts = (field: string, texts: Record<string, string>): Resources =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([resource, text]): [string, number][] => {
        const amount = parseQuantity(resource, text, 'down');
        if (amount === undefined) {
          faults.push(`node ${name}: status.${field}['${resource}'] '${text}': must be a quantity`);
        }
        return amount ? [[resource, amount]] : [];
      }),
    );
  const left = amounts('allocatable', allocatable);
  for (const resource of ['cpu', 'memory', 'pods']) {
    if (allocatable[resource] === undefined) {
      faults.push(`node ${name}: status.allocatable.${resource} undefined: every node that kubelet runs on says it`);
    }
  }
  if (name === '') {
    faults.push("node '': metadata.name: is required");
  }
  const limits = attachLimits(csiNode);
  const zone = ZONES.map((key) => labels[key]).find((value) => value !== undefined);
  const reason = whyLeftOut(json, taints);
  return {
    name,
    labels,
    taints: taints.filter(({ key, effect }) => !isPassing(key) && effect !== undefined),
    capacity: { ...amounts('capacity', { ...allocatable, ...capacity }), ...limits },
    allocatable: { ...left, ...limits },
    ...(zone !== undefined && { zone }),
    providerId: String(json.spec?.providerID ?? ''),
    ...reason,
  };
}

function attachLimits(csiNode: KubeObject | undefined): Resources {
  const drivers: any[] = csiNode?.spec?.drivers ?? [];
  return Object.fromEntries(
    drivers.flatMap(({ name, allocatable }) =>
      Number.isInteger(allocatable?.count) && allocatable.count > 0 ? [[volumesOf(name), allocatable.count]] : [],
    ),
  );
}

function whyLeftOut(
  { metadata, spec, status }: KubeObject,
  taints: readonly TaintDescription[],
): Pick<ReportedNode, 'leftOut' | 'isOther'> {
  const labels = metadata?.labels ?? {};
  const isEdge =
    labels['node-role.kubernetes.io/edge'] !== undefined || labels['openyurt.io/is-edge-worker'] === 'true';
  if (isEdge) {
    return { leftOut: 'of an edge site, which is planned as one', isOther: true };
  }
  if (labels.type === 'virtual-kubelet' || labels['eks.amazonaws.com/compute-type'] === 'fargate') {
    return { leftOut: 'no machine', isOther: true };
  }
  const conditions: any[] = status?.conditions ?? [];
  if (conditions.some(({ type, status: value }) => type === 'Ready' && value !== 'True')) {
    return { leftOut: 'not ready' };
  }
  if (spec?.unschedulable === true) {
    return { leftOut: 'cordoned' };
  }
  if ((metadata as any)?.deletionTimestamp !== undefined) {
    return { leftOut: 'being deleted' };
  }
  const passing = taints.find(({ key, effect }) => effect !== 'PreferNoSchedule' && isPassing(key));
  return passing ? { leftOut: `tainted ${passing.key}` } : {};
}

function isPassing(key: string): boolean {
  return PASSING.some((pattern) => pattern.test(key));
}
