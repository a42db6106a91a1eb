import { EarlierRole } from '../model';
import { Annealed, annealed, Priced } from './annealing/anneal';
import { nearby } from './annealing/nearby';
import { united } from './annealing/unite';
import { inZones, packedByZone } from './annealing/zone-starts';
import { BundlePlan } from './annealing/zoned';
import { dive, Dived } from './columns/dive';
import {
  ChosenColumn,
  costOfColumns,
  fits,
  ReserveColumn,
  ReserveOptions,
  ReserveProblem,
  THERE,
} from './columns/problem';
import { optionsIn, PACKING, repacked } from './columns/repack';
import { bundlesBefore } from './earlier';
import { Places, Posed } from './places';
import { WORTH_MOVING } from '../packing/engine';
import { Solver } from '../solver/linear-program';

const DIVE = { rounds: 60, roundsPerStep: 3, steps: 3_000, limit: Infinity };

/** Steps of the search that improves the best start, for each owner, and at most; each start is improved by a part of them before. */
const STEPS_PER_OWNER = 200_000;
const MOST_STEPS = 10_000_000;
const PART_OF_STEPS = 0.35;
const IMPROVED = 0.6;

/** Temperatures at first: of a search that may change much, and of one that changes little. */
const HOT = 0.2;
const COLD = 0.05;

/** Shares of a node that the pods of one owner may take on it, from start to start: smaller parts are easier to pack, larger ones need fewer roles. */
const LARGEST_PARTS = [1, 1 / 2, 1 / 3, 1 / 5];

/** The same where nodes of one shape alone are taken. */
const ONE_SHAPE_PART = 1 / 2;

/** Of more shapes than this none is tried alone. */
const MANY_SHAPES = 6;

/** Where there are more owners than this, fewer starts are tried. */
const MANY_OWNERS = 50;
const FEW_PARTS = [1, 1 / 5];

export interface Reserved {
  readonly plan: BundlePlan;
  /** No nodes on which all owners own their places cost less. */
  readonly bound: number;
}

/**
 * Owns places for all owners at as little cost as it finds; undefined where some owner finds none. What is left of an earlier plan is kept, and moved about a
 * little, as long as that costs hardly more than a plan afresh.
 */
export function reserved(places: Places, solver: Solver, before: readonly EarlierRole[]): Reserved | undefined {
  const { best, bound } = afresh(places, solver);
  const kept = bestOf(bundlesBefore(places, before).map((plan) => annealed(places.zoned, plan, 0, COLD)));
  const taken = kept && best ? keeping(places, kept, best) : (kept ?? best);
  return taken && { plan: united(places.zoned, taken.plan), bound };
}

function keeping(places: Places, kept: Priced, fresh: Priced): Priced {
  const most = fresh.cost * (1 + WORTH_MOVING);
  return kept.cost <= most ? kept : (nearby(places.zoned, kept, most, stepsFor(places)) ?? fresh);
}

/**
 * Caps are chosen on one zone that stands for all; its nodes, in every zone, are improved by moving places about, with a little less for fewer roles.
 */
function afresh(places: Places, solver: Solver): { readonly best?: Priced; readonly bound: number } {
  const problem = places.zoned;
  const some = PART_OF_STEPS * stepsFor(places);
  const tried: Annealed[] = [];
  let bound = 0;
  for (const start of startsOf(places, solver)) {
    bound = Math.max(bound, (start.bound ?? 0) * places.zones);
    const found = start.columns && annealed(problem, inZones(problem, start.columns), some, HOT, bound);
    if (found?.least) {
      return { best: found, bound };
    }
    tried.push(...(found ? [found] : []));
  }
  const [first, second] = [...tried].sort((one, other) => one.worth - other.worth);
  const apart = first && packedByZone(problem, first.plan, solver);
  const improved = [first?.plan, second?.plan, apart].map(
    (plan) => plan && annealed(problem, plan, IMPROVED * stepsFor(places), COLD, bound),
  );
  return { best: bestOf(improved), bound };
}

/** With options that take parts of nodes, the first of which proves a bound, and with nodes of one shape. */
function* startsOf(places: Places, solver: Solver): Generator<Dived> {
  const average = places.average();
  for (const part of places.owners.length > MANY_OWNERS ? FEW_PARTS : LARGEST_PARTS) {
    yield startFrom(average, part, solver);
  }
  const ofShapes = ofOneShape(average).map((posed) => startFrom(posed, ONE_SHAPE_PART, solver).columns);
  yield { columns: cheapest(average.problem, ofShapes) };
}

function stepsFor({ owners }: Places): number {
  return Math.min(MOST_STEPS, STEPS_PER_OWNER * owners.length);
}

function bestOf(all: readonly (Priced | undefined)[]): Priced | undefined {
  const found = all.flatMap((one) => one ?? []);
  return found.length === 0
    ? undefined
    : found.reduce((one, other) => (other.worth < one.worth * (1 - 1e-9) ? other : one));
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

/** The problem with nodes of one shape alone, for each of them, beside those that are there anyway, where every item fits on them. */
function ofOneShape({ problem, options }: Posed): Posed[] {
  const shapes = problem.types.map(({ size, cost }) => (cost > THERE ? JSON.stringify([size, cost]) : undefined));
  const bought = [...new Set(shapes)].filter((shape) => shape !== undefined);
  if (bought.length < 2 || bought.length > MANY_SHAPES) {
    return [];
  }
  return bought.flatMap((shape) => {
    const isTaken = (type: number) => shapes[type] === undefined || shapes[type] === shape;
    const items = problem.items.map((item) => ({ ...item, types: item.types.filter(isTaken) }));
    const types = problem.types.map((one, t) => (isTaken(t) ? one : { ...one, most: 0 }));
    const fitting = items.every((item) => item.types.some((type) => shapes[type] === shape));
    return fitting ? [{ problem: { ...problem, items, types }, options }] : [];
  });
}

/** Chooses options that take no more than a part of a node, and packs with them. */
function startFrom({ problem, options: all }: Posed, part: number, solver: Solver): Dived {
  const options = inParts(problem, all, part);
  const { columns, bound } = dive(problem, options, solver, alone(problem, options), DIVE, part === 1);
  if (!columns || costOfColumns(problem, columns) <= (bound ?? 0) * (1 + 1e-9)) {
    return { columns, bound };
  }
  const packed = repacked(problem, optionsIn(problem, columns), solver, PACKING);
  return { columns: cheapest(problem, [columns, packed]), bound };
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
