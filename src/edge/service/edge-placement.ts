import { ApiObject } from 'cdk8s';
import { ownDeployment } from './own-deployment';
import { PlaceableService } from './placeable-service';
import { PlacedService } from './placed-service';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { ClusterPlan } from '../../capacity/plan';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { CopyShards } from '../copies/copy-shards';
import { EdgeSite } from '../platform/edge-platform';
import { serviceKey } from '../runtime/runtime';
import { Placement, PlacedSite, SizedSite, SiteSizing } from '../site/site-sizing';

/** Where one service runs, and the objects that make it run there. */
export class SitePlacements {
  private readonly placed: PlacedService;
  private readonly sizes: SiteSizing;
  private readonly shards: CopyShards;
  private readonly own: ApiObject[] = [];
  private readonly all = new Map<EdgeSite, PlacedSite>();
  private isOwn = false;
  private ordered?: readonly PlacedSite[];

  public constructor(
    private readonly service: PlaceableService,
    private readonly selector: Record<string, string>,
    /** The first that it was deployed to: all others are of its kind. */
    public readonly first: EdgeSite,
  ) {
    this.placed = new PlacedService(service, selector, first);
    this.sizes = new SiteSizing(service);
    this.shards = new CopyShards(this.placed, () => this.all.values(), first.platform._growsTo);
  }

  /** Its sites, ordered by name. */
  public get sites(): EdgeSite[] {
    return this.sorted().map(({ site }) => site);
  }

  public get objects(): ApiObject[] {
    return [...this.shards.objects, ...this.own];
  }

  public findings(): Finding[] {
    return this.shards.findings();
  }

  /** Makes the objects of which only the plan says how many there are. */
  public realise(plan: ClusterPlan): void {
    this.shards.part(plan);
  }

  public at(site: EdgeSite): PlacedSite | undefined {
    return this.all.get(site);
  }

  /** Sizes the service for each site and adds it there. Throws, and adds nothing, where it cannot be sized. */
  public add(placements: readonly Placement[]): void {
    const problems = new Problems(this.service.node.path);
    const added = placements.map((placement) => ({ ...placement, ...this.sizes.of(problems, placement) }));
    const scaled = ({ sizing }: SizedSite) => sizing.max !== undefined;
    const isScaled = scaled(this.all.get(this.first) ?? added[0]);
    problems.check(
      added.every((one) => scaled(one) === isScaled),
      'replicas',
      'with a maximum and without',
      'either every site has an autoscaler, or none',
      'a service for each kind of site',
    );
    problems.raise();
    const { serviceName, stack, _props } = this.service;
    this.ordered = undefined;
    for (const one of added) {
      this.all.set(one.site, one);
      if (this.placed.runtime.workloadLabel(stack.namespaceName, serviceName) !== undefined) {
        this.labelFor(one);
      }
    }
    this.isOwn = _props.buffer !== undefined || isScaled;
    if (this.isOwn) {
      this.own.push(...added.map((one) => ownDeployment(this.placed, one, () => this.hasBudget())));
    } else {
      this.shards.add(added, this.all.size);
    }
    this.emitBudget();
  }

  /** Its Service finds the nodes of a site by one label, the object that copies it by another where there are several. */
  private labelFor(placed: PlacedSite): void {
    const { serviceName, stack } = this.service;
    const label = (name: string) => this.placed.runtime.workloadLabel(stack.namespaceName, name);
    placed.site._addLabel(() => label(serviceKey(serviceName)));
    placed.site._addLabel(() => (this.isOwn ? undefined : label(this.shards.nameAt(placed))));
  }

  private sorted(): readonly PlacedSite[] {
    this.ordered ??= sortedBy(this.all.values(), ({ site }) => site.siteName);
    return this.ordered;
  }

  private hasBudget(): boolean {
    return this.all.size === 1;
  }

  /** A budget selects by labels, which all copies share: over several sites one that is away would block the drains of all. */
  private emitBudget(): void {
    const { service, placed } = this;
    service.node.tryRemoveChild('PodDisruptionBudget');
    if (!this.hasBudget()) {
      return;
    }
    const [{ siteName }] = this.sites;
    const { serviceName, stack } = service;
    kubeObject(service, 'PodDisruptionBudget', 'PodDisruptionBudget', {
      metadata: namespaced('PodDisruptionBudget', serviceName, stack._owner, this.selector),
      spec: {
        maxUnavailable: placed.planner.planned(stack.cluster, (plan) => plan.budgets[placed.idAt(plan, siteName)] ?? 1),
        selector: { matchLabels: this.selector },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}
