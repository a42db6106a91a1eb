import { appliesOthers } from './appliers';
import { podMaking } from './unread';
import { KubeObject } from '../../../manifest/kube';
import { operatorOf } from '../operators/operators';
import { fansOut } from '../sites/fan-outs';
import { isWorkload } from '../workloads/workload-draft';

/** Whether the planner knows what pods come of an object: it is a workload, or the custom resource of an operator that it knows. */
export function isCounted(json: KubeObject): boolean {
  return isWorkload(json) || operatorOf(json) !== undefined;
}

/** The same for a kind, in any of the versions that it is served in. */
export function isCountedKind(group: string, kind: string): boolean {
  return ['v1', 'v1alpha1'].some((version) =>
    isCounted({ apiVersion: group === '' ? version : `${group}/${version}`, kind }),
  );
}

/** Whether pods come of an object, or may. */
export function mayMakePods(json: KubeObject): boolean {
  return isCounted(json) || fansOut({ json }) || appliesOthers(json) || podMaking(json) !== 'none';
}
