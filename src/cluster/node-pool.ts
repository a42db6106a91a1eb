import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CapacityType } from './capacity-type';
import { KarpenterPools } from './node/karpenter-pools';
import { checkMaker, checkNodeLabels } from './node/node-label-checks';
import { karpenterPoolName, LabelSource, ProvidedLabels, providedLabels } from './node/node-labels';
import { NodeType } from './node/node-type';
import { spotRemark, spotTaint } from './node/spot-marks';
import { Price } from './price';
import { Provisioner } from './provisioner';
import { Spares } from './spares';
import { Taint } from './taint';
import { Finding } from '../capacity/model';
import { checkDnsLabel, isQualifiedName, isLabelValue } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { PlannedCluster } from '../planner/planner';
import { PoolDescription } from '../planner/reading/description';
import { checked } from '../props/checked';

/** Nodes of one type in the zones of a cluster. */
export interface NodePoolProps {
  /** Shape and price of every node. */
  readonly nodeType: NodeType;
  /**
   * How its nodes are bought. Spot nodes have a label and a taint: only workloads that ask for them (`spot`) run there, and the loss of all of them at
   * once is a scenario of the plan.
   * @default CapacityType.ON_DEMAND
   */
  readonly capacity?: CapacityType;
  /**
   * Price of a node where it is not that of its type: of spot nodes the most that one may cost, since their price moves.
   * @default - the price of the node type
   */
  readonly price?: Price;
  /**
   * Zones in which the pool has nodes.
   * @default - all zones of the cluster
   */
  readonly zones?: string[];
  /**
   * Fewest nodes in each zone. Not with Karpenter, which makes nodes only for pods.
   * @default 0
   */
  readonly minNodesPerZone?: number;
  /**
   * Most nodes in each zone. The plan fails when it needs more.
   * @default - as many as it takes
   */
  readonly maxNodesPerZone?: number;
  /**
   * Nodes on top of what the plan needs, counted from a statistic of failures. Not with Karpenter, which makes nodes only for pods.
   * @default - none
   */
  readonly spares?: Spares;
  /**
   * Who makes the nodes of this pool.
   * @default - as for the cluster
   */
  readonly provisioner?: Provisioner;
  /**
   * Name of the group that makes the nodes in the cloud: managed node group of EKS, node pool of GKE, agent pool of AKS.
   * @default - the name of the pool
   */
  readonly nodeGroup?: string;
  /**
   * Labels of the nodes, on top of those that they have without anybody writing them: zone, region, architecture, operating system,
   * instance type, and what Karpenter or the managed groups of a cloud write.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Taints of the nodes.
   * @default - none
   */
  readonly taints?: Taint[];
}

/** What a pool needs to know of its cluster. */
interface PoolContext {
  readonly cluster: PlannedCluster;
  readonly clusterName: string;
  readonly zones: readonly string[];
  readonly region?: string;
  readonly provisioner: Provisioner;
}

/**
 * A node pool of a cluster; made by `cluster.addNodePool`. Emits one Karpenter NodePool per zone where Karpenter makes the nodes.
 *
 * @example
 * const spot = cluster.addNodePool('spot', {
 *   nodeType: NodeType.of('8x32', {
 *     cpu: Cpu.units(8),
 *     memory: Size.gibibytes(32),
 *     ephemeralStorage: Size.gibibytes(100),
 *     reserve: NodeReserve.explicit({ cpu: Cpu.millis(200), memory: Size.gibibytes(2) }),
 *   }),
 *   capacity: CapacityType.SPOT,
 *   price: Price.perHour(0.16),
 *   maxNodesPerZone: 10,
 * });
 */
@checked
export class NodePool extends Construct {
  /** @internal */
  public static _in(scope: Construct, id: string, props: NodePoolProps, context: PoolContext): NodePool {
    return new NodePool(scope, id, props, context);
  }

  /** Name of the pool. */
  public readonly poolName: string;
  /** Shape and price of every node. */
  public readonly nodeType: NodeType;
  /** Zones in which the pool has nodes. */
  public readonly zones: string[];
  /** Labels of the nodes; those of zones come on top. */
  public readonly labels: Record<string, string>;
  /** Who makes the nodes. */
  public readonly provisioner: Provisioner;
  /** Whether the cloud may take its nodes back at any time. */
  public readonly isSpot: boolean;
  private readonly taints: readonly Taint[];
  private readonly emitted?: KarpenterPools;
  private readonly provided: ProvidedLabels;

  private constructor(
    scope: Construct,
    id: string,
    private readonly props: NodePoolProps,
    context: PoolContext,
  ) {
    super(scope, id);
    this.poolName = id;
    this.nodeType = props.nodeType;
    this.zones = [...(props.zones ?? context.zones)];
    this.provisioner = props.provisioner ?? context.provisioner;
    const { nodeType, zones, provisioner } = this;
    this.isSpot = props.capacity === CapacityType.SPOT;
    this.taints = [...(this.isSpot ? [spotTaint(provisioner._maker)] : []), ...(props.taints ?? [])];
    const nodeGroup = props.nodeGroup ?? id;
    const source = { nodeType, zones, provisioner, poolName: id, nodeGroup, region: context.region, spot: this.isSpot };
    this.provided = providedLabels(source);
    this.check(context, source);
    this.labels = { ...this.provided.defaults, ...props.labels, ...this.provided.facts };
    if (this.provisioner._karpenter) {
      this.emitted = KarpenterPools.emit(this, {
        ...context,
        poolName: id,
        zones: this.zones,
        nodeType,
        settings: this.provisioner._karpenter,
        spot: this.isSpot,
        maxNodes: props.maxNodesPerZone,
        labels: { ...props.labels, ...nodeType._ownLabels },
        taints: this.taints,
      });
    }
  }

