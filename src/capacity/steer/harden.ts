import { Order } from './play';
import { isOver, repair, Search, shrink } from './search';
import { Counts } from './trial';
import { Rate, rateOf } from '../scheduler/rate';

/** Orders on which numbers of nodes are repaired (as many as the steps allow), and on which repaired ones are tried before they are measured. */
const SAMPLE_STEPS = 1_000_000;
const FEWEST = 40;
const MOST = 200;
const FIRST_LOOK = 60;

/** Orders that measure what is given out: as many as the steps allow, between these numbers. */
const FRESH_STEPS = 8_000_000;
const FEWEST_FRESH = 460;
const MOST_FRESH = 4603;
/** Above so many steps even the fewest are too many. */
const MOST_STEPS = 60_000_000;

/** Failing orders after which the rest of a sample says nothing new. */
const ENOUGH = 4;

/** Repairs that are tried; what is still stranded then is part of the rate. */
const ROUNDS = 7;

/** Rounds in which nodes are taken away again. */
const SHRINKING = 3;

/** Orders that nothing was fitted to, and what they say. */
export interface Measured {
  readonly counts: Counts;
  readonly rate: Rate;
}

/**
 * Repairs numbers of nodes until fresh orders no longer strand a pod, each time drawn after the last change; undefined where that takes
 * more money than `most`.
 */
export function harden(search: Search, from: Counts, most: number): Measured | undefined {
  const { trial, moves } = search;
  const sample = trial.draw(from, 'repair', between(FEWEST, Math.floor(SAMPLE_STEPS / trial.stepsOf(from)), MOST));
  let counts = repair(search, from, sample, most);
  let best: Measured | undefined;
  for (let round = 0; counts && moves.costOf(counts) < most - 1e-9; round++) {
    // What is taken away again and again would never be enough.
    counts = round < SHRINKING ? shrink(search, counts, sample) : counts;
    const last = round === ROUNDS - 1 || isOver(search);
    const looked = failingIn(search, counts, `look ${round}`, FIRST_LOOK, ENOUGH);
    if (looked.length === 0 || last) {
      const fresh = freshOrders(search, counts);
      const failing = failingIn(search, counts, `fresh ${round}`, fresh, last ? Infinity : ENOUGH);
      if (failing.length === 0 || last) {
        best = { counts, rate: rateOf(failing.length, fresh) };
        break;
      }
      looked.push(...failing);
    }
    sample.unshift(...looked);
    counts = repair(search, counts, sample, most);
  }
  return best;
}

/** Whether a few orders that nothing was fitted to strand no pod. */
export function looksGood({ trial }: Search, counts: Counts): boolean {
  return trial
    .draw(counts, 'first look', FIRST_LOOK)
    .every((order) => trial.stranded(counts, order, true).length === 0);
}

/** What orders say that nothing was fitted to. */
export function measure(search: Search, counts: Counts): Rate {
  const fresh = freshOrders(search, counts);
  return rateOf(failingIn(search, counts, 'fresh', fresh, Infinity).length, fresh);
}

function freshOrders({ trial }: Search, counts: Counts): number {
  const steps = trial.stepsOf(counts);
  const affordable = between(FEWEST_FRESH, Math.floor(FRESH_STEPS / steps), MOST_FRESH);
  return between(1, affordable, Math.floor(MOST_STEPS / steps));
}

/** The number, or the bound that it is beyond. */
export function between(least: number, wanted: number, most: number): number {
  return Math.max(least, Math.min(wanted, most));
}

/** Orders of a new sample that strand a pod, up to so many; of what they strand the search asks for more from then on. */
function failingIn({ trial }: Search, counts: Counts, name: string, size: number, most: number): Order[] {
  const failing: Order[] = [];
  const short = new Set<number>();
  for (const order of trial.draw(counts, name, size)) {
    const stranded = trial.stranded(counts, order);
    if (stranded.length > 0) {
      failing.push(order);
      stranded.forEach(({ workload }) => short.add(workload));
      if (failing.length >= most) {
        break;
      }
    }
  }
  short.forEach((workload) => trial.askForMore(workload));
  return failing;
}
