import { Finding } from '../../../capacity/model';
import { ReadObject } from '../description';

/** A PodDisruptionBudget that the API server refuses (k8s.io/kubernetes pkg/apis/policy/validation). */
export function budgetShapeFindings({ path, json }: ReadObject): Finding[] {
  const { minAvailable, maxUnavailable } = json.spec ?? {};
  return minAvailable === undefined || maxUnavailable === undefined
    ? []
    : [
        {
          code: 'BUDGET_INVALID',
          severity: 'error',
          path,
          message: `the API server refuses PodDisruptionBudget ${json.metadata?.name}: minAvailable and maxUnavailable cannot be both set`,
          actual: JSON.stringify({ minAvailable, maxUnavailable }),
          cure: ['maxUnavailable alone'],
        },
      ];
}
