import { CatalogueEntry } from './entry';

/** Findings about the plan as a whole. */
export const PLAN_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  ROLLOUT_NODES: {
    severity: 'info',
    meaning: 'nodes of the plan that only the extra pods of rollouts and canaries need',
    cure: 'nothing has to be done; the smaller maxSurge that the finding names needs none',
  },
  SCHEDULER_STRANDS: {
    severity: 'error',
    meaning: 'in every sampled order of arrival kube-scheduler leaves pods without a place that the plan has',
    cure: 'the cures of the finding: a higher limit, a soft spread over hosts, or a scheduler profile that packs',
  },
};
