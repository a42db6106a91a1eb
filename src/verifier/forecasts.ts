import { ClusterEntry, Faults, GrowingEntry } from './document';

/** Data have room and time, by what the plan says of them. */
export function checkForecasts({ storage = [], transfers = [], status }: ClusterEntry, faults: Faults): void {
  const feasible = status === 'feasible';
  for (const store of storage) {
    const where = `storage ${store.path} ${store.name}`;
    checkGrowing(where, store, faults);
    checkGrowing(`${where}, objects`, store.objects, faults);
    const { already = 0, perDay, keptDays = 0, room = Infinity } = store;
    const least = already + perDay * keptDays;
    faults.expect(!feasible || least <= room, `${where}: keeps ${least}, and has room for ${room}`);
  }
  for (const { path, name, bytes, bitsPerSecond, seconds, window = Infinity } of transfers) {
    const where = `transfer ${path} ${name}`;
    const takes = (bytes * 8) / bitsPerSecond;
    faults.expect(near(takes, seconds), `${where}: takes ${takes} s, the plan says ${seconds}`);
    faults.expect(!feasible || takes <= window, `${where}: takes ${takes} s of ${window}`);
  }
}

/** Day by day, as it comes and goes. */
function checkGrowing(where: string, one: GrowingEntry | undefined, faults: Faults): void {
  if (!one) {
    return;
  }
  const { already = 0, perDay, growth = 0, keptDays = Infinity, after } = one;
  for (const [days, said] of [
    [1, after.day],
    [30, after.month],
    [365, after.year],
  ]) {
    let amount = already * (1 + (growth * days) / 365);
    for (let from = Math.max(0, days - keptDays); from < days; from = Math.min(days, from + 1)) {
      const to = Math.min(days, from + 1);
      amount += (to - from) * perDay * (1 + (growth * (from + to)) / 730);
    }
    faults.expect(near(amount, said), `${where}: is ${amount} after ${days} days, the plan says ${said}`);
  }
}

/** Whole bytes are rounded up. */
function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1 + 1e-9 * Math.max(a, b);
}
