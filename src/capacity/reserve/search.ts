import { dive } from './dive';
import { improved, optionsIn } from './improve';
import { optionsOf } from './options';
import { ChosenColumn, costOfColumns, fits, ReserveColumn, ReserveOption, ReserveProblem } from './problem';
import { repacked } from './repack';
import { Solver } from '../solver/linear-program';

const DIVE = { rounds: 60, roundsPerStep: 3, steps: 3_000, limit: Infinity };
const PACKING = { effort: 'standard', part: 0.02 } as const;

/** Times that a few nodes are planned anew, for each item, and at most. */
const ROUNDS_PER_ITEM = 12;
const MOST_ROUNDS = 500;

/** Shares of a node that the pods of one item may take on it, from start to start: smaller parts are easier to pack, larger ones need fewer roles. */
const LARGEST_PARTS = [1, 1 / 2, 1 / 3, 1 / 5];

/** Owns places for all items at as little cost as it finds; undefined where some item finds none. */
export function reserved(problem: ReserveProblem, solver: Solver): readonly ChosenColumn[] | undefined {
  const options = optionsOf(problem);
  if (problem.items.length === 0) {
    return [];
  }
  if (options.some((own) => own.length === 0)) {
    return undefined;
  }
  const starts = LARGEST_PARTS.flatMap((part) => {
    const start = startFrom(problem, inParts(problem, options, part), solver);
    return start ? [start] : [];
  });
  if (starts.length === 0) {
    return undefined;
  }
  const cost = (columns: readonly ChosenColumn[]) => costOfColumns(problem, columns);
  const best = starts.reduce((one, other) => (cost(other) < cost(one) * (1 - 1e-9) ? other : one));
  const rounds = Math.min(MOST_ROUNDS, ROUNDS_PER_ITEM * problem.items.length);
  return improved(problem, options, solver, best, rounds);
}

type Options = readonly (readonly ReserveOption[])[];

/** The options that take no more than a part of the largest node, or the one that takes least. */
function inParts(problem: ReserveProblem, options: Options, part: number): Options {
  return options.map((own, item) => {
    const { size, types } = problem.items[item];
    const largest = (cap: number) =>
      Math.min(
        ...types.map((type) =>
          Math.max(...size.map((amount, r) => (amount > 0 ? (cap * amount) / problem.types[type].size[r] : 0))),
        ),
      );
    const small = own.filter(({ cap }) => largest(cap) <= part);
    return small.length > 0 ? small : [own.reduce((one, other) => (other.cap < one.cap ? other : one))];
  });
}

function startFrom(problem: ReserveProblem, options: Options, solver: Solver): readonly ChosenColumn[] | undefined {
  const dived = dive(problem, options, solver, alone(problem, options), DIVE);
  if (!dived) {
    return undefined;
  }
  const packed = repacked(problem, optionsIn(problem, dived), solver, PACKING);
  return packed && costOfColumns(problem, packed) < costOfColumns(problem, dived) ? packed : dived;
}

/** Every option of every item by itself: with these the master problem has a solution wherever there is one. */
function alone(problem: ReserveProblem, options: Options): ReserveColumn[] {
  return problem.items.flatMap(({ types }, item) =>
    types.flatMap((type) =>
      options[item]
        .filter(({ cap }) => fits(problem, item, type, cap))
        .map((option) => ({ type, items: [item], options: [option] })),
    ),
  );
}
