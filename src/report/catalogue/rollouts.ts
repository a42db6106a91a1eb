import { CatalogueEntry } from './entry';

/** Findings about rollouts. */
export const ROLLOUT_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  ROLLOUTS_COLLIDE: {
    severity: 'error',
    meaning: 'rollouts that may run at the same time do not fit with the surges that are written for them',
    cure: 'leave maxSurge out, so that the plan chooses what fits, or allow fewer rollouts at the same time',
  },
  ROLLOUTS_NOT_PROVEN: {
    severity: 'warning',
    meaning: 'there are too many sets of rollouts to try whether any few of them fit at the same time',
    cure: 'leave maxSurge out, so that the plan chooses what fits, or allow fewer rollouts at the same time',
  },
  ROLLOUT_CANNOT_PROGRESS: {
    severity: 'error',
    meaning:
      "a rollout of somebody else's manifest can hang: all its pods have to stay, and no extra pod finds a place",
    cure: 'maxUnavailable 1, or room for one extra pod where the spread lets it go',
  },
  ROLLOUT_DEADLINE_SHORT: {
    severity: 'warning',
    meaning: 'a rollout counts as failed before an old pod, which it ends first, has to be gone',
    cure: 'progressDeadlineSeconds above the grace period of the pods and the time that a new one takes to start',
  },
  ROLLOUT_INTERRUPTS: {
    severity: 'info',
    meaning: 'a rollout stops a workload of an edge site for a while: no new pod may stand beside the old one',
    cure: 'nothing has to be done; a second device at the site, or updates while nobody needs it',
  },
  ROLLOUT_NODES: {
    severity: 'info',
    meaning:
      'nodes of the plan without which a rollout could hang, or an extra pod of a user or a canary would find no place',
    cure: 'nothing has to be done; what the finding names needs none: a smaller maxSurge, maxUnavailable 1, or a spread over all revisions',
  },
  ROLLOUT_NOT_PROVEN: {
    severity: 'warning',
    meaning:
      'whether a rollout always runs to its end is not known: several hard spreads or limits of its pods work on each other',
    cure: 'one hard spread, over zones and all revisions',
  },
  ROLLOUT_RUNS_SHORT: {
    severity: 'warning',
    meaning: 'no extra pod fits during a rollout, and fewer than needed run meanwhile',
    cure: 'room for one extra pod: the cure of the finding says where',
  },
  SPREAD_STOPS_ROLLOUT: {
    severity: 'error',
    meaning:
      'a rollout can hang: its hard spread over zones counts the pods of one revision, and the zone that it leaves open may be full',
    cure: 'no matchLabelKeys in the hard spread over zones, or more room in every zone',
  },
  SYNC_STARTS_MORE: {
    severity: 'warning',
    meaning:
      'a delivery starts more rollouts at the same time than concurrentRollouts says, and pods of one may take the places of another',
    cure: 'concurrentRollouts left out, or waves of their own for workloads that Argo CD delivers',
  },
  SURGE_DOES_NOT_FIT: {
    severity: 'error',
    meaning: 'maxSurge asks for more extra pods than find a place',
    cure: 'the maxSurge that fits, or a node more',
  },
};
