import { ApiObject } from 'cdk8s';
import { CopyForm, CopyKinds, ownTemplate } from './copy-kinds';
import { shardOf, shardsFor } from './stable-shard';
import { Finding } from '../../capacity/model';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { ClusterPlan } from '../../capacity/plan';
import { namespaced } from '../../manifest/metadata';
import { WorkloadHint } from '../../planner/reading/description';
import { SiteCopy } from '../runtime/runtime';
import { PlacedService } from '../service/placed-service';
import { pinnedIn } from '../site/site-registry';
import { PlacedSite } from '../site/site-sizing';

/** Share of the sites that objects are laid out for from which it is said. */
const NEARLY_FULL = 0.9;

/** An object that copies a service to some sites, and those of it that rollouts at some of them make. */
interface Shard {
  readonly name: string;
  readonly object: ApiObject;
  readonly members: PlacedSite[];
  readonly parted: Map<number, ApiObject>;
  isSorted: boolean;
}

/**
 * The objects that copy a service to its sites. Which of them a site is in follows from its name and from what its own template has, and from no other site: controllers delete what
 * goes from an object by its name, even where another object has it by now.
 */
export class CopyShards {
  private readonly kinds: CopyKinds;
  private readonly shards = new Map<string, Shard>();
  private count = 1;
  private parting?: ClusterPlan;
  private readonly renamed = new WeakSet<ApiObject>();

  /** @param sites all sites */
  public constructor(
    private readonly placed: PlacedService,
    private readonly sites: () => Iterable<PlacedSite>,
    private readonly growsTo: number | undefined,
  ) {
    this.kinds = new CopyKinds(placed);
  }

  /** The objects, in the order of their names. */
  public get objects(): ApiObject[] {
    return [...this.shards.values()].flatMap(({ object, parted }) => [object, ...parted.values()]);
  }

  /** Has an object for each of the sites. */
  public add(added: readonly PlacedSite[], total: number): void {
    const count = shardsFor(total, this.placed.runtime.mostCopies, this.growsTo);
    const isDividedAnew = count !== this.count;
    const before = new Map(isDividedAnew ? [] : this.shards);
    this.count = count;
    const members = new Map([...before].map(([name, shard]) => [name, shard.members]));
    for (const one of isDividedAnew ? this.sites() : added) {
      const name = this.nameAt(one);
      const known = members.get(name);
      if (known) {
        known.push(one);
        const shard = before.get(name);
        if (shard) {
          shard.isSorted = false;
        }
      } else {
        members.set(name, [one]);
      }
    }
    this.make(before, members);
  }

  /** Objects stand in one order, whatever the order in which sites were added: where a new one comes before others, all are made again. */
  private make(before: ReadonlyMap<string, Shard>, members: ReadonlyMap<string, PlacedSite[]>): void {
    const names = [...members.keys()].sort(byCodeUnit);
    const stay = names.slice(0, before.size).every((name) => before.has(name));
    for (const [name, { object, parted }] of this.shards) {
      [...(stay && before.has(name) ? [] : [object]), ...parted.values()].forEach(remove);
    }
    this.shards.clear();
    for (const name of names) {
      const known = stay ? before.get(name) : undefined;
      known?.parted.clear();
      this.shards.set(name, known ?? this.newShard(name, members.get(name)!));
    }
  }

  /** Name of the object that copies the service to a site. */
  public nameAt(site: PlacedSite): string {
    const shard = shardOf(site.site.siteName, this.count);
    return this.nameOf(this.kinds.of(site).form, shard);
  }

  /** Says when objects are nearly full, before more sites divide them anew. */
  public findings(): Finding[] {
    const { service, runtime } = this.placed;
    const sites = [...this.shards.values()].reduce((sum, { members }) => sum + members.length, 0);
    const room = this.growsTo ?? this.count * runtime.mostCopies;
    if (this.growsTo === undefined ? sites < NEARLY_FULL * room : sites <= room) {
      return [];
    }
    const then =
      this.growsTo === undefined
        ? 'more divide them anew, which restarts the pods of the sites that move'
        : 'with more they become larger than they should be';
    return [
      {
        code: 'EDGE_OBJECTS_FULL',
        severity: 'warning',
        path: service.node.path,
        message: `${sites} sites: its objects are laid out for ${room}, and ${then}`,
        cure: [
          `growsTo on the platform: the sites that it may come to run at; ${2 * room} ${this.growsTo === undefined ? 'divides them now, and not again' : 'divides them anew'}`,
        ],
      },
    ];
  }

  /** Gives copies that are rolled out in another way than the others objects of their own, where these cannot say it. */
  public part(plan: ClusterPlan): void {
    if (this.placed.runtime.differences === 'templates') {
      return;
    }
    this.parting = plan;
    for (const shard of this.shards.values()) {
      shard.parted.forEach(remove);
      shard.parted.clear();
      const surges = [...new Set(shard.members.map((one) => this.surgeAt(plan, one)))].sort((a, b) => a - b);
      const wanted = this.kinds.wantedSurge;
      const first = surges.includes(wanted) ? wanted : surges[0];
      this.rename(shard, this.partName(shard.name, first));
      for (const surge of surges.filter((one) => one !== first)) {
        const object = this.newObject(shard, surge);
        this.placed.planner.partOf(object);
        shard.parted.set(surge, object);
      }
    }
  }

