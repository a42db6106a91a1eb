import { AccessRule } from './access-rule';

/** Who the pods of a workload are, for Kubernetes and for the cloud. */
export interface IdentityOptions {
  /**
   * Annotations of the ServiceAccount, by which a cloud knows it: `eks.amazonaws.com/role-arn`, `iam.gke.io/gcp-service-account`.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
  /**
   * What they may do with objects of Kubernetes: a Role and a RoleBinding, for resources without a namespace a ClusterRole and a ClusterRoleBinding. To
   * reach the API server they have to be allowed to call it, too: `calls(Peer.cidr('10.0.0.1/32', 443))`.
   * @default - nothing
   */
  readonly rules?: AccessRule[];
  /**
   * Whether they find a token of the API server in `/var/run/secrets/kubernetes.io/serviceaccount`. For other services take `Mount.token(...)`.
   * @default - where there are rules
   */
  readonly mountsToken?: boolean;
}
