import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { AppProjectSpec, Destination, destinationsOf, kindsOf } from './argo-objects';
import { DeliveredTenant } from './delivered-chart';
import { byCodeUnit, sortedBy } from '../capacity/order';
import { customResource } from '../manifest/custom-resource';
import { namespaced, Owner } from '../manifest/metadata';

/** An Application of the tenant, and what it applies. */
interface Member {
  readonly name: string;
  readonly destination: Destination;
  readonly chart: Chart;
}

/** Deliveries that have the project of a tenant, by its path and the app. */
const MADE = new WeakMap<object, Map<string, string>>();

/**
 * One AppProject for all stacks of a tenant: their namespaces on their clusters, the kinds that they render, and of kinds without a namespace the
 * objects that they have. A role for each level of access names the Applications one by one.
 */
export class TenantProject {
  /** Throws where the delivery has something of that name, or another delivery the project. */
  public static _of(
    delivery: Construct,
    tenant: DeliveredTenant,
    { owner, repository }: { readonly owner: Owner; readonly repository: string },
  ): TenantProject {
    const { name, path } = tenant;
    const { root } = delivery.node;
    const made = MADE.get(root) ?? new Map<string, string>();
    MADE.set(root, made);
    const other = made.get(path);
    if (other !== undefined) {
      throw new Error(
        `[${path}] delivery: stacks of tenant ${name} are delivered by ${other} and by ${delivery.node.path}, and an AppProject is one of them; one delivery for all stacks of a tenant`,
      );
    }
    if (delivery.node.tryFindChild(name)) {
      throw new Error(
        `[${path}] delivery: AppProject ${name} is there already; give the tenant or the cluster another name`,
      );
    }
    made.set(path, delivery.node.path);
    return new TenantProject(new Construct(delivery, name), tenant, owner, repository);
  }

  private readonly members: Member[] = [];

  private constructor(scope: Construct, tenant: DeliveredTenant, owner: Owner, repository: string) {
    const charts = () => this.members.map(({ chart }) => chart);
    customResource<AppProjectSpec>(scope, 'AppProject', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: namespaced('AppProject', tenant.name, owner, {}, { 'argocd.argoproj.io/sync-wave': '-10' }),
      spec: {
        description: `tenant ${tenant.name}`,
        sourceRepos: [repository],
        destinations: Lazy.any({ produce: () => this.destinations() }) as any,
        // A name for each: one that names none admits all objects of the kind, whoever has them.
        clusterResourceWhitelist: Lazy.any({ produce: () => kindsOf(charts(), false, () => true) }) as any,
        namespaceResourceWhitelist: Lazy.any({ produce: () => kindsOf(charts(), true) }) as any,
        orphanedResources: { warn: true },
        roles: Lazy.any({ produce: () => this.roles(tenant) }) as any,
      },
    });
  }

  /** Adds an Application. */
  public add(member: Member): void {
    this.members.push(member);
  }

  private destinations(): Destination[] {
    const all = this.members.flatMap(destinationsOf).map((one) => [`${one.name}/${one.namespace}`, one] as const);
    return [...new Map(all)].sort(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one);
  }

  private roles(tenant: DeliveredTenant) {
    const applications = this.members.map(({ name, chart }) => ({
      name,
      kinds: kindsOf([chart], true).map(({ group, kind }) => `${group}/${kind}`),
    }));
    const roles = tenant.roles(sortedBy(applications, ({ name }) => name));
    return roles.length > 0 ? roles : undefined;
  }
}
