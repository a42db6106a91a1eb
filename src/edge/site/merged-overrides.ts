import { SiteOverride } from './site-override';
import { sortedRecord } from '../../capacity/order';
import type { EdgeSite } from '../platform/edge-platform';

/** What is different at a site, by the place of each thing in its override: `image`, `env LANES`. */
export function thingsIn({ sites: _, env = {}, config = {}, ...single }: SiteOverride): string[] {
  return [
    ...Object.entries(single).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ...Object.keys(env).map((name) => `env ${name}`),
    ...Object.keys(config).map((name) => `config ${name}`),
  ];
}

/** What is different at each site, of all overrides that name it: one object for all sites that are in the same ones. */
export function mergedOverrides(overrides: readonly SiteOverride[]): ReadonlyMap<EdgeSite, SiteOverride> {
  const of = new Map<EdgeSite, number[]>();
  overrides.forEach(({ sites }, i) =>
    sites.forEach((site) => {
      const known = of.get(site) ?? [];
      known.push(i);
      of.set(site, known);
    }),
  );
  const merged = new Map<string, SiteOverride>();
  return new Map(
    [...of].map(([site, indices]) => {
      const key = indices.join();
      const one = merged.get(key) ?? together(indices.map((i) => overrides[i]));
      merged.set(key, one);
      return [site, one];
    }),
  );
}

/** Everything in one order, whatever order it was said in: copies are told apart by it. */
function together(overrides: readonly SiteOverride[]): SiteOverride {
  const named = (pick: (override: SiteOverride) => Readonly<Record<string, string>> | undefined) => {
    const all = Object.assign({}, ...overrides.map((one) => pick(one) ?? {}));
    return Object.keys(all).length > 0 ? sortedRecord<string>(all) : undefined;
  };
  const [env, config] = [named((one) => one.env), named((one) => one.config)];
  const single = Object.assign({}, ...overrides.map(({ sites: _, env: __, config: ___, ...rest }) => rest));
  return { sites: [], ...sortedRecord({ ...single, ...(env && { env }), ...(config && { config }) }) };
}
