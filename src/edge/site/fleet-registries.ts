import { EdgeFleetProps, FleetProps } from './fleet-props';
import { byCodeUnit } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { HarborRegistry } from '../../platform/harbor-registry';

/** So many regions stand in a message. */
const MOST_NAMED = 12;

/** The registry of the sites of a region, or of those in none. */
export function registryOf(
  { regionRegistries = {}, registry }: FleetProps,
  region: string | undefined,
): HarborRegistry | undefined {
  return region !== undefined && Object.hasOwn(regionRegistries, region) ? regionRegistries[region] : registry;
}

/** Registries of regions that no site is in: somebody has mistyped one of both. */
export function faultsOfRegistries({ regionRegistries = {}, sites }: EdgeFleetProps): string[] {
  const regions = [...new Set(sites.flatMap(({ region }) => region ?? []))].sort(byCodeUnit);
  return Object.keys(regionRegistries)
    .filter((region) => !regions.includes(region))
    .map(
      (region) =>
        `regionRegistries '${region}': no site is in that region; there are ${someOf(regions, MOST_NAMED) || 'no regions'}`,
    );
}
