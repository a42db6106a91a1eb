import { Faults, PoolEntry, WorkloadEntry } from './document';

/** Gangs that require one domain of a level have all their pods in one, wherever these were put or came back. */
export function checkGangs(
  where: string,
  workloads: Iterable<WorkloadEntry>,
  poolsOf: (workload: string) => readonly (PoolEntry | undefined)[],
  faults: Faults,
): void {
  for (const { id, gang } of workloads) {
    if (gang?.mode === 'required' && gang.level !== undefined) {
      const domains = new Set(poolsOf(id).map((pool) => pool?.domains?.[gang.level!]));
      faults.expect(domains.size <= 1, `${where}: gang ${id} lies in ${domains.size} of level ${gang.level}`);
    }
  }
}