  private newShard(name: string, members: PlacedSite[]): Shard {
    const shard = { name, members, parted: new Map(), isSorted: false };
    const made: Shard = Object.assign(shard, { object: this.newObject(shard, undefined) });
    const { planner, service } = this.placed;
    planner.describe(made.object, () => ({
      path: service.node.path,
      surge: service._props.maxSurge,
      copyName: service.serviceName,
      ...this.variants(membersOf(made)),
    }));
    return made;
  }

  private nameOf({ key }: CopyForm, shard: number): string {
    const { service, runtime } = this.placed;
    const dash = runtime.separator === '-';
    const part = shard === 0 ? [] : [dash ? `x${shard + 1}` : String(shard + 1)];
    return [service.serviceName, ...part, ...(key === '' ? [] : [key])].join(runtime.separator);
  }

  private partName(name: string, surge: number): string {
    return surge === this.kinds.wantedSurge ? name : `${name}${this.placed.runtime.separator}surge-${surge}`;
  }

  private surgeAt(plan: ClusterPlan, { site }: PlacedSite): number {
    return plan.rollouts[this.placed.idAt(plan, site.siteName)]?.surge ?? 0;
  }

  /** cdk8s has no other way for an object that is made. The plan knows it by the name that it had. */
  private rename({ object, name }: Shard, other: string): void {
    const { planner, service } = this.placed;
    if (other !== name && !this.renamed.has(object)) {
      const render = object.toJson.bind(object);
      object.toJson = () => {
        const json = render();
        return planner.planOf(service.stack.cluster) ? json : { ...json, metadata: { ...json.metadata, name } };
      };
      this.renamed.add(object);
    }
    (object.metadata as { name?: string }).name = other;
  }

  /** @param surge of the copies that it has; undefined: of all that no other one has */
  private newObject(shard: Omit<Shard, 'object'>, surge: number | undefined): ApiObject {
    const { service, selector, runtime } = this.placed;
    const { serviceName, stack } = service;
    const name = surge === undefined ? shard.name : this.partName(shard.name, surge);
    const members = () => this.membersWith(shard, surge);
    const { form } = this.kinds.of(shard.members[0]);
    return runtime.emitFanOut(service, `Copies-${name}`, {
      metadata: namespaced('EdgeApplication', name, stack._owner, selector),
      nodeLabel: runtime.workloadLabel(stack.namespaceName, shard.name),
      deployment: () =>
        form.deployment(() => members().flatMap((one) => (this.copyOf(one).own ? [] : one.site.siteName))),
      containerName: serviceName,
      pinned: (reference) => pinnedIn(service, reference),
      copies: () => members().map((one) => this.copyOf(one)),
    });
  }

  /** Until the objects are parted, and while the plan is made, one has all its copies. */
  private membersWith(shard: Omit<Shard, 'object'>, surge: number | undefined): readonly PlacedSite[] {
    const all = membersOf(shard);
    const plan = shard.parted.size === 0 ? undefined : this.plan();
    if (!plan) {
      return surge === undefined ? all : [];
    }
    return all.filter((one) => {
      const own = this.surgeAt(plan, one);
      return surge === undefined ? !shard.parted.has(own) : own === surge;
    });
  }

  /** The plan by which the objects are parted; undefined while manifests are read for another one. */
  private plan(): ClusterPlan | undefined {
    const { planner, service } = this.placed;
    const plan = planner.planOf(service.stack.cluster);
    return plan === this.parting ? plan : undefined;
  }

  private copyOf(one: PlacedSite): SiteCopy {
    const { change, own, form } = this.kinds.of(one);
    const group = one.site.siteName;
    if (this.placed.runtime.differences !== 'templates') {
      return { group, ...change };
    }
    const { planner, service } = this.placed;
    const plan = planner.planOf(service.stack.cluster);
    const surge = plan && this.surgeAt(plan, one);
    const differs = surge === undefined || surge === this.kinds.wantedSurge ? '' : `surge-${surge}`;
    return own || differs !== '' ? { group, own: ownTemplate(own ?? form, group, differs) } : { group };
  }

  /** What differs between the sites of a shard, said once for all that are alike. */
  private variants(members: readonly PlacedSite[]): Pick<WorkloadHint, 'variants' | 'variantOf'> {
    const isAlone = this.count === 1 && this.shards.size === 1 && members.length === 1;
    const variants: WorkloadHint[] = [];
    const known = new Map<string, number>();
    const bySizing = new Map<object, number>();
    const variantOf: Record<string, number> = {};
    for (const { site, sizing } of members) {
      let index = bySizing.get(sizing);
      if (index === undefined) {
        const hint = this.placed.hintOf(sizing, isAlone);
        const key = JSON.stringify(hint);
        index = known.get(key) ?? variants.push(hint) - 1;
        known.set(key, index);
        bySizing.set(sizing, index);
      }
      variantOf[site.siteName] = index;
    }
    return { variants, variantOf };
  }
}

/** The sites of a shard, ordered by name. */
function membersOf(shard: Omit<Shard, 'object'>): readonly PlacedSite[] {
  if (!shard.isSorted) {
    shard.members.splice(0, shard.members.length, ...sortedBy(shard.members, ({ site }) => site.siteName));
    shard.isSorted = true;
  }
  return shard.members;
}

function remove({ node }: ApiObject): void {
  node.scope!.node.tryRemoveChild(node.id);
}
