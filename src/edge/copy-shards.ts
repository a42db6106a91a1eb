import { ApiObject } from 'cdk8s';
import { SiteCopy, Variable } from './runtime/runtime';
import { resourcesOf } from './service/edge-deployment';
import { PlacedService } from './service/placed-service';
import { ownRegistry, pinnedIn, pullSecretsAt } from './site/site-registry';
import { PlacedSite } from './site/site-sizing';
import { namespaced } from '../manifest/metadata';
import { WorkloadHint } from '../planner/reading/description';
import { LARGEST_OBJECT } from '../planner/reading/sites/fan-out';

/** Share of the largest object that copies may fill: Argo CD and the runtime write into it too. */
const FILL = 0.75;

/** Share of an object that is filled for sure with less than all: below it nobody has to look how many sites one takes. */
const CLEARLY_ENOUGH = 0.5;

/** What most sites have: the fewest overrides. */
interface Common {
  readonly replicas: number;
  readonly replicated: boolean;
  readonly apart: boolean;
}

/** The template with the most in it: how much room it leaves does not depend on the sites. */
const UNPLACED: Common = { replicas: 1000, replicated: true, apart: true };

/**
 * The objects that copy a service to its sites. They follow from the sites alone, in whatever order these were added; what stands in them is
 * made out when somebody reads it, not for each site that is added.
 */
export class CopyShards {
  /** The objects, in their order. */
  public readonly objects: ApiObject[] = [];
  private largestCopy = 0;
  private filled?: { readonly common: Common; readonly parts: readonly SiteCopy[][] };

  /** @param sites all sites, ordered by name */
  public constructor(
    private readonly placed: PlacedService,
    private readonly sites: () => readonly PlacedSite[],
  ) {}

  /** Has as many objects as all sites need. */
  public add(added: readonly PlacedSite[], total: number): void {
    this.filled = undefined;
    const bytes = added.map((site) => bytesOf(this.copyOf(site, -1)));
    this.largestCopy = bytes.reduce((a, b) => Math.max(a, b), this.largestCopy);
    const count = this.objectsFor(total);
    while (this.objects.length < count) {
      this.objects.push(this.newObject(this.objects.length));
    }
    this.objects.splice(count).forEach(({ node }) => node.scope!.node.tryRemoveChild(node.id));
  }

  private objectsFor(total: number): number {
    const { mostCopies } = this.placed.runtime;
    if (mostCopies === Infinity) {
      return 1;
    }
    return mostCopies * this.largestCopy < CLEARLY_ENOUGH * this.room()
      ? Math.ceil(total / mostCopies)
      : this.fill().parts.length;
  }

  private room(): number {
    return FILL * LARGEST_OBJECT - JSON.stringify(this.template(UNPLACED, () => [])).length;
  }

  private fill() {
    if (!this.filled) {
      const common = this.common();
      const copies = this.sites().map((site) => this.copyOf(site, common.replicas));
      this.filled = { common, parts: divided(copies, this.placed.runtime.mostCopies, this.room()) };
    }
    return this.filled;
  }

  private common(): Common {
    const sites = this.sites();
    const counts = new Map<number, number>();
    sites.forEach(({ sizing: { planned } }) => counts.set(planned, (counts.get(planned) ?? 0) + 1));
    const [[replicas]] = [...counts].sort(([a, n], [b, m]) => m - n || a - b);
    const survives = this.placed.service._props.survive?.level === 'node';
    return {
      replicas,
      replicated: sites.some(({ sizing }) => sizing.planned > 1),
      apart: survives && sites.every(({ sizing, hosts }) => sizing.planned <= hosts),
    };
  }

  private copyOf({ site, sizing: { planned }, override = { sites: [] } }: PlacedSite, replicas: number): SiteCopy {
    const { resources, env } = override;
    const registry = ownRegistry(this.placed.service, site);
    return {
      group: site.siteName,
      ...(planned !== replicas && { replicas: planned }),
      ...(resources && { resources: resourcesOf(this.placed.service, resources) }),
      ...(env && { ownEnv: variables(env) }),
      ...(registry && { registry: registry.host }),
    };
  }

  private template(common: Common, sites: () => readonly string[]) {
    const { service, selector } = this.placed;
    const pullSecrets = pullSecretsAt(
      service,
      this.sites().map(({ site }) => site),
    );
    return this.placed.deployment({ name: service.serviceName, selector, pullSecrets, ...common }, sites);
  }

  private newObject(index: number): ApiObject {
    const { service, selector, runtime, planner } = this.placed;
    const { serviceName, stack, node, _props } = service;
    const copies = () => this.fill().parts[index];
    // A dot, which no service has in its name.
    const name = index === 0 ? serviceName : `${serviceName}.${index + 1}`;
    const object = runtime.emitFanOut(service, `Copies${index + 1}`, {
      metadata: namespaced('EdgeApplication', name, stack._owner, selector),
      deployment: () => this.template(this.fill().common, () => copies().map(({ group }) => group)),
      containerName: serviceName,
      pinned: (reference) => pinnedIn(service, reference),
      copies,
    });
    planner.describe(object, () => ({ path: node.path, surge: _props.maxSurge, ...this.variants(copies()) }));
    return object;
  }

  /** What differs between the sites of a shard, said once for all that are alike. */
  private variants(copies: readonly SiteCopy[]): Pick<WorkloadHint, 'variants' | 'variantOf'> {
    const sites = this.sites();
    const bySite = new Map(sites.map(({ site, sizing }) => [site.siteName, sizing]));
    const variants: WorkloadHint[] = [];
    const known = new Map<string, number>();
    const variantOf: Record<string, number> = {};
    for (const { group } of copies) {
      const hint = this.placed.hintOf(bySite.get(group)!, sites.length === 1);
      const key = JSON.stringify(hint);
      const index = known.get(key) ?? variants.push(hint) - 1;
      known.set(key, index);
      variantOf[group] = index;
    }
    return { variants, variantOf };
  }
}

/** Copies in their order, as few parts as their number and size allow. */
function divided(copies: readonly SiteCopy[], most: number, room: number): SiteCopy[][] {
  const parts: SiteCopy[][] = [];
  let left = 0;
  for (const copy of copies) {
    const bytes = bytesOf(copy);
    const last = parts[parts.length - 1];
    if (last && last.length < most && (most === Infinity || bytes <= left)) {
      last.push(copy);
      left -= bytes;
    } else {
      parts.push([copy]);
      left = room - bytes;
    }
  }
  return parts;
}

/** Room that a copy takes at most, with what its runtime writes around it. */
function bytesOf(copy: SiteCopy): number {
  return JSON.stringify(copy).length + 32;
}

/** Variables in one order. */
function variables(env: Readonly<Record<string, string>>): Variable[] {
  return Object.keys(env)
    .sort()
    .map((name) => ({ name, value: env[name] }));
}
