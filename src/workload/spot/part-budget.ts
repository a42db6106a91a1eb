import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ServicePart } from './service-parts';
import { namespaced, Owner } from '../../manifest/metadata';

/** The PodDisruptionBudget of the replicas that have a controller of their own. */
export function emitBudget(scope: Construct, part: ServicePart, owner: Owner, mayGo: any): ApiObject {
  const { suffix, name, selector } = part;
  return new k8s.KubePodDisruptionBudget(scope, `PodDisruptionBudget${suffix}`, {
    metadata: namespaced('PodDisruptionBudget', name, owner, selector),
    spec: {
      maxUnavailable: { value: mayGo } as unknown as k8s.IntOrString,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
