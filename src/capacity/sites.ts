import { ClusterModel, Finding, PoolModel, SiteClass, WorkloadModel } from './model';

/** So many sites are named in a finding. */
const MOST_NAMED = 3;

/** How many nodes stand for one of the pool: equal edge sites are planned once. */
export function copiesOf({ sites }: Pick<PoolModel, 'sites'>): number {
  return sites?.length ?? 1;
}

/** True where every pool has a price: then the plan is of lowest cost, else of fewest nodes. */
export function isPriced(pools: readonly PoolModel[]): boolean {
  return pools.length > 0 && pools.every(({ price }) => price !== undefined);
}

/** What one node of a pool adds to the objective, at all the sites that it stands for. */
export function unitCost({ pools }: Pick<ClusterModel, 'pools'>): (pool: PoolModel) => number {
  const priced = isPriced(pools);
  return (pool) => (priced ? pool.price! : 1) * copiesOf(pool);
}

/** The class of a site and its place in it, by the name of the site. */
const INDEXES = new WeakMap<ClusterModel, ReadonlyMap<string, { readonly of: SiteClass; readonly at: number }>>();

function indexOf(model: ClusterModel) {
  let index = INDEXES.get(model);
  if (!index) {
    index = new Map((model.sites ?? []).flatMap((of) => of.members.map(({ name }, at) => [name, { of, at }] as const)));
    INDEXES.set(model, index);
  }
  return index;
}

/**
 * Id of the workload that stands for one of a site: equal sites are planned for the first of them.
 * @param nameAt name of the object at a site
 */
export function idAtSite(
  model: ClusterModel,
  namespace: string,
  kind: string,
  nameAt: (site: string) => string,
  site: string,
): string | undefined {
  const found = indexOf(model).get(site);
  if (!found) {
    return undefined;
  }
  const [first] = found.of.members;
  const at = found.of.members[found.at].namespaces.indexOf(namespace);
  return `${first.namespaces[at]}/${kind}/${nameAt(first.name)}`;
}

/** How many workloads of a namespace this one stands for. */
export function copiesIn(model: ClusterModel, { site, namespace: own }: WorkloadModel, namespace: string): number {
  if (site === undefined) {
    return own === namespace ? 1 : 0;
  }
  const { members } = indexOf(model).get(site)!.of;
  const at = members[0].namespaces.indexOf(own);
  return members.filter(({ namespaces }) => namespaces[at] === namespace).length;
}

/** Where a finding about a workload is. */
export function placeOf({ path, site }: WorkloadModel): Pick<Finding, 'path' | 'site'> {
  return { path, ...(site !== undefined && { site }) };
}

/** Findings about a site with the number of sites that they are about. */
export function atAllSites(model: ClusterModel, findings: readonly Finding[]): Finding[] {
  return findings.map(({ site, ...finding }) => {
    const members = (site !== undefined && indexOf(model).get(site)?.of.members) || [];
    if (members.length < 2 || finding.count !== undefined) {
      return finding;
    }
    const named = members.slice(0, MOST_NAMED).map(({ name }) => name);
    const more = members.length > MOST_NAMED ? ', ...' : '';
    return {
      ...finding,
      message: `${finding.message} (at each of ${members.length} sites: ${named.join(', ')}${more})`,
      count: members.length,
      paths: members.map(({ name }) => name),
    };
  });
}
