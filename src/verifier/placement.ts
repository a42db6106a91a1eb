import {
  Amounts,
  ClusterEntry,
  Faults,
  GroupEntry,
  PoolEntry,
  ScenarioEntry,
  scenariosOf,
  SlotEntry,
  WorkloadEntry,
} from './document';
import { checkPool, checkWorkload, isCount } from './entries';
import { checkGangs } from './gangs';
import { checkHosts, HostNodes, startsNewRevision } from './host-spread';
import { PromiseCheck } from './promises';
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
  private readonly promises: PromiseCheck;

  public constructor(
    private readonly cluster: ClusterEntry,
    private readonly faults: Faults,
  ) {
    this.pools = new Map(cluster.pools.map((pool) => [pool.id, pool]));
    this.workloads = new Map(cluster.workloads.map((workload) => [workload.id, workload]));
    this.groups = new Map(cluster.steady.nodes.map((group) => [group.id, group]));
    this.zoneCheck = new ZoneCheck(this.pools, cluster.workloads, faults);
    this.promises = new PromiseCheck(cluster, (pool) => this.pools.get(pool)?.zone, faults);
  }

  public run(): void {
    this.pools.forEach((pool) => checkPool(pool, this.faults));
    const feasible = this.cluster.status === 'feasible';
    this.workloads.forEach((workload) => checkWorkload(workload, this.pools, feasible, this.faults));
    const steady = this.checkSteady();
    for (const scenario of scenariosOf(this.cluster)) {
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
    for (const { workload, count } of unplaced) {
      this.faults.expect(isCount(count) && count > 0, `steady: ${count} of ${workload} wait`);
    }
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
    const census = Object.keys(scenario.lost).length > 0 ? this.census(left) : copyOf(steady);
    const changed = new Map<string, number>();
    this.takeOff(scenario, left, census);
    for (const { on, count, pods, without = {}, slots } of scenario.added) {
      const group = this.groups.get(on);
      if (!group) {
        this.faults.expect(false, `${where}: adds to unknown ${on}`);
        continue;
      }
      this.faults.expect(isCount(count) && count > 0, `${where}: adds to ${count} nodes of ${on}`);
      changed.set(on, (changed.get(on) ?? 0) + count);
      const stay = together(group.pods, without, -1);
      this.checkNode(`${where} ${on}`, group.pool, together(stay, pods), slots ?? group.slots);
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
      this.promises.scenario(scenario, census.total, steady.total);
    }
  }

  /** Pods that others push out run no more, whether somebody takes their place or not. */
  private takeOff(scenario: ScenarioEntry, left: ReadonlyMap<string, number>, census: Census): void {
    const where = `scenario ${scenario.name}`;
    for (const [id, groups] of Object.entries(scenario.preempted ?? {})) {
      for (const [on, n] of Object.entries(groups)) {
        const group = this.groups.get(on);
        const running = (group?.pods[id] ?? 0) * (left.get(on) ?? 0);
        this.faults.expect(
          isCount(n) && n <= running,
          `${where}: pushes ${n} of ${id} off ${on}, ${running} are there`,
        );
        this.countIn(census, id, group?.pool ?? '', -n);
      }
    }
    const taken = new Map<string, number>();
    for (const { on, count, without = {} } of scenario.added) {
      for (const [id, n] of Object.entries(without)) {
        taken.set(`${on} ${id}`, (taken.get(`${on} ${id}`) ?? 0) + n * count);
        const pushed = scenario.preempted?.[id]?.[on] ?? 0;
        this.faults.expect(
          isCount(n) && taken.get(`${on} ${id}`)! <= pushed,
          `${where}: nodes of ${on} are without ${taken.get(`${on} ${id}`)} of ${id}, ${pushed} are pushed off`,
        );
      }
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

  private checkGangs(where: string, { pools }: Census): void {
    const poolsOf = (id: string) => [...(pools.get(id) ?? [])].map((pool) => this.pools.get(pool));
    checkGangs(where, this.workloads.values(), poolsOf, this.faults);
  }

  private checkNode(where: string, poolId: string, pods: Amounts, slots: readonly SlotEntry[] = []): void {
    const pool = this.pools.get(poolId);
    const load: Amounts = Object.create(null);
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

function copyOf({ total, zones, pools, alive }: Census): Census {
  return {
    total: new Map(total),
    zones: new Map([...zones].map(([id, counts]) => [id, new Map(counts)])),
    pools: new Map([...pools].map(([id, own]) => [id, new Set(own)])),
    alive: new Map(alive),
  };
}

/** Pods of two kinds together, or the first without the second. Names are no properties that every object has. */
function together(a: Amounts, b: Amounts, sign: 1 | -1 = 1): Amounts {
  const total: Amounts = Object.assign(Object.create(null), a);
  for (const [key, n] of Object.entries(b)) {
    total[key] = (total[key] ?? 0) + sign * n;
    if (sign < 0 && total[key] === 0) {
      delete total[key];
    }
  }
  return total;
}
