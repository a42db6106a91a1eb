import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { DeploymentParts, edgeDeployment, resourcesOf } from './edge-deployment';
import type { EdgeService } from './edge-service';
import { SiteOverride } from './edge-service-props';
import type { EdgeSite } from './edge-site';
import { outageClaim } from './outage-buffer';
import { Runtime, SiteCopy } from './runtime/runtime';
import { Placement, SizedSite, SiteSizing } from './site-sizing';
import { ClusterPlan } from '../capacity/plan';
import { idAtSite } from '../capacity/sites';
import { namespaced } from '../manifest/metadata';
import { Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { WorkloadHint } from '../planner/reading/description';
import { LARGEST_OBJECT } from '../planner/reading/fan-out';
import { metricsOf } from '../workload/autoscaler-metrics';
import { ScaleOn } from '../workload/scale-on';
import { Sizing } from '../workload/sizing';

/** Copies that one object of the edge runtime carries. */
interface Shard {
  readonly copies: SiteCopy[];
  readonly variantOf: Record<string, number>;
  bytes: number;
}

/** Share of the largest object that copies may fill: Argo CD and the runtime write into it too. */
const FILL = 0.75;

/** Where one service runs, and the objects that make it run there. */
export class SitePlacements {
  public readonly objects: ApiObject[] = [];
  private readonly placed = new Map<EdgeSite, SizedSite>();
  private readonly shards: Shard[] = [];
  private readonly variants: WorkloadHint[] = [];
  private readonly variantAt = new Map<string, number>();
  private readonly runtime: Runtime;
  private readonly planner: Planner;
  private readonly sizes: SiteSizing;
  private base?: { readonly replicas?: number; readonly apart: boolean };

  public constructor(
    private readonly service: EdgeService,
    private readonly selector: Record<string, string>,
    private readonly first: EdgeSite,
  ) {
    this.runtime = first.platform._runtime;
    this.planner = Planner.of(service);
    this.sizes = new SiteSizing(service, this.runtime);
  }

  public get sites(): EdgeSite[] {
    return [...this.placed.keys()];
  }

  public at(site: EdgeSite): SizedSite | undefined {
    return this.placed.get(site);
  }

  /** Sizes the service for each site and adds it there. Throws, and adds nothing, where it cannot be sized. */
  public add(placements: readonly Placement[]): void {
    const problems = new Problems(this.service.node.path);
    const all = placements.map((placement) => ({ ...placement, ...this.sizes.of(problems, placement) }));
    const scaled = (one: SizedSite) => one.sizing.max !== undefined;
    const first = this.placed.values().next().value ?? all[0];
    problems.check(
      all.every((one) => scaled(one) === scaled(first)),
      'replicas',
      'with a maximum and without',
      'copies of one Deployment: either an autoscaler has them all, or none',
      'a service for each kind of site',
    );
    problems.raise();
    this.base ??= {
      ...(all[0].sizing.max === undefined && { replicas: all[0].sizing.planned }),
      apart: this.service._props.survive?.level === 'node' && all.every(({ sizing, hosts }) => sizing.planned <= hosts),
    };
    for (const { site, override, sizing, hosts } of all) {
      this.placed.set(site, { sizing, hosts });
      site._addLabel(this.runtime.workloadLabel(this.service.stack.namespaceName, this.service.serviceName));
      if (this.service._props.buffer) {
        this.emitOwn(site, sizing, override);
      } else {
        this.emitCopy(site, sizing, override);
      }
      this.emitAutoscaler(site, sizing);
    }
    this.emitBudget();
  }

  /** A copy in an object of the edge runtime: in the last one while that has room. */
  private emitCopy(site: EdgeSite, sizing: Sizing, override?: SiteOverride): void {
    const { resources, env } = override ?? {};
    const props = this.service._props;
    const copy: SiteCopy = {
      group: site.siteName,
      ...(sizing.max === undefined && sizing.planned !== this.base!.replicas && { replicas: sizing.planned }),
      ...(resources && { resources: resourcesOf(props, resources) }),
      ...(env && { env: variables({ ...props.env, ...env }), ownEnv: variables(env) }),
    };
    const bytes = JSON.stringify(copy).length + 32;
    let shard = this.shards[this.shards.length - 1];
    const full =
      shard === undefined ||
      shard.copies.length >= this.runtime.mostCopies ||
      (this.runtime.mostCopies < Infinity && shard.bytes + bytes > FILL * LARGEST_OBJECT);
    if (full) {
      shard = this.newShard();
    }
    shard.copies.push(copy);
    shard.bytes += bytes;
    shard.variantOf[site.siteName] = this.variantOf(sizing);
  }

  private newShard(): Shard {
    const { serviceName, stack, node, _props } = this.service;
    const shard: Shard = { copies: [], variantOf: {}, bytes: 0 };
    const name = this.shards.length === 0 ? serviceName : `${serviceName}-${this.shards.length + 1}`;
    const sites = () => shard.copies.map(({ group }) => group);
    const deployment = this.deployment({ name: serviceName, replicas: this.base!.replicas, sites });
    const object = this.runtime.emitFanOut(this.service, `Copies${this.shards.length + 1}`, {
      metadata: namespaced('EdgeApplication', name, stack._owner, this.selector),
      deployment,
      containerName: serviceName,
      copies: shard.copies,
    });
    shard.bytes = JSON.stringify(deployment).length;
    this.shards.push(shard);
    this.objects.push(object);
    this.planner.describe(object, () => ({
      path: node.path,
      surge: _props.maxSurge,
      variants: this.variants,
      variantOf: shard.variantOf,
      ...this.bound(),
    }));
    return shard;
  }

  /** A Deployment and a claim of its own: copies of one Deployment would share one claim. */
  private emitOwn(site: EdgeSite, sizing: Sizing, override?: SiteOverride): void {
    const { service } = this;
    const { stack, _props: props } = service;
    const name = this.nameAt(site.siteName);
    const claim = outageClaim(
      service,
      `Buffer-${site.siteName}`,
      name,
      stack._owner,
      this.selector,
      props.buffer!,
      site,
    );
    const object = new ApiObject(service, `Deployment-${site.siteName}`, {
      ...this.deployment({
        name,
        replicas: sizing.planned,
        sites: () => [site.siteName],
        only: { key: this.runtime.groupLabel, site: site.siteName },
        claim,
        override,
      }),
    } as any);
    this.objects.push(object);
    this.planner.describe(object, () => ({ ...this.hintOf(sizing), ...this.bound() }));
  }

  private deployment(
    parts: Pick<DeploymentParts, 'name' | 'replicas' | 'only' | 'claim' | 'override'> & {
      readonly sites: () => string[];
    },
  ) {
    const { sites, ...rest } = parts;
    return edgeDeployment({
      ...rest,
      service: this.service,
      selector: this.selector,
      runtime: this.runtime,
      mayBeOffline: this.first._offlineSeconds > 0,
      holdUpgrade: this.first.holdUpgrade,
      apart: this.base!.apart,
      planned: (pick) =>
        this.planner.planned(this.service.stack.cluster, (plan) =>
          pick([...new Set(sites().flatMap((site) => this.idAt(plan, site) ?? []))].map((id) => plan.rollouts[id])),
        ),
    });
  }

  private bound(): Pick<WorkloadHint, 'staysBound'> {
    return this.first._offlineSeconds > 0 && !this.runtime.toleratesOutage ? { staysBound: true } : {};
  }

  private nameAt(site: string): string {
    return `${this.service.serviceName}-${site}`;
  }

  private idAt(plan: ClusterPlan, site: string): string | undefined {
    const { namespaceName } = this.service.stack;
    return idAtSite(plan.model, namespaceName, 'Deployment', (name) => this.nameAt(name), site);
  }

  private variantOf(sizing: Sizing): number {
    const hint = this.hintOf(sizing);
    const key = JSON.stringify(hint);
    const known = this.variantAt.get(key) ?? this.variants.push(hint) - 1;
    this.variantAt.set(key, known);
    return known;
  }

  private hintOf({ needed, degraded, reason, hours, findings }: Sizing): WorkloadHint {
    const { node, _props } = this.service;
    const budget = this.hasBudget();
    return {
      path: node.path,
      surge: _props.maxSurge,
      needed,
      degraded,
      reason,
      hours,
      findings,
      ...(budget && { budget }),
    };
  }

  private emitAutoscaler(site: EdgeSite, { planned, max, target = 1 }: Sizing): void {
    if (max === undefined) {
      return;
    }
    const name = this.nameAt(site.siteName);
    new k8s.KubeHorizontalPodAutoscalerV2(this.service, `Autoscaler-${site.siteName}`, {
      metadata: namespaced('HorizontalPodAutoscaler', name, this.service.stack._owner, this.selector),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: planned,
        maxReplicas: max,
        metrics: metricsOf([ScaleOn.cpu()], name, target),
      },
    });
  }

  private hasBudget(): boolean {
    return this.placed.size === 1;
  }

  /** A budget selects by labels, which all copies share: over several sites one that is away would block the drains of all. */
  private emitBudget(): void {
    const { service } = this;
    service.node.tryRemoveChild('PodDisruptionBudget');
    if (!this.hasBudget()) {
      return;
    }
    const [site] = this.placed.keys();
    new k8s.KubePodDisruptionBudget(service, 'PodDisruptionBudget', {
      metadata: namespaced('PodDisruptionBudget', service.serviceName, service.stack._owner, this.selector),
      spec: {
        maxUnavailable: {
          value: this.planner.planned(
            service.stack.cluster,
            (plan) => plan.budgets[this.idAt(plan, site.siteName) ?? ''] ?? 1,
          ),
        } as unknown as k8s.IntOrString,
        selector: { matchLabels: this.selector },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}

/** Variables in one order. */
export function variables(env: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.keys(env)
    .sort()
    .map((name) => ({ name, value: env[name] }));
}
