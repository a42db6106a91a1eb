import { KubernetesVersion } from 'cdk8s-autonomous';

/** What tests vary. */
export interface Variation {
  /** @default KubernetesVersion.V1_32 */
  readonly kubernetesVersion?: KubernetesVersion;
}
