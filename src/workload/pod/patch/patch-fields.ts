/** A line of /etc/hosts. */
export interface HostAlias {
  /** Address that the names stand for. */
  readonly ip: string;
  /**
   * Names of the address.
   * @default - none
   */
  readonly hostnames?: string[];
}

/** What /etc/resolv.conf of a pod says, beside what its DNS policy puts there. */
export interface PodDnsConfig {
  /**
   * Addresses of name servers, at most 3 with those of the policy.
   * @default - those of the policy
   */
  readonly nameservers?: string[];
  /**
   * Domains that short names are looked up in.
   * @default - those of the policy
   */
  readonly searches?: string[];
  /**
   * Options of the resolver.
   * @default - those of the policy
   */
  readonly options?: PodDnsOption[];
}

/** An option of the resolver, as resolv.conf(5) has them. */
export interface PodDnsOption {
  /** For example 'ndots'. */
  readonly name: string;
  /**
   * For example '2'.
   * @default - the option has none
   */
  readonly value?: string;
}

/** A condition of a pod that a controller sets, and without which the pod is not ready. */
export interface PodReadinessGate {
  /** Type of the condition, for example 'elbv2.k8s.aws/target-group'. */
  readonly conditionType: string;
}
