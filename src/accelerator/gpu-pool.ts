import { Construct } from 'constructs';
import { Accelerator } from './accelerator';
import { GpuSharing } from './gpu-sharing';
import { GpuTopology } from './gpu-topology';
import { noteOperatorConfig } from './operator-config';
import { Rdma } from './rdma';
import { emitRuntimeClass } from './runtime-class';
import { SharedDevices } from './shared-devices';
import { Finding } from '../capacity/model';
import { sortedRecord } from '../capacity/order';
import { minus, Resources } from '../capacity/resources';
import { CapacityType } from '../cluster/capacity-type';
import { Cluster } from '../cluster/cluster';
import { checkNodeLabels } from '../cluster/node/node-label-checks';
import { ProvidedLabels } from '../cluster/node/node-labels';
import { NodeType } from '../cluster/node/node-type';
import { spotTaint } from '../cluster/node/spot-marks';
import { Spares } from '../cluster/spares';
import { Taint } from '../cluster/taint';
import { checkDnsLabel, isLabelValue } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { PoolDescription } from '../planner/reading/description';
import { spotLabels } from '../planner/reading/spot-nodes';
import { checked } from '../props/checked';

/** Nodes of a pool in one place. */
export interface GpuNodes {
  /** Nodes that are there; where nothing else is said, that are owned. */
  readonly count: number;
  /**
   * Most nodes that may be there.
   * @default - as many as `count`: they are owned, and none is bought
   */
  readonly maxCount?: number;
  /**
   * Names of their domains, one for each level of the topology, coarse to fine, for example `['A', 'A3']`.
   * @default - none: the pool has no topology
   */
  readonly domains?: string[];
}

/** Nodes with accelerators. */
export interface GpuPoolProps {
  /** Shape and price of every node. Where it counts its accelerators, their number is `devicesPerNode`. */
  readonly nodeType: NodeType;
  /** The accelerators of every node. */
  readonly accelerator: Accelerator;
  /** How many of them a node has. */
  readonly devicesPerNode: number;
  /** How many nodes there are, and where. */
  readonly nodes: GpuNodes[];
  /**
   * How the nodes are connected.
   * @default - nobody said: jobs cannot ask to lie together
   */
  readonly topology?: GpuTopology;
  /**
   * How its nodes are bought. Spot nodes have a label and a taint: only workloads that ask for them (`spot`) run there.
   * @default CapacityType.ON_DEMAND
   */
  readonly capacity?: CapacityType;
  /**
   * How pods share the accelerators of a node.
   * @default GpuSharing.whole()
   */
  readonly sharing?: GpuSharing;
  /**
   * Network between the accelerators of different nodes, past their processors.
   * @default - none
   */
  readonly rdma?: Rdma;
  /**
   * Zone of the nodes.
   * @default - the first zone of the cluster
   */
  readonly zone?: string;
  /**
   * Nodes that stay free for failures. Owned nodes on which nothing runs are spares.
   * @default - none
   */
  readonly spares?: Spares;
  /**
   * Labels of the nodes on top of those that `nodeLabels` lists.
   * @default - none
   */
  readonly labels?: Record<string, string>;
}

/** Label by which the nodes of a pool are known, whatever else they have in common with others. */
const POOL_LABEL = 'cdk8s-autonomous.dev/gpu-pool';

/**
 * Nodes with accelerators, and how their pods share these. Made in a cluster: `new GpuPool(cluster, 'h100', ...)`. Emits what NVIDIA's operator has
 * to know where devices are shared (a ConfigMap for its device plugin, one for its MIG manager); the plan lists the labels that
 * nodes need.
 *
 * @example
 * const h100 = new GpuPool(cluster, 'h100', {
 *   nodeType: NodeType.of('8xh100', {
 *     cpu: Cpu.units(192),
 *     memory: Size.gibibytes(2048),
 *     ephemeralStorage: Size.gibibytes(7000),
 *     reserve: NodeReserve.explicit({ cpu: Cpu.units(4), memory: Size.gibibytes(98) }),
 *   }),
 *   accelerator: Accelerator.NVIDIA_H100_80_GB,
 *   devicesPerNode: 8,
 *   nodes: [{ count: 4 }],
 * });
 */
@checked
export class GpuPool extends Construct {
  /** Name of the pool. */
  public readonly poolName: string;
  /** The accelerators of every node. */
  public readonly accelerator: Accelerator;
  /** How many of them a node has. */
  public readonly devicesPerNode: number;
  /** The cluster that the nodes belong to. */
  public readonly cluster: Cluster;
  /** How the nodes are connected; undefined where nobody said. */
  public readonly topology?: GpuTopology;
  /** Labels that whoever makes the nodes has to give them, beside the domains of the topology. */
  public readonly nodeLabels: Record<string, string>;
  /** Taints of the nodes. */
  public readonly taints: Taint[];
  private readonly props: GpuPoolProps;
  private readonly shared: SharedDevices;

