import { Fluid } from './fluid';
import { Moves } from './moves';
import { Order, SteeredPromises } from './play';
import { grow, repair, SearchState, shrink } from './search';
import { Counts, Trial } from './trial';
import { ClusterModel } from '../model';
import { extraIn, peaksOf } from '../scenario/peak';
import { dueSurge } from '../scenario/rollout';
import { Rate, rateOf } from '../scheduler/rate';

/** Numbers of nodes with which kube-scheduler, steered, was not seen to strand a pod. */
export interface Steered {
  /** Nodes by pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Orders that the search tried. */
  readonly orders: number;
  readonly rate: Rate;
}

const FEW = 8;
const MANY = 100;
const FRESH = 460;
const ROUNDS = 6;

export const debug: { log?: (...what: any[]) => void } = {};

/** Finds them, from numbers of nodes to start with; undefined where nothing that was tried holds. */
export function steerCluster(model: ClusterModel, starts: readonly Counts[] = []): Steered | undefined {
  const promises: SteeredPromises = {
    survive: model.survive,
    surges: model.workloads.map(slotsOf),
    peaks: peaksOf(model).map((peak) => ({
      name: peak.name,
      extra: model.workloads.map((workload) => extraIn(peak, workload)),
    })),
  };
  const trial = new Trial(model, promises);
  const moves = new Moves(model);
  const state: SearchState = { trial, moves, fluid: new Fluid(model) };
  const zero = model.pools.map(() => 0);
  const found: Counts[] = [];
  const singles = [...moves.types.keys()].map((type) => single(state, type));
  for (const start of [...starts, ...singles]) {
    if (!start) continue;
    const sample = trial.draw(zero, 'search', FEW);
    const t0 = trial.steps;
    const grown = grow(state, start, sample);
    const t1 = trial.steps;
    const small = grown && shrink(state, grown, sample);
    debug.log?.('start', moves.costOf(start), 'grown', grown && moves.costOf(grown), 'shrunk', small && moves.costOf(small), t1 - t0, trial.steps - t1);
    if (small) found.push(small);
  }
  found.sort((a, b) => moves.costOf(a) - moves.costOf(b));
  let best: { counts: Counts; rate: Rate } | undefined;
  const unique = found.filter((counts, i) => found.findIndex((other) => other.join() === counts.join()) === i);
  for (const start of unique.slice(0, 2)) {
    if (best && moves.costOf(best.counts) <= moves.costOf(start) + 1e-9) break;
    const t0 = trial.steps;
    const done = verified(state, start, best ? moves.costOf(best.counts) : Infinity);
    debug.log?.('verified', done && moves.costOf(done.counts), done?.rate, trial.steps - t0);
    if (done && (!best || moves.costOf(done.counts) < moves.costOf(best.counts))) best = done;
  }
  return (
    best && {
      nodes: Object.fromEntries(model.pools.map(({ id }, p) => [id, best!.counts[p]])),
      orders: 0,
      rate: best.rate,
    }
  );
}

function single(state: SearchState, type: number): Counts | undefined {
  const { trial, moves, fluid } = state;
  const zero = trial.model.pools.map(() => 0);
  for (let n = 1; n < 1000; n++) {
    const counts = moves.after(zero, moves.row(type, n));
    if (!counts) return undefined;
    if (fluid.admits(counts)) return counts;
  }
  return undefined;
}

function verified(state: SearchState, from: Counts, most: number): { counts: Counts; rate: Rate } | undefined {
  const { trial, moves } = state;
  const many = trial.draw(from, 'many', MANY);
  let counts = repair(state, from, many, most);
  if (!counts) return undefined;
  debug.log?.('repaired', moves.costOf(from), moves.costOf(counts));
  counts = shrink(state, counts, many);
  debug.log?.('shrunk again', moves.costOf(counts));
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = trial.draw(counts, `fresh ${round}`, FRESH);
    const failing: Order[] = [];
    const last = round === ROUNDS - 1;
    const short = new Set<number>();
    for (const order of fresh) {
      const s = trial.stranded(counts, order, !last && false);
      if (s.length > 0) {
        failing.push(order);
        s.forEach(({ workload }) => short.add(workload));
        if (failing.length === 5 && !last) break;
      }
    }
    debug.log?.('round', round, failing.length, moves.costOf(counts), [...short].map((w) => model2(trial, w)));
    if (failing.length === 0 || last) return { counts, rate: rateOf(failing.length, FRESH) };
    short.forEach((w) => trial.askForMore(w));
    many.unshift(...failing);
    counts = repair(state, counts, many, most);
    if (!counts) return undefined;
    counts = shrink(state, counts, many);
  }
  return undefined;
}

function slotsOf(workload: ClusterModel['workloads'][number]): number {
  const { rollout, replicas, ours } = workload;
  if (!rollout) return 0;
  if (ours && !rollout.explicit) {
    return replicas.planned - 1 >= (replicas.degraded ?? replicas.needed) ? 0 : 1;
  }
  return dueSurge(workload);
}

function model2(trial: Trial, w: number) { const m = trial.model.workloads[w]; return [m.replicas.planned, m.replicas.max, m.size].join('/'); }
