import { Priced } from './anneal';
import { Bundles } from './bundles';
import { Changes } from './changes';
import { ZonedProblem } from './zoned';
import { seeded } from '../../scheduler/seeded';

/** Changes from the start until it begins anew, from round to round: the fewer it takes, the less moves. */
const DEPTHS = [2, 5, 12, 30, 80, 200];

/** What uneven nodes count for, beside their cost: with full and empty ones a node can go. */
const UNEVEN = 0.1;

/** Looks for nodes that cost little enough in the neighbourhood of some that cost a little more, as few changes away as it finds; undefined where there are none. */
export function nearby(problem: ZonedProblem, from: Priced, most: number, steps: number): Priced | undefined {
  const random = seeded(1);
  let spent = 0;
  for (const [round, depth] of DEPTHS.entries()) {
    while (spent < ((round + 1) / DEPTHS.length) * steps) {
      const state = new Bundles(problem, from.plan);
      const changes = new Changes(state, random);
      const value = () => state.cost + UNEVEN * state.unevenness;
      for (let kept = 0, tries = 0; kept < depth && tries < 20 * depth; tries++) {
        const before = value();
        if (changes.one() && value() <= before) {
          state.settle();
          kept += 1;
        } else {
          state.setBack();
        }
        if (state.cost <= most) {
          return { plan: state.plan, cost: state.cost, worth: from.worth - from.cost + state.cost };
        }
      }
      spent += state.steps;
    }
  }
  return undefined;
}
