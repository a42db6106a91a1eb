import { Admission, AdmittedPods } from './input';
import { Finding } from '../../../capacity/model';
import { byCodeUnit } from '../../../capacity/order';
import { KubeObject } from '../../../manifest/kube';
import { ReadObject } from '../description';

/** Highest value of a class that is nobody's of the system. */
const MOST = 1_000_000_000;

/** Classes that every cluster has. */
const BUILT_IN = ['system-cluster-critical', 'system-node-critical'];

/** A PriorityClass that the API server refuses (k8s.io/kubernetes plugin/pkg/admission/priority, pkg/apis/scheduling/validation). */
export function priorityClassFindings({ path, json }: ReadObject, { context }: Admission): Finding[] {
  const { name = '' } = json.metadata ?? {};
  const refused = (reason: string, cure: string): Finding[] => [
    {
      code: 'PRIORITY_CLASS_REFUSED',
      severity: 'error',
      path,
      message: `the API server refuses PriorityClass ${name}: ${reason}`,
      cure: [cure],
    },
  ];
  if (BUILT_IN.includes(name)) {
    return [];
  }
  const first = defaults(context.of('PriorityClass'))[0]?.metadata?.name;
  return [
    ...(name.startsWith('system-') ? refused("names with 'system-' are reserved for the system", 'another name') : []),
    ...(json.value > MOST
      ? refused(`the maximum allowed value of a user defined priority is ${MOST}`, `value ${MOST}`)
      : []),
    ...(json.globalDefault === true && first !== name
      ? refused(
          `PriorityClass ${first} is already marked as default, and only one default can exist`,
          'globalDefault: false',
        )
      : []),
  ];
}

function defaults(classes: readonly KubeObject[]): KubeObject[] {
  return classes
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((a, b) => byCodeUnit(a.metadata?.name ?? '', b.metadata?.name ?? ''));
}

/** Pods that say a priority that their class does not give them. */
export function priorityFindings({ id, path, pod }: AdmittedPods, { context }: Admission): Finding[] {
  const { priorityClassName, priority, preemptionPolicy } = pod.spec ?? {};
  const classes = context.of('PriorityClass');
  const own = priorityClassName
    ? classes.find(({ metadata }) => metadata?.name === priorityClassName)
    : defaults(classes)[0];
  if (priorityClassName && !own) {
    return [];
  }
  const value = own?.value ?? 0;
  const policy = own?.preemptionPolicy ?? 'PreemptLowerPriority';
  const by = own ? `PriorityClass ${own.metadata?.name}` : 'no PriorityClass';
  const faults = [
    ...(priority !== undefined && priority !== value ? [`priority ${priority} where ${by} gives ${value}`] : []),
    ...(preemptionPolicy !== undefined && preemptionPolicy !== policy
      ? [`preemptionPolicy ${preemptionPolicy} where ${by} gives ${policy}`]
      : []),
  ];
  return faults.length === 0
    ? []
    : [
        {
          code: 'PRIORITY_REFUSED',
          severity: 'error',
          path,
          message: `the API server refuses the pods of ${id}: ${faults.join(', ')} must not be provided in the pod`,
          cure: ['leave it out', 'a PriorityClass that gives it'],
        },
      ];
}
