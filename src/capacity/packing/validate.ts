import { Instance, InstanceShape, InstanceType } from './instance';

/** Above these a packing takes minutes, or more memory than a synth may: an error is kinder than a process that hangs. */
export const MOST = {
  pods: 10_000_000,
  /** Pods that take a share: their devices are looked at one by one. */
  sharingPods: 1_000_000,
  /** Nodes that are there in any case. */
  nodes: 10_000_000,
  resources: 1_000,
  types: 10_000,
  shapes: 100_000,
  /** Shapes that differ in their size; those that do not are mostly packed as one. */
  sizes: 5_000,
  /** Pairs of a shape and a type that it may use. */
  pairs: 5_000_000,
  /** What a double can count. */
  amount: Number.MAX_SAFE_INTEGER,
} as const;

/** A message names so many problems; `problems` has them all. */
const MOST_SHOWN = 50;

/** What is wrong with an instance: everything at once, so that it can be put right in one go. */
export class InvalidInstance extends Error {
  public constructor(public readonly problems: readonly string[]) {
    const more = problems.length > MOST_SHOWN ? [`and ${problems.length - MOST_SHOWN} more`] : [];
    super([...problems.slice(0, MOST_SHOWN), ...more].join('\n'));
    this.name = 'InvalidInstance';
  }
}

/** Throws where an instance is not one: no search then has to be on its guard. */
export function checkInstance(instance: Instance): void {
  const problems = problemsOf(instance);
  if (problems.length > 0) {
    throw new InvalidInstance(problems);
  }
}

/** One line for each problem: where it is, what was given, what is allowed. */
export function problemsOf(instance: Instance): string[] {
  const { resources, types, shapes, deviceSizes } = instance;
  const names = { resources, types: types.map(({ id }) => id), shapes: shapes.map(({ id }) => id) };
  return [
    ...limitProblems(instance),
    ...Object.entries(names).flatMap(([what, ids]) => repeated(what, ids)),
    ...[...deviceSizes].flatMap(([resource, size]) => [
      ...position('instance', 'deviceSizes, resource', resource, resources.length),
      ...size.flatMap((part, d) => whole(`device of ${resources[resource]}`, `size[${d}]`, part, 0, MOST.amount)),
    ]),
    ...types.flatMap((type) => typeProblems(resources, type)),
    ...shapes.flatMap((shape) => [...shapeProblems(instance, shape), ...shareProblems(instance, shape)]),
    ...apartProblems(instance),
  ];
}

function limitProblems({ resources, types, shapes }: Instance): string[] {
  const pods = total(shapes.map(({ count }) => count));
  const sharing = total(shapes.map(({ share, count }) => (share ? count : 0)));
  const sizes = new Set(shapes.map(({ size }) => size.join())).size;
  const amounts: readonly (readonly [what: string, given: number, most: number])[] = [
    ['resources', resources.length, MOST.resources],
    ['types', types.length, MOST.types],
    ['shapes', shapes.length, MOST.shapes],
    ['shapes of different size', sizes, MOST.sizes],
    ['pairs of a shape and a type', total(shapes.map((shape) => shape.types.length)), MOST.pairs],
    ['pods', pods, MOST.pods],
    ['pods with a share', sharing, MOST.sharingPods],
    ['nodes by minNodes', total(types.map(({ minNodes }) => minNodes)), MOST.nodes],
  ];
  return [
    ...amounts.flatMap(([what, given, most]) => unless(given <= most, 'instance', what, given, `at most ${most}`)),
    ...unless(types.length > 0 || pods === 0, 'instance', 'types', '[]', `at least one type for ${pods} pods`),
  ];
}

function typeProblems(resources: readonly string[], type: InstanceType): string[] {
  const { id, size, cost, minNodes, maxNodes } = type;
  const where = `type '${id}'`;
  return [
    ...vector(where, resources, size),
    ...unless(cost >= 0 && cost <= MOST.amount, where, 'cost', cost, `a number from 0 to ${MOST.amount}`),
    ...whole(where, 'minNodes', minNodes, 0, MOST.amount),
    ...(maxNodes === Infinity ? [] : whole(where, 'maxNodes', maxNodes, 0, MOST.amount, ' or Infinity')),
    ...unless(!(minNodes > maxNodes), where, 'minNodes', minNodes, `at most maxNodes ${maxNodes}`),
  ];
}

