import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ServicePart } from './service-parts';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced, Owner } from '../../manifest/metadata';

/** The PodDisruptionBudget of the replicas that have a controller of their own. */
export function emitBudget(scope: Construct, part: ServicePart, owner: Owner, mayGo: any): ApiObject {
  const { suffix, name, selector } = part;
  return kubeObject(scope, `PodDisruptionBudget${suffix}`, 'PodDisruptionBudget', {
    metadata: namespaced('PodDisruptionBudget', name, owner, selector),
    spec: {
      maxUnavailable: mayGo,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
