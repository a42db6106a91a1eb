import { CatalogueEntry } from './entry';

/** Findings about DaemonSets. */
export const DAEMONSET_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  DAEMONSETS_COLLIDE: {
    severity: 'error',
    meaning: 'two daemonsets on the same nodes take one host port, or may not share a node: only one of them starts',
    cure: 'another host port, or node affinity that keeps one of them off these nodes',
  },
  DAEMONSET_CANNOT_UPDATE: {
    severity: 'error',
    meaning: 'an update of a daemonset starts the new pod beside the old one, which has its host port or its room',
    cure: 'maxSurge 0 with maxUnavailable 1',
  },
  DAEMONSET_MAY_BE_KEPT_OUT: {
    severity: 'warning',
    meaning:
      'a workload that may not share a node with a daemonset may come first on a new node, where the daemonset then never starts',
    cure: 'node affinity that keeps the workload off these pools, or a higher priority of the daemonset',
  },
  DAEMONSET_MAY_FIND_FULL: {
    severity: 'warning',
    meaning: 'pods that come before that of a daemonset, and that it may not evict, can fill its node',
    cure: 'priorityClassName system-node-critical, or a priority class above those of the others',
  },
  DAEMONSET_NOWHERE: {
    severity: 'info',
    meaning: 'no pool admits a daemonset (a warning where only a taint is in the way)',
    cure: 'a toleration of the taint, or a pool with the labels that it asks for',
  },
  DAEMONSET_ON_EDGE: {
    severity: 'warning',
    meaning: 'a daemonset of the cloud runs on edge nodes too, because it tolerates every taint',
    cure: 'required node affinity: node-role.kubernetes.io/edge DoesNotExist',
  },
  DAEMONSET_STRATEGY_REFUSED: {
    severity: 'error',
    meaning:
      'the API server refuses the update strategy of a daemonset: exactly one of maxSurge and maxUnavailable is 0',
    cure: 'maxSurge 0 with maxUnavailable 1, or maxSurge 1 with maxUnavailable 0',
  },
};