  /**
   * @param cluster Cluster that it is in.
   * @param id Name of the pool.
   * @param props The node type, how many there are, and how devices are shared.
   */
  public constructor(cluster: Cluster, id: string, props: GpuPoolProps) {
    super(cluster, id);
    this.cluster = cluster;
    this.poolName = id;
    this.props = props;
    this.accelerator = props.accelerator;
    this.devicesPerNode = props.devicesPerNode;
    this.topology = props.topology;
    const { _maker: maker } = cluster._nodes.otherProvisioner;
    const isSpot = props.capacity === CapacityType.SPOT;
    this.taints = [
      ...(isSpot ? [spotTaint(maker)] : []),
      ...(props.accelerator.taint ? [props.accelerator.taint] : []),
    ];
    const problems = new Problems(pathOf(cluster, id));
    this.shared = (props.sharing ?? GpuSharing.whole())._of(props.accelerator, problems);
    this.check(problems);
    problems.raiseFor(this);
    this.nodeLabels = sortedRecord({
      ...props.labels,
      ...props.accelerator.nodeLabels,
      ...this.shared.nodeLabels,
      ...(this.shared.pluginConfig && { 'nvidia.com/device-plugin.config': id }),
      ...(isSpot && spotLabels(maker)),
      [POOL_LABEL]: id,
    });
    cluster._nodes.addType(props.nodeType);
    cluster._nodes.attachPool(id, () => this.describe());
    noteOperatorConfig(cluster, id, this.shared);
    if (props.accelerator.runtimeClass !== undefined) {
      emitRuntimeClass(cluster, props.accelerator.runtimeClass);
    }
  }

  /** Network between the accelerators of different nodes; undefined where there is none. */
  public get rdma(): Rdma | undefined {
    return this.props.rdma;
  }

  /** Devices of one node by extended resource, or by the DeviceClass of claims: what its pods may ask for. */
  public get devices(): Record<string, number> {
    const { resources } = this.shared;
    return Object.fromEntries(Object.entries(resources).map(([name, n]) => [name, n * this.devicesPerNode]));
  }

  /** Whether the memory of pods on one device is kept apart. */
  public get isIsolated(): boolean {
    return this.props.sharing?.isIsolated ?? true;
  }

  /**
   * Whether its devices are counted as extended resources, whole ones or slices.
   * @internal
   */
  public get _isCounted(): boolean {
    return this.shared.parts === undefined && this.shared.since === undefined;
  }

  /**
   * Labels that tell its nodes from all others.
   * @internal
   */
  public get _selector(): Record<string, string> {
    return { [POOL_LABEL]: this.poolName };
  }

  /**
   * What one node offers to pods, and of how many nodes the pool is at most.
   * @internal
   */
  public get _nodes(): { readonly allocatable: Resources; readonly most: number } {
    const { nodeType, nodes } = this.props;
    const allocatable = minus(this.withoutDevices, nodeType._reserved);
    const most = nodes.reduce((sum, { count, maxCount = count }) => sum + maxCount, 0);
    return { allocatable: { ...allocatable, ...this.devices, ...this.rdma?._capacity }, most };
  }

  private get zone(): string {
    return this.props.zone ?? this.cluster.zones[0];
  }

  private get provided(): ProvidedLabels {
    return this.cluster._nodes.providedLabels(this.props.nodeType, this.poolName, this.zone);
  }

  /** What a node has beside its accelerators: the pool says how these are counted. */
  private get withoutDevices(): Resources {
    const { [this.accelerator.resource]: _, ...others } = this.props.nodeType._capacity;
    return others;
  }

  private describe(): PoolDescription[] {
    const { nodeType, nodes, spares, rdma } = this.props;
    const { parts } = this.shared;
    const { provided } = this;
    return nodes.map(({ count, maxCount = count, domains = [] }, entry) => ({
      ...(entry === 0 && { remarks: this.remarks() }),
      name: this.poolName,
      path: this.node.path,
      zones: [this.zone],
      nodeType: nodeType.name,
      capacity: sortedRecord({ ...this.withoutDevices, ...this.devices, ...rdma?._capacity }),
      ...(parts && { parts: { ...parts, count: this.devicesPerNode } }),
      reserved: nodeType._reserved,
      labels: { ...provided.defaults, ...this.nodeLabels, ...provided.facts },
      zoneLabels: provided.byZone,
      ...(provided.maker && { maker: provided.maker }),
      taints: this.taints.map(({ key, value, effect }) => ({ key, value, effect })),
      minNodes: count,
      maxNodes: maxCount,
      counted: true,
      ...(this.props.capacity === CapacityType.SPOT && { spot: true }),
      ...(nodeType.price && { price: nodeType.price.toPerHour() }),
      ...(spares && { spares: spares._model }),
      ...(this.topology?.levels.length && {
        domains: this.topology.levels.map(({ levelName, nodeLabel }, depth) => ({
          level: levelName,
          label: nodeLabel,
          value: domains[depth],
        })),
      }),
    }));
  }

