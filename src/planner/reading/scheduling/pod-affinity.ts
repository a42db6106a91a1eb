import { requiredTerms } from './pod-anti-affinity';
import { HOST, mostPods, notModelled, Rules, SchedulingContext } from './rules';
import { PodTerm, Selection, selectionOf } from './selection';
import { domainsOf, isOneDomain } from './topology';
import { WorkloadDraft } from '../workloads/workload-draft';

/**
 * Reads required affinity between pods. It needs nothing where all nodes in question are one domain anyway, and only nodes with the
 * agent where it is affinity to a DaemonSet; the rest is not planned.
 */
export function readPodAffinity(draft: WorkloadDraft, rules: Rules, context: SchedulingContext): void {
  const { all, objects, findings } = context;
  const terms = requiredTerms(draft, 'podAffinity', context);
  const besides: (readonly WorkloadDraft[])[] = [];
  for (const term of terms) {
    const selection = selectionOf(term, draft, all, objects);
    const { matched } = selection;
    const { surge = 0 } = draft.rollout ?? {};
    const alone = terms.length === 1 && matched.every((other) => other === draft) && mostPods(draft) + surge <= 1;
    if (matched.length > 0 && (alone || isGivenAnyway(term, draft, selection, context))) {
      continue;
    }
    if (term.topologyKey === HOST && matched.length > 0 && matched.every(({ daemon }) => daemon)) {
      besides.push(matched);
    } else {
      notModelled(draft, findings, wordsFor(term, draft, selection), 'node affinity, or one pod with both containers');
    }
  }
  if (besides.length > 0) {
    rules.besides = besides;
  }
}

/** True where all nodes that admit it and one of those it wants to be near are one domain, and something runs there at first. */
function isGivenAnyway(
  { topologyKey = '' }: PodTerm,
  draft: WorkloadDraft,
  { matched }: Selection,
  context: SchedulingContext,
): boolean {
  const running = matched.filter((other) => other === draft || other.daemon || other.replicas.planned > 0);
  return (
    topologyKey !== HOST &&
    running.length > 0 &&
    isOneDomain(...[draft, ...running].map((one) => domainsOf(topologyKey, one, context)))
  );
}

function wordsFor({ topologyKey }: PodTerm, draft: WorkloadDraft, { matched, unknown }: Selection): string {
  const all = [...matched, ...unknown];
  const whom =
    all.length === 0
      ? 'pods that are in no chart of the cluster'
      : all.map((other) => (other === draft ? 'itself' : other.id)).join(' and ');
  return `required pod affinity with ${whom} over ${topologyKey}`;
}
