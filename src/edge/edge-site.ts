import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeNode, EdgeNodeProps } from './edge-node';
import { EdgePlatform } from './edge-platform';
import type { EdgeService } from './edge-service';
import { SiteOverride } from './edge-service-props';
import { EDGE_NODE } from './runtime/runtime';
import { poolsOf } from './site-pools';
import { SitePreset } from './site-preset';
import { Taint } from '../cluster/taint';
import { checkDnsLabel, checkLabels, checkOwnLabels, isDnsSubdomain } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { PoolDescription, SiteDescription } from '../planner/reading/description';
import { Bandwidth } from '../units/bandwidth';

/** A place with named nodes. */
export interface EdgeSiteProps {
  /** Its nodes. */
  readonly nodes: EdgeNodeProps[];
  /**
   * Region of the site, by which fleets are divided.
   * @default - none
   */
  readonly region?: string;
  /**
   * What kind of site it is.
   * @default - none: of no use without its uplink
   */
  readonly preset?: SitePreset;
  /**
   * Its connection to the cloud.
   * @default - not known
   */
  readonly uplink?: Bandwidth;
  /**
   * Round trip to the cloud.
   * @default - not known
   */
  readonly cloudLatency?: Duration;
  /**
   * Longest time that it has to work without the cloud.
   * @default - that of the preset
   */
  readonly offline?: Duration;
  /**
   * Labels by which the group selects the nodes, instead of by their names.
   * @default - by their names
   */
  readonly matchLabels?: Record<string, string>;
}

/** EdgeCore alone needs so much memory. */
const EDGE_CORE_BYTES = 70e6;

/**
 * A place with named nodes at the edge: a group of nodes of the edge runtime (NodeGroup, NodePool or NodeUnit). The planner places what is
 * deployed to it on these nodes and no others.
 */
export class EdgeSite extends Construct {
  /** Name of the site, which is the name of its group. */
  public readonly siteName: string;
  /** Region of the site. */
  public readonly region?: string;
  /** Its nodes. */
  public readonly nodes: EdgeNode[];
  /** Its connection to the cloud. */
  public readonly uplink?: Bandwidth;
  /** Round trip to the cloud. */
  public readonly cloudLatency?: Duration;
  /** Longest time that it has to work without the cloud; undefined where it need not. */
  public readonly offline?: Duration;
  /** Whether updates of its pods wait until they are released at the site. */
  public readonly holdUpgrade: boolean;
  /** The platform that it belongs to. */
  public readonly platform: EdgePlatform;
  /** The emitted group of nodes. */
  public readonly apiObject: ApiObject;
  /** @internal */
  public readonly _matchLabels?: Readonly<Record<string, string>>;
  /** @internal */
  public readonly _hardware: string;
  private readonly workloadLabels: Record<string, string> = {};
  private readonly pools: PoolDescription[];

  public constructor(scope: Construct, id: string, props: EdgeSiteProps) {
    super(scope, id);
    this.siteName = id;
    this.platform = EdgePlatform.containing(this);
    this.region = props.region;
    this.uplink = props.uplink;
    this.cloudLatency = props.cloudLatency;
    this.offline = props.offline ?? props.preset?.offline;
    this.holdUpgrade = props.preset?.holdUpgrade ?? false;
    this._matchLabels = props.matchLabels;
    this.nodes = props.nodes.map((node) => EdgeNode._of(node, id));
    const problems = new Problems(pathOf(scope, id));
    this.check(problems);
    problems.raiseFor(this);
    this.pools = poolsOf(this.nodes, props.matchLabels ?? {}, this.node.path);
    this._hardware = JSON.stringify(this.pools.map(({ path: _, ...pool }) => pool));
    this.platform._register(this);
    this.apiObject = this.platform._runtime.emitGroup(this, 'Group', this.platform._owner, {
      name: id,
      nodeNames: this.nodes.map(({ nodeName }) => nodeName),
      matchLabels: props.matchLabels,
      offlineSeconds: this._offlineSeconds,
      labels: () => this.workloadLabels,
    });
  }

  /** The node of that role. Throws when the site has none, or several. */
  public edgeNode(role: string): EdgeNode {
    const found = this.nodes.filter((node) => node.role === role);
    if (found.length !== 1) {
      throw new Error(
        `[${this.node.path}] node '${role}': the site has ${found.length} nodes of that role; it has ${this.nodes.map((node) => node.role).join(', ')}`,
      );
    }
    return found[0];
  }

  /**
   * Labels of its nodes, for workloads of a stack that run here and nowhere else, such as a StatefulService: `nodeLabels: site.nodeLabels` and
   * `tolerates: [site.taint]`.
   */
  public get nodeLabels(): Record<string, string> {
    return { [this.platform._runtime.groupLabel]: this.siteName };
  }

  /** Taint of all edge nodes. */
  public get taint(): Taint {
    return Taint.noSchedule(EDGE_NODE);
  }

  /** Runs a service at this site. */
  public deploy(service: EdgeService, overrides: SiteOverride[] = []): void {
    service._deploy([this], overrides);
  }

  /**
   * Seconds that it has to work without the cloud; 0 where it need not.
   * @internal
   */
  public get _offlineSeconds(): number {
    return this.offline?.toSeconds({ integral: false }) ?? 0;
  }

  /**
   * Gives its nodes the label by which some runtimes find the nodes for a workload.
   * @internal
   */
  public _addLabel(key: string | undefined): void {
    if (key !== undefined) {
      this.workloadLabels[key] = this.siteName;
    }
  }

  /** @internal */
  public _describe(): SiteDescription {
    return {
      name: this.siteName,
      path: this.node.path,
      mayBeOffline: this._offlineSeconds > 0,
      labels: this.workloadLabels,
      hardware: this._hardware,
      pools: this.pools,
    };
  }

  private check(problems: Problems): void {
    checkDnsLabel(problems, 'name', this.siteName, 40);
    if (this.region !== undefined) {
      checkDnsLabel(problems, 'region', this.region);
    }
    problems.check(this.nodes.length > 0, 'nodes', '[]', 'must name at least one node');
    checkLabels(problems, 'matchLabels', this._matchLabels ?? {});
    const empty = this._matchLabels !== undefined && Object.keys(this._matchLabels).length === 0;
    problems.check(!empty, 'matchLabels', '{}', 'would select every node of the cluster');
    const byLabels = this._matchLabels === undefined || this.platform._runtime.selectsByLabels;
    const { runtimeName } = this.platform.runtime;
    problems.check(
      byLabels,
      'matchLabels',
      'given',
      `${runtimeName} knows groups by the label of their nodes only`,
      'leave it out',
    );
    const pool = this.platform.cluster.nodePools.find(({ poolName }) => poolName === this.siteName);
    problems.check(!pool, 'name', this.siteName, 'is the name of a node pool of the cluster', 'another name');
    this.nodes.forEach(({ nodeName, nodeType, labels }, i) => {
      problems.check(
        isDnsSubdomain(nodeName),
        'nodes.name',
        nodeName,
        'must be a lower-case DNS name, as kubelet registers it',
      );
      const first = this.nodes.findIndex((other) => other.nodeName === nodeName) === i;
      problems.check(first, 'nodes.name', nodeName, 'is there twice');
      checkOwnLabels(problems, 'nodes.labels', labels);
      problems.check(
        (nodeType._reserved.memory ?? 0) >= EDGE_CORE_BYTES,
        'nodes.nodeType',
        nodeType.name,
        `keeps ${nodeType._reserved.memory} bytes for itself, EdgeCore alone needs 70 MB`,
        'a larger reserve.memory of the node type',
      );
    });
  }
}
