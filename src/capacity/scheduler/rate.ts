/** What is said of all orders of arrival from a sample of them is true with this probability. */
export const CONFIDENCE = 0.99;

/** So exact is the share that is found by halving. */
const STEPS = 60;

/** What a sample of orders of arrival says of all of them. */
export interface Rate {
  /** Orders of the sample, which nothing had been fitted to. */
  readonly fresh: number;
  /** Those of them in which some pod found no place. */
  readonly failed: number;
  readonly confidence: number;
  /** With that confidence, no more than this share of all orders fails. */
  readonly atMost: number;
}

/** What so many failures in so many orders drawn by chance say (Clopper and Pearson, one-sided). */
export function rateOf(failed: number, fresh: number): Rate {
  return { fresh, failed, confidence: CONFIDENCE, atMost: roundedUp(highestShare(failed, fresh)) };
}

/** To a millionth: a little less would say more than the sample does. */
function roundedUp(share: number): number {
  return Math.min(1, Math.ceil(share * 1e6) / 1e6);
}

/** The share of failing orders with which so few failures are only just as probable as the confidence leaves. */
function highestShare(failed: number, fresh: number): number {
  if (failed >= fresh) {
    return 1;
  }
  let [low, high] = [failed / fresh, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (atMostSoMany(failed, fresh, middle) > 1 - CONFIDENCE) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

/** Probability of at most `failed` failures in `fresh` orders of which this share fails. */
function atMostSoMany(failed: number, fresh: number, share: number): number {
  // Of each number of failures the probability follows from the one before; as a logarithm, since thousands of orders underflow.
  let term = fresh * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let k = 1; k <= failed; k++) {
    term += Math.log((fresh - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(term);
  }
  return sum;
}
