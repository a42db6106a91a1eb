import { Fluid } from './fluid';
import { Move, Moves } from './moves';
import { Order } from './play';
import { Counts, Trial } from './trial';

/** Failing orders that are looked at to see which node helps. */
const LOOKED_AT = 4;

/** What all pods that find a place are worth beside all orders that are repaired. */
const PART = 0.2;

/** What a search works with. */
export interface Search {
  readonly trial: Trial;
  readonly moves: Moves;
  readonly fluid: Fluid;
  /** Work after which it takes what it has: nodes that were looked at for a pod. */
  readonly most: number;
}

/** True where the search has to come to an end: then nothing more is added and nothing taken away. */
export function isOver({ trial, most }: Search): boolean {
  return trial.looked > most;
}

/** Adds nodes until no order of the sample strands a pod; undefined where nothing helps, or that takes too long. */
export function grow(search: Search, from: Counts, sample: Order[]): Counts | undefined {
  const { trial, moves } = search;
  let counts = from;
  for (;;) {
    if (trial.holds(counts, sample)) {
      return counts;
    }
    if (isOver(search)) {
      return undefined;
    }
    const failing = sample.slice(0, LOOKED_AT);
    const before = trial.missing(counts, failing);
    let best:
      { readonly counts: Counts; readonly gain: number; readonly left: number; readonly move: Move } | undefined;
    for (const move of [...moves.types.keys()].map((type) => moves.row(type))) {
      const next = moves.after(counts, move);
      if (!next) {
        continue;
      }
      const left = trial.missing(next, failing);
      const gain = (before - left) / moves.priceOf(move);
      if (!best || gain > best.gain) {
        best = { counts: next, gain, left, move };
      }
    }
    if (!best || best.gain <= 0) {
      return undefined;
    }
    // Far off, several at once.
    const times = Math.max(0, Math.floor((0.5 * best.left) / (before - best.left)));
    counts =
      moves.after(
        best.counts,
        best.move.map(([p, n]) => [p, n * times] as const),
      ) ?? best.counts;
  }
}

/** Takes nodes away, or cheaper ones in their place, as long as no order of the sample strands a pod. */
export function shrink(search: Search, from: Counts, sample: Order[]): Counts {
  const { trial, moves, fluid } = search;
  let counts = from;
  // What was refused once is refused again: what was taken away since does not make room.
  let untried: readonly Move[] = moves.savings;
  while (untried.length > 0) {
    const taken: Move[] = [];
    for (const move of isOver(search) ? [] : untried) {
      const next = moves.after(counts, move);
      if (next && fluid.admits(next) && trial.holds(next, sample)) {
        counts = next;
        taken.push(move);
      }
    }
    untried = taken;
  }
  return counts;
}

/**
 * Adds nodes, or larger ones in the place of others, until no order of the sample strands a pod, or the search is over; undefined where nothing
 * helps.
 */
export function repair(search: Search, from: Counts, sample: Order[], most: number): Counts | undefined {
  const { trial, moves } = search;
  let counts: Counts | undefined = from;
  while (counts && moves.costOf(counts) < most - 1e-9) {
    const failing = firstFailing(trial, counts, sample);
    if (failing.length === 0 || isOver(search)) {
      return counts;
    }
    counts = bestRepair(search, counts, failing);
  }
  return undefined;
}

/** Some orders of the sample that fail; they come first in it from then on. */
function firstFailing(trial: Trial, counts: Counts, sample: Order[]): Order[] {
  const failing: Order[] = [];
  for (let i = 0; i < sample.length && failing.length < LOOKED_AT; i++) {
    if (trial.fails(counts, sample[i])) {
      failing.push(sample[i]);
    }
  }
  const others = sample.filter((order) => !failing.includes(order));
  sample.splice(0, sample.length, ...failing, ...others);
  return failing;
}

/** The change that repairs most of the failing orders for its price, pods that are placed counting a little. */
function bestRepair({ trial, moves }: Search, counts: Counts, failing: readonly Order[]): Counts | undefined {
  const before = trial.missing(counts, failing);
  let best: { readonly counts?: Counts; readonly gain: number } = { gain: 0 };
  for (const move of moves.repairs) {
    const price = moves.priceOf(move);
    // The cheapest come first: no dearer one can be better than one that repairs them all.
    if ((1 + PART) / price <= best.gain) {
      break;
    }
    const next = moves.after(counts, move);
    if (next) {
      const left = failing.map((order) => trial.missing(next, [order]));
      const repaired = left.filter((missing) => missing === 0).length / failing.length;
      const gain = (repaired + PART * (1 - left.reduce((sum, missing) => sum + missing, 0) / before)) / price;
      best = gain > best.gain ? { counts: next, gain } : best;
    }
  }
  return best.counts;
}
