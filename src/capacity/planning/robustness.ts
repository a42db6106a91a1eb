import { PoolModel } from '../model';
import { withPins } from './pinned';
import { Robustness } from '../plan';
import { adjusted, Attempt, costOf, nodesOf, surgesOf } from './planning';
import { lostZone, SPOT_LOST } from '../scenario/loss';
import { extraIn, peaksOf } from '../scenario/peak';
import { mayGetNodes } from '../scenario/steady-cluster';
import { StepsLeft } from '../scenario/worst-return';
import { fitsInAnyOrder } from '../scheduler/any-fit';
import { LossChecks, SampledPlacements } from '../scheduler/placements';
import { Rate, rateOf } from '../scheduler/rate';
import { atOnceOf } from '../scheduler/rollouts-at-once';
import { AT_ONCE, Promises, Sampler, Stranded } from '../scheduler/sampling';
import { SchedulerModel } from '../scheduler/scheduler-model';

/** Orders of arrival that are sampled, and those of them that are looked at first. */
const ORDERS = 51;
const ALL_ORDERS = Array.from({ length: ORDERS }, (_, order) => order);
const FIRST_ORDERS = [0, 1, 2];
const MOST_FIRST = 5;

/** Changes that are tried before the plan says that it is not robust. */
const MOST_CHANGES = 20;

/** Changes in a row after which as many pods are stranded as before: more of the same would not help. */
const MOST_IDLE = 5;

/** Pods times nodes times orders above which a cluster is not simulated, and above which no node is tried to be spared again. */
const MOST_STEPS = 600_000_000;

/** Orders that are drawn after the last change: as many as the steps allow, between these numbers. */
const FRESH_STEPS = 25_000_000;
const FEWEST_FRESH = 51;
const MOST_FRESH = 460;
/** Placements of others that are looked at for the losses of all of them, of the orders that were sampled, and of all changes that are tried. */
const FRESH_LOSS_STEPS = 10_000;
const SAMPLED_LOSS_STEPS = 30_000;
const CHANGES_LOSS_STEPS = 150_000;
const FEW_STEPS = 20_000_000;

export interface Robust {
  readonly tried: Attempt;
  /** Absent where the cluster is too large to be simulated. */
  readonly robustness?: Robustness;
  /** What orders say that are drawn after the last change: they are played when they are asked for. */
  readonly fresh?: () => Rate;
  /** True where pods find places in every order of arrival: nothing has to be played then. */
  readonly proved?: boolean;
  /** What found no place, in each order in which something did not. */
  readonly stranded: readonly Stranded[];
  /** What losses and drains make of the placements that were sampled; absent where none was. */
  readonly placements?: SampledPlacements;
}

/**
 * Lets kube-scheduler itself place the pods on the planned nodes, in orders of arrival drawn by chance. Where it strands a pod,
 * surges that nobody wrote are lowered to what always fits, then nodes are added, until no order strands any.
 */
export function makeRobust(planned: Attempt): Robust {
  const proved = isProved(planned);
  if (stepsOf(planned) > MOST_STEPS) {
    return { tried: planned, proved, stranded: [] };
  }
  if (proved) {
    return { tried: planned, robustness: unchanged(planned), proved, ...sampleAll(planned, draftOf(planned)) };
  }
  const surges = surgesOf(planned);
  const { draft, ...sampled } = relieved(planned, draftOf(planned));
  const changed = draft.added.length > 0 || [...draft.surges].some(([id, surge]) => surge !== surges.get(id));
  const better = changed ? adjusted(planned, draft.added, draft.surges) : planned;
  const tried = better ?? planned;
  const { stranded, placements } = better ? sampled : sampleAll(planned, draftOf(planned));
  return {
    tried,
    robustness: {
      scoring: scoringOf(tried),
      orders: ORDERS,
      // Rollouts that get in each other's way can be started one after the other: a finding says so.
      stranded: new Set(stranded.flatMap(({ when, order }) => (when === AT_ONCE ? [] : [order]))).size,
      nodesAdded: nodesOf(tried) - nodesOf(planned),
      costAdded: Number((costOf(tried) - costOf(planned)).toPrecision(12)),
    },
    fresh: () => freshRate(tried),
    proved: changed && isProved(tried),
    stranded,
    placements,
  };
}

/** Whether each pod fits beside all others, wherever they are. */
function isProved(tried: Attempt): boolean {
  return fitsInAnyOrder(withPins(tried.packed.chosen.packed, tried.steady), tried.nodes, surgesOf(tried));
}

/** What is said of orders where none has to be played. */
function unchanged(planned: Attempt): Robustness {
  return { scoring: scoringOf(planned), orders: ORDERS, stranded: 0, nodesAdded: 0, costAdded: 0 };
}

