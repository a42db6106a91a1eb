import { ClusterEntry, Faults, GroupEntry, ScenarioEntry, WorkloadEntry } from './document';
import { isCount } from './entries';
import { atMaximum } from './peaks';
import { checkParts, leastWithoutSpot, spotPools } from './spot';

const LOSES_NODES: ReadonlySet<string> = new Set(['zone-lost', 'node-lost', 'spot-lost', 'drain']);
const LOSES_NOTHING: ReadonlySet<string> = new Set(['hpa-max', 'rollout', 'rollouts', 'canary']);

/** Pods of each workload, by its id. */
type Counts = ReadonlyMap<string, number>;

/** Checks that a scenario keeps what it promises: who runs, who waits, and what is lost. */
export class PromiseCheck {
  public constructor(
    private readonly cluster: ClusterEntry,
    private readonly zoneOf: (pool: string) => string | undefined,
    private readonly faults: Faults,
  ) {}

  public scenario(scenario: ScenarioEntry, now: Counts, steady: Counts): void {
    const [kind, subject] = partsOf(scenario.name);
    for (const { workload, count } of scenario.unplaced) {
      this.expect(scenario, isCount(count) && count > 0, `${count} of ${workload} wait`);
    }
    for (const workload of this.cluster.workloads) {
      const [have, base] = [now, steady].map((counts) => counts.get(workload.id) ?? 0);
      const waiting = waitingIn(scenario, workload.id);
      const text = () => `${workload.id} runs ${have}`;
      if (kind === 'drain') {
        this.drained(scenario, workload, have + waiting === base, waiting);
      } else if (LOSES_NODES.has(kind)) {
        this.left(scenario, workload, { have, base, waiting });
      } else {
        const wanted = base + this.extra(workload, kind, subject, base);
        this.expect(scenario, have === wanted, () => `${text()}, ${wanted} are promised`);
        this.expect(scenario, waiting === 0 || !!workload.mayShed, () => `${waiting} of ${workload.id} wait`);
      }
      const gone = (kind === 'zone-lost' && workload.zonePinned) || (LOSES_NODES.has(kind) && workload.nodePinned);
      const back = () => scenario.added.some(({ pods }) => pods[workload.id]);
      this.expect(scenario, !gone || !back(), () => `${text()}, its volumes are on what is lost`);
    }
    this.lost(scenario, kind, subject);
    if (LOSES_NODES.has(kind) && kind !== 'drain') {
      checkParts(scenario.name, this.cluster, now, this.faults);
    }
  }

  /** Pods on top of those at steady. */
  private extra({ id, replicas, surge = 0, canary = 0 }: WorkloadEntry, kind: string, subject: string, base: number) {
    switch (kind) {
      case 'hpa-max':
        return atMaximum(this.cluster.peakGroups, subject, id) ? (replicas.max ?? base) - base : 0;
      case 'rollout':
        return id === subject ? surge : 0;
      case 'canary':
        return id === subject ? canary : 0;
      default:
        return subject === 'all' || subject.split('+').includes(id) ? Math.max(surge, canary) : 0;
    }
  }

  private drained(scenario: ScenarioEntry, workload: WorkloadEntry, adds: boolean, waiting: number): void {
    const { id, disruption = Infinity } = workload;
    this.expect(scenario, adds, `pods of ${id} that run and wait do not add up`);
    this.expect(
      scenario,
      waiting <= disruption || this.stopIsTold(workload),
      `${waiting} of ${id} wait, its budgets let ${disruption} go`,
    );
  }

  /** A finding says that its drain stops: at sites for all of them, and where a budget blocks it for all that the budget selects. */
  private stopIsTold({ path, eligible }: WorkloadEntry): boolean {
    const atSites = this.cluster.pools.some(({ id, sites }) => sites && eligible.includes(id));
    return this.cluster.findings.some(
      ({ code, path: about, paths = [] }) =>
        code === 'BUDGET_BLOCKS_DRAIN' || (code === 'DRAIN_STOPS' && (atSites || [about, ...paths].includes(path))),
    );
  }

  private left(
    scenario: ScenarioEntry,
    workload: WorkloadEntry,
    { have, base, waiting }: Readonly<Record<'have' | 'base' | 'waiting', number>>,
  ): void {
    const { id, replicas } = workload;
    const promised = replicas.degraded ?? replicas.planned;
    const least = Math.min(scenario.name === 'spot-lost' ? leastWithoutSpot(this.cluster, workload) : promised, base);
    this.expect(scenario, have >= least, `${id} runs ${have}, ${least} must be left`);
    this.expect(
      scenario,
      have + waiting === base,
      `${have} of ${id} run and ${waiting} wait, at steady there are ${base}`,
    );
  }

  private lost(scenario: ScenarioEntry, kind: string, subject: string): void {
    for (const group of this.cluster.steady.nodes) {
      const lost = scenario.lost[group.id] ?? 0;
      if (kind === 'zone-lost') {
        this.expect(scenario, lost === this.inZone(group, subject), `${lost} of ${group.count} ${group.id} lost`);
      }
      if (kind === 'spot-lost') {
        const all = spotPools(this.cluster).has(group.pool) ? group.count : 0;
        this.expect(scenario, lost === all, `${lost} of ${group.count} ${group.id} lost`);
      }
      this.expect(scenario, lost === 0 || !LOSES_NOTHING.has(kind), 'loses nodes');
    }
    if (kind === 'node-lost' || kind === 'drain') {
      const one = Object.keys(scenario.lost).length === 1 && scenario.lost[subject] === 1;
      this.expect(scenario, one, `loses ${JSON.stringify(scenario.lost)}`);
    }
  }

  private inZone({ pool, count }: GroupEntry, zone: string): number {
    return this.zoneOf(pool) === zone ? count : 0;
  }

  private expect({ name }: ScenarioEntry, holds: boolean, what: string | (() => string)): void {
    this.faults.expect(holds, () => `scenario ${name}: ${typeof what === 'string' ? what : what()}`);
  }
}

/** `rollout:shop/Deployment/cart` as kind and what it is about. */
function partsOf(name: string): [string, string] {
  const kind = name.split(':')[0];
  return [kind, name.slice(kind.length + 1)];
}

function waitingIn({ unplaced }: ScenarioEntry, id: string): number {
  return unplaced.reduce((sum, entry) => sum + (entry.workload === id ? entry.count : 0), 0);
}
