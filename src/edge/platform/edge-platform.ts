import { ApiObject, Chart, Duration } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { CloudCoreContext, deliverCloudCore } from './cloudcore';
import { EdgeNode } from '../edge-node';
import { EdgePlatformProps, EdgeSiteProps } from './edge-platform-props';
import { EdgeRuntime } from './edge-runtime';
import { EdgeSwitches } from './edge-switches';
import { healthCustomisations } from './health';
import { platformFindings } from './platform-findings';
import { Finding } from '../../capacity/model';
import { Cluster } from '../../cluster/cluster';
import { Taint } from '../../cluster/taint';
import { ArgoDelivery } from '../../delivery/argo-delivery';
import { DeliveryStage } from '../../delivery/delivered-chart';
import { Owner } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { PoolDescription, SiteDescription } from '../../planner/reading/description';
import { HarborRegistry } from '../../platform/harbor-registry';
import { ITenantSite } from '../../platform/tenant/tenant-props';
import { checked } from '../../props/checked';
import { Bandwidth } from '../../units/bandwidth';
import { DeviceRegistry } from '../device/registry';
import { groupFaults } from '../group-checks';
import { edgeMeshAgent } from '../mesh/edge-mesh-agent';
import { checkEdgeMesh, emitEdgeMesh } from '../mesh/edge-mesh-delivery';
import { EDGE_NODE, Runtime } from '../runtime/runtime';
import { checkSite } from '../site/site-checks';
import { DeployProps, SiteOverride } from '../site/site-override';
import { HardwareKinds, tolerationsOf } from '../site/site-pools';
import { checkSlice, withSlice } from '../site/slice-checks';

/** What runs at sites: an `EdgeService`. */
export interface IEdgeService {
  /** Name of the service. */
  readonly serviceName: string;
  /**
   * What the plan tells of it.
   * @internal
   */
  readonly _findings: Finding[];
  /**
   * Whether it calls services that run elsewhere.
   * @internal
   */
  readonly _leavesSite: boolean;
  /** Sites that it runs at. */
  readonly sites: EdgeSite[];
  /**
   * Bits per second that each site sends for it.
   * @internal
   */
  readonly _sends: number;
  /** @internal */
  _deploy(sites: readonly EdgeSite[], overrides: readonly SiteOverride[]): void;
}

const PLATFORMS = new WeakSet<IConstruct>();
const BY_CLUSTER = new WeakMap<Cluster, EdgePlatform>();

/**
 * The edge of a cluster: one chart with the groups of nodes of all sites, and the jobs that run on their nodes. Edge nodes are expected to
 * join with the taint `node-role.kubernetes.io/edge:NoSchedule`, which keeps everything off that was not made for them.
 *
 * @example
 * const swap = new Cluster(app, 'swap', { zones: ['cloud-a'], kubernetesVersion: KubernetesVersion.V1_32 });
 * const stations = new EdgePlatform(app, 'stations', {
 *   cluster: swap,
 *   runtime: EdgeRuntime.kubeEdge({ version: '1.23.1', nodeLimit: 2000, addresses: ['edge.swap.example.com'] }),
 * });
 */
@checked
export class EdgePlatform extends Chart {
  /**
   * The platform that a construct is in.
   * @param construct Something on a platform.
   * @throws when it is in none
   */
  public static containing(construct: IConstruct): EdgePlatform {
    const found = construct.node.scopes.reverse().find((scope): scope is EdgePlatform => PLATFORMS.has(scope));
    if (!found) {
      throw new Error(`[${construct.node.path}] must be in an EdgePlatform: create it with one as its scope`);
    }
    return found;
  }

  /**
   * The platform of a cluster.
   * @throws when it has none
   * @internal
   */
  public static _ofCluster(cluster: Cluster, path: string): EdgePlatform {
    const found = BY_CLUSTER.get(cluster);
    if (!found) {
      throw new Error(`[${path}] cluster ${cluster.clusterName} has no edge platform; new EdgePlatform(...) for it`);
    }
    return found;
  }

  /** The cluster that its nodes join. */
  public readonly cluster: Cluster;
  /** The software that makes the cluster reach to its sites. */
  public readonly runtime: EdgeRuntime;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _switches: EdgeSwitches;
  /** @internal */
  public readonly _services: IEdgeService[] = [];
  /** @internal */
  public readonly _hardware = new HardwareKinds();
  /** @internal */
  public readonly _devices = new DeviceRegistry();
  /** @internal */
  public readonly _moreFindings: (() => Finding[])[] = [];
  private readonly delivery?: ArgoDelivery;
  private readonly growsTo?: number;
  private jobs?: Chart;
  private readonly siteList: EdgeSite[] = [];
  private readonly siteByName = new Map<string, EdgeSite>();
  private readonly siteByNode = new Map<string, EdgeSite>();

