/** What one node of a type may hold: a column of the master problem. */
export interface Pattern {
  readonly type: number;
  readonly shapes: readonly number[];
  /** Pods of each of the shapes. */
  readonly counts: readonly number[];
}

/** What a pricing found for one type. */
export interface Priced {
  /** No pattern is worth more. */
  readonly upper: number;
  /** True where `upper` is the worth of the last pattern, or the threshold where no pattern is above it. */
  readonly exact: boolean;
  /** Work that it took. */
  readonly steps: number;
  /** Good patterns, best last. */
  readonly patterns: readonly Pattern[];
}

/** The same for equal patterns. */
export function patternKey({ type, shapes, counts }: Pattern): string {
  const pods = shapes.map((shape, i) => [shape, counts[i]]).sort(([a], [b]) => a - b);
  return `${type}|${pods.map(([shape, count]) => `${shape}x${count}`).join()}`;
}

/** Worth of the pods of a pattern. */
export function worthOf({ shapes, counts }: Pattern, worth: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < shapes.length; i++) {
    sum += worth[shapes[i]] * counts[i];
  }
  return sum;
}