  /** Labels that nobody gives its nodes by himself, and what pods on one device can do to each other. */
  private remarks(): Finding[] {
    // GPU feature discovery writes those of NVIDIA; labels of other makers, such as Ascend's, are given by hand.
    const discovered = this.shared.undiscovered
      ? []
      : Object.keys(this.accelerator.nodeLabels).filter((key) => key.startsWith('nvidia.com/'));
    const labels = Object.entries(this.nodeLabels)
      .filter(([key]) => !discovered.includes(key))
      .map(([key, value]) => `${key}=${value}`);
    const levels = (this.topology?.levels ?? []).map(({ nodeLabel }) => nodeLabel);
    const path = this.node.path;
    return [
      {
        code: 'GPU_NODE_LABELS',
        severity: 'info',
        path,
        message: `nodes of pool ${this.poolName} join with the labels ${[...labels, ...levels].join(', ')}`,
      },
      ...(this.isIsolated
        ? []
        : [
            {
              code: 'GPU_MEMORY_SHARED',
              severity: 'info' as const,
              path,
              message: `pods on one device of pool ${this.poolName} take turns: nothing keeps their memory apart`,
            },
          ]),
    ];
  }

  private check(problems: Problems): void {
    const { nodeType, accelerator, devicesPerNode, nodes, zone, labels = {} } = this.props;
    checkDnsLabel(problems, 'name', this.poolName, 40);
    checkNodeLabels(problems, labels, this.provided, false);
    const whole = Number.isInteger(devicesPerNode) && devicesPerNode > 0;
    problems.check(whole, 'devicesPerNode', devicesPerNode, 'must be a whole number above 0');
    const own = nodeType._capacity[accelerator.resource];
    problems.check(
      own === undefined || own === devicesPerNode,
      'devicesPerNode',
      devicesPerNode,
      `node type ${nodeType.name} has ${own} ${accelerator.resource}`,
      `devicesPerNode: ${own}`,
    );
    const { since = 0, parts } = this.shared;
    problems.check(
      this.cluster.kubernetesVersion.atLeast(since),
      'sharing',
      'claims',
      `needs Kubernetes 1.${since}, the cluster has ${this.cluster.kubernetesVersion.version}`,
      'GpuSharing.whole()',
    );
    const plugin = ['nvidia.com/device-plugin.config', 'nvidia.com/gpu.deploy.device-plugin'].find(
      (label) => labels[label] !== undefined && labels[label] !== 'false',
    );
    problems.check(
      parts === undefined || plugin === undefined,
      'labels',
      plugin,
      'asks for the device plugin of NVIDIA, which would advertise the same devices as HAMi',
      'one of the two',
    );
    problems.check(
      zone === undefined || this.cluster.zones.includes(zone),
      'zone',
      zone,
      `must be one of ${this.cluster.zones.join(', ')}`,
    );
    problems.check(nodes.length > 0, 'nodes', '[]', 'must hold at least one entry');
    for (const { count, maxCount = count } of nodes) {
      const right =
        Number.isInteger(count) && count >= 0 && Number.isInteger(maxCount) && maxCount >= Math.max(1, count);
      problems.check(
        right,
        'nodes',
        `${count} to ${maxCount}`,
        'must be whole numbers, the most above 0 and not below count',
      );
    }
    this.checkDomains(problems);
  }

  private checkDomains(problems: Problems): void {
    const { nodes, topology } = this.props;
    problems.check(
      topology !== undefined || nodes.length < 2,
      'nodes',
      nodes.length,
      'entries need a topology to be told apart',
    );
    const levels = topology?.levels.length ?? 0;
    const finest = nodes.map(({ domains = [] }) => domains[levels - 1]);
    nodes.forEach(({ domains = [] }, i) => {
      problems.check(
        domains.length === levels,
        'nodes.domains',
        domains,
        topology
          ? `must name one domain for each of ${topology.levels.map(({ levelName }) => levelName).join(', ')}`
          : 'the pool has no topology',
      );
      for (const name of domains) {
        problems.check(name !== '' && isLabelValue(name), 'nodes.domains', name, 'must be the value of a label');
      }
      const first = levels === 0 || finest.indexOf(finest[i]) === i;
      problems.check(
        first,
        'nodes.domains',
        finest[i],
        'is there twice: each finest domain has a name of its own, and one entry',
      );
    });
  }
}
