import { Certificate, CertificatePart, ScenarioPrices } from './certificate';

/**
 * The same proof for pools that are split by role: the nodes of all roles of a pool are priced alike, and limits and least numbers of the roles add up to those
 * of the pool. It bounds every plan of the pools as they were, with roles and without.
 * @param split ids of what each pool was split into
 */
export function certificateByRole({ parts }: Certificate, split: (pool: string) => readonly string[]): Certificate {
  return {
    parts: parts.map((part): CertificatePart => ({
      ...part,
      pools: part.pools.flatMap(split),
      scenarios: Object.fromEntries(
        Object.entries(part.scenarios).map(([name, prices]) => [name, pricesByRole(prices, split)]),
      ),
      ...(part.limits && { limits: byRole(part.limits, split) }),
      ...(part.floors && { floors: byRole(part.floors, split) }),
    })),
  };
}

function pricesByRole(prices: ScenarioPrices, split: (pool: string) => readonly string[]): ScenarioPrices {
  return {
    ...prices,
    prices: byRole(prices.prices, split),
    ...(prices.perNode && { perNode: byRole(prices.perNode, split) }),
  };
}

function byRole<T>(
  byPool: Readonly<Record<string, T>>,
  split: (pool: string) => readonly string[],
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(byPool).flatMap(([pool, value]) => split(pool).map((id) => [id, value])));
}
