import {
  Amounts,
  ClusterEntry,
  Faults,
  GroupEntry,
  PoolEntry,
  ScenarioEntry,
  SlotEntry,
  WorkloadEntry,
} from './document';
import { checkPool, checkWorkload, isCount } from './entries';
import { checkGangs } from './gangs';
import { checkHosts, HostNodes, startsNewRevision } from './host-spread';
import { atMaximum } from './peaks';
import { checkSlots } from './slots';
import { ZoneCheck } from './zones';

/** How many pods of each workload run, in all and per zone, and how many nodes each pool has left. */
interface Census {
  readonly total: Map<string, number>;
  readonly zones: Map<string, Map<string, number>>;
  readonly pools: Map<string, Set<string>>;
  readonly alive: Map<string, number>;
}

/** Checks that pods lie where they may, at steady and in every scenario, and that every promise is kept. */
export class PlacementCheck {
  private readonly pools: Map<string, PoolEntry>;
  private readonly workloads: Map<string, WorkloadEntry>;
  private readonly groups: Map<string, GroupEntry>;
  private readonly zoneCheck: ZoneCheck;

  public constructor(
    private readonly cluster: ClusterEntry,
    private readonly faults: Faults,
  ) {
    this.pools = new Map(cluster.pools.map((pool) => [pool.id, pool]));
    this.workloads = new Map(cluster.workloads.map((workload) => [workload.id, workload]));
    this.groups = new Map(cluster.steady.nodes.map((group) => [group.id, group]));
    this.zoneCheck = new ZoneCheck(this.pools, cluster.workloads, faults);
  }

  public run(): void {
    this.pools.forEach((pool) => checkPool(pool, this.faults));
    this.workloads.forEach((workload) => checkWorkload(workload, this.pools, this.faults));
    const steady = this.checkSteady();
    for (const scenario of [...this.cluster.scenarios, ...(this.cluster.transitions ?? [])]) {
      this.checkScenario(scenario, steady);
    }
  }

  private checkSteady(): Census {
    const { nodes, unplaced } = this.cluster.steady;
    for (const group of nodes) {
      this.faults.expect(isCount(group.count) && group.count > 0, `steady ${group.id}: ${group.count} nodes`);
      this.checkNode(`steady ${group.id}`, group.pool, group.pods, group.slots);
    }
    const census = this.census(new Map(nodes.map((group) => [group.id, group.count])));
    for (const pool of this.pools.values()) {
      this.faults.expect((census.alive.get(pool.id) ?? 0) === pool.nodes, `steady: nodes of ${pool.id} do not add up`);
    }
    const placed = nodes.map(({ pool, count, pods }): HostNodes => ({ pool, count, before: {}, added: pods }));
    checkHosts('steady', this.workloads.values(), placed, { lost: new Map() }, this.faults);
    this.zoneCheck.spread('steady', census);
    this.checkGangs('steady', census);
    for (const workload of this.workloads.values()) {
      const missing = unplaced
        .filter((entry) => entry.workload === workload.id)
        .reduce((sum, entry) => sum + entry.count, 0);
      const running = census.total.get(workload.id) ?? 0;
      this.faults.expect(
        running + missing === workload.replicas.planned,
        `steady: ${workload.id} runs ${running} of ${workload.replicas.planned}`,
      );
      if (this.cluster.status === 'feasible' && !workload.mayShed) {
        this.faults.expect(
          missing === 0 && running >= workload.replicas.needed,
          `steady: ${workload.id} needs ${workload.replicas.needed}`,
        );
      }
    }
    return census;
  }

