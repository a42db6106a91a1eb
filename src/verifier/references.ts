import { ClusterEntry, Faults } from './document';

/** Checks that ids are unique and that everything that is named is there; without that nothing else can be checked. */
export function checkReferences(cluster: ClusterEntry, faults: Faults): boolean {
  const { pools, workloads, steady, scenarios, transitions = [], conflicts = [], peakGroups = [], objective } = cluster;
  const before = faults.list.length;
  const poolIds = unique(pools, 'pool', faults);
  const workloadIds = unique(workloads, 'workload', faults);
  const groupIds = unique(steady.nodes, 'group', faults);
  const known = (ids: ReadonlySet<string>, names: readonly string[], where: string) =>
    names.filter((name) => !ids.has(name)).forEach((name) => faults.expect(false, `${where} names unknown ${name}`));
  const sitesOf = new Map(pools.map(({ id, sites }) => [id, JSON.stringify(sites ?? null)]));
  for (const { id, eligible, spreadPools = [] } of workloads) {
    known(poolIds, [...eligible, ...spreadPools], `workload ${id}`);
    faults.expect(
      new Set(eligible.map((pool) => sitesOf.get(pool))).size <= 1,
      `workload ${id} may run at different sites`,
    );
  }
  for (const { id, pool, pods } of steady.nodes) {
    known(poolIds, [pool], `group ${id}`);
    known(workloadIds, Object.keys(pods), `group ${id}`);
  }
  for (const { name, lost, added, unplaced } of [...scenarios, ...transitions]) {
    known(groupIds, [...Object.keys(lost), ...added.map(({ on }) => on)], `scenario ${name}`);
    known(
      workloadIds,
      [...added.flatMap(({ pods }) => Object.keys(pods)), ...unplaced.map(({ workload }) => workload)],
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
    ids.add(id);
  }
  return ids;
}
