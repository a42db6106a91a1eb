import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AcceleratorRequest } from '../../accelerator/accelerator-request';
import { KubernetesVersion } from '../../cluster/kubernetes-version';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';

/** resource.k8s.io/v1 is served from here on. */
const CLAIMS_SINCE = 34;

/** Name of the claim in a pod. */
export const CLAIM = 'accelerator';

/** Checks that the cluster knows claims, where the workload asks for its devices by one. */
export function checkClaim(
  problems: Problems,
  version: KubernetesVersion,
  accelerator: AcceleratorRequest | undefined,
): void {
  problems.check(
    accelerator?._claim === undefined || version.atLeast(CLAIMS_SINCE),
    'resources.accelerator',
    'claim',
    `needs Kubernetes 1.${CLAIMS_SINCE}, the cluster has ${version.version}`,
    `devices(${accelerator?.count})`,
  );
}

/** Why what waits in a queue asks for no claims (configuration_types.go and kube_features.go of Kueue 0.18, where KueueDRAIntegration is on). */
export const NO_CLAIMS_IN_QUEUES =
  'is for services: quotas of queues are of devices, and Kueue counts claims only from 0.18 on, by deviceClassMappings of its own configuration';

/** Refuses claims where pods cannot ask by one. */
export function refuseClaim(problems: Problems, accelerator: AcceleratorRequest | undefined, why: string): void {
  const cure = `devices(${accelerator?.count})`;
  problems.check(accelerator?._claim === undefined, 'resources.accelerator', 'claim', why, cure);
}

/** The ResourceClaimTemplate from which each pod gets a claim of its own; undefined where it asks by none. */
export function emitClaim(
  scope: Construct,
  name: string,
  owner: Owner,
  labels: Record<string, string>,
  accelerator: AcceleratorRequest | undefined,
): ApiObject | undefined {
  const claim = accelerator?._claim;
  if (!claim) {
    return undefined;
  }
  const { deviceClass, count } = claim;
  return customResource(scope, 'Claim', {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: namespaced('ResourceClaimTemplate', name, owner, labels),
    spec: {
      spec: {
        devices: {
          requests: [
            {
              name: CLAIM,
              exactly: { deviceClassName: deviceClass, allocationMode: 'ExactCount', count },
            },
          ],
        },
      },
    },
  });
}