  private checkScenario(scenario: ScenarioEntry, steady: Census): void {
    const where = `scenario ${scenario.name}`;
    const left = new Map([...this.groups].map(([id, group]) => [id, group.count - (scenario.lost[id] ?? 0)]));
    for (const [id, n] of Object.entries(scenario.lost)) {
      this.faults.expect(
        isCount(n) && n > 0 && n <= (this.groups.get(id)?.count ?? 0),
        `${where}: loses ${n} of ${id}`,
      );
    }
    const census = this.census(left);
    const changed = new Map<string, number>();
    for (const { on, count, pods, slots } of scenario.added) {
      const group = this.groups.get(on);
      if (!group) {
        this.faults.expect(false, `${where}: adds to unknown ${on}`);
        continue;
      }
      this.faults.expect(isCount(count) && count > 0, `${where}: adds to ${count} nodes of ${on}`);
      changed.set(on, (changed.get(on) ?? 0) + count);
      this.checkNode(`${where} ${on}`, group.pool, together(group.pods, pods), slots ?? group.slots);
      for (const [id, n] of Object.entries(pods)) {
        this.countIn(census, id, group.pool, n * count);
      }
    }
    for (const [id, n] of changed) {
      this.faults.expect(n <= (left.get(id) ?? 0), `${where}: adds to ${n} nodes of ${id}, ${left.get(id)} are left`);
    }
    this.checkHosts(scenario, left);
    this.zoneCheck.spread(where, census, steady, startsNewRevision(scenario.name));
    if (Object.keys(scenario.lost).length > 0) {
      this.zoneCheck.pinned(where, census, steady);
    }
    this.checkGangs(where, census);
    if (this.cluster.status === 'feasible') {
      this.checkCounts(scenario, census, steady);
    }
  }

  private checkHosts(scenario: ScenarioEntry, left: ReadonlyMap<string, number>): void {
    const lost = new Map<string, number>();
    for (const [id, n] of Object.entries(scenario.lost)) {
      const pool = this.groups.get(id)?.pool ?? '';
      lost.set(pool, (lost.get(pool) ?? 0) + n);
    }
    const nodes = [...this.groups.values()].flatMap(({ id, pool, pods }): HostNodes[] => {
      const some = scenario.added.filter(({ on }) => on === id);
      const others = some.reduce((rest, { count }) => rest - count, left.get(id) ?? 0);
      return [
        ...some.map(({ count, pods: added }): HostNodes => ({ pool, count, before: pods, added })),
        { pool, count: Math.max(0, others), before: pods, added: {} },
      ];
    });
    const event = { scenario: scenario.name, lost };
    checkHosts(`scenario ${scenario.name}`, this.workloads.values(), nodes, event, this.faults);
  }

  private checkCounts(scenario: ScenarioEntry, now: Census, steady: Census): void {
    const kind = scenario.name.split(':')[0];
    const subject = scenario.name.slice(kind.length + 1);
    for (const {
      id,
      replicas,
      surge = 0,
      canary = 0,
      zonePinned,
      nodePinned,
      disruption = Infinity,
    } of this.workloads.values()) {
      const have = now.total.get(id) ?? 0;
      const base = steady.total.get(id) ?? 0;
      const text = `scenario ${scenario.name}: ${id} runs ${have}`;
      if (kind === 'hpa-max') {
        const peaks = atMaximum(this.cluster.peakGroups, scenario.name, id);
        this.faults.expect(have === (peaks ? (replicas.max ?? base) : base), `${text}, maximum ${replicas.max}`);
      }
      if (kind === 'rollout' || kind === 'canary') {
        const extra = kind === 'rollout' ? surge : canary;
        this.faults.expect(have === base + (id === subject ? extra : 0), text);
      }
      if (kind === 'rollouts') {
        const rolls = subject === 'all' || subject.split('+').includes(id);
        this.faults.expect(have === base + (rolls ? surge : 0), text);
      }
      if (kind === 'drain') {
        const waiting = scenario.unplaced
          .filter((entry) => entry.workload === id)
          .reduce((sum, { count }) => sum + count, 0);
        this.faults.expect(have + waiting === base, `${text}, ${waiting} wait for the node`);
        this.faults.expect(
          waiting <= disruption || this.cluster.findings.some(({ code }) => TELLS_OF_DRAINS.has(code)),
          `${text}, its budgets let ${disruption} of ${base} go`,
        );
      }
      if (kind.endsWith('-lost')) {
        this.faults.expect(
          have <= base && have >= Math.min(replicas.degraded ?? replicas.planned, base),
          `${text}, ${replicas.degraded ?? replicas.planned} must be left`,
        );
      }
      const gone = (kind === 'zone-lost' && zonePinned) || (LOSES_NODES.has(kind) && nodePinned);
      this.faults.expect(
        !gone || scenario.added.every(({ pods }) => !pods[id]),
        `${text}: its volumes are on what is lost`,
      );
    }
    for (const group of this.groups.values()) {
      const lost = scenario.lost[group.id] ?? 0;
      const inZone = this.pools.get(group.pool)?.zone === subject;
      if (kind === 'zone-lost') {
        this.faults.expect(
          lost === (inZone ? group.count : 0),
          `scenario ${scenario.name}: ${lost} of ${group.id} lost`,
        );
      }
      if (LOSES_NOTHING.has(kind)) {
        this.faults.expect(lost === 0, `scenario ${scenario.name} loses nodes`);
      }
    }
    if (kind === 'node-lost' || kind === 'drain') {
      this.faults.expect(
        Object.keys(scenario.lost).length === 1 && scenario.lost[subject] === 1,
        `scenario ${scenario.name} loses ${JSON.stringify(scenario.lost)}`,
      );
    }
  }

