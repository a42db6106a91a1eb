import {
  HOST,
  limitToOne,
  mostPods,
  named,
  neverScheduled,
  notModelled,
  pairOf,
  Rules,
  SchedulingContext,
  ZONE,
} from './rules';
import { PodTerm, Selection, selectionOf } from './selection';
import { domainsOf, isOneDomain } from './topology';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Version of Kubernetes 1 from which label keys of affinity terms count (MatchLabelKeysInPodAffinity is on by default). */
const LABEL_KEYS_SINCE = 31;

/** The required terms of affinity or anti-affinity, with the fields that the version of Kubernetes knows. */
export function requiredTerms(
  draft: WorkloadDraft,
  kind: 'podAffinity' | 'podAntiAffinity',
  { objects }: SchedulingContext,
): PodTerm[] {
  const terms: PodTerm[] = draft.pod.spec?.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return objects.atLeast(LABEL_KEYS_SINCE)
    ? terms
    : terms.map(({ matchLabelKeys: _, mismatchLabelKeys: __, ...term }) => term);
}

/**
 * Reads required anti-affinity between pods. A term binds both sides: pods that it selects may not join those that have it either
 * (kubernetes 1.34, pkg/scheduler/framework/plugins/interpodaffinity/filtering.go).
 */
export function readAntiAffinity(draft: WorkloadDraft, rules: Rules, context: SchedulingContext): void {
  const { all, objects, findings } = context;
  for (const term of requiredTerms(draft, 'podAntiAffinity', context)) {
    const selection = selectionOf(term, draft, all, objects);
    if (selection.unknown.length > 0) {
      notModelled(
        draft,
        findings,
        `anti-affinity with ${named(selection.unknown)}, whose namespace has labels that are in no chart,`,
        'namespaces by name, or include the chart with the Namespace',
      );
    }
    if (selection.otherRevisions) {
      notModelled(draft, findings, 'anti-affinity with its own other revisions', 'matchLabelKeys, or no label keys');
    }
    readTerm(term, draft, selection, rules, context);
  }
}

function readTerm(
  { topologyKey = '' }: PodTerm,
  draft: WorkloadDraft,
  { matched, byRevision }: Selection,
  rules: Rules,
  context: SchedulingContext,
): void {
  const itself = matched.includes(draft);
  const others = matched.filter((other) => other !== draft);
  if (topologyKey === HOST) {
    if (itself) {
      limitToOne(rules, 'maxPerNode', byRevision);
    }
    others.forEach((other) => context.conflicts.add(pairOf(draft.id, other.id)));
    return;
  }
  if (itself && !draft.daemon) {
    readOwnTerm(topologyKey, draft, byRevision, rules, context);
  }
  others.forEach((other) => readTermWith(topologyKey, draft, other, context));
}

/** Anti-affinity with itself over more than a node. */
function readOwnTerm(
  key: string,
  draft: WorkloadDraft,
  byRevision: boolean,
  rules: Rules,
  context: SchedulingContext,
): void {
  const domains = domainsOf(key, draft, context);
  if (key === ZONE || (domains.likeZones && domains.values.size > 1)) {
    limitToOne(rules, 'maxPerZone', byRevision);
  } else if (!isOneDomain(domains)) {
    notModelled(draft, context.findings, `anti-affinity over ${key}`, `${ZONE} or ${HOST}`);
  } else if (mostPods(draft) > 1 && domains.values.size === 1) {
    const [value] = domains.values;
    neverScheduled(
      draft,
      context.findings,
      `${draft.id} keeps its pods apart over ${key}, and all nodes that admit it have ${key}=${value}: one of ${mostPods(draft)} ever runs`,
      [`anti-affinity over ${HOST} or ${ZONE}`, '1 replica'],
    );
  }
}

/** Anti-affinity with another workload over more than a node: it holds by itself where they can share no domain. */
function readTermWith(key: string, draft: WorkloadDraft, other: WorkloadDraft, context: SchedulingContext): void {
  const [own, theirs] = [draft, other].map((one) => domainsOf(key, one, context));
  if (![...own.values].some((value) => theirs.values.has(value)) && own.everywhere && theirs.everywhere) {
    return;
  }
  if (isOneDomain(own, theirs) && [draft, other].every((one) => one.daemon || one.replicas.planned > 0)) {
    const [value] = own.values;
    neverScheduled(
      draft,
      context.findings,
      `${draft.id} keeps away from ${other.id} over ${key}, and all nodes that admit either have ${key}=${value}: only one of the two ever runs`,
      [`anti-affinity over ${HOST}`, 'a pool for one of them elsewhere'],
    );
    return;
  }
  notModelled(draft, context.findings, `anti-affinity with ${other.id} over ${key}`, HOST);
}
