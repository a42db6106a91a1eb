import { Finding } from '../../../capacity/model';
import { byCodeUnit } from '../../../capacity/order';
import { KubeObject } from '../../../manifest/kube';

/** Kinds of Kubernetes itself that other API groups have under the same name. */
const SHARED_NAMES: ReadonlySet<string> = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Ingress',
  'Job',
  'Pod',
  'PodTemplate',
  'ReplicaSet',
  'ReplicationController',
  'Service',
  'StatefulSet',
]);

/** Group of an `apiVersion`; that of the core is empty. */
function groupOf({ apiVersion = '' }: KubeObject): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

/** Groups of Kubernetes itself: `apps`, `batch`, and those below `k8s.io`. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** How a workload is called in the plan. */
export interface WorkloadName {
  /** `<namespace>/<Kind>/<name>`; a kind of another group that has the name of one of Kubernetes stands with its group. */
  readonly id: string;
  /** The same with the group, and with its role apart: no two workloads have one. */
  readonly fullId: string;
}

/** The name of a workload, or of one role of it where it has several. */
export function workloadName(json: KubeObject, path: string, role?: string): WorkloadName {
  const { metadata = {}, kind = '' } = json;
  const { namespace = 'default', name, generateName } = metadata;
  const group = groupOf(json);
  const qualified = group === '' ? kind : `${kind}.${group}`;
  const short = SHARED_NAMES.has(kind) && !isBuiltIn(group) ? qualified : kind;
  // What the API server gives a name to is called by what it makes the name from; each such object is another one.
  const [called, own] = name === undefined ? [`${generateName ?? ''}*`, path] : [name, ''];
  return {
    id: `${namespace}/${short}/${called}${role === undefined ? '' : `-${role}`}`,
    fullId: `${namespace}/${qualified}/${called}${own}${role === undefined ? '' : `:${role}`}`,
  };
}

interface Named extends WorkloadName {
  readonly path: string;
}

/** Workloads of which each has an id of its own: one that is there twice is refused, and where several have one id they are called in full. */
export function withOwnIds<T extends Named>(drafts: readonly T[], findings: Finding[]): T[] {
  const first = new Map<string, T>();
  for (const draft of [...drafts].sort((a, b) => byCodeUnit(a.path, b.path))) {
    const other = first.get(draft.fullId);
    if (other) {
      findings.push(taken(draft, other));
    } else {
      first.set(draft.fullId, draft);
    }
  }
  const kept = [...first.values()];
  const shared = repeated(kept.map(({ id }) => id));
  return kept.map((draft) => (shared.has(draft.id) ? { ...draft, id: draft.fullId } : draft));
}

function repeated(ids: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(ids.filter((id) => seen.size === seen.add(id).size));
}

function taken(draft: Named, other: Named): Finding {
  return {
    code: 'IDENTITY_TAKEN',
    severity: 'error',
    path: draft.path,
    message: `${draft.id} is already made at ${other.path}`,
    cure: ['another name or namespace for one of them'],
  };
}
