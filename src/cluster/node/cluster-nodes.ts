import { Size } from 'cdk8s';
import { IConstruct } from 'constructs';
import { logBytesOf } from './node-facts';
import { ProvidedLabels, providedLabels } from './node-labels';
import { NodeType } from './node-type';
import { EdgeDescription, PoolDescription } from '../../planner/reading/description';
import { Architecture } from '../architecture';
import { NodePool } from '../node-pool';
import { Provisioner } from '../provisioner';

/** What kubelet keeps of the logs of a container where nobody told it. */
const DEFAULT_LOG_BYTES = logBytesOf({ maxSize: Size.mebibytes(10) });

/** All that a cluster has nodes of: its own pools, those that are made elsewhere, and edge sites. */
export class ClusterNodes {
  public readonly pools: NodePool[] = [];
  private readonly attached = new Map<string, () => PoolDescription[]>();
  private readonly types = new Set<NodeType>();
  private describeEdge?: () => EdgeDescription;

  public constructor(
    private readonly cluster: IConstruct,
    private readonly region: string | undefined,
    private readonly provisioner: Provisioner,
  ) {}

  /** Who makes nodes that Karpenter does not. */
  public get otherProvisioner(): Provisioner {
    return this.provisioner.nodeClass ? Provisioner.external() : this.provisioner;
  }

  /** Architecture of all nodes; undefined where they have several. */
  public get architecture(): Architecture | undefined {
    const all = new Set([...this.types].map(({ architecture }) => architecture));
    return all.size === 1 ? [...all][0] : undefined;
  }

  /** Local disk that the logs of a container take at most on any node. */
  public get logBytes(): number {
    return Math.max(DEFAULT_LOG_BYTES, ...[...this.types].map(({ _logBytes }) => _logBytes));
  }

  public get edge(): EdgeDescription | undefined {
    return this.describeEdge?.();
  }

  public hasPool(name: string): boolean {
    return this.pools.some((pool) => pool.poolName === name) || this.attached.has(name);
  }

  /** Adds a pool that is made elsewhere. */
  public attachPool(name: string, describe: () => PoolDescription[]): void {
    this.checkName(name);
    this.attached.set(name, describe);
  }

  /** Adds the edge sites. */
  public attachEdge(path: string, describe: () => EdgeDescription): void {
    if (this.describeEdge) {
      throw new Error(
        `[${path}] cluster ${this.cluster.node.path} has an edge platform already; one runtime runs in a cluster`,
      );
    }
    this.describeEdge = describe;
  }

  /** Notes that some nodes are of a type. */
  public addType(nodeType: NodeType): void {
    this.types.add(nodeType);
  }

  /** Labels that nodes of one zone have although nobody wrote them, and which Karpenter does not make. */
  public providedLabels(nodeType: NodeType, poolName: string, zone: string): ProvidedLabels {
    const { otherProvisioner: provisioner, region } = this;
    return providedLabels({ nodeType, provisioner, poolName, nodeGroup: poolName, zones: [zone], region });
  }

  /** All pools that there are so far. */
  public describe(): PoolDescription[] {
    return [
      ...this.pools.map((pool) => pool._describe()),
      ...[...this.attached.values()].flatMap((describe) => describe()),
    ];
  }

  /** Throws where there is a pool or a site of that name. */
  public checkName(name: string): void {
    const { path } = this.cluster.node;
    if (this.hasPool(name)) {
      throw new Error(`[${path}] node pool '${name}': is there already; give it another name`);
    }
    if (this.edge?.sites.some((site) => site.name === name)) {
      throw new Error(`[${path}] node pool '${name}': is the name of an edge site; give it another name`);
    }
  }
}
