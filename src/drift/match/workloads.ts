import { Expected, ExpectedWorkload } from '../expected';
import { Owner } from '../live/live-cluster';

/** A workload of the plan, and the edge site whose copy of it is meant. */
export interface WorkloadMatch {
  readonly workload: ExpectedWorkload;
  readonly site?: string;
}

/** Kinds of which Kubernetes itself makes pods: their pods are known by name and kind. */
const PLAIN = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'ReplicaSet', 'Rollout']);

interface Named {
  readonly workload: ExpectedWorkload;
  readonly kind: string;
  readonly name: string;
}

/** Finds the workload of the plan that a pod, or what made it, is of. */
export class Workloads {
  private readonly byId = new Map<string, ExpectedWorkload>();
  /** Workloads of what operators make, and those that footprints count, by namespace. */
  private readonly made = new Map<string, Named[]>();
  private readonly counted = new Map<string, Named[]>();
  /** Copies at edge sites: the class of equal sites and the name without the site. */
  private readonly copies = new Map<string, ExpectedWorkload[]>();
  private readonly firstOf = new Map<string, string>();

  public constructor({ workloads, pools }: Expected) {
    for (const { sites = [] } of pools) {
      sites.forEach((site) => this.firstOf.set(site, sites[0]));
    }
    const siteOfPool = new Map(pools.map(({ id, sites }) => [id, sites?.[0]]));
    for (const workload of workloads) {
      const [namespace, kind, name] = workload.id.split('/');
      this.byId.set(workload.id, workload);
      const site = siteOfPool.get(workload.eligible[0] ?? '');
      if (site !== undefined && name.endsWith(`-${site}`)) {
        const key = `${site} ${kind} ${name.slice(0, -site.length - 1)}`;
        this.copies.set(key, [...(this.copies.get(key) ?? []), workload]);
      }
      const into = kind === 'Footprint' ? this.counted : this.made;
      if (!PLAIN.has(kind)) {
        into.set(namespace, [...(into.get(namespace) ?? []), { workload, kind, name }]);
      }
    }
  }

  public matchOf(owner: Owner, labels: Readonly<Record<string, string>>): WorkloadMatch | undefined {
    const { namespace, kind, name } = owner;
    const own = this.byId.get(`${namespace}/${kind}/${name}`);
    if (own) {
      return { workload: own, ...this.siteIn(name) };
    }
    return this.copyOf(owner) ?? this.madeOf(owner, labels) ?? this.countedOf(owner);
  }

  private siteIn(name: string): { readonly site?: string } {
    for (let at = name.indexOf('-'); at >= 0; at = name.indexOf('-', at + 1)) {
      const site = name.slice(at + 1);
      if (this.firstOf.has(site)) {
        return { site };
      }
    }
    return {};
  }

  /** A copy at a site that is equal to the one which is planned. */
  private copyOf({ namespace, kind, name }: Owner): WorkloadMatch | undefined {
    const { site } = this.siteIn(name);
    if (site === undefined) {
      return undefined;
    }
    const same = this.copies.get(`${this.firstOf.get(site)} ${kind} ${name.slice(0, -site.length - 1)}`) ?? [];
    const workload = same.find(({ id }) => id.startsWith(`${namespace}/`)) ?? same[0];
    return workload && { workload, site };
  }

  /** What an operator made: it has the name of its resource in its own, or in a label. */
  private madeOf({ namespace, name }: Owner, labels: Readonly<Record<string, string>>): WorkloadMatch | undefined {
    const some = this.made.get(namespace) ?? [];
    const exact = some.find((one) => one.name === name);
    const values = new Set(
      Object.entries(labels)
        .filter(([key]) => !key.startsWith('app.kubernetes.io/'))
        .map(([, value]) => value),
    );
    const by = [
      (one: Named) => name.endsWith(`-${one.name}`),
      (one: Named) => name.startsWith(`${one.name}-`),
      (one: Named) => values.has(one.name),
    ];
    const found = exact ?? by.map((fits) => longest(some.filter(fits))).find((one) => one !== undefined);
    return found && { workload: found.workload };
  }

  /** What a footprint counts has the names that its chart gives: all of a namespace are known together, by the first. */
  private countedOf({ namespace }: Owner): WorkloadMatch | undefined {
    const [first] = this.counted.get(namespace) ?? [];
    return first && { workload: first.workload };
  }
}

function longest(some: readonly Named[]): Named | undefined {
  return [...some].sort((a, b) => b.name.length - a.name.length)[0];
}
