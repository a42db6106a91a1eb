import { CatalogueEntry } from './entry';

/** Codes about rules of the scheduler. */
export const SCHEDULING_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  NEVER_SCHEDULED: {
    severity: 'error',
    meaning: 'rules of the pods that no nodes can satisfy: kube-scheduler leaves some of them pending for ever',
    cure: 'a narrower topology key, or nodes in another domain of it',
  },
  SPARES_BREAK_SPREAD: {
    severity: 'warning',
    meaning:
      'spare nodes are empty nodes for a hard spread over nodes, which then leaves pods without a place: the plan has none',
    cure: 'a soft spread over nodes, or a larger maxSkew',
  },
  SPREAD_WITHOUT_EFFECT: {
    severity: 'info',
    meaning: 'a hard topology spread whose selector selects no pods, not even its own',
    cure: 'a labelSelector for the labels of its own pods',
  },
};