  /**
   * @param scope App that it is in.
   * @param id Name of the platform, and of its namespace where none is given.
   * @param props The fleet, the edge runtime, and what its services share.
   */
  public constructor(scope: Construct, id: string, props: EdgePlatformProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.cluster = props.cluster;
    this.runtime = props.runtime;
    this.delivery = props.delivery;
    this.growsTo = props.growsTo;
    this._owner = { partOf: id };
    this._switches = new EdgeSwitches(() => this.cluster._charts());
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    const sameApp = props.cluster.node.root === this.node.root;
    const whole = props.growsTo === undefined || (Number.isInteger(props.growsTo) && props.growsTo > 0);
    problems.check(whole, 'growsTo', props.growsTo, 'must be a whole number above 0');
    problems.check(sameApp, 'cluster', props.cluster.node.path, 'is in another app', 'a cluster of the same app');
    checkEdgeMesh(problems, props.runtime.runtimeName, props.edgeMesh);
    problems.raiseFor(this);
    PLATFORMS.add(this);
    BY_CLUSTER.set(this.cluster, this);
    this.cluster._nodes.attachEdge(this.node.path, () => ({
      groupLabel: this._runtime.groupLabel,
      sites: this.siteList.map((site) => site._describe()),
      findings: platformFindings(this, props),
    }));
    if (this._runtime.dns) {
      this.cluster._addDns(this._runtime.dns);
    }
    this.cluster.include(this);
    this.cluster._checkOnce('edge groups', () => groupFaults(this.cluster._charts()));
    if (props.delivery) {
      props.delivery._deliver(this, { cluster: this.cluster.clusterName, stack: id, stage: DeliveryStage.EDGE });
      props.delivery._addHealth(healthCustomisations(this._runtime.name));
      deliverCloudCore(this.cluster, this._cloudCore, props.delivery, this.node.path);
    }
    if (props.edgeMesh) {
      this._switches.use('EdgeMesh');
      emitEdgeMesh(this, this._owner, props.edgeMesh, () => this._cloudCore.tolerations());
    }
    this.cluster._countPresumed(() =>
      this.runtime._kubeEdge && !props.edgeMesh && this._switches.uses('EdgeMesh')
        ? edgeMeshAgent(this.node.path, this._cloudCore.tolerations())
        : undefined,
    );
  }

  /** All sites, in the order in which they were made. */
  public get sites(): EdgeSite[] {
    return [...this.siteList];
  }

  /**
   * The site of that name. Throws when there is none.
   * @param name Name of the site.
   */
  public site(name: string): EdgeSite {
    const found = this.siteByName.get(name);
    if (!found) {
      throw new Error(`[${this.node.path}] site '${name}': there is none of that name`);
    }
    return found;
  }

  /** @internal */
  public get _growsTo(): number | undefined {
    return this.growsTo;
  }

  /** @internal */
  public get _runtime(): Runtime {
    return this.runtime._runtime;
  }

  /** @internal */
  public get _cloudCore(): CloudCoreContext {
    return {
      settings: this.runtime._kubeEdge,
      switches: this._switches,
      nodes: () => this.siteByNode.size,
      tolerations: () => tolerationsOf(this.siteList.flatMap(({ nodes }) => nodes)),
    };
  }

  /**
   * Where the objects of a job on nodes go. Such jobs may take hours, and Argo CD holds the waves of their Application that long: delivered, they are in
   * one of their own.
   * @internal
   */
  public _jobScope(job: Construct): Construct {
    if (!this.delivery) {
      return job;
    }
    this.jobs ??= this.deliverJobs(this.delivery);
    return new Construct(
      this.jobs,
      job.node.scopes
        .slice(1)
        .map(({ node }) => node.id)
        .join('-'),
    );
  }

  private deliverJobs(delivery: ArgoDelivery): Chart {
    const stack = `${this.node.id}-jobs`;
    const chart = new Chart(this.node.scope!, stack, { disableResourceNameHashes: true });
    this.cluster.include(chart);
    delivery._deliver(chart, { cluster: this.cluster.clusterName, stack, stage: DeliveryStage.JOBS });
    return chart;
  }

  /**
   * Adds what a construct on the platform has to say when everything is known.
   * @internal
   */
  public _addFindings(findings: () => Finding[]): void {
    this._moreFindings.push(findings);
  }

  /** @internal */
  public _holds(node: EdgeNode): boolean {
    return this.siteByNode.get(node.nodeName)?.nodes.includes(node) ?? false;
  }

