import { KafkaNodes, KafkaResources } from './kafka-cluster-props';
import { SurviveLevel } from '../../../capacity/model';
import { formatQuantity } from '../../../capacity/quantity';
import { bytesOf, millisOf } from '../../../manifest/amounts';
import { affinity, tolerations, zoneSpread } from '../../../workload/pod/pod-placement';

/** What the pods of a Kafka cluster have in common. */
export interface PodCommon {
  /** Labels of all pods of the stack. */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Whether the namespace has a mesh, of which the pods get no sidecar: Kafka has TLS of its own. */
  readonly inMesh: boolean;
}

const MIB = 2 ** 20;
const MOST_HEAP = 6 * 1024;

/** Requests, and the memory again as a limit. */
export function resourcesOf({ cpu, memory }: KafkaResources): object {
  const bytes = formatQuantity('memory', bytesOf(memory));
  return { requests: { cpu: formatQuantity('cpu', millisOf(cpu)), memory: bytes }, limits: { memory: bytes } };
}

/** MiB of heap of a node. */
export function heapOf({ heap, resources }: KafkaNodes): number {
  return heap ? Math.floor(bytesOf(heap) / MIB) : Math.min(MOST_HEAP, Math.floor(bytesOf(resources.memory) / MIB / 2));
}

/** Containers under Pod Security "restricted", whatever profile the operator was given. */
export const CONTAINER = {
  securityContext: {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    capabilities: { drop: ['ALL'] },
  },
};

/** The pod template of what runs beside the nodes. */
export function besidePod({ podLabels, inMesh }: PodCommon): object {
  return {
    ...metadataOf({ podLabels, inMesh }),
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
}

/** Seconds in which a broker hands its partitions on and closes its files. */
const GRACE = 300;

/** The pod template of nodes: no two on one host, and as many in one zone as in another. */
export function nodePod(
  nodes: KafkaNodes,
  selector: Record<string, string>,
  where: PodCommon & { readonly survive: SurviveLevel; readonly zones: number },
): object {
  const { survive, zones } = where;
  const parts = {
    selector,
    nodeLabels: nodes.nodeLabels ?? {},
    tolerates: nodes.tolerates ?? [],
    survive,
    zones,
    inAllZones: zones > 1,
    replicated: true,
    apart: true,
  };
  return {
    ...metadataOf(where),
    // The image runs as user 1001 of group 0.
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, fsGroup: 0 },
    terminationGracePeriodSeconds: GRACE,
    ...(nodes.priority && { priorityClassName: nodes.priority.priorityName }),
    ...affinity(parts),
    ...tolerations(parts),
    topologySpreadConstraints: zoneSpread(parts),
  };
}

function metadataOf({ podLabels, inMesh }: PodCommon): object {
  const labels = { ...podLabels, ...(inMesh && { 'sidecar.istio.io/inject': 'false' }) };
  return Object.keys(labels).length > 0 ? { metadata: { labels } } : {};
}
