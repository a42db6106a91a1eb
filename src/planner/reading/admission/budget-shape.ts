import { countOrShareFault, faultIf, refusedShape, ShapeFault } from './shape';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';
import { ReadObject } from '../description';

/** A PodDisruptionBudget that the API server refuses (k8s.io/kubernetes pkg/apis/policy/validation). */
export function budgetShapeFindings(object: ReadObject): Finding[] {
  return refusedShape('BUDGET_INVALID', object, budgetFaults(object.json));
}

/** What of a budget the API server refuses: such a budget is not there. */
export function budgetFaults({ spec }: KubeObject): ShapeFault[] {
  const { minAvailable, maxUnavailable } = spec ?? {};
  return [
    ...countOrShareFault('minAvailable', minAvailable, 100),
    ...countOrShareFault('maxUnavailable', maxUnavailable, 100),
    ...faultIf(
      isGiven(minAvailable) && isGiven(maxUnavailable),
      'minAvailable and maxUnavailable cannot be both set',
      'maxUnavailable alone',
    ),
  ];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
