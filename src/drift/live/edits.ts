import { byCodeUnit } from '../../capacity/order';
import { isRecord } from '../../props/record';

/** Who applies what is planned, unless somebody says otherwise. */
export const OUR_MANAGERS: readonly string[] = [
  'argocd-controller',
  'argocd-application-controller',
  'cdk8s-autonomous',
  'kubectl-client-side-apply',
];

/** Programs of Kubernetes and of operators write what is their task: who edits by hand goes through one of these, or through a program of his own. */
const CONTROLLERS =
  /^(kube-controller-manager|kube-scheduler|kubelet|kube-apiserver|cloud-controller-manager|.*-controller(-manager)?|.*-operator|keda.*|vpa-.*|karpenter|istiod|rollouts-controller|cluster-autoscaler)$/;

/** A field that somebody else wrote. */
export interface Edit {
  readonly manager: string;
  readonly fields: readonly string[];
}

/** A restart by kubectl writes its time into the template, and changes nothing. */
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

/** Fields of the spec whose last writer is neither one of ours nor a controller. */
export function editsOf({ managedFields = [] }: any, ours: ReadonlySet<string>): Edit[] {
  return managedFields.flatMap(({ manager = '', subresource, operation, fieldsV1 }: any) => {
    const applied = manager === 'kubectl' && operation === 'Apply';
    if (ours.has(manager) || applied || CONTROLLERS.test(manager) || subresource === 'status') {
      return [];
    }
    const fields = fieldsOf(fieldsV1?.['f:spec'], 'spec').filter((field) => !field.includes(RESTARTED));
    return fields.length > 0 ? [{ manager, fields: fields.sort(byCodeUnit) }] : [];
  });
}

/** The fields of an entry of managedFields as paths: `spec.template.spec.containers[name=api].image`. */
function fieldsOf(fields: unknown, path: string): string[] {
  if (!isRecord(fields)) {
    return [];
  }
  const inner = Object.entries(fields).filter(([key]) => key !== '.');
  return inner.length === 0 ? [path] : inner.flatMap(([key, value]) => fieldsOf(value, `${path}${stepOf(key)}`));
}

function stepOf(key: string): string {
  if (key.startsWith('k:')) {
    const entries = Object.entries(JSON.parse(key.slice(2)));
    return `[${entries.map(([name, value]) => `${name}=${String(value)}`).join(',')}]`;
  }
  const name = key.slice(2);
  return key.startsWith('f:') && !/[./]/.test(name) ? `.${name}` : `[${name}]`;
}
