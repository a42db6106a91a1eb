import { DataClass } from './data-class';
import { DataFlow, FlowPlace } from './flow-place';
import { Residency } from './residency';
import { byCodeUnit, comparing, sortedBy } from '../capacity/order';
import { someOf } from '../capacity/some-of';

/** Data that come to where they may not be. */
interface Escape {
  readonly kind: 'personal' | 'map';
  readonly law: Residency;
  /** From where they are collected to where they may not be. */
  readonly path: readonly string[];
  /** Law of the last place; undefined where nobody says. */
  readonly other?: Residency;
  readonly how: string;
}

/**
 * Flows of personal and map data to places under another law, each with its shortest path. One line for each flow at which such data leave: whatever comes that
 * way is cured there.
 */
export function flowProblems(places: readonly FlowPlace[], flows: () => readonly DataFlow[]): string[] {
  const sources = sortedBy(places, ({ path }) => path).filter(({ data = [] }) => data.some(({ isBound }) => isBound));
  if (sources.length === 0) {
    return [];
  }
  const known = new Map(places.map((place) => [place.path, place]));
  const next = new Map<string, DataFlow[]>();
  for (const flow of sortedBy(flows(), ({ from, to }) => `${from} ${to}`)) {
    next.set(flow.from, [...(next.get(flow.from) ?? []), flow]);
  }
  const escapes = sources.flatMap((source) => lawsOf(source).flatMap((held) => escapesOf(source, held, known, next)));
  return linesOf(escapes);
}

interface Held {
  readonly kind: 'personal' | 'map';
  readonly law: Residency;
}

/** Kinds of data that a place holds, each with the law under which they stay. */
function lawsOf({ data = [], law: own, residency }: FlowPlace): Held[] {
  const held = data
    .filter(({ isBound }) => isBound)
    .flatMap((one): Held[] => {
      const law = one.residency ?? own ?? residency?.();
      return law ? [{ kind: one._kind as Held['kind'], law }] : [];
    });
  return [...new Map(held.map((one) => [`${one.kind} ${one.law.code}`, one])).values()];
}

/** Breadth first: the path to each place is a shortest one. Beyond a place under another law nothing is looked for. */
function escapesOf(
  source: FlowPlace,
  { kind, law }: Held,
  known: ReadonlyMap<string, FlowPlace>,
  next: ReadonlyMap<string, readonly DataFlow[]>,
): Escape[] {
  const here = source.residency?.();
  if (here && !here.liesIn(law)) {
    return [{ kind, law, path: [source.path], other: here, how: '' }];
  }
  const escapes: Escape[] = [];
  const paths = new Map<string, readonly string[]>([[source.path, [source.path]]]);
  const waiting = keepsBack(source) ? [] : [source.path];
  for (const path of waiting) {
    for (const { to, how } of next.get(path) ?? []) {
      const place = known.get(to) ?? { path: to };
      if (paths.has(to) || !takes(place, kind)) {
        continue;
      }
      const way = [...paths.get(path)!, to];
      paths.set(to, way);
      const other = place.residency?.();
      if (!other?.liesIn(law)) {
        escapes.push({ kind, law, path: way, other, how });
      } else if (!keepsBack(place)) {
        waiting.push(to);
      }
    }
  }
  return escapes;
}

/** What is stored is what somebody says of it; what runs may get everything that reaches it. */
function takes({ isStore, data = [] }: FlowPlace, kind: string): boolean {
  return !isStore || data.length === 0 || data.some(({ _kind }) => _kind === kind);
}

function keepsBack({ data = [] }: FlowPlace): boolean {
  return data.some((one: DataClass) => one._kind === 'removed');
}

function linesOf(escapes: readonly Escape[]): string[] {
  const groups = new Map<string, Escape[]>();
  const shortest = [...escapes].sort(
    comparing(
      (a, b) => a.path.length - b.path.length,
      (a, b) => byCodeUnit(a.path.join(' '), b.path.join(' ')),
    ),
  );
  for (const escape of shortest) {
    const key = `${escape.kind} ${escape.law.code} ${escape.path.slice(-2).join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), escape]);
  }
  return sortedBy(groups.values(), ([{ path }]) => path.join(' ')).map(([first, ...others]) => lineOf(first, others));
}

function lineOf({ kind, law, path, other, how }: Escape, others: readonly Escape[]): string {
  const end = path[path.length - 1];
  const data = `${kind} data`;
  if (path.length === 1) {
    return `[${end}] ${data} that stay in ${law.code} are kept in ${other!.code}; a place in ${law.code} for them`;
  }
  const where = other ? `which is in ${other.code}` : 'of which nobody says under which law it is';
  const more = [...new Set(others.map(({ path: [first] }) => first))];
  const also = more.length > 0 ? `, and so do those of ${someOf(more, 3)}` : '';
  const cure = other
    ? `a place in ${law.code} for it, or DataClass.removed('...') on the one of the path that passes on nothing of them`
    : `its residency, where it is in ${law.code}; or DataClass.removed('...') on the one of the path that passes on nothing of them`;
  return `[${path[0]}] ${data} that stay in ${law.code} reach ${end}, ${where}: ${path.join(' -> ')} (${path[path.length - 2]} ${how} it)${also}; ${cure}`;
}