function draftOf(planned: Attempt): Draft {
  return { added: [], surges: surgesOf(planned) };
}

/** True where dozens of variants of the cluster can be simulated too. */
export function isSimulatedFast(tried: Attempt): boolean {
  return stepsOf(tried) <= FEW_STEPS;
}

/** What is changed of a plan: nodes added, as positions of pools, and the surges that are promised, by workload id. */
interface Draft {
  readonly added: readonly number[];
  readonly surges: ReadonlyMap<string, number>;
}

/**
 * How many of some orders that nothing was fitted to strand a pod. Where their losses take all the steps that there are, fewer orders are played,
 * and the rate says less.
 */
function freshRate(tried: Attempt): Rate {
  const perOrder = stepsOf(tried) / ORDERS;
  const size = Math.max(FEWEST_FRESH, Math.min(MOST_FRESH, Math.floor(FRESH_STEPS / Math.max(1, perOrder))));
  const steps = new StepsLeft(FRESH_LOSS_STEPS);
  const sampler = samplerOf(tried, draftOf(tried), new LossChecks(tried.model, steps));
  let [failed, played] = [0, 0];
  for (; played < size && (played < FEWEST_FRESH || steps.ofOne > 0); played++) {
    failed += sampler.tryOrder(ORDERS + played, true).length > 0 ? 1 : 0;
  }
  return rateOf(failed, played);
}

function scoringOf({ model }: Attempt) {
  return model.scoring ?? 'LeastAllocated';
}

function stepsOf(tried: Attempt): number {
  const { model } = tried;
  const pods = model.workloads.reduce((sum, { replicas }) => sum + Math.max(replicas.planned, replicas.max ?? 0), 0);
  return ORDERS * pods * nodesOf(tried);
}

/** What came of all orders. */
interface Sampled {
  readonly stranded: readonly Stranded[];
  readonly placements: SampledPlacements;
}

/** What the scheduler strands in all orders, and what losses and drains make of its placements. */
function sampleAll(planned: Attempt, draft: Draft): Sampled {
  const placements = new SampledPlacements(planned.model, new StepsLeft(SAMPLED_LOSS_STEPS));
  return { stranded: sample(planned, draft, ALL_ORDERS, Infinity, placements), placements };
}

/** What the scheduler strands in these orders; ends early once so many of them failed. */
function sample(
  planned: Attempt,
  draft: Draft,
  orders: readonly number[],
  most: number,
  placements: LossChecks,
): Stranded[] {
  const sampler = samplerOf(planned, draft, placements);
  const stranded: Stranded[] = [];
  let failed = 0;
  for (const order of orders) {
    const missing = sampler.tryOrder(order, most === 1);
    stranded.push(...missing);
    failed += missing.length > 0 ? 1 : 0;
    if (failed === most) {
      break;
    }
  }
  return stranded;
}

function samplerOf(planned: Attempt, { added, surges }: Draft, placements: LossChecks): Sampler {
  const { model } = planned;
  const nodes = { ...planned.nodes };
  added.forEach((pool) => (nodes[model.pools[pool].id] += 1));
  // Gangs are given their nodes by what admits them: only within these the order of arrival decides.
  const admitted = withPins(planned.packed.chosen.packed, planned.steady);
  const promises: Promises = {
    placements,
    // Somebody else's surge only has to be enough for the rollout to end.
    surges: model.workloads.map(({ id, rollout }) => (rollout?.ours ? (surges.get(id) ?? 0) : 0)),
    peaks: peaksOf(model).map((peak) => ({
      name: peak.name,
      extra: model.workloads.map((workload) => extraIn(peak, workload)),
    })),
    atOnce: atOnceOf(model, ({ id }) => surges.get(id) ?? 0),
  };
  return new Sampler(new SchedulerModel(admitted, nodes, scoringOf(planned)), promises);
}

/**
 * Changes the draft until no order strands a pod; few orders are looked at until all are needed. Where that is not reached,
 * nothing is changed: nodes that do not make the plan robust are not worth their money.
 */
function relieved(planned: Attempt, start: Draft): Sampled & { readonly draft: Draft } {
  let draft = start;
  let orders: readonly number[] = FIRST_ORDERS;
  let fewest = Infinity;
  let idle = 0;
  const checks = new LossChecks(planned.model, new StepsLeft(CHANGES_LOSS_STEPS));
  for (let changes = 0; changes < MOST_CHANGES && idle < MOST_IDLE; changes++) {
    let stranded = sample(planned, draft, orders, Infinity, checks);
    if (stranded.length === 0) {
      stranded = sample(planned, draft, ALL_ORDERS, FIRST_ORDERS.length, checks);
      if (stranded.length === 0) {
        const fewer = spared(planned, draft, checks);
        return { draft: fewer, ...sampleAll(planned, fewer) };
      }
      orders = [...new Set([...stranded.map(({ order }) => order), ...orders])].slice(0, MOST_FIRST);
      fewest = Infinity;
    }
    const pods = stranded.reduce((sum, { count }) => sum + count, 0);
    idle = pods < fewest ? 0 : idle + 1;
    fewest = Math.min(fewest, pods);
    const lower = lowerSurges(planned, draft, stranded);
    // Where the last nodes were of no use, room for more pods than are stranded now.
    const more = lower.size > 0 ? [] : nodesFor(planned, draft, worstOf(stranded), 1 + idle);
    if (lower.size + more.length === 0) {
      break;
    }
    draft = {
      added: [...draft.added, ...more],
      surges: new Map([...draft.surges, ...lower]),
    };
  }
  return { draft: start, ...sampleAll(planned, start) };
}

