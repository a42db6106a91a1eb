import { Duration } from 'cdk8s';
import { Cloud } from './instance-types/machine';
import { isDnsSubdomain } from '../manifest/names';
import { Maker } from '../planner/reading/description';

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

/** Who makes the nodes of a cluster or pool. */
export class Provisioner {
  /** Somebody else makes the nodes (machine sets, bare metal, another tool): nothing is emitted for them. */
  public static external(): Provisioner {
    return new Provisioner();
  }

  /** Karpenter makes them: one `NodePool` (karpenter.sh/v1) per pool and zone is emitted, limited to what the plan needs. */
  public static karpenter(props: KarpenterProps): Provisioner {
    return new Provisioner('karpenter', CLOUD_OF_GROUP[props.nodeClass.group], props.nodeClass, props.expireAfter);
  }

  /** They are managed node groups of EKS, one for each pool: nothing is emitted for them, their nodes have the labels of EKS. */
  public static eksNodeGroups(): Provisioner {
    return new Provisioner('eks', 'aws');
  }

  /** They are node pools of GKE, one for each pool: nothing is emitted for them, their nodes have the labels of GKE. */
  public static gkeNodePools(): Provisioner {
    return new Provisioner('gke', 'gcp');
  }

  /** They are agent pools of AKS, one for each pool: nothing is emitted for them, their nodes have the labels of AKS. */
  public static aksNodePools(): Provisioner {
    return new Provisioner('aks', 'azure');
  }

  private constructor(
    /** @internal */
    public readonly _maker?: Maker,
    /** @internal */
    public readonly _cloud?: Cloud,
    /** The node class for Karpenter; undefined where nodes are made by somebody else. */
    public readonly nodeClass?: NodeClass,
    /** Age at which Karpenter replaces a node; undefined where it does not. */
    public readonly expireAfter?: Duration,
  ) {}
}

/** Whose machines a provider of Karpenter makes, by the API group of its node classes. */
const CLOUD_OF_GROUP: Readonly<Record<string, Cloud>> = {
  'karpenter.k8s.aws': 'aws',
  'eks.amazonaws.com': 'aws',
  'karpenter.azure.com': 'azure',
  'karpenter.k8s.gcp': 'gcp',
};
