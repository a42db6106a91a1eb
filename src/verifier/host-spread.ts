import { Amounts, Faults, WorkloadEntry } from './document';

/** Equal nodes in a scenario: what runs on each of them, and what was added to that. */
export interface HostNodes {
  readonly pool: string;
  readonly count: number;
  readonly before: Amounts;
  readonly added: Amounts;
}

/** What happens to the nodes. */
export interface HostEvent {
  /** Its name; absent at steady: then everything was placed, else only what was added. */
  readonly scenario?: string;
  /** Nodes that are gone, by pool. */
  readonly lost: ReadonlyMap<string, number>;
}

/** True for scenarios that start pods of another revision. */
export function startsNewRevision(scenario: string): boolean {
  return NEW_REVISION.has(scenario.split(':')[0]);
}

const NEW_REVISION: ReadonlySet<string> = new Set(['rollout', 'rollouts', 'canary']);

/** Checks hard spreads over nodes, and limits per node that count one revision: what was there before breaks none. */
export function checkHosts(
  where: string,
  workloads: Iterable<WorkloadEntry>,
  nodes: readonly HostNodes[],
  event: HostEvent,
  faults: Faults,
): void {
  const fresh = startsNewRevision(event.scenario ?? '');
  for (const workload of workloads) {
    checkSpread(where, workload, nodes, event, fresh, faults);
    const most = workload.perRevision?.maxPerNode;
    for (const { pool, before, added } of most === undefined ? [] : nodes) {
      const [running, more] = [before[workload.id] ?? 0, added[workload.id] ?? 0];
      const together = fresh ? Math.max(running, more) : running + more;
      faults.expect(together <= most!, `${where}: ${together} of one revision of ${workload.id} on a node of ${pool}`);
    }
  }
}

function checkSpread(
  where: string,
  { id, eligible, hostSpread }: WorkloadEntry,
  nodes: readonly HostNodes[],
  { scenario, lost }: HostEvent,
  fresh: boolean,
  faults: Faults,
): void {
  if (!hostSpread) {
    return;
  }
  const { maxSkew, minDomains = 1, byRevision = false, alsoCounts = [], lostNodesCount = false } = hostSpread;
  const counts = (pool: string) => eligible.includes(pool) || alsoCounts.includes(pool);
  const podsOn = ({ before, added }: HostNodes) => (added[id] ?? 0) + (byRevision && fresh ? 0 : (before[id] ?? 0));
  const dead = lostNodesCount ? sum([...lost].map(([pool, n]) => (counts(pool) ? n : 0))) : 0;
  const hosts = nodes.filter(({ pool, count }) => count > 0 && counts(pool));
  const few = dead > 0 || sum(hosts.map(({ count }) => count)) < minDomains;
  const least = few ? 0 : Math.min(...hosts.map(podsOn));
  for (const node of hosts) {
    const placed = scenario === undefined || (node.added[id] ?? 0) > 0;
    faults.expect(
      !placed || podsOn(node) - least <= maxSkew,
      `${where}: ${podsOn(node)} of ${id} on a node of ${node.pool}, ${least} on another`,
    );
  }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, n) => total + n, 0);
}
