/** Prices are kept to a millionth of the currency: sums of them print without the last bits of binary fractions. */
const MICRO = 1e6;

/** Rounds an amount of money to a millionth. */
export function money(amount: number): number {
  return Math.round(amount * MICRO) / MICRO;
}

/** An amount that is known to be a multiple of the granule, rounded up to one; unchanged without a granule. */
export function roundedUp(amount: number, granule: number | undefined): number {
  return granule === undefined ? amount : money(Math.ceil(amount / granule - 1e-6) * granule);
}

/** The largest amount that every price is a multiple of; undefined when a price is finer than a millionth or all are 0. */
export function granuleOf(prices: readonly number[]): number | undefined {
  let granule = 0;
  for (const price of prices) {
    const micros = Math.round(price * MICRO);
    if (Math.abs(micros - price * MICRO) > 1e-6 * Math.max(1, micros)) {
      return undefined;
    }
    granule = greatestCommonDivisor(granule, micros);
  }
  return granule > 0 ? granule / MICRO : undefined;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
