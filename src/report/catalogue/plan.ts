import { CatalogueEntry } from './entry';

/** Findings about the plan as a whole. */
export const PLAN_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  ACCEPTANCE_MATCHES_NOTHING: {
    severity: 'error',
    meaning: 'a finding is accepted that the plan does not have',
    cure: 'take the acceptance out, or correct its code or path',
  },
  ACCEPTANCE_REFUSED: {
    severity: 'error',
    meaning: 'an error is accepted that says what does not fit or what would be refused',
    cure: 'cure what the error is about',
  },
  LOSS_NOT_PROVEN: {
    severity: 'info',
    meaning:
      'lost pods, or those of a drained node, can come back in more orders than were tried: none of these leaves too few, and no rule proves it of all',
    cure: 'a higher priority for the workloads that are named, or one node more',
  },
  NODE_TAKES_MORE: {
    severity: 'info',
    meaning:
      'a node has more replicas of a service than its loss may take: until they come back elsewhere fewer run than are needed',
    cure: 'more and smaller nodes, or more replicas at steady than are needed after a loss',
  },
  PLACES_COST_MORE: {
    severity: 'info',
    meaning:
      'places of their own for all pods would cost more than a quarter more: pods are placed freely, which is measured, not proved',
    cure: '`placement: Placement.RESERVED` where the proof is worth it; a canary with fewer pods beside the stable ones',
  },
  PLACES_NOT_OWNED: {
    severity: 'warning',
    meaning:
      'places of their own were asked for and some pods can have none, or the limits of the pools leave no room for them',
    cure: 'pools of their own for gangs, parts of devices and queued jobs; higher limits; another placement',
  },
  ROLES_WITHOUT_TAINT: {
    severity: 'warning',
    meaning:
      'nodes of roles have no taint, because a daemonset does not tolerate it: pods that are in no chart may take places that others own',
    cure: 'a toleration of `cdk8s-autonomous.dev/role` on the daemonset',
  },
  SCHEDULER_STRANDS: {
    severity: 'error',
    meaning: 'in every sampled order of arrival kube-scheduler leaves pods without a place that the plan has',
    cure: 'the cures of the finding: a higher limit, a soft spread over hosts, or a scheduler profile that packs',
  },
  STEERING_NOT_TAKEN: {
    severity: 'info',
    meaning:
      'steering was asked for, and places of their own, or placing pods freely, promises as much for less, or places of their own are proved where steered orders still strand pods',
    cure: 'none needed; `placement: Placement.RESERVED` or `Placement.FREE` says the same',
  },
  STEERING_OUT_OF_REACH: {
    severity: 'warning',
    meaning:
      'steering was asked for, and the cluster has what it does not reach (gangs, parts of devices, queues, sites, several peaks), or no nodes were found for it: it is planned as AUTOMATIC would',
    cure: 'a cluster of its own for what cannot be steered; another placement',
  },
};
