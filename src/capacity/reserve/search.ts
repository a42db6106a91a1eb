import { annealed } from './anneal';
import { dive, Dived } from './dive';
import { inEveryZone } from './expand';
import { Places, Posed } from './places';
import { ChosenColumn, costOfColumns, fits, ReserveColumn, ReserveOptions, ReserveProblem } from './problem';
import { optionsIn, repacked } from './repack';
import { Solver } from '../solver/linear-program';

const DIVE = { rounds: 60, roundsPerStep: 3, steps: 3_000, limit: Infinity };
const PACKING = { effort: 'standard', part: 0.02 } as const;

/** Steps of each search that improves, for each owner, and at most. */
const STEPS_PER_OWNER = 200_000;
const MOST_STEPS = 10_000_000;

/** Temperatures at first: of a search that may change everything, and of one that changes little. */
const HOT = 0.2;
const COLD = 0.01;

/** Shares of a node that the pods of one owner may take on it, from start to start: smaller parts are easier to pack, larger ones need fewer roles. */
const LARGEST_PARTS = [1, 1 / 2, 1 / 3, 1 / 5];

/** Where there are more owners than this, fewer starts are tried. */
const MANY_OWNERS = 100;
const FEW_PARTS = [1, 1 / 5];

/** Nodes that differ from zone to zone have to be so much cheaper than equal ones, which need fewer roles. */
const FEWER_ROLES = 0.01;

export interface Reserved {
  /** Nodes of the whole problem. */
  readonly columns: readonly ChosenColumn[];
  /** No nodes on which all owners own their places cost less. */
  readonly bound: number;
}

/**
 * Owns places for all owners at as little cost as it finds; undefined where some owner finds none. Caps are chosen on one zone that stands for all. Its nodes
 * in every zone are one start, each zone packed with what it needs by itself is the other; both are improved by moving places about.
 */
export function reserved(places: Places, solver: Solver): Reserved | undefined {
  const average = places.average();
  const parts = places.owners.length > MANY_OWNERS ? FEW_PARTS : LARGEST_PARTS;
  const starts = parts.map((part) => startFrom(average, part, solver));
  const bound = Math.max(...starts.map((start) => start.bound ?? 0)) * places.zones;
  const first = cheapest(
    average.problem,
    starts.map(({ columns }) => columns),
  );
  if (!first) {
    return undefined;
  }
  const even = annealed(average.problem, average.options, first, stepsFor(places), HOT);
  if (places.zones === 1) {
    return { columns: even, bound };
  }
  const whole = places.whole();
  const same = inEveryZone(average, whole, even);
  const own = inZones(average, whole, even, solver);
  const anneal = (columns: readonly ChosenColumn[] | undefined, hot: number) =>
    columns && annealed(whole.problem, whole.options, columns, stepsFor(places), hot);
  const alike = anneal(same, COLD);
  const apart = anneal(cheapest(whole.problem, [own, same]), HOT);
  const cost = (columns: readonly ChosenColumn[]) => costOfColumns(whole.problem, columns);
  const columns = alike && (!apart || cost(alike) <= cost(apart) * (1 + FEWER_ROLES)) ? alike : apart;
  return columns && { columns, bound };
}

function stepsFor({ owners }: Places): number {
  return Math.min(MOST_STEPS, STEPS_PER_OWNER * owners.length);
}

function cheapest(
  problem: ReserveProblem,
  all: readonly (readonly ChosenColumn[] | undefined)[],
): readonly ChosenColumn[] | undefined {
  const found = all.flatMap((columns) => (columns ? [columns] : []));
  return found.length === 0
    ? undefined
    : found.reduce((one, other) =>
        costOfColumns(problem, other) < costOfColumns(problem, one) * (1 - 1e-9) ? other : one,
      );
}

/** Chooses options that take no more than a part of a node, and packs with them. */
function startFrom({ problem, options: all }: Posed, part: number, solver: Solver): Dived {
  const options = inParts(problem, all, part);
  const { columns, bound } = dive(problem, options, solver, alone(problem, options), DIVE, part === 1);
  if (!columns) {
    return { bound };
  }
  const packed = repacked(problem, optionsIn(problem, columns), solver, PACKING);
  return { columns: cheapest(problem, [columns, packed]), bound };
}

/** Every zone packed by itself, with what it needs. */
function inZones(
  { problem }: Posed,
  whole: Posed,
  columns: readonly ChosenColumn[],
  solver: Solver,
): ChosenColumn[] | undefined {
  const caps = new Map(optionsIn(problem, columns).map(({ cap }, item) => [problem.items[item].owner, cap]));
  const kept = whole.problem.items.map(({ owner }, item) =>
    whole.options[item].find(({ cap }) => cap === caps.get(owner))!,
  );
  return repacked(whole.problem, kept, solver, PACKING);
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
