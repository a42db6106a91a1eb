import { ClusterEntry, Faults, scenariosOf } from './document';

/** Checks that ids are unique and that everything that is named is there; without that nothing else can be checked. */
export function checkReferences(cluster: ClusterEntry, faults: Faults): boolean {
  const { pools, workloads, steady, conflicts = [], peakGroups = [], objective } = cluster;
  const before = faults.list.length;
  const poolIds = unique(pools, 'pool', faults);
  const workloadIds = unique(workloads, 'workload', faults);
  const groupIds = unique(steady.nodes, 'group', faults);
  const known = (ids: ReadonlySet<string>, names: readonly string[], where: string) =>
    names.filter((name) => !ids.has(name)).forEach((name) => faults.expect(false, `${where} names unknown ${name}`));
  const sitesOf = new Map(pools.map(({ id, sites }) => [id, JSON.stringify(sites ?? null)]));
  for (const { id, eligible, spreadPools = [] } of workloads) {
    faults.expect(new Set(eligible).size === eligible.length, `workload ${id} names a pool twice`);
    known(poolIds, [...eligible, ...spreadPools], `workload ${id}`);
    faults.expect(
      new Set(eligible.map((pool) => sitesOf.get(pool))).size <= 1,
      `workload ${id} may run at different sites`,
    );
  }
  for (const { id, sites = [] } of pools) {
    faults.expect(new Set(sites).size === sites.length, `pool ${id} names a site twice`);
  }
  unique(
    peakGroups.map(({ name }) => ({ id: name })),
    'peak group',
    faults,
  );
  known(
    workloadIds,
    steady.unplaced.map(({ workload }) => workload),
    'steady',
  );
  for (const { id, pool, pods } of steady.nodes) {
    known(poolIds, [pool], `group ${id}`);
    known(workloadIds, Object.keys(pods), `group ${id}`);
  }
  for (const { name, lost, added, unplaced, preempted = {} } of scenariosOf(cluster)) {
    const taken = Object.values(preempted).flatMap((groups) => Object.keys(groups));
    known(groupIds, [...Object.keys(lost), ...added.map(({ on }) => on), ...taken], `scenario ${name}`);
    const subject = /^(?:rollout|canary):(.*)$/.exec(name)?.slice(1) ?? [];
    known(
      workloadIds,
      [
        ...subject,
        ...Object.keys(preempted),
        ...added.flatMap(({ pods, without = {} }) => [...Object.keys(pods), ...Object.keys(without)]),
        ...unplaced.map(({ workload }) => workload),
      ],
      `scenario ${name}`,
    );
  }
  known(workloadIds, [...conflicts.flat(), ...peakGroups.flatMap((group) => group.workloads)], 'a pair or group');
  for (const part of objective?.certificate.parts ?? []) {
    known(poolIds, part.pools, 'certificate');
    for (const { demand, worth } of Object.values(part.scenarios)) {
      known(workloadIds, [...Object.keys(demand), ...Object.keys(worth)], 'certificate');
    }
  }
  return faults.list.length === before;
}

function unique(entries: readonly { readonly id: string }[], what: string, faults: Faults): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id } of entries) {
    faults.expect(!ids.has(id), `${what} ${id} is there twice`);
    faults.expect(!(id in Object.prototype), `${what} ${id} has a name that no object may have`);
    ids.add(id);
  }
  return ids;
}