  /**
   * The NodePools of Karpenter (karpenter.sh/v1), one for each zone; none where somebody else makes the nodes. Where the plan gives roles to nodes, each
   * of them has one NodePool for every role instead, which keeps what `addJsonPatch` changed here.
   */
  public get karpenterNodePools(): ApiObject[] {
    return this.emitted?.ofZones ?? [];
  }

  /**
   * The pool as the planner sees it.
   * @internal
   */
  public _describe(): PoolDescription {
    const price = this.props.price ?? this.nodeType.price;
    return {
      remarks: this.remarks(),
      name: this.poolName,
      path: this.node.path,
      zones: this.zones,
      nodeType: this.nodeType.name,
      capacity: this.nodeType._capacity,
      reserved: this.nodeType._reserved,
      labels: this.labels,
      zoneLabels: this.provided.byZone,
      ...(this.provided.maker && { maker: this.provided.maker }),
      taints: this.taints.map(({ key, value, effect }) => ({ key, value, effect })),
      minNodes: this.props.minNodesPerZone ?? 0,
      ...(this.props.maxNodesPerZone !== undefined && { maxNodes: this.props.maxNodesPerZone }),
      ...(price && { price: price.toPerHour() }),
      ...(this.isSpot && { spot: true }),
      ...(this.props.spares && { spares: this.props.spares._model }),
    };
  }

  /** Labels that whoever makes the nodes gives them: Karpenter does, from its NodePool. */
  private remarks(): Finding[] {
    const labels = Object.entries(this.nodeType._ownLabels).map(([key, value]) => `${key}=${value}`);
    const remark = (code: string, message: string | undefined): Finding[] =>
      message === undefined ? [] : [{ code, severity: 'info', path: this.node.path, message }];
    return [
      ...(labels.length === 0 || this.provisioner.nodeClass
        ? []
        : remark('NODE_LABELS', `nodes of pool ${this.poolName} join with the labels ${labels.join(', ')}`)),
      ...(this.isSpot ? remark('SPOT_NODES', spotRemark(this.poolName, this.provisioner._maker)) : []),
    ];
  }

  private check({ zones }: PoolContext, source: LabelSource): void {
    const { provisioner } = this;
    const problems = new Problems(this.node.path);
    const { minNodesPerZone: min = 0, maxNodesPerZone: max = Infinity } = this.props;
    checkDnsLabel(problems, 'name', this.poolName, 40);
    checkNodeLabels(problems, this.props.labels ?? {}, this.provided, provisioner.nodeClass !== undefined);
    checkMaker(problems, source, this.props.nodeGroup);
    problems.check(this.zones.length > 0, 'zones', this.zones, 'must name at least one zone');
    problems.check(new Set(this.zones).size === this.zones.length, 'zones', this.zones, 'must not repeat a zone');
    for (const zone of this.zones) {
      problems.check(
        zones.includes(zone),
        'zones',
        zone,
        `must be among the zones of the cluster: ${zones.join(', ')}`,
      );
    }
    problems.check(Number.isInteger(min) && min >= 0, 'minNodesPerZone', min, 'must be a whole number of at least 0');
    problems.check(
      max === Infinity || (Number.isInteger(max) && max > 0),
      'maxNodesPerZone',
      max,
      'must be a whole number above 0',
    );
    problems.check(!(min > max), 'minNodesPerZone', min, `must not be above maxNodesPerZone ${max}`);
    problems.check(
      !(provisioner.nodeClass && min > 0),
      'minNodesPerZone',
      min,
      'Karpenter makes nodes only for pods',
      'leave it out, or use Provisioner.external()',
    );
    problems.check(
      !(provisioner.nodeClass && this.props.spares),
      'spares',
      'given',
      'Karpenter makes nodes only for pods',
      'leave it out, or use Provisioner.external()',
    );
    const hasHugePages = Object.keys(this.nodeType._capacity).some((resource) => resource.startsWith('hugepages-'));
    problems.check(
      !(provisioner.nodeClass && hasHugePages),
      'nodeType',
      this.nodeType.name,
      'has huge pages, of which Karpenter does not know: it makes no nodes for pods that ask for them',
      'leave them out, or use Provisioner.external()',
    );
    for (const { key, value = '' } of this.taints) {
      problems.check(isQualifiedName(key), 'taints', key, 'must be [prefix/]name of letters, digits, -, _ and .');
      problems.check(isLabelValue(value), 'taints', value, 'must be 63 letters, digits, -, _ and . at most');
    }
    for (const zone of this.zones) {
      const name = karpenterPoolName(this.poolName, zone);
      problems.check(
        !provisioner.nodeClass || name.length <= 63,
        'name',
        name,
        'is too long for the label of its nodes: 63 characters at most',
        'a shorter pool name',
      );
    }
    problems.raiseFor(this);
  }
}
