import { Duration } from 'cdk8s';
import { isDnsSubdomain } from '../manifest/names';

/** The object with the cloud's settings for nodes that Karpenter makes; the library refers to it and does not emit it. */
export class NodeClass {
  /** An `EC2NodeClass` of the Karpenter provider for AWS. */
  public static ec2(name: string): NodeClass {
    return new NodeClass('karpenter.k8s.aws', 'EC2NodeClass', name);
  }

  /** An `AKSNodeClass` of the Karpenter provider for Azure. */
  public static aks(name: string): NodeClass {
    return new NodeClass('karpenter.azure.com', 'AKSNodeClass', name);
  }

  /** A node class of any provider. */
  public static of(group: string, kind: string, name: string): NodeClass {
    return new NodeClass(group, kind, name);
  }

  private constructor(
    /** API group. */
    public readonly group: string,
    /** Kind. */
    public readonly kind: string,
    /** Name of the object. */
    public readonly name: string,
  ) {
    if (!isDnsSubdomain(group) || !isDnsSubdomain(name) || !/^[A-Z][A-Za-z0-9]*$/.test(kind)) {
      throw new Error(
        `NodeClass '${group}' '${kind}' '${name}': must be an API group, a kind and the name of an object, for example NodeClass.ec2('default')`,
      );
    }
  }
}

/** What Karpenter needs to know. */
export interface KarpenterProps {
  /** The node class that all node pools of the cluster use. */
  readonly nodeClass: NodeClass;
  /**
   * Age at which a node is drained and replaced. Nodes that were made together then go together, which no plan survives.
   * @default - never: nodes are replaced when their image or configuration changes, one at a time
   */
  readonly expireAfter?: Duration;
}

/** Who makes the nodes of a cluster. */
export class Provisioner {
  /** Somebody else makes the nodes (node groups, machine sets, bare metal): nothing is emitted for them. */
  public static external(): Provisioner {
    return new Provisioner();
  }

  /** Karpenter makes them: one `NodePool` (karpenter.sh/v1) per pool and zone is emitted, limited to what the plan needs. */
  public static karpenter(props: KarpenterProps): Provisioner {
    return new Provisioner(props.nodeClass, props.expireAfter);
  }

  private constructor(
    /** The node class for Karpenter; undefined where nodes are made by somebody else. */
    public readonly nodeClass?: NodeClass,
    /** Age at which Karpenter replaces a node; undefined where it does not. */
    public readonly expireAfter?: Duration,
  ) {}
}
