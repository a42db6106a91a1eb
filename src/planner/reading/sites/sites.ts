import { PoolDescription, SiteDescription } from '../description';
import { barredFrom } from '../node-admission';
import { bareId, SiteContext, SiteModel, siteModel } from './site-model';
import { Tenancies, TenanciesInput } from './site-tenancies';
import { Finding, PoolModel, SiteClass, SiteMember, WorkloadModel } from '../../../capacity/model';
import { byCodeUnit, sortedBy } from '../../../capacity/order';
import { rolledAlike } from '../workloads/rollouts';
import { WorkloadDraft } from '../workloads/workload-draft';

/** What runs at edge sites. */
export interface SitesInput extends SiteContext, TenanciesInput {}

/** Edge sites as the planner sees them: equal ones once. */
export interface SitesRead {
  readonly pools: PoolModel[];
  readonly workloads: WorkloadModel[];
  readonly conflicts: [string, string][];
  readonly classes: SiteClass[];
  /** Nodes of each class, to tell who else may run on them. */
  readonly nodes: PoolDescription[];
}

/** Equal sites, and what each of their workloads is rolled out with, at any of them. */
interface Kind {
  readonly model: SiteModel;
  readonly members: SiteMember[];
  readonly rollsWith: readonly Set<string>[];
}

/** Reads all sites: those with the same nodes and the same workloads are one. */
export function readSites(input: SitesInput): SitesRead {
  const tenancies = new Tenancies(input);
  const namespacesAt = (site: string) =>
    [...new Set(tenancies.at(site).map(({ namespace }) => namespace))].sort(byCodeUnit);
  const kinds = new Map<string, Kind>();
  for (const sites of sameText(input.edge.sites, tenancies)) {
    const [first] = sites;
    const model = siteModel(input, first, tenancies.at(first.name));
    const shape = shapeOf(model, first.name, namespacesAt(first.name));
    const kind = kinds.get(shape) ?? { model, members: [], rollsWith: model.workloads.map(() => new Set<string>()) };
    kind.members.push(...sites.map(({ name }) => ({ name, namespaces: namespacesAt(name) })));
    model.rollsWith.forEach((name, i) => name !== undefined && kind.rollsWith[i].add(name));
    kinds.set(shape, kind);
  }
  return together([...kinds.values()], input.findings);
}

/** Sites of which the manifests say the same, in the order of their names: what is the same is looked at once. */
function sameText(sites: readonly SiteDescription[], tenancies: Tenancies): Iterable<SiteDescription[]> {
  const alike = new Map<string, SiteDescription[]>();
  for (const site of sortedBy(sites, ({ name }) => name)) {
    const runs = tenancies.at(site.name).map(({ key }) => key);
    const key = JSON.stringify([site.hardware, Object.keys(site.labels), site.mayBeOffline, runs.sort(byCodeUnit)]);
    const same = alike.get(key) ?? [];
    same.push(site);
    alike.set(key, same);
  }
  return alike.values();
}

function together(kinds: readonly Kind[], findings: Finding[]): SitesRead {
  kinds.forEach(({ model }) => findings.push(...model.findings));
  const groups = rolloutGroups(kinds.flatMap(({ rollsWith }) => rollsWith));
  const members = kinds.map((kind) => sortedBy(kind.members, ({ name }) => name));
  return {
    pools: kinds.flatMap(({ model }, i) =>
      model.pools.map((pool) => ({ ...pool, sites: members[i].map(({ name }) => name) })),
    ),
    workloads: rolledAlike(
      kinds.flatMap(({ model, rollsWith }) =>
        model.workloads.map((workload, i) => {
          const [name] = rollsWith[i];
          return { ...workload, ...(name !== undefined && { rolloutGroup: groups.get(name) }) };
        }),
      ),
    ),
    conflicts: kinds.flatMap(({ model }) => model.conflicts.map(([a, b]): [string, string] => [a, b])),
    classes: members.map((some) => ({ members: some })),
    nodes: kinds.flatMap(({ model }) => [...model.nodes]),
  };
}

/** Names that stand together somewhere are one group, called after its first. */
function rolloutGroups(sets: readonly ReadonlySet<string>[]): ReadonlyMap<string, string> {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    const up = parent.get(name) ?? name;
    return up === name ? name : find(up);
  };
  for (const [first, ...others] of sets.map((set) => [...set])) {
    for (const other of others) {
      const [low, high] = [find(first), find(other)].sort(byCodeUnit);
      parent.set(high, low);
    }
  }
  return new Map(sets.flatMap((set) => [...set].map((name) => [name, find(name)] as const)));
}

/** The site without its names: equal for sites that are planned alike. */
function shapeOf({ pools, workloads, conflicts }: SiteModel, site: string, namespaces: readonly string[]): string {
  const pool = (id: string) => id.slice(site.length + 1);
  const workload = (id: string) => {
    const [namespace, ...rest] = bareId(id, site).split('/');
    return [namespaces.indexOf(namespace), ...rest].join('/');
  };
  return JSON.stringify([
    pools.map((one) => ({ ...one, id: pool(one.id), pool: '', path: '', labels: {} })),
    workloads.map((one) => ({
      ...one,
      id: workload(one.id),
      path: '',
      namespace: '',
      site: '',
      eligible: one.eligible.map(pool),
      ...(one.hostSpread?.alsoCounts && {
        hostSpread: { ...one.hostSpread, alsoCounts: one.hostSpread.alsoCounts.map(pool) },
      }),
      barred: Object.entries(one.barred).map(([id, why]) => [pool(id), why.split(site).join('*')]),
    })),
    conflicts.map(([a, b]) => [workload(a), workload(b)]),
  ]);
}

/** Cloud workloads that nothing keeps off the nodes of sites, where the plan does not count them. */
export function strayFindings(drafts: readonly WorkloadDraft[], nodes: readonly PoolDescription[]): Finding[] {
  return drafts.flatMap((draft): Finding[] => {
    const open = nodes.find((pool) => barredFrom(draft.pod.spec ?? {}, pool, undefined) === undefined);
    if (!open) {
      return [];
    }
    return [
      {
        code: 'EDGE_NOT_KEPT_OFF',
        severity: 'warning',
        uncovered: true,
        path: draft.path,
        message: `pods of ${draft.id} may be scheduled to edge nodes such as ${open.name}, where the plan does not count them`,
        cure: [
          'required node affinity: node-role.kubernetes.io/edge DoesNotExist',
          'no toleration of the taint of edge nodes',
        ],
      },
    ];
  });
}
