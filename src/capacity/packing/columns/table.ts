import { Pattern, Priced } from './pattern';
import { Instance, roomOnEmpty } from '../instance';

/** Cells of the table: positions of the free capacity, in units that all sizes are multiples of. */
const MOST_CELLS = 200_000;
/** Cells times pieces, which the notes of the way take one byte each of. */
const MOST_NOTES = 120_000_000;
/** So many table cells cost about as much time as one step of the depth-first search. */
const CELLS_PER_STEP = 6;

/**
 * Prices all types at once with one dynamic-programming table over the free capacity, where capacities are small numbers: the
 * table of the largest node holds the answer of every smaller one. Exact, whatever the worths.
 */
export class KnapsackTable {
  /** A table for the instance; undefined where it would be too large, or where pods are kept apart. */
  public static of(instance: Instance): KnapsackTable | undefined {
    const everywhere = instance.shapes.every((shape) => shape.types.length === instance.types.length);
    if (!everywhere || instance.apart.some((others) => others.size > 0) || instance.shapes.length === 0) {
      return undefined;
    }
    const unit = instance.resources.map((_, r) =>
      instance.shapes.reduce((gcd, shape) => divisor(gcd, shape.size[r]), 0),
    );
    const cells = unit.reduce(
      (product, g, r) => product * (g > 0 ? Math.floor(Math.max(...instance.types.map((t) => t.size[r])) / g) + 1 : 1),
      1,
    );
    const pieces = instance.shapes.reduce(
      (sum, shape, s) => sum + piecesOf(mostOf(instance, s, shape.count)).length,
      0,
    );
    return cells <= MOST_CELLS && cells * pieces <= MOST_NOTES ? new KnapsackTable(instance, unit) : undefined;
  }

  private readonly used: readonly number[];
  private readonly extent: readonly number[];
  private readonly stride: readonly number[];
  private readonly cells: number;
  private readonly value: Float64Array;
  private notes = new Uint8Array(0);

  private constructor(
    private readonly instance: Instance,
    private readonly unit: readonly number[],
  ) {
    const largest = (r: number) => Math.max(...instance.types.map((type) => Math.floor(type.size[r] / unit[r])));
    this.used = instance.resources.map((_, r) => r).filter((r) => instance.shapes.some((shape) => shape.size[r] > 0));
    this.extent = this.used.map((r) => largest(r) + 1);
    const stride: number[] = new Array(this.used.length).fill(1);
    for (let d = this.used.length - 2; d >= 0; d--) {
      stride[d] = stride[d + 1] * this.extent[d + 1];
    }
    this.stride = stride;
    this.cells = this.extent.reduce((product, n) => product * n, 1);
    this.value = new Float64Array(this.cells);
  }

  /** The best pattern of every type, at most `limits` pods of each shape. */
  public price(worth: ArrayLike<number>, limits: ArrayLike<number>): Priced[] {
    const pieces = this.instance.shapes.flatMap((_, s) => {
      const most = worth[s] > 1e-9 ? mostOf(this.instance, s, limits[s]) : 0;
      return piecesOf(most).map((count) => ({ shape: s, count }));
    });
    if (this.notes.length < pieces.length * this.cells) {
      this.notes = new Uint8Array(pieces.length * this.cells);
    }
    this.notes.fill(0, 0, pieces.length * this.cells);
    this.value.fill(0);
    pieces.forEach(({ shape, count }, i) => this.add(i, shape, count, worth[shape] * count));
    const steps = Math.ceil((pieces.length * this.cells) / CELLS_PER_STEP / this.instance.types.length);
    return this.instance.types.map((_, type) => {
      const cell = this.cellOf(this.instance.types[type].size);
      const pattern = this.patternAt(type, cell, pieces);
      return {
        upper: this.value[cell],
        exact: true,
        steps,
        patterns: pattern.shapes.length > 0 ? [pattern] : [],
      };
    });
  }

  /** Lets every cell take the piece or leave it; from large to small, so that none takes it twice. */
  private add(piece: number, shape: number, count: number, worth: number): void {
    const sizes = this.used.map((r) => Math.round((this.instance.shapes[shape].size[r] * count) / this.unit[r]));
    const { extent, stride, value, notes } = this;
    if (sizes.some((size, d) => size >= extent[d])) {
      return;
    }
    const offset = sizes.reduce((sum, size, d) => sum + size * stride[d], 0);
    const last = extent.length - 1;
    const note = piece * this.cells;
    const sweep = (d: number, base: number): void => {
      if (d < last) {
        for (let i = extent[d] - 1; i >= sizes[d]; i--) {
          sweep(d + 1, base + i * stride[d]);
        }
        return;
      }
      for (let cell = base + extent[last] - 1; cell >= base + sizes[last]; cell--) {
        const taken = value[cell - offset] + worth;
        if (taken > value[cell]) {
          value[cell] = taken;
          notes[note + cell] = 1;
        }
      }
    };
    sweep(0, 0);
  }

  private cellOf(size: readonly number[]): number {
    return this.used.reduce((sum, r, d) => sum + Math.floor(size[r] / this.unit[r]) * this.stride[d], 0);
  }

  private patternAt(type: number, start: number, pieces: readonly { shape: number; count: number }[]): Pattern {
    const counts = new Map<number, number>();
    let cell = start;
    for (let i = pieces.length - 1; i >= 0; i--) {
      if (this.notes[i * this.cells + cell] === 1) {
        const { shape, count } = pieces[i];
        counts.set(shape, (counts.get(shape) ?? 0) + count);
        const { size } = this.instance.shapes[shape];
        cell -= this.used.reduce((sum, r, d) => sum + Math.round((size[r] * count) / this.unit[r]) * this.stride[d], 0);
      }
    }
    return { type, shapes: [...counts.keys()], counts: [...counts.values()] };
  }
}

function mostOf(instance: Instance, shape: number, limit: number): number {
  const room = instance.shapes[shape].types.map((type) => roomOnEmpty(instance, shape, type));
  return Math.min(limit, Math.max(0, ...room));
}

/** 1, 2, 4, ... and a rest: pieces of which every number up to `most` is a sum. */
function piecesOf(most: number): number[] {
  const pieces: number[] = [];
  for (let left = most, piece = 1; left > 0; piece *= 2) {
    pieces.push(Math.min(piece, left));
    left -= piece;
  }
  return pieces;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
