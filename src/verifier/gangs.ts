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
      const one = domains.size <= 1 && !domains.has(undefined);
      faults.expect(one, `${where}: gang ${id} lies in ${[...domains].join(', ')} of level ${gang.level}`);
    }
  }
}
