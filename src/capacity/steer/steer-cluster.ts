import { Fluid } from './fluid';
import { between, harden, looksGood, measure, Measured } from './harden';
import { Moves } from './moves';
import { deploy, SteeredPromises } from './play';
import { grow, Search, shrink } from './search';
import { Counts, Trial } from './trial';
import { ClusterModel, NodeGroup, WorkloadModel } from '../model';
import { extraIn, peaksOf } from '../scenario/peak';
import { dueSurge } from '../scenario/rollout';
import { NodeStates } from '../scheduler/node-states';
import { groupsOf } from '../scheduler/placements';
import { Rate } from '../scheduler/rate';
import { atOnceOf } from '../scheduler/rollouts-at-once';
import { SchedulerModel } from '../scheduler/scheduler-model';
import { seeded } from '../scheduler/seeded';

/** Orders that the search looks at before it knows which numbers of nodes are worth more: as many as the steps allow, between these numbers. */
const FIRST_STEPS = 200_000;
const FEWEST = 8;
const MOST = 40;

/** So many of the cheapest that it found are hardened and measured, as long as no more work was done. */
const MOST_HARDENED = 4;
const HARD_WORK = 35_000_000;

/** Work after which the search takes what it has, in nodes that were looked at for a pod: for the candidates, and for all. */
const FIRST_WORK = 15_000_000;
const MOST_WORK = 70_000_000;

/** Pods times nodes above which a cluster is not simulated. */
const MOST_STEPS = 2_000_000;

/** So many rows of one kind of nodes alone are tried. */
const MOST_ROWS = 1000;

/** Numbers of nodes on which kube-scheduler, steered, hardly ever strands a pod. */
export interface SteeredNodes {
  /** By pool, by position. */
  readonly counts: Counts;
  /** Orders that the search tried. */
  readonly orders: number;
  readonly rate: Rate;
}

/**
 * Finds numbers of nodes with which the scheduler finds a place for every pod of a steered cluster: with those that are known to hold, or a packing
 * has, and with one kind of nodes alone to start from. The cheapest is measured on orders that nothing was fitted to. Undefined where nothing holds, or
 * the cluster is too large.
 * @param model as it is steered
 * @param holding numbers of nodes on which pods find places otherwise: what costs more than these is not looked at
 */
export function steerCluster(
  model: ClusterModel,
  starts: readonly Counts[],
  holding: readonly Counts[] = [],
): SteeredNodes | undefined {
  const trial = new Trial(model, promisesOf(model));
  const [first, all] = [FIRST_WORK, MOST_WORK].map((most): Search => ({ trial, ...partsOf(model), most }));
  const single = [...first.moves.types.keys()].map((type) => alone(first, type));
  const from = [...holding, ...starts, ...single.filter((counts) => counts !== undefined)];
  if (from.some((counts) => trial.stepsOf(counts) > MOST_STEPS)) {
    return undefined;
  }
  const { moves } = all;
  const cheapest = candidates(first, from).sort((a, b) => moves.costOf(a) - moves.costOf(b));
  const known = cheapestOf(all, holding);
  let best: Measured | undefined;
  for (const [i, counts] of cheapest.slice(0, MOST_HARDENED).entries()) {
    if (i > 0 && (best ?? known) && trial.looked > HARD_WORK) {
      break;
    }
    const most = best?.rate.failed === 0 ? best.counts : known;
    const hard = harden(all, counts, most ? moves.costOf(most) : Infinity);
    // A rate without failures is worth money, up to what the next candidate costs.
    best = hard && (!best || hard.rate.failed === 0 || best.rate.failed > 0) ? hard : best;
  }
  if (known && best?.rate.failed !== 0) {
    const rate = measure(all, known);
    best = !best || rate.failed === 0 ? { counts: known, rate } : best;
  }
  return best && { ...best, orders: trial.orders };
}

/** The cheapest of some numbers of nodes on which a first look at fresh orders strands no pod. */
function cheapestOf(search: Search, holding: readonly Counts[]): Counts | undefined {
  return [...holding]
    .sort((a, b) => search.moves.costOf(a) - search.moves.costOf(b))
    .find((counts) => looksGood(search, counts));
}

/** What few orders make of each start. */
function candidates(search: Search, from: readonly Counts[]): Counts[] {
  const found = new Map<string, Counts>();
  for (const start of from) {
    const few = between(FEWEST, Math.floor(FIRST_STEPS / search.trial.stepsOf(start)), MOST);
    const sample = search.trial.draw(start, 'search', few);
    const grown = grow(search, start, sample);
    const small = grown && shrink(search, grown, sample);
    if (small) {
      found.set(small.join(), small);
    }
  }
  return [...found.values()];
}

function partsOf(model: ClusterModel): Pick<Search, 'moves' | 'fluid'> {
  return { moves: new Moves(model), fluid: new Fluid(model) };
}

/** What fresh orders say of nodes to which something else was added since. */
export function measuredOn(model: ClusterModel, counts: Counts): Rate {
  const trial = new Trial(model, promisesOf(model));
  return measure({ trial, ...partsOf(model), most: MOST_WORK }, counts);
}

/** How many of so many orders of a sample of its own strand a pod. */
export function strandingOf(model: ClusterModel, counts: Counts, sample: string, size: number): number {
  const trial = new Trial(model, promisesOf(model));
  return trial.draw(counts, sample, size).filter((order) => trial.stranded(counts, order, true).length > 0).length;
}

/** How the scheduler fills so many nodes in some orders that nothing was fitted to. */
export function placementsOn(model: ClusterModel, counts: Counts, size: number): NodeGroup[][] {
  const nodes = Object.fromEntries(model.pools.map(({ id }, p) => [id, counts[p]]));
  const scheduler = new SchedulerModel(model, nodes, model.scoring ?? 'LeastAllocated');
  const states = new NodeStates(scheduler);
  const trial = new Trial(model, promisesOf(model));
  return trial.draw(counts, 'placement', size).flatMap(({ order, seed }) => {
    const pending = deploy(scheduler, states.clear(), order, seeded(seed), true);
    return pending.size === 0 ? [groupsOf(scheduler, states)] : [];
  });
}

/** What every order has to leave room for. */
function promisesOf(model: ClusterModel): SteeredPromises {
  return {
    survive: model.survive,
    surges: model.workloads.map(slotsOf),
    atOnce: atOnceOf(model, slotsOf),
    peaks: peaksOf(model).map((peak) => ({
      name: peak.name,
      extra: model.workloads.map((workload) => extraIn(peak, workload)),
    })),
  };
}

/** Extra pods that a rollout has to start: none where an old one ends first. */
export function slotsOf(workload: WorkloadModel): number {
  const { rollout, replicas, canary = 0 } = workload;
  const own = rollout?.ours && !rollout.explicit && rollout.surge > 0 && replicas.planned > 0 ? 1 : dueSurge(workload);
  return Math.max(own, canary);
}

/** So few rows of one kind of nodes that no fewer could hold everything; undefined where its pool may not have them. */
function alone({ trial, moves, fluid }: Search, type: number): Counts | undefined {
  const none = trial.model.pools.map(({ minNodes }) => minNodes);
  for (let rows = 1; rows <= MOST_ROWS; rows++) {
    const counts = moves.after(none, moves.row(type, rows));
    if (!counts || fluid.admits(counts)) {
      return counts;
    }
  }
  return undefined;
}
