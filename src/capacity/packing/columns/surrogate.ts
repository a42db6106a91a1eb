/** A shape as the knapsack sees it: worth of one pod, at most so many, shares of the node that one takes. */
export interface SurrogateItem {
  readonly worth: number;
  readonly most: number;
  /** Where its shares start in the array of all shares. */
  readonly at: number;
}

/**
 * Weights that make one surrogate resource of several: the dual of the knapsack's linear relaxation, a convex function of as
 * many variables as there are resources, minimised by the ellipsoid method with deep cuts. Any weights give a valid bound;
 * better ones a stronger one.
 */
export class SurrogateWeights {
  public readonly weights: Float64Array;
  private readonly slope: Float64Array;

  public constructor(private readonly dims: number) {
    this.weights = new Float64Array(dims).fill(1 / Math.max(1, dims));
    this.slope = new Float64Array(dims);
  }

  /** Improves the weights for these items, starting from those that were best for the last ones. */
  public tune(items: readonly SurrogateItem[], shares: Float64Array, iterations: number): void {
    const { dims, weights, slope } = this;
    if (dims === 0 || items.length === 0) {
      return;
    }
    const centre = Float64Array.from(weights);
    let best = Math.min(this.valueAt(centre, items, shares), this.scaled(items, shares));
    centre.set(weights);
    // The weights sum up to at most the value, so the best ones lie within this distance.
    const shape = new Float64Array(dims * dims);
    for (let r = 0; r < dims; r++) {
      shape[r * dims + r] = best * best;
    }
    for (let i = 0; i < iterations; i++) {
      const outside = centre.findIndex((weight) => weight < 0);
      let excess = 0;
      if (outside >= 0) {
        slope.fill(0);
        slope[outside] = -1;
        excess = -centre[outside];
      } else {
        const value = this.valueAt(centre, items, shares);
        excess = value - best;
        if (value < best) {
          best = value;
          weights.set(centre);
          excess = 0;
        }
      }
      if (!cut(centre, shape, slope, excess, best * 1e-6)) {
        break;
      }
    }
  }

  /** Scales the last weights to these items' worth; returns the value there. */
  private scaled(items: readonly SurrogateItem[], shares: Float64Array): number {
    let bestScale = 1;
    let best = this.valueAt(this.weights, items, shares);
    const start = Float64Array.from(this.weights);
    for (const scale of [0.25, 0.5, 0.8, 1.25, 2, 4, 16, 64]) {
      const value = this.valueAt(
        start.map((weight) => weight * scale),
        items,
        shares,
      );
      if (value < best) {
        [best, bestScale] = [value, scale];
      }
    }
    this.weights.set(start.map((weight) => weight * bestScale));
    return best;
  }

  /** Value of the dual; its slope is left in `slope`. */
  private valueAt(weights: Float64Array, items: readonly SurrogateItem[], shares: Float64Array): number {
    const { dims, slope } = this;
    slope.fill(1);
    let value = 0;
    for (let r = 0; r < dims; r++) {
      value += weights[r];
    }
    for (let i = 0; i < items.length; i++) {
      const { worth, most, at } = items[i];
      let size = 0;
      for (let r = 0; r < dims; r++) {
        size += weights[r] * shares[at + r];
      }
      if (worth > size) {
        value += most * (worth - size);
        for (let r = 0; r < dims; r++) {
          slope[r] -= most * shares[at + r];
        }
      }
    }
    return value;
  }
}

/** Cuts the half of the ellipsoid off in which nothing is better; false where it is too small to go on. */
function cut(centre: Float64Array, shape: Float64Array, slope: Float64Array, excess: number, least: number): boolean {
  const dims = centre.length;
  const along = new Float64Array(dims);
  let length = 0;
  for (let r = 0; r < dims; r++) {
    for (let c = 0; c < dims; c++) {
      along[r] += shape[r * dims + c] * slope[c];
    }
    length += slope[r] * along[r];
  }
  const width = Math.sqrt(length);
  if (!(width > least)) {
    return false;
  }
  const depth = Math.min(0.95, excess / width);
  const n = dims;
  const step = (1 + n * depth) / (n + 1) / width;
  for (let r = 0; r < n; r++) {
    centre[r] -= step * along[r];
  }
  if (n === 1) {
    shape[0] *= ((1 - depth) / 2) ** 2;
    return true;
  }
  const shrink = (n * n * (1 - depth * depth)) / (n * n - 1);
  const flatten = (2 * (1 + n * depth)) / ((n + 1) * (1 + depth)) / length;
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      shape[r * n + c] = shrink * (shape[r * n + c] - flatten * along[r] * along[c]);
    }
  }
  return true;
}
