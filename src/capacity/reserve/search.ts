import { annealed } from './anneal';
import { dive, Dived } from './dive';
import { Places, Posed } from './places';
import { ChosenColumn, costOfColumns, fits, ReserveColumn, ReserveOptions, ReserveProblem } from './problem';
import { repacked } from './repack';
import { Solver } from '../solver/linear-program';

const DIVE = { rounds: 60, roundsPerStep: 3, steps: 3_000, limit: Infinity };
const PACKING = { effort: 'standard', part: 0.02 } as const;

/** Steps of the search that improves the best start, for each owner, and at most. */
const STEPS_PER_OWNER = 250_000;
const MOST_STEPS = 12_000_000;

/** Shares of a node that the pods of one owner may take on it, from start to start: smaller parts are easier to pack, larger ones need fewer roles. */
const LARGEST_PARTS = [1, 1 / 2, 1 / 3, 1 / 5];

export interface Reserved {
  /** Nodes of the whole problem. */
  readonly columns: readonly ChosenColumn[];
  /** No nodes on which all owners own their places cost less. */
  readonly bound: number;
}

/**
 * Owns places for all owners at as little cost as it finds; undefined where some owner finds none. Caps are chosen on one zone that stands for all, then
 * every zone is packed with what it needs by itself, and changed as long as that makes it cheaper.
 */
export function reserved(places: Places, solver: Solver): Reserved | undefined {
  const whole = places.whole();
  const cost = (columns: readonly ChosenColumn[]) => costOfColumns(whole.problem, columns);
  let best: readonly ChosenColumn[] | undefined;
  let bound = 0;
  for (const part of LARGEST_PARTS) {
    const { columns, bound: proved } = startFrom(places, whole, part, solver);
    bound = Math.max(bound, proved ?? 0);
    best = columns && (!best || cost(columns) < cost(best) * (1 - 1e-9)) ? columns : best;
  }
  if (!best) {
    return undefined;
  }
  const steps = Math.min(MOST_STEPS, STEPS_PER_OWNER * places.owners.length);
  return { columns: annealed(whole.problem, whole.options, best, steps), bound };
}

/** Chooses options that take no more than a part of a node, and packs with them. */
function startFrom(places: Places, whole: Posed, part: number, solver: Solver): Dived {
  const one = places.average();
  const options = inParts(one.problem, one.options, part);
  const { columns, bound } = dive(one.problem, options, solver, alone(one.problem, options), DIVE, part === 1);
  if (!columns) {
    return { bound };
  }
  const caps = new Map(
    columns.flatMap(({ items, options: chosen }) =>
      items.map((item, i) => [one.problem.items[item].owner, chosen[i].cap]),
    ),
  );
  const kept = whole.problem.items.map(({ owner }, item) =>
    whole.options[item].find(({ cap }) => cap === caps.get(owner))!,
  );
  return { columns: repacked(whole.problem, kept, solver, PACKING), bound: bound && bound * places.zones };
}

/** The options that take no more than a part of the largest node, or the one that takes least. */
function inParts({ items, types }: ReserveProblem, options: ReserveOptions, part: number): ReserveOptions {
  return options.map((own, item) => {
    const { size, types: usable } = items[item];
    const largest = (cap: number) =>
      Math.min(
        ...usable.map((type) =>
          Math.max(...size.map((amount, r) => (amount > 0 ? (cap * amount) / types[type].size[r] : 0))),
        ),
      );
    const small = own.filter(({ cap }) => largest(cap) <= part);
    return small.length > 0 ? small : [own.reduce((one, other) => (other.cap < one.cap ? other : one))];
  });
}

/** Every option of every item by itself: with these the master problem has a solution wherever there is one. */
function alone(problem: ReserveProblem, options: ReserveOptions): ReserveColumn[] {
  return problem.items.flatMap(({ types }, item) =>
    types.flatMap((type) =>
      options[item]
        .filter(({ cap }) => fits(problem, item, type, cap))
        .map((option) => ({ type, items: [item], options: [option] })),
    ),
  );
}
