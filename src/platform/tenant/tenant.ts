import { Construct, IConstruct } from 'constructs';
import { Access } from './access';
import { checkTenant } from './checks';
import { isolationFaults } from './isolation';
import { judgeTenants } from './judgement';
import { Share } from './share';
import { clusterObjects, stackObjects, TENANT_LABEL } from './tenant-objects';
import { tenantProject } from './tenant-project';
import { ITenantReceiver, ITenantSite, TenantProps } from './tenant-props';
import { KnownTenant, Tenants, TenantStack } from './tenants';
import { Cluster } from '../../cluster/cluster';
import { DeliveredTenant } from '../../delivery/delivered-chart';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { checked } from '../../props/checked';

/**
 * A team, product line or branch that shares clusters with others: its namespaces are those of the stacks that name it. Emits into each of them Roles
 * and RoleBindings for its people, an AlertmanagerConfig (monitoring.coreos.com/v1alpha1) where it has receivers, and the label
 * `cdk8s-autonomous.dev/tenant` on the Namespace, by which costs are metered. Its Applications are in one AppProject that admits its namespaces,
 * clusters and kinds alone. The plan holds its share against what its stacks need, and says what it costs. Calls between tenants are refused unless the one that is
 * called `admits` them.
 *
 * @example
 * const charging = new Tenant(app, 'charging', {
 *   clusters: [cluster],
 *   share: Share.percent(30),
 *   people: [Access.view('charging-readers'), Access.operate('charging-oncall'), Access.debug('charging-developers')],
 * });
 * const stack = new AutonomousStack(app, 'charging-api', { cluster, tenant: charging });
 */
@checked
export class Tenant extends Construct {
  /** Its name, which is that of its AppProject too. */
  public readonly tenantName: string;
  /** @internal */
  public readonly _clusters: ReadonlySet<Cluster>;
  /** @internal */
  public readonly _ownClusters: ReadonlySet<Cluster>;
  /** @internal */
  public readonly _sites: ReadonlySet<ITenantSite>;
  private readonly people: readonly Access[];
  private readonly receivers: readonly ITenantReceiver[];
  private readonly share?: Share;
  private readonly limits = new Map<Cluster, Share>();
  private readonly admitted: { readonly caller: KnownTenant; readonly targets?: readonly IConstruct[] }[] = [];

  /**
   * @param scope App that it is in.
   * @param id Name of the tenant.
   * @param props Where it is, how much it may have, and who works there.
   */
  public constructor(scope: Construct, id: string, props: TenantProps) {
    super(scope, id);
    const { clusters = [], ownClusters = [], sites = [], people = [], receivers = [], share } = props;
    this.tenantName = id;
    this._sites = new Set(sites);
    this._ownClusters = new Set(ownClusters);
    this._clusters = new Set([...clusters, ...ownClusters, ...sites.map(({ _cluster }) => _cluster)]);
    this.people = people;
    this.receivers = receivers;
    this.share = share;
    const problems = new Problems(pathOf(scope, id));
    checkTenant(problems, this, props);
    problems.raiseFor(this);
    Tenants.of(this).add(this);
    for (const cluster of this._clusters) {
      cluster._checkOnce('tenants', () => [...isolationFaults(cluster), ...Tenants.of(cluster).strayIn(cluster)]);
      Planner.of(this).judges(cluster, 'tenants', (plan) => judgeTenants(cluster, plan));
    }
    if (people.length > 0) {
      this._ownClusters.forEach((cluster) => clusterObjects(cluster, id, people));
    }
  }

  /**
   * Lets another tenant call what is in the namespaces of this one. Whoever calls says so with `calls`, too: nothing is open to a whole tenant.
   * @param caller The tenant whose workloads call.
   * @param targets Workloads or stacks of this tenant that may be called; without any, all of them.
   */
  public admits(caller: Tenant, targets?: IConstruct[]): void {
    const problems = new Problems(`${this.node.path} admits`);
    problems.check(
      caller !== this,
      'caller',
      caller.tenantName,
      'is the tenant itself',
      'leave it out: it calls itself anyway',
    );
    problems.check(
      targets === undefined || targets.length > 0,
      'targets',
      '[]',
      'must name something',
      'leave it out for all',
    );
    problems.raise();
    this.admitted.push({ caller, targets });
  }

  /**
   * How much it may have of one of its clusters, where that is another share than in the others.
   * @param cluster One of its clusters.
   * @param share How much of it.
   */
  public limitIn(cluster: Cluster, share: Share): void {
    const problems = new Problems(`${this.node.path} limitIn`);
    const names = [...this._clusters].map(({ clusterName }) => clusterName).join(', ');
    problems.check(
      this._clusters.has(cluster),
      'cluster',
      cluster.clusterName,
      'is no cluster of the tenant',
      `one of ${names}`,
    );
    problems.raise();
    this.limits.set(cluster, share);
  }

  /** @internal */
  public _shareIn(cluster: Cluster): Share | undefined {
    return this.limits.get(cluster) ?? this.share;
  }

  /** @internal */
  public _letsCall(caller: KnownTenant, scopes?: readonly IConstruct[]): boolean {
    return this.admitted.some(
      (one) =>
        one.caller === caller && (!one.targets || !scopes || one.targets.some((target) => scopes.includes(target))),
    );
  }

  /**
   * Labels of its namespaces.
   * @internal
   */
  public get _labels(): Record<string, string> {
    return { [TENANT_LABEL]: this.tenantName };
  }

  /**
   * What Argo CD has to know of it.
   * @internal
   */
  public get _project(): DeliveredTenant {
    return tenantProject(this, this.people);
  }

  /**
   * Notes what is wrong with a stack of it in a cluster.
   * @internal
   */
  public _checkStack(problems: Problems, cluster: Cluster): void {
    const names = [...this._clusters].map(({ clusterName }) => clusterName).join(', ');
    problems.check(
      this._clusters.has(cluster),
      'tenant',
      this.tenantName,
      `has no part of cluster ${cluster.clusterName}: it has ${names}`,
      `the cluster among the clusters of the tenant, or a stack in ${names}`,
    );
  }

  /**
   * Emits what is its own in a stack.
   * @internal
   */
  public _emitIn(stack: TenantStack): void {
    stackObjects(stack, this.tenantName, this.people, this.receivers);
  }
}
