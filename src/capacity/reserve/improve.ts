import { dive } from './dive';
import { ChosenColumn, costOfColumns, ReserveOption, ReserveProblem } from './problem';
import { repacked, RepackEffort } from './repack';
import { seeded } from '../scheduler/seeded';
import { Solver } from '../solver/linear-program';

/** Nodes, or rows, that are planned anew at a time: as many as this, and up to so many more. */
const LEAST = 2;
const SPREAD = 4;

const SMALL_DIVE = { rounds: 12, roundsPerStep: 2, steps: 2_000 };
const SMALL_PACKING: RepackEffort = { effort: 'standard', part: 0.004 };

/**
 * Takes a few nodes out and plans what lies on them anew, as often as `rounds`: items that lie on no other node may choose another option, the others keep
 * theirs. What is cheaper is kept.
 */
export function improved(
  problem: ReserveProblem,
  options: readonly (readonly ReserveOption[])[],
  solver: Solver,
  start: readonly ChosenColumn[],
  rounds: number,
): ChosenColumn[] {
  const random = seeded(1);
  let nodes = oneByOne(start);
  for (let round = 0; round < rounds && nodes.length >= LEAST; round++) {
    const picked = new Set<number>();
    const many = Math.min(nodes.length, LEAST + Math.floor(random() * SPREAD));
    while (picked.size < many) {
      picked.add(Math.floor(random() * nodes.length));
    }
    const out = nodes.filter((_, i) => picked.has(i));
    const rest = nodes.filter((_, i) => !picked.has(i));
    const better = plannedAnew(problem, options, solver, out, rest);
    if (better && costOfColumns(problem, better) < costOfColumns(problem, out) * (1 - 1e-9)) {
      nodes = [...rest, ...oneByOne(better)];
    }
  }
  return nodes;
}

function oneByOne(columns: readonly ChosenColumn[]): ChosenColumn[] {
  return columns.flatMap((column) => Array.from({ length: column.count }, () => ({ ...column, count: 1 })));
}

/** The items of some nodes, planned as a problem of their own. */
function plannedAnew(
  problem: ReserveProblem,
  options: readonly (readonly ReserveOption[])[],
  solver: Solver,
  out: readonly ChosenColumn[],
  rest: readonly ChosenColumn[],
): ChosenColumn[] | undefined {
  const items = [...new Set(out.flatMap((column) => column.items))].sort((a, b) => a - b);
  const at = new Map(items.map((item, i) => [item, i]));
  const fixed = new Set(rest.flatMap((column) => column.items));
  const kept = items.map((item) => {
    const own = out.filter((column) => column.items.includes(item));
    const option = own[0].options[own[0].items.indexOf(item)];
    const nodes = own.reduce(
      (sum, { type, count }) => sum + count * (problem.items[item].perZone ? 1 : problem.types[type].nodes),
      0,
    );
    return fixed.has(item) ? [{ cap: option.cap, nodes }] : options[item];
  });
  const part: ReserveProblem = {
    types: problem.types.map((type, t) => ({
      ...type,
      most: type.most - rest.filter((column) => column.type === t).length,
    })),
    items: items.map((item) => problem.items[item]),
    apart: items.map((item) => new Set([...problem.apart[item]].flatMap((other) => at.get(other) ?? []))),
  };
  const seeds = out.map(({ type, items: own, options: chosen }) => {
    const index = own.map((item) => at.get(item)!);
    return {
      type,
      items: index,
      options: index.map((i, k) => kept[i].find(({ cap }) => cap === chosen[k].cap) ?? chosen[k]),
    };
  });
  const dived = dive(part, kept, solver, seeds, { ...SMALL_DIVE, limit: costOfColumns(problem, out) });
  if (!dived) {
    return undefined;
  }
  const chosen = optionsIn(part, dived);
  const packed = repacked(part, chosen, solver, SMALL_PACKING);
  const best = [dived, packed ?? []].filter((one) => one.length > 0);
  const cheapest = best.reduce((a, b) => (costOfColumns(part, b) < costOfColumns(part, a) ? b : a));
  // An item that keeps its option keeps the number of nodes that go with it, too.
  return cheapest.map((column) => ({
    ...column,
    items: column.items.map((i) => items[i]),
    options: column.items.map((i, k) => options[items[i]].find(({ cap }) => cap === column.options[k].cap)!),
  }));
}

/** The option that each item keeps to. */
export function optionsIn(problem: ReserveProblem, columns: readonly ChosenColumn[]): ReserveOption[] {
  const options: ReserveOption[] = [];
  for (const column of columns) {
    column.items.forEach((item, i) => (options[item] = column.options[i]));
  }
  return problem.items.map((_, item) => options[item]);
}
