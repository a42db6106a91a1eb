/** The least number from which on `holds` is true, to a relative precision of 1e-12; starts looking around `guess`. */
export function leastWhere(guess: number, holds: (t: number) => boolean): number {
  let low = 0;
  let high = guess;
  while (!holds(high)) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

/** The least whole number from `least` on for which `holds`; a number above `most` where none up to there does. */
export function leastCount(least: number, most: number, holds: (n: number) => boolean): number {
  let high = least;
  if (least > most) {
    return least;
  }
  while (!holds(high)) {
    if (high > most) {
      return high;
    }
    high *= 2;
  }
  let low = high === least ? least - 1 : high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle < least || !holds(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}
