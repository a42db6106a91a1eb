import { Admission, AdmittedPods } from './input';
import { Finding } from '../../../capacity/model';

/** Pods of a ServiceAccount that nobody makes are refused until it is there (k8s.io/kubernetes plugin/pkg/admission/serviceaccount). */
export function accountFindings({ path, id, namespace, pod, object }: AdmittedPods, { context }: Admission): Finding[] {
  const name = pod.spec?.serviceAccountName ?? pod.spec?.serviceAccount ?? 'default';
  // Every namespace has its default; what an operator makes it makes with the account.
  if (name === 'default' || object.madeOf || context.hasAccount(namespace, name)) {
    return [];
  }
  return [
    {
      code: 'SERVICE_ACCOUNT_UNKNOWN',
      severity: 'warning',
      uncovered: true,
      path,
      message: `ServiceAccount ${name} of namespace ${namespace} is in no chart of the cluster: until it is there the API server refuses the pods of ${id} (serviceaccount "${name}" not found)`,
      cure: [`ServiceAccount ${name} in a chart of the cluster`, 'no serviceAccountName'],
    },
  ];
}