  /** @internal */
  public _register(site: EdgeSite): void {
    const problems = new Problems(site.node.path);
    const same = this.siteByName.get(site.siteName);
    problems.check(!same, 'name', site.siteName, `is the name of ${same?.node.path} already`);
    for (const { nodeName } of site.nodes) {
      const other = this.siteByNode.get(nodeName);
      problems.check(
        !other,
        'nodes.name',
        nodeName,
        `is a node of ${other?.node.path} already: a node is in one group`,
      );
    }
    problems.raiseFor(site);
    this.siteList.push(site);
    this.siteByName.set(site.siteName, site);
    site.nodes.forEach(({ nodeName }) => this.siteByNode.set(nodeName, site));
  }
}

/**
 * A place with named nodes at the edge: a group of nodes of the edge runtime (NodeGroup, NodePool or NodeUnit). The planner places what is
 * deployed to it on these nodes and no others.
 *
 * @example
 * const gateway = NodeType.of('gateway', {
 *   cpu: Cpu.units(4),
 *   memory: Size.gibibytes(8),
 *   ephemeralStorage: Size.gibibytes(64),
 *   reserve: NodeReserve.explicit({ cpu: Cpu.millis(500), memory: Size.gibibytes(1) }),
 * });
 * const hall = new EdgeSite(edge, 'hall-1', {
 *   preset: SitePreset.factory(),
 *   nodes: [{ name: 'hall-1-gateway', nodeType: gateway }],
 * });
 */
@checked
export class EdgeSite extends Construct implements ITenantSite {
  /** Name of the site, which is the name of its group. */
  public readonly siteName: string;
  /** Region of the site. */
  public readonly region?: string;
  /** What else is known of it: `site.attributes.lanes`. */
  public readonly attributes: Record<string, string>;
  /** Its nodes. */
  public readonly nodes: EdgeNode[];
  /** Its connection to the cloud: what its slice guarantees, where it has one. */
  public readonly uplink?: Bandwidth;
  /** The registry that its nodes pull from; undefined where it is that of the images. */
  public readonly registry?: HarborRegistry;
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
  private readonly workloadLabels = new Set<() => string | undefined>();
  private readonly pools: readonly PoolDescription[];

  /**
   * @param scope Fleet that it is in.
   * @param id Name of the site.
   * @param props Its region, layout and node types.
   */
  public constructor(scope: Construct, id: string, props: EdgeSiteProps) {
    super(scope, id);
    this.siteName = id;
    this.platform = EdgePlatform.containing(this);
    this.region = props.region;
    this.attributes = { ...props.attributes };
    this.uplink = props.slice?.guaranteed ?? props.uplink;
    this.registry = props.registry;
    this.cloudLatency = props.cloudLatency ?? props.slice?.latency;
    this.offline = props.offline ?? props.preset?.offline;
    this.holdUpgrade = props.preset?.holdUpgrade ?? false;
    this._matchLabels = props.matchLabels;
    this.nodes = props.nodes.map((node) => EdgeNode._of(node, id));
    const problems = new Problems(pathOf(scope, id));
    checkSite(problems, this);
    checkSlice(problems, props.slice, props.uplink);
    problems.raiseFor(this);
    ({ text: this._hardware, pools: this.pools } = this.platform._hardware.of(this.nodes, props.matchLabels));
    this.platform._register(this);
    this.nodes.forEach(({ nodeType }) => this.platform.cluster._nodes.addType(nodeType));
    this.apiObject = this.platform._runtime.emitGroup(this, 'Group', withSlice(this.platform._owner, props.slice), {
      name: id,
      nodeNames: this.nodes.map(({ nodeName }) => nodeName),
      matchLabels: props.matchLabels,
      offlineSeconds: this._offlineSeconds,
      labels: () => this.labels,
    });
  }

  /**
   * The node of that role. Throws when the site has none, or several.
   * @param role Role of the node in the layout.
   */
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

  /**
   * Runs a service at this site.
   * @param service What runs.
   * @param props What is different at this site.
   */
  public deploy(service: IEdgeService, props: DeployProps = {}): void {
    service._deploy([this], props.overrides ?? []);
  }

  /**
   * Seconds that it has to work without the cloud; 0 where it need not.
   * @internal
   */
  public get _offlineSeconds(): number {
    return this.offline?.toSeconds({ integral: false }) ?? 0;
  }

  /** @internal */
  public get _cluster(): Cluster {
    return this.platform.cluster;
  }

  /**
   * Gives its nodes the label by which some runtimes find the nodes for a workload.
   * @internal
   */
  public _addLabel(key: () => string | undefined): void {
    this.workloadLabels.add(key);
  }

  private get labels(): Record<string, string> {
    const keys = [...this.workloadLabels].flatMap((key) => key() ?? []);
    return Object.fromEntries(keys.map((key) => [key, this.siteName]));
  }

  /** @internal */
  public _describe(): SiteDescription {
    return {
      name: this.siteName,
      path: this.node.path,
      mayBeOffline: this._offlineSeconds > 0,
      labels: this.labels,
      hardware: this._hardware,
      pools: this.pools,
    };
  }
}
