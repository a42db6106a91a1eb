import { cheapestPlan } from './exhaustive-search';
import { GIB, model, pool, workload } from './models';
import { ClusterModel, Finding, PoolModel, SurviveLevel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';

/** Numbers that are the same for one seed everywhere (linear congruence modulo 2^31 - 1). */
class Dice {
  private state: number;

  public constructor(seed: number) {
    this.state = (seed * 7_919 + 104_729) % 2_147_483_647;
    for (let i = 0; i < 10; i++) {
      this.next();
    }
  }

  /** A whole number from `least` to `most`. */
  public from(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True so many times of a hundred. */
  public holds(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  public oneOf<T>(items: readonly T[]): T {
    return items[this.from(0, items.length - 1)];
  }

  private next(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  }
}

/** What a finding says that claims no more than it knows. */
const BEST_FOUND = ['by the best placement that was found', 'no places were found'];

/** Pods of all workloads together at their maxima. */
const MOST_PODS = 8;

/** A cluster that is small enough for every plan of it to be tried. */
export function tinyCluster(seed: number): ClusterModel {
  const dice = new Dice(seed);
  const zones = ['a', 'b', 'c'].slice(0, dice.from(1, 3));
  const names = ['p', 'q'].slice(0, dice.from(1, 2));
  const types = names.map(() => ({ cores: dice.from(2, 5), memory: dice.from(2, 6), price: dice.from(1, 5) }));
  const pools = names.flatMap((name, i) => {
    const own = zones.filter(() => dice.holds(85));
    const limit = dice.holds(60) ? dice.from(1, 3) : undefined;
    return (own.length > 0 ? own : [zones[0]]).map((zone): PoolModel => {
      const { cores, memory, price } = types[i];
      const minNodes = dice.holds(10) ? 1 : 0;
      return pool(`${name}/${zone}`, cores, memory, { price, minNodes, ...(limit && { maxNodes: limit }) });
    });
  });
  const survive = dice.oneOf<SurviveLevel>(['none', 'none', 'node', 'zone']);
  const workloads: WorkloadModel[] = [];
  let left = MOST_PODS;
  for (let i = dice.from(1, 3); i > 0 && left > 0; i--) {
    const made = tinyWorkload(dice, `w${i}`, pools, left);
    left -= made.replicas.max ?? made.replicas.planned;
    workloads.push(made);
  }
  const [first, second] = workloads;
  const conflicts: [string, string][] = second && dice.holds(15) ? [[first.id, second.id]] : [];
  return model(pools, workloads, { survive, conflicts });
}

function tinyWorkload(dice: Dice, name: string, pools: readonly PoolModel[], most: number): WorkloadModel {
  const planned = dice.from(1, Math.min(5, most));
  const extra = dice.holds(30) ? dice.from(1, 2) : 0;
  const max = Math.min(most, planned + extra);
  const own = pools.filter(() => dice.holds(85));
  const eligible = (own.length > 0 ? own : pools).map(({ id }) => id);
  const others = pools.filter(({ id }) => !eligible.includes(id)).map(({ id }) => id);
  return workload(name, planned, 1, 1, {
    requests: { cpu: dice.from(1, 4) * 500, memory: dice.from(1, 4) * (GIB / 2), pods: 1 },
    eligible,
    replicas: {
      needed: planned,
      planned,
      ...(dice.holds(70) && { degraded: dice.from(0, planned) }),
      ...(max > planned && { max }),
    },
    ...(dice.holds(15) && { maxPerNode: dice.from(1, 2) }),
    ...(dice.holds(8) && { maxPerZone: dice.from(1, 3) }),
    ...(dice.holds(15) && { zonePinned: true as const }),
    ...(dice.holds(45) && tinyZoneSpread(dice, others)),
    ...(dice.holds(25) && {
      hostSpread: {
        maxSkew: dice.from(1, 2),
        ...(dice.holds(20) && { minDomains: dice.from(2, 3) }),
        ...(dice.holds(30) && others.length > 0 && { alsoCounts: others }),
        ...(dice.holds(50) && { lostNodesCount: true }),
      },
    }),
  });
}

function tinyZoneSpread(dice: Dice, others: readonly string[]): Partial<WorkloadModel> {
  return {
    zoneSkew: dice.oneOf([1, 1, 2]),
    ...(dice.holds(20) && { minZones: dice.from(2, 3) }),
    ...(dice.holds(25) && { evenZones: true as const }),
    ...(dice.holds(25) && { deadZonesCount: true as const }),
    ...(dice.holds(20) && others.length > 0 && { spreadPools: others }),
  };
}

/** What came of one cluster. */
export interface Compared {
  /** What contradicts the search; empty where nothing does. */
  readonly faults: readonly string[];
  readonly decided: boolean;
  readonly feasible: boolean;
  /** True where the plan costs no more than the cheapest. */
  readonly optimal?: boolean;
  /**
   * Why the plan was refused although there is one: kube-scheduler strands pods in every order of arrival, or the finding claims no more
   * than that no better placement was found. Any other refusal is a fault.
   */
  readonly refused?: 'stranded' | 'best that was found';
}

/** Plans a cluster and holds the plan against the search. */
export function compared(given: ClusterModel): Compared {
  const { feasible, objective, findings } = planCluster(given);
  if (!feasible || !objective) {
    const { optimum, decided } = cheapestPlan(given);
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (optimum === undefined) {
      return { faults: [], decided, feasible };
    }
    const all = (claims: (error: Finding) => boolean) => errors.every(claims);
    const refused = all(({ code }) => code === 'SCHEDULER_STRANDS')
      ? 'stranded'
      : all(({ message }) => BEST_FOUND.some((claim) => message.includes(claim)))
        ? 'best that was found'
        : undefined;
    const codes = errors.map(({ code }) => code).join();
    return { faults: refused ? [] : [`${codes} although a plan costs ${optimum}`], decided, feasible, refused };
  }
  const { value, bound, claimed } = objective;
  const { optimum, decided } = cheapestPlan(given, value);
  if (!decided) {
    return { faults: [], decided, feasible };
  }
  const above = (proven: number) => optimum !== undefined && proven > optimum + 1e-6;
  return {
    faults: [
      ...(optimum === undefined ? [`no plan of ${value} or less keeps all rules`] : []),
      ...(above(bound) ? [`bound ${bound} above the optimum ${optimum}`] : []),
      ...(claimed && above(claimed.bound) ? [`claimed bound ${claimed.bound} above the optimum ${optimum}`] : []),
    ],
    decided,
    feasible,
    optimal: optimum !== undefined && value <= optimum + 1e-6,
  };
}