function shapeProblems({ resources, types: offered }: Instance, shape: InstanceShape): string[] {
  const { id, size, count, types, maxPerNode, priority, weight } = shape;
  const where = `shape '${id}'`;
  const positive = `a number above 0 and at most ${MOST.amount}`;
  return [
    ...vector(where, resources, size),
    ...whole(where, 'count', count, 0, MOST.amount),
    ...types.flatMap((type, i) => position(where, `types[${i}]`, type, offered.length)),
    ...unless(new Set(types).size === types.length, where, 'types', `[${types.join(', ')}]`, 'without repetition'),
    ...(maxPerNode === Infinity ? [] : whole(where, 'maxPerNode', maxPerNode, 1, MOST.amount, ' or Infinity')),
    ...unless(Number.isFinite(priority), where, 'priority', priority, 'a finite number'),
    ...unless(weight > 0 && weight <= MOST.amount, where, 'weight', weight, positive),
  ];
}

function shareProblems({ resources, deviceSizes }: Instance, { id, share, size }: InstanceShape): string[] {
  if (!share) {
    return [];
  }
  const where = `shape '${id}'`;
  const device = deviceSizes.get(share.resource);
  const misplaced = position(where, 'share.resource', share.resource, resources.length);
  if (misplaced.length > 0 || !device) {
    const known = 'a resource with a size in deviceSizes';
    return misplaced.length > 0 ? misplaced : unless(false, where, 'share.resource', share.resource, known);
  }
  const resource = resources[share.resource];
  const takesSome = share.size.some((part) => part !== 0);
  return [
    ...unless(
      share.size.length === device.length,
      where,
      'share.size',
      inWords(share.size),
      `of ${device.length} amounts`,
    ),
    ...share.size.flatMap((part, d) => whole(where, `share.size[${d}]`, part, 0, device[d] ?? 0)),
    ...unless(takesSome, where, 'share.size', inWords(share.size), 'above 0 in one amount'),
    ...unless(!(size[share.resource] > 0), where, `size.${resource}`, size[share.resource], '0 beside a share of it'),
  ];
}

function apartProblems({ shapes, apart }: Instance): string[] {
  if (apart.length !== shapes.length) {
    return unless(false, 'instance', 'apart', `of ${apart.length} sets`, `of ${shapes.length}, one for each shape`);
  }
  return apart.flatMap((others, s) =>
    [...others].flatMap((other) => [
      ...position(`shape '${shapes[s].id}'`, 'apart', other, shapes.length),
      ...unless(
        apart[other]?.has(s) ?? true,
        `shape '${shapes[s].id}'`,
        'apart',
        other,
        'the same the other way round',
      ),
    ]),
  );
}

function vector(where: string, resources: readonly string[], size: readonly number[]): string[] {
  return [
    ...unless(size.length === resources.length, where, 'size', inWords(size), `of ${resources.length} amounts`),
    ...size.flatMap((amount, r) => whole(where, `size.${resources[r] ?? r}`, amount, 0, MOST.amount)),
  ];
}

function repeated(what: string, ids: readonly string[]): string[] {
  const times = new Map<string, number>();
  ids.forEach((id) => times.set(id, (times.get(id) ?? 0) + 1));
  return [...times].flatMap(([id, n]) => unless(n === 1, 'instance', what, `'${id}' ${n} times`, 'named once each'));
}

function whole(where: string, what: string, value: number, least: number, most: number, or = ''): string[] {
  const holds = Number.isInteger(value) && value >= least && value <= most;
  return unless(holds, where, what, value, `a whole number from ${least} to ${most}${or}`);
}

function position(where: string, what: string, value: number, length: number): string[] {
  return unless(
    Number.isInteger(value) && value >= 0 && value < length,
    where,
    what,
    value,
    `a position below ${length}`,
  );
}

const unless = (holds: boolean, where: string, what: string, given: unknown, allowed: string): string[] =>
  holds ? [] : [`[${where}] ${what} ${String(given)}: must be ${allowed}`];
const inWords = (size: readonly number[]): string => `[${size.join(', ')}]`;
/** What is no number above 0 is a problem of its own. */
const total = (amounts: readonly number[]): number => amounts.reduce((sum, n) => sum + (n > 0 ? n : 0), 0);
