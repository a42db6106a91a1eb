import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Share } from './share';
import { ITenantSite } from './tenant-props';
import { ClusterPlan } from '../../capacity/plan';
import { Cluster } from '../../cluster/cluster';
import { ArgoDelivery } from '../../delivery/argo-delivery';
import { Owner } from '../../manifest/metadata';
import { PodSecurity } from '../pod-security';

/** A tenant, as what holds several against each other sees it. */
export interface KnownTenant extends IConstruct {
  readonly tenantName: string;
  /** Clusters in which its stacks may be. */
  readonly _clusters: ReadonlySet<Cluster>;
  /** Those of them that are its alone. */
  readonly _ownClusters: ReadonlySet<Cluster>;
  readonly _sites: ReadonlySet<ITenantSite>;
  _shareIn(cluster: Cluster): Share | undefined;
  /** Whether it lets another one call something that is in all of these scopes. */
  _letsCall(caller: KnownTenant, scopes?: readonly IConstruct[]): boolean;
}

/** A stack, as tenants see it. */
export interface TenantStack extends Chart {
  readonly cluster: Cluster;
  readonly namespaceName: string;
  readonly podSecurity: PodSecurity;
  readonly tenant?: KnownTenant;
  readonly _owner: Owner;
  readonly _delivery?: ArgoDelivery;
  /** Amounts of its ResourceQuota by their names there. */
  _quotaIn(plan: ClusterPlan): Readonly<Record<string, number>>;
}

/** Something that a stack runs at a site. */
interface AtSite {
  readonly stack: TenantStack;
  readonly path: string;
  readonly site: ITenantSite;
}

const TENANTS = new WeakMap<object, Tenants>();

/** All tenants and all stacks of an app. */
export class Tenants {
  /** Those of the app that a construct is in. */
  public static of(construct: IConstruct): Tenants {
    const { root } = construct.node;
    const known = TENANTS.get(root) ?? new Tenants();
    TENANTS.set(root, known);
    return known;
  }

  private readonly list: KnownTenant[] = [];
  private readonly stackList: TenantStack[] = [];
  private readonly atSites: AtSite[] = [];

  private constructor() {}

  /** All of them, in the order in which they were made. */
  public get all(): readonly KnownTenant[] {
    return this.list;
  }

  /** All stacks of a cluster, those of no tenant too. */
  public stacksIn(cluster: Cluster): TenantStack[] {
    return this.stackList.filter((stack) => stack.cluster === cluster);
  }

  /** Whose a namespace of a cluster is. */
  public ownerOf(cluster: Cluster, namespace: string): KnownTenant | undefined {
    return this.stacksIn(cluster).find(({ namespaceName }) => namespaceName === namespace)?.tenant;
  }

  /** Whose a site is. */
  public ownerAt(site: ITenantSite): KnownTenant | undefined {
    return this.list.find((tenant) => tenant._sites.has(site));
  }

  public add(tenant: KnownTenant): void {
    this.list.push(tenant);
  }

  public addStack(stack: TenantStack): void {
    this.stackList.push(stack);
  }

  /** A stack runs something at sites. */
  public deploys(stack: TenantStack, path: string, sites: readonly ITenantSite[]): void {
    for (const site of sites) {
      this.atSites.push({ stack, path, site });
    }
  }

  /** What runs at sites that are not of its tenant. */
  public strayIn(cluster: Cluster): string[] {
    return this.atSites
      .filter(({ stack }) => stack.cluster === cluster)
      .flatMap(({ stack: { tenant }, path, site }) => {
        const owner = this.ownerAt(site);
        if (owner === tenant || tenant === undefined || (owner === undefined && tenant._sites.size === 0)) {
          return [];
        }
        const whose = owner ? `is of tenant ${owner.tenantName}` : `is no site of tenant ${tenant.tenantName}`;
        const cure = owner
          ? `a stack of tenant ${owner.tenantName}, or of none, for what runs there`
          : `the site among the sites of tenant ${tenant.tenantName}`;
        return [`TENANT_SITE ${path}: is deployed at site ${site.siteName}, which ${whose}; ${cure}`];
      });
  }
}
