import { Finding } from '../../../capacity/model';
import { KubeObject, KubePod } from '../../../manifest/kube';

/** How the pods of a workload want to lie together, by the label of a level of the topology. */
export interface GangDraft {
  /** Label of nodes that has one value in each domain of the level; absent: anywhere, but all at once. */
  readonly label?: string;
  readonly mode: 'required' | 'preferred';
}

const QUEUE = 'kueue.x-k8s.io/queue-name';
const REQUIRED = 'kueue.x-k8s.io/podset-required-topology';
const PREFERRED = 'kueue.x-k8s.io/podset-preferred-topology';
const UNCONSTRAINED = 'kueue.x-k8s.io/podset-unconstrained-topology';

/** The LocalQueue that the object waits in: Kueue suspends it until it is admitted, and then it runs whole. */
export function queueNameOf({ metadata }: KubeObject): string | undefined {
  return metadata?.labels?.[QUEUE];
}

/** The queue of Volcano that the pods wait in; all of them start at once. */
export function volcanoQueueOf({ metadata, spec }: KubePod): string | undefined {
  return spec?.schedulerName === 'volcano'
    ? (metadata?.annotations?.['scheduling.volcano.sh/queue-name'] ?? 'default')
    : undefined;
}

/** Whether somebody stopped the object, or made it not to start; what a queue suspends does run. */
export function isSuspended(json: KubeObject): boolean {
  const { suspend, runPolicy } = json.spec ?? {};
  return (suspend === true || runPolicy?.suspend === true) && queueNameOf(json) === undefined;
}

/** What Kueue's annotations on the pods ask of the topology; undefined where the object is in no queue. */
export function gangOf(json: KubeObject, pods: KubePod, path: string, findings: Finding[]): GangDraft | undefined {
  if (volcanoQueueOf(pods) !== undefined) {
    return { mode: 'preferred' };
  }
  if (queueNameOf(json) === undefined) {
    return undefined;
  }
  const { annotations = {} } = pods.metadata ?? {};
  const [required, preferred] = [annotations[REQUIRED], annotations[PREFERRED]];
  if (required !== undefined && preferred !== undefined) {
    findings.push({
      code: 'TOPOLOGY_REQUEST_TWICE',
      severity: 'error',
      path,
      message: `pods of ${json.kind} ${json.metadata?.name} both require and prefer a topology: Kueue refuses that`,
      cure: [`either ${REQUIRED} or ${PREFERRED}`],
    });
  }
  if (required !== undefined) {
    return { label: required, mode: 'required' };
  }
  const asked = preferred !== undefined || annotations[UNCONSTRAINED] !== undefined;
  return asked ? { mode: 'preferred', ...(preferred !== undefined && { label: preferred }) } : undefined;
}
