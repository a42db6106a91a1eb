import { isNetwork } from './peer';
import * as k8s from '../../manifest/k8s/types';
import { checkDnsLabel, checkLabels, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { podsIn } from '../../platform/network-policies';
import { checked } from '../../props/checked';

/** Pods that no stack has made, such as those of an ingress controller or of somebody else's chart. */
export interface OriginPodsProps {
  /** Their namespace. */
  readonly namespace: string;
  /**
   * Labels that select them.
   * @default - all pods of the namespace
   */
  readonly labels?: Record<string, string>;
  /**
   * Their service account. Needed where what they call has a sidecar: by it the mesh knows them, so that they need one too.
   * @default - none: they are outside the mesh
   */
  readonly serviceAccount?: string;
}

/** Who calls from outside the stacks: `service.admits(Origin.pods({ namespace: 'ingress-nginx' }))`. */
@checked
export class Origin {
  /**
   * Pods of a namespace that is no stack.
   * @param props Namespace and labels of the pods.
   */
  public static pods(props: OriginPodsProps): Origin {
    const { namespace, labels, serviceAccount } = props;
    const problems = new Problems('Origin.pods');
    checkDnsLabel(problems, 'namespace', namespace);
    checkLabels(problems, 'labels', labels ?? {});
    const named = serviceAccount === undefined || isDnsSubdomain(serviceAccount);
    problems.check(named, 'serviceAccount', serviceAccount, 'must be the name of a service account');
    problems.raise();
    return new Origin(podsIn(namespace, labels), namespace, serviceAccount && `ns/${namespace}/sa/${serviceAccount}`);
  }

  /**
   * A range of IPv4 addresses outside the cluster; '0.0.0.0/0' for all.
   * @param cidr For example '10.20.0.0/16'.
   */
  public static cidr(cidr: string): Origin {
    if (!isNetwork(cidr)) {
      throw new Error(
        `Origin.cidr('${cidr}'): must be an IPv4 network such as '10.20.0.0/16', without bits behind the prefix`,
      );
    }
    return new Origin({ ipBlock: { cidr } });
  }

  private constructor(
    /** @internal */
    public readonly _peer: k8s.NetworkPolicyPeer,
    /**
     * Its namespace, where it is pods.
     * @internal
     */
    public readonly _namespace?: string,
    /**
     * What the mesh calls it, without the trust domain.
     * @internal
     */
    public readonly _identity?: string,
  ) {}
}
