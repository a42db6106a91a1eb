import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Share } from './share';
import { ITenantSite } from './tenant-props';
import { ClusterPlan } from '../../capacity/plan';
import { someOf } from '../../capacity/some-of';
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

/** So many sites are named. */
const MOST_NAMED = 3;

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

  /** Whose the namespaces of a cluster are. */
  public ownersIn(cluster: Cluster): ReadonlyMap<string, KnownTenant | undefined> {
    return new Map(this.stacksIn(cluster).map(({ namespaceName, tenant }) => [namespaceName, tenant]));
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
    const ownerAt = new Map(this.list.flatMap((tenant) => [...tenant._sites].map((site) => [site, tenant] as const)));
    const stray = new Map<string, string[]>();
    for (const { stack, path, site } of this.atSites) {
      const { tenant } = stack;
      const owner = ownerAt.get(site);
      const isFree = owner === undefined && tenant?._sites.size === 0;
      if (stack.cluster === cluster && tenant && owner !== tenant && !isFree) {
        const whose = owner ? `of tenant ${owner.tenantName}` : `no site of tenant ${tenant.tenantName}`;
        const cure = owner
          ? `a stack of tenant ${owner.tenantName}, or of none, for what runs there`
          : `the site among the sites of tenant ${tenant.tenantName}`;
        const key = `${path}|${whose}; ${cure}`;
        stray.set(key, [...(stray.get(key) ?? []), site.siteName]);
      }
    }
    return [...stray].map(([key, sites]) => {
      const [path, text] = key.split('|');
      return `TENANT_SITE ${path}: is deployed at site ${someOf(sites, MOST_NAMED)}, which is ${text}`;
    });
  }
}
