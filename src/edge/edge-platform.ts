import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { cloudCoreApplication, CloudCoreContext } from './cloudcore';
import { DeviceRegistry } from './device/registry';
import { edgeFindings } from './edge-findings';
import type { EdgeNode } from './edge-node';
import { EdgeRuntime } from './edge-runtime';
import type { EdgeService } from './edge-service';
import type { EdgeSite } from './edge-site';
import { EdgeSwitches } from './edge-switches';
import { groupFaults } from './group-checks';
import { healthCustomisations } from './health';
import { Runtime } from './runtime/runtime';
import { Cluster } from '../cluster/cluster';
import { ArgoDelivery } from '../delivery/argo-delivery';
import { Owner } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';

/** The edge of a cluster. */
export interface EdgePlatformProps {
  /** The cluster that its nodes join. */
  readonly cluster: Cluster;
  /** The software that makes the cluster reach to its sites. */
  readonly runtime: EdgeRuntime;
  /**
   * Delivers its objects with Argo CD. For KubeEdge with addresses an Application of the CloudCore chart comes with it, with everything
   * switched on that the kinds in use need, and health checks for these kinds, which Argo CD has none for.
   * @default - not delivered
   */
  readonly delivery?: ArgoDelivery;
}

const PLATFORMS = new WeakSet<IConstruct>();
const BY_CLUSTER = new WeakMap<Cluster, EdgePlatform>();

/**
 * The edge of a cluster: one chart with the groups of nodes of all sites, and the jobs that run on their nodes. Edge nodes are expected to
 * join with the taint `node-role.kubernetes.io/edge:NoSchedule`, which keeps everything off that was not made for them.
 */
export class EdgePlatform extends Chart {
  /**
   * The platform that a construct is in.
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
  public readonly _services: EdgeService[] = [];
  /** @internal */
  public readonly _devices = new DeviceRegistry();
  private readonly siteList: EdgeSite[] = [];
  private readonly siteByName = new Map<string, EdgeSite>();
  private readonly siteByNode = new Map<string, EdgeSite>();

  public constructor(scope: Construct, id: string, props: EdgePlatformProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.cluster = props.cluster;
    this.runtime = props.runtime;
    this._owner = { partOf: id };
    this._switches = new EdgeSwitches(() => this.cluster._charts());
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    const sameApp = props.cluster.node.root === this.node.root;
    problems.check(sameApp, 'cluster', props.cluster.node.path, 'is in another app', 'a cluster of the same app');
    problems.raiseFor(this);
    PLATFORMS.add(this);
    BY_CLUSTER.set(this.cluster, this);
    this.cluster._attachEdge(this.node.path, () => ({
      groupLabel: this._runtime.groupLabel,
      sites: this.siteList.map((site) => site._describe()),
      findings: [
        ...edgeFindings(this._cloudCore, this.node.path),
        ...this._devices.findings(),
        ...this._services.flatMap(({ _farCalls }) => _farCalls),
      ],
    }));
    this.cluster.include(this);
    this.cluster._checkOnce('edge groups', () => groupFaults(this.cluster._charts()));
    if (props.delivery) {
      props.delivery._deliver(this, { cluster: this.cluster.clusterName, stack: id });
      props.delivery._addHealth(healthCustomisations(this._runtime.name));
      cloudCoreApplication(this.cluster.clusterName, this._cloudCore, props.delivery);
    }
  }

  /** All sites, in the order in which they were made. */
  public get sites(): EdgeSite[] {
    return [...this.siteList];
  }

  /** The site of that name. Throws when there is none. */
  public site(name: string): EdgeSite {
    const found = this.siteByName.get(name);
    if (!found) {
      throw new Error(`[${this.node.path}] site '${name}': there is none of that name`);
    }
    return found;
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
    };
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