/** Surges that the plan may choose, lowered to what found a place in every order; none where that is not all that is missing. */
function lowerSurges({ model }: Attempt, { surges }: Draft, stranded: readonly Stranded[]): Map<string, number> {
  const lower = new Map<string, number>();
  for (const { when, workload, count } of stranded) {
    const { id, rollout, replicas } = model.workloads[workload];
    const left = (surges.get(id) ?? 0) - count;
    const runsShort = left === 0 && replicas.planned - 1 < (replicas.degraded ?? replicas.needed);
    if (!/^rollouts?:/.test(when) || !rollout?.ours || rollout.explicit || runsShort) {
      return new Map();
    }
    lower.set(id, Math.min(left, lower.get(id) ?? Infinity));
  }
  return lower;
}

/** What the one order and scenario in which most pods are stranded leaves without a place. */
function worstOf(stranded: readonly Stranded[]): Stranded[] {
  const cases = new Map<string, Stranded[]>();
  for (const one of stranded) {
    const key = `${one.order}|${one.when}`;
    cases.set(key, [...(cases.get(key) ?? []), one]);
  }
  const podsOf = (some: readonly Stranded[]) => some.reduce((sum, { count }) => sum + count, 0);
  return [...cases.values()].reduce((worst, one) => (podsOf(one) > podsOf(worst) ? one : worst));
}

/** Nodes that the stranded pods, so many times, would fill, as positions of pools: of the cheapest that take them, zone by zone. */
function nodesFor(planned: Attempt, { added }: Draft, stranded: readonly Stranded[], times: number): number[] {
  const { model, nodes, start } = planned;
  const { pools } = model;
  const known = (p: number) => nodes[pools[p].id] + added.filter((pool) => pool === p).length;
  const opened: { readonly pool: number; readonly free: Record<string, number> }[] = [];
  const isOpen = (p: number) =>
    (nodes[pools[p].id] > 0 || mayGetNodes(start, pools[p])) &&
    known(p) + opened.filter(({ pool }) => pool === p).length < (pools[p].maxNodes ?? Infinity);
  for (const { when, workload, count } of stranded) {
    const { requests, eligible } = model.workloads[workload];
    const gone = lostZone(when);
    for (let n = 0; n < count * times; n++) {
      const fits = (free: Readonly<Record<string, number>>) =>
        Object.entries(requests).every(([name, amount]) => amount <= (free[name] ?? 0));
      let node = opened.find(({ pool, free }) => eligible.includes(pools[pool].id) && fits(free));
      if (!node) {
        const usable = pools
          .map((_, p) => p)
          .filter((p) => gone === undefined || pools[p].zone !== gone)
          .filter((p) => when !== SPOT_LOST || !pools[p].spot)
          .filter((p) => eligible.includes(pools[p].id) && fits(pools[p].allocatable) && isOpen(p));
        if (usable.length === 0) {
          continue;
        }
        const inPool = (p: number) => opened.filter(({ pool }) => pool === p).length;
        usable.sort((a, b) => priceOf(pools[a]) - priceOf(pools[b]) || inPool(a) - inPool(b) || known(a) - known(b));
        node = { pool: usable[0], free: { ...pools[usable[0]].allocatable } };
        opened.push(node);
      }
      for (const [name, amount] of Object.entries(requests)) {
        node.free[name] -= amount;
      }
    }
  }
  return opened.map(({ pool }) => pool);
}

function priceOf({ price = 1 }: PoolModel): number {
  return price;
}

/** Takes back added nodes, one by one, that it does not take: where the cluster is small enough to try. */
function spared(planned: Attempt, draft: Draft, checks: LossChecks): Draft {
  let best = draft;
  for (let i = draft.added.length - 1; i >= 0 && stepsOf(planned) <= FEW_STEPS; i--) {
    const fewer = { ...best, added: best.added.filter((_, at) => at !== i) };
    best = sample(planned, fewer, ALL_ORDERS, 1, checks).length === 0 ? fewer : best;
  }
  return best;
}
