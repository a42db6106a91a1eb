import { leastWhere } from './search';

/** jStat has no types of its own. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { jStat } = require('jstat') as {
  /** Regularised lower incomplete gamma function. */
  readonly jStat: { lowRegGamma(shape: number, x: number): number };
};

/**
 * The law of a service time: gamma with a given mean and coefficient of variation. 0 is a constant, 1 an exponential; between
 * them lie sums of exponentials (Erlang), above 1 the law has a heavier tail than the exponential.
 */
export class ServiceLaw {
  private readonly shape: number;
  private readonly scale: number;

  private readonly cv: number;

  public constructor(
    private readonly mean: number,
    variability: number,
  ) {
    const cv = variability < LEAST_VARIABILITY ? 0 : variability;
    this.cv = cv;
    this.shape = cv > 0 ? 1 / cv ** 2 : Infinity;
    this.scale = mean * cv ** 2;
  }

  /** Probability that a service takes longer than `t`. */
  public tail(t: number): number {
    if (t <= 0) {
      return 1;
    }
    if (this.cv === 0) {
      return t < this.mean ? 1 : 0;
    }
    return this.cv === 1 ? Math.exp(-t / this.mean) : clamp(1 - lowerGamma(this.shape, t / this.scale));
  }

  /** The time that a share `percentile` of the services stays within. */
  public quantile(percentile: number): number {
    if (this.cv === 0) {
      return this.mean;
    }
    if (this.cv === 1) {
      return -this.mean * Math.log(1 - percentile);
    }
    return leastWhere(this.mean, (t) => this.tail(t) <= 1 - percentile);
  }

  /** Probability that a service and, on top of it, a wait that is exponential with this rate take longer than `t`. */
  public tailAfterWait(rate: number, t: number): number {
    if (t <= 0) {
      return 1;
    }
    if (rate === Infinity) {
      return this.tail(t);
    }
    if (this.cv === 0) {
      return t < this.mean ? 1 : Math.exp(-rate * (t - this.mean));
    }
    if (this.cv === 1) {
      return this.twoExponentials(rate, t);
    }
    return rate * this.scale < 0.999 ? this.tiltedGamma(rate, t) : this.integrated(rate, t);
  }

  /** Where the rates (almost) agree, the sum is a gamma of order two. */
  private twoExponentials(rate: number, t: number): number {
    const mu = 1 / this.mean;
    const served = Math.exp(-mu * t);
    return Math.abs(rate - mu) < 1e-9 * mu
      ? (1 + mu * t) * served
      : (rate * served - mu * Math.exp(-rate * t)) / (rate - mu);
  }

  /** Closed form where the wait has the heavier tail: the gamma density times e^(rate s) is a gamma density again. */
  private tiltedGamma(rate: number, t: number): number {
    const factor = Math.exp(-rate * t - this.shape * Math.log1p(-rate * this.scale));
    return clamp(this.tail(t) + factor * lowerGamma(this.shape, (1 / this.scale - rate) * t));
  }

  /** Numerically over the wait: panels get finer towards 0, where most waits are, and towards `t`, where the law bends. */
  private integrated(rate: number, t: number): number {
    const end = Math.min(t, LONGEST_WAIT / rate);
    let sum = Math.exp(-rate * end) * this.tail(t - end);
    for (let panel = 1; panel < PANELS.length; panel++) {
      const [from, to] = [end * PANELS[panel - 1], end * PANELS[panel]];
      const half = (to - from) / 2;
      for (const [at, weight] of GAUSS) {
        const wait = from + half * (1 + at);
        sum += half * weight * rate * Math.exp(-rate * wait) * this.tail(t - wait);
      }
    }
    return clamp(sum);
  }
}

/** Less variability than this is none: it hardly differs, and the functions of the gamma law would take long. */
const LEAST_VARIABILITY = 0.01;

/** Waits beyond so many means do not count. */
const LONGEST_WAIT = 36;

/** Ends of the panels as shares of the whole: halves of halves towards both ends. */
const HALVES = Array.from({ length: 12 }, (_, i) => 0.5 ** (i + 1));
const PANELS = [0, ...[...HALVES].reverse(), ...HALVES.slice(1).map((share) => 1 - share), 1];

/** Nodes and weights of the Gauss-Legendre rule with eight points. */
const GAUSS = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
].flatMap(([at, weight]) => [
  [-at, weight],
  [at, weight],
]);

/** Regularised lower incomplete gamma function. */
function lowerGamma(shape: number, x: number): number {
  return x <= 0 ? 0 : clamp(jStat.lowRegGamma(shape, x));
}

function clamp(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}
