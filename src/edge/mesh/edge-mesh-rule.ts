import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeBalancing } from './edge-balancing';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';

/** The fields of networking.istio.io/v1alpha3 DestinationRule that EdgeMesh reads. */
interface DestinationRuleFields {
  readonly host: string;
  readonly trafficPolicy: { readonly loadBalancer: object };
}

/** How EdgeMesh balances a service. Its client reads v1alpha3, which Istio serves too. */
export function meshRule(
  scope: Construct,
  id: string,
  name: string,
  owner: Owner,
  host: string,
  balancing: EdgeBalancing,
): ApiObject {
  return customResource<DestinationRuleFields>(scope, id, {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'DestinationRule',
    metadata: namespaced('DestinationRule', name, owner),
    spec: { host, trafficPolicy: { loadBalancer: balancing._loadBalancer } },
  });
}
