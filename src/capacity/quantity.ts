/** Multipliers of the suffixes of a Kubernetes quantity (apimachinery `resource.Quantity`). */
const SUFFIXES: Record<string, [numerator: bigint, denominator: bigint]> = {
  n: [1n, 1_000_000_000n],
  u: [1n, 1_000_000n],
  m: [1n, 1_000n],
  '': [1n, 1n],
  k: [1_000n, 1n],
  M: [1_000_000n, 1n],
  G: [1_000_000_000n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
  Ti: [2n ** 40n, 1n],
  Pi: [2n ** 50n, 1n],
  Ei: [2n ** 60n, 1n],
};

const QUANTITY = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/;

/**
 * Reads a Kubernetes quantity as a whole number of the planner's unit for that resource: millicores for `cpu`, bytes or
 * a count otherwise. Fractions of the unit are rounded up, as the API server does; what is beyond 2^53 is more than any cluster has, and counts as 2^53 - 1.
 * Returns undefined when the text is no quantity or is negative.
 * @param rounding down for what there is of something
 */
export function parseQuantity(
  resource: string,
  text: string | number,
  rounding: 'up' | 'down' = 'up',
): number | undefined {
  const match = QUANTITY.exec(String(text));
  if (!match || match[1] === '-') {
    return undefined;
  }
  const [whole, fraction = ''] = match[2].split('.');
  let numerator = BigInt(whole + fraction);
  let denominator = 10n ** BigInt(fraction.length);
  if (match[3] !== undefined) {
    const exponent = Number(match[3]);
    if (exponent >= 0) {
      numerator *= 10n ** BigInt(exponent);
    } else {
      denominator *= 10n ** BigInt(-exponent);
    }
  }
  const [up, down] = SUFFIXES[match[4] ?? ''];
  numerator *= up * (resource === 'cpu' ? 1000n : 1n);
  denominator *= down;
  const value = (numerator + (rounding === 'up' ? denominator - 1n : 0n)) / denominator;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.MAX_SAFE_INTEGER;
}

const BYTES = new Set(['memory', 'ephemeral-storage', 'storage']);

/** True for resources that are counted in bytes. */
export function isBytes(resource: string): boolean {
  return BYTES.has(resource) || resource.startsWith('hugepages-');
}

/** Writes an amount as the canonical Kubernetes quantity of that resource: the form in which the API server gives it back. */
export function formatQuantity(resource: string, amount: number): string {
  if (resource === 'cpu') {
    return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
  }
  if (isBytes(resource)) {
    for (const [suffix, power] of [
      ['Ti', 40],
      ['Gi', 30],
      ['Mi', 20],
      ['Ki', 10],
    ] as const) {
      const unit = 2 ** power;
      if (amount !== 0 && amount % unit === 0) {
        return `${amount / unit}${suffix}`;
      }
    }
  }
  return String(amount);
}

/** Writes an amount for people, with at most `digits` decimals: `30.8 cpu`, `118 GiB memory`, `8 nvidia.com/gpu`. */
export function describeAmount(resource: string, amount: number, digits = 2): string {
  return `${describeNumber(resource, amount, digits)} ${resource}`;
}

/** The number of `describeAmount`, with its unit but without the name of the resource. */
export function describeNumber(resource: string, amount: number, digits = 2): string {
  if (resource === 'cpu') {
    return fixed(amount / 1000, digits);
  }
  if (isBytes(resource)) {
    return Math.abs(amount) >= 2 ** 30
      ? `${fixed(amount / 2 ** 30, digits)} GiB`
      : `${fixed(amount / 2 ** 20, digits)} MiB`;
  }
  return String(amount);
}

/** A number with at most `digits` decimals and no trailing zeros. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `1 replica`, `2 replicas`. */
export function replicasText(count: number): string {
  return `${count} ${count === 1 ? 'replica' : 'replicas'}`;
}
