import { KubeSelector, matchesExpression, selects } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { WorkloadDraft } from '../workloads/workload-draft';

/** What selects pods in a rule: a term of affinity, or a spread. */
export interface PodTerm {
  readonly topologyKey?: string;
  readonly labelSelector?: KubeSelector;
  readonly matchLabelKeys?: string[];
  readonly mismatchLabelKeys?: string[];
  readonly namespaces?: string[];
  readonly namespaceSelector?: KubeSelector;
}

/** The workloads whose pods a term selects. */
export interface Selection {
  readonly matched: readonly WorkloadDraft[];
  /** Workloads of which nobody can say: the labels of their namespaces are in no chart. */
  readonly unknown: readonly WorkloadDraft[];
  /** True where of its own workload it selects pods of the same revision only. */
  readonly byRevision: boolean;
  /** True where of its own workload it selects pods of every other revision. */
  readonly otherRevisions: boolean;
}

/** Labels that controllers add to pods, with a value that only pods of one revision, or of one job, have. */
const REVISION_LABELS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['pod-template-hash'],
  ReplicaSet: ['pod-template-hash'],
  Rollout: ['rollouts-pod-template-hash'],
  StatefulSet: ['controller-revision-hash'],
  DaemonSet: ['controller-revision-hash'],
  Service: ['serving.knative.dev/revision'],
  Job: ['controller-uid', 'batch.kubernetes.io/controller-uid', 'job-name', 'batch.kubernetes.io/job-name'],
  CronJob: ['controller-uid', 'batch.kubernetes.io/controller-uid', 'job-name', 'batch.kubernetes.io/job-name'],
};

/** True where one of the keys tells pods of one revision of the workload from those of others. */
export function tellsRevisions(keys: readonly string[] | undefined, draft: WorkloadDraft): boolean {
  return (keys ?? []).some((key) => REVISION_LABELS[draft.kind]?.includes(key));
}

/**
 * Which workloads the term of a workload selects, as the API server merges label keys into the selector when it makes the pod
 * (kubernetes 1.34, pkg/registry/core/pod/strategy.go) and the scheduler reads namespaces.
 */
export function selectionOf(
  term: PodTerm,
  draft: WorkloadDraft,
  all: readonly WorkloadDraft[],
  objects: ClusterObjects,
): Selection {
  const { matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  const byRevision = tellsRevisions(matchLabelKeys, draft);
  const sameValues = matchLabelKeys.filter((key) => draft.labels[key] !== undefined);
  const otherValues = mismatchLabelKeys.filter((key) => draft.labels[key] !== undefined);
  const selected = all.filter(
    (other) =>
      selects(term.labelSelector, other.labels) &&
      sameValues.every((key) => other.labels[key] === draft.labels[key]) &&
      otherValues.every((key) => other.labels[key] !== draft.labels[key]) &&
      (!byRevision || other === draft),
  );
  const otherRevisions = tellsRevisions(mismatchLabelKeys, draft) && selected.includes(draft);
  const inNamespaces = (holds: boolean | undefined) =>
    selected.filter(
      (other) =>
        namespaceMatches(term, draft, other.namespace, objects) === holds && !(otherRevisions && other === draft),
    );
  return { matched: inNamespaces(true), unknown: inNamespaces(undefined), byRevision, otherRevisions };
}

/** True where the term looks at the namespace; undefined where that depends on labels that are in no chart. */
function namespaceMatches(
  { namespaces = [], namespaceSelector }: PodTerm,
  draft: WorkloadDraft,
  namespace: string,
  objects: ClusterObjects,
): boolean | undefined {
  if (namespaces.includes(namespace)) {
    return true;
  }
  if (!namespaceSelector) {
    return namespaces.length === 0 && namespace === draft.namespace;
  }
  const known = objects.of('Namespace').find(({ metadata }) => metadata?.name === namespace)?.metadata?.labels;
  // Every namespace has its name as a label (kubernetes 1.22, NamespaceDefaultLabelName).
  const labels = { ...known, [NAME]: namespace };
  if (known) {
    return selects(namespaceSelector, labels);
  }
  const { matchLabels = {}, matchExpressions = [] } = namespaceSelector;
  const asked = [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions,
  ];
  const ofName = asked.filter(({ key }) => key === NAME);
  const holds = ofName.every(({ key, operator, values }) => matchesExpression(labels, key, operator, values));
  return holds && ofName.length < asked.length ? undefined : holds;
}

const NAME = 'kubernetes.io/metadata.name';
