import { Bundles } from './bundles';
import { Changes } from './changes';
import { BundlePlan, ZonedProblem } from './zoned';
import { seeded } from '../../scheduler/seeded';
import { THERE } from '../columns/problem';

/** Temperature in the end, as a part of the cheapest node. */
const COLD = 0.004;

/** What uneven nodes count for, beside their cost. */
const UNEVEN = 0.1;

/** What one role more counts for, as a part of the cheapest node. */
const ROLE = 0.03;

/** What is found, and what it is worth: its cost, with a little more for each role. */
export interface Priced {
  readonly plan: BundlePlan;
  readonly cost: number;
  readonly worth: number;
}

export interface Annealed extends Priced {
  /** Nothing that is worth less can be there: one role, for as little as there is proof of. */
  readonly least: boolean;
}

/**
 * Takes places off a few nodes and puts them elsewhere, over and over; changes that cost more are kept as well, at first often, later seldom (simulated
 * annealing). Takes so many steps, from a temperature that is a part of the cheapest node, fewer where it comes by the least cost that there is proof of; the
 * best that it came by is the result. Undefined where some owner of the start finds no place.
 */
export function annealed(
  problem: ZonedProblem,
  start: BundlePlan,
  steps: number,
  hot: number,
  bound = 0,
): Annealed | undefined {
  const random = seeded(1);
  const state = new Bundles(problem, start);
  const changes = new Changes(state, random);
  if (!changes.complete()) {
    return undefined;
  }
  state.settle();
  const unit = Math.min(...problem.types.map(({ cost }) => cost).filter((cost) => cost > THERE));
  const worth = () => state.cost + ROLE * unit * state.number;
  const value = () => worth() + UNEVEN * state.unevenness;
  const least = (bound + ROLE * unit) * (1 + 1e-9);
  const found = () => ({ plan: state.plan, cost: state.cost, worth: worth(), least: worth() <= least });
  let best = found();
  let current = value();
  while (state.steps < steps && !best.least) {
    const temperature = unit * hot * (COLD / hot) ** (state.steps / steps);
    if (changes.one() && value() <= current - temperature * Math.log(1 - random())) {
      state.settle();
      current = value();
      if (worth() < best.worth * (1 - 1e-9)) {
        best = found();
      }
    } else {
      state.setBack();
    }
  }
  return best;
}
