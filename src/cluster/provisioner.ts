import { Duration } from 'cdk8s';
import { Cloud } from './instance-types/machine';
import { isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { Maker } from '../planner/reading/description';
import { checked } from '../props/checked';

/** The object with the cloud's settings for nodes that Karpenter makes; the library refers to it and does not emit it. */
@checked
export class NodeClass {
  /**
   * An `EC2NodeClass` of the Karpenter provider for AWS.
   * @param name Name of the object, which the cluster has.
   */
  public static ec2(name: string): NodeClass {
    return new NodeClass('karpenter.k8s.aws', 'EC2NodeClass', name);
  }

  /**
   * An `AKSNodeClass` of the Karpenter provider for Azure.
   * @param name Name of the object, which the cluster has.
   */
  public static aks(name: string): NodeClass {
    return new NodeClass('karpenter.azure.com', 'AKSNodeClass', name);
  }

  /**
   * A node class of any provider.
   * @param group API group, for example 'karpenter.k8s.aws'.
   * @param kind Kind, for example 'EC2NodeClass'.
   * @param name Name of the object, which the cluster has.
   */
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

/** A time in which Karpenter replaces no node. */
export interface QuietTime {
  /** When it begins: minute, hour, day, month and weekday of UTC, as cron has them, for example '0 6 * * mon-fri'. */
  readonly schedule: string;
  /** How long it lasts, in whole minutes. */
  readonly duration: Duration;
}

/** What Karpenter needs to know. */
export interface KarpenterProps {
  /** The node class that all node pools of the cluster use. */
  readonly nodeClass: NodeClass;
  /**
   * Age at which a node is drained and replaced. Nodes that were made together then go together, which no plan survives: Karpenter asks no budget
   * before it deletes what has expired.
   * @default - never: nodes are replaced when their image or configuration changes, one at a time
   */
  readonly expireAfter?: Duration;
  /**
   * Time after which a node that is being drained goes, whatever budgets of its pods say, and pods with it that must not be disrupted.
   * @default - it waits until every pod has left
   */
  readonly drainTimeout?: Duration;
  /**
   * When no node is replaced because its image or configuration has changed; otherwise one of each zone at a time is.
   * @default - never
   */
  readonly quietTimes?: QuietTime[];
}

/** Who makes the nodes of a cluster or pool. */
@checked
export class Provisioner {
  /** Somebody else makes the nodes (machine sets, bare metal, another tool): nothing is emitted for them. */
  public static external(): Provisioner {
    return new Provisioner();
  }

  /**
   * Karpenter makes them: one `NodePool` (karpenter.sh/v1) per pool and zone is emitted, limited to what the plan needs and one node more, for a new
   * one beside an old one.
   * @param props The node class, and how nodes are replaced.
   */
  public static karpenter(props: KarpenterProps): Provisioner {
    const { nodeClass, expireAfter } = props;
    checkTimes(props);
    return new Provisioner('karpenter', CLOUD_OF_GROUP[nodeClass.group], nodeClass, expireAfter, props);
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
    /** @internal */
    public readonly _karpenter?: KarpenterProps,
  ) {}
}

function checkTimes({ expireAfter, drainTimeout, quietTimes = [] }: KarpenterProps): void {
  const problems = new Problems('Provisioner.karpenter');
  for (const [name, time] of Object.entries({ expireAfter, drainTimeout })) {
    const positive = time === undefined || time.toMilliseconds({ integral: false }) > 0;
    problems.check(positive, name, timeText(time), 'must be above 0');
  }
  for (const { schedule, duration } of quietTimes) {
    const fields = schedule.trim().split(/\s+/);
    const isCron = fields.length === 5 && fields.every((field) => /^[\w*/,?-]+$/.test(field));
    problems.check(
      isCron,
      'quietTimes.schedule',
      schedule,
      'must be five fields of cron',
      "for example '0 6 * * mon-fri'",
    );
    const minutes = duration.toMilliseconds({ integral: false }) / 60_000;
    const whole = Number.isInteger(minutes) && minutes > 0;
    problems.check(whole, 'quietTimes.duration', timeText(duration), 'must be whole minutes, at least one');
  }
  problems.raise();
}

/** Whose machines a provider of Karpenter makes, by the API group of its node classes. */
const CLOUD_OF_GROUP: Readonly<Record<string, Cloud>> = {
  'karpenter.k8s.aws': 'aws',
  'eks.amazonaws.com': 'aws',
  'karpenter.azure.com': 'azure',
  'karpenter.k8s.gcp': 'gcp',
};
