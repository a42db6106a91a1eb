import { ReportedNode } from './reported-node';
import { byCodeUnit, comparing, sortedEntries } from '../../capacity/order';
import { Resources } from '../../capacity/resources';

/** Nodes of a file that are alike. */
export interface NodeKind {
  readonly nodes: readonly ReportedNode[];
  /** The least that any of them has. */
  readonly capacity: Resources;
  readonly allocatable: Resources;
}

/**
 * Machines of one type differ by some pages of memory, and disks by what the file system takes: so much less than the largest of them a node of the
 * same kind may have.
 */
const TOLERANCE = 0.02;

/** What differs so between nodes of one kind. */
const SOFT = ['memory', 'ephemeral-storage'];

/** Nodes that are equal by what the key says of them and by what they have for pods; the smallest amount of each counts for all. */
export function nodeKinds(nodes: readonly ReportedNode[], keyOf: (node: ReportedNode) => unknown): NodeKind[] {
  const largestFirst = [...nodes].sort(
    comparing<ReportedNode>(
      (a, b) => b.allocatable.memory - a.allocatable.memory,
      (a, b) => (b.allocatable['ephemeral-storage'] ?? 0) - (a.allocatable['ephemeral-storage'] ?? 0),
      (a, b) => byCodeUnit(a.name, b.name),
    ),
  );
  const kinds = new Map<string, ReportedNode[][]>();
  for (const node of largestFirst) {
    const key = JSON.stringify([keyOf(node), sortedEntries(without(node.allocatable, SOFT))]);
    const same = kinds.get(key) ?? [];
    kinds.set(key, same);
    const kind = same.find(([first]) =>
      SOFT.every((resource) => isNear(first.allocatable, node.allocatable, resource)),
    );
    if (kind) {
      kind.push(node);
    } else {
      same.push([node]);
    }
  }
  return [...kinds.entries()]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([, same]) => same)
    .map((some) => ({
      nodes: some,
      capacity: least(some.map(({ capacity }) => capacity)),
      allocatable: least(some.map(({ allocatable }) => allocatable)),
    }));
}

function isNear(first: Resources, other: Resources, resource: string): boolean {
  const [a, b] = [first[resource] ?? 0, other[resource] ?? 0];
  return Math.abs(a - b) <= TOLERANCE * Math.max(a, b);
}

function without(amounts: Resources, names: readonly string[]): Resources {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => !names.includes(name)));
}

/** The smallest amount of each resource; what one of them does not have counts as nothing. */
function least(all: readonly Resources[]): Resources {
  const names = Object.keys(all[0]).filter((name) => all.every((amounts) => amounts[name] !== undefined));
  return Object.fromEntries(
    names.sort(byCodeUnit).map((name) => [name, Math.min(...all.map((amounts) => amounts[name]))]),
  );
}
