import { KubernetesVersion } from 'cdk8s-autonomous';

/** What tests change. */
export interface Variation {
  readonly kubernetesVersion?: KubernetesVersion;
}