  private checkGangs(where: string, { pools }: Census): void {
    const poolsOf = (id: string) => [...(pools.get(id) ?? [])].map((pool) => this.pools.get(pool));
    checkGangs(where, this.workloads.values(), poolsOf, this.faults);
  }

  private checkNode(where: string, poolId: string, pods: Amounts, slots: readonly SlotEntry[] = []): void {
    const pool = this.pools.get(poolId);
    const load: Amounts = {};
    for (const [id, n] of Object.entries(pods)) {
      const workload = this.workloads.get(id);
      if (!workload || !pool) {
        this.faults.expect(false, `${where}: unknown ${workload ? poolId : id}`);
        continue;
      }
      this.faults.expect(Number.isInteger(n) && n > 0, `${where}: ${n} of ${id}`);
      this.faults.expect(workload.eligible.includes(poolId), `${where}: ${id} may not run in ${poolId}`);
      this.faults.expect(n <= (workload.maxPerNode ?? Infinity), `${where}: ${n} of ${id} on one node`);
      for (const [resource, amount] of Object.entries(workload.requests)) {
        load[resource] = (load[resource] ?? 0) + n * amount;
      }
    }
    for (const [resource, amount] of Object.entries(load)) {
      this.faults.expect(
        amount <= (pool?.allocatable[resource] ?? 0),
        `${where}: ${amount} ${resource} on a node of ${poolId}`,
      );
    }
    checkSlots(where, pool, this.workloads, pods, slots, this.faults);
    for (const [a, b] of this.cluster.conflicts ?? []) {
      this.faults.expect(!(pods[a] && pods[b]), `${where}: ${a} beside ${b}`);
    }
  }

  private census(nodes: ReadonlyMap<string, number>): Census {
    const census: Census = { total: new Map(), zones: new Map(), pools: new Map(), alive: new Map() };
    for (const [id, count] of nodes) {
      const group = this.groups.get(id)!;
      census.alive.set(group.pool, (census.alive.get(group.pool) ?? 0) + count);
      for (const [workload, n] of Object.entries(group.pods)) {
        this.countIn(census, workload, group.pool, n * count);
      }
    }
    return census;
  }

  private countIn(census: Census, workload: string, poolId: string, n: number): void {
    const zone = this.pools.get(poolId)?.zone ?? '';
    const zones = census.zones.get(workload) ?? new Map<string, number>();
    census.zones.set(workload, zones.set(zone, (zones.get(zone) ?? 0) + n));
    census.pools.set(workload, (census.pools.get(workload) ?? new Set()).add(poolId));
    census.total.set(workload, (census.total.get(workload) ?? 0) + n);
  }
}

const LOSES_NODES: ReadonlySet<string> = new Set(['zone-lost', 'node-lost', 'drain']);
/** Findings that say that a drain waits. */
const TELLS_OF_DRAINS: ReadonlySet<string> = new Set(['DRAIN_STOPS', 'BUDGET_BLOCKS_DRAIN']);
const LOSES_NOTHING: ReadonlySet<string> = new Set(['hpa-max', 'rollout', 'rollouts', 'canary']);

function together(a: Amounts, b: Amounts): Amounts {
  const total = { ...a };
  for (const [key, n] of Object.entries(b)) {
    total[key] = (total[key] ?? 0) + n;
  }
  return total;
}
