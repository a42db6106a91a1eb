import { ClusterProps } from './cluster-props';
import { Survive } from './survive';
import { UtilisationCaps } from '../capacity/sizing/demand';
import { checkDnsLabel, isDnsSubdomain, isLabelValue } from '../manifest/names';
import { Problems } from '../manifest/problems';

/** What of a cluster its own props tell. */
interface CheckedCluster {
  readonly clusterName: string;
  readonly zones: readonly string[];
  readonly region?: string;
  readonly survive: Survive;
  readonly _caps: UtilisationCaps;
}

/** Checks name, zones and promises of a cluster. */
export function checkCluster(
  problems: Problems,
  { clusterName, zones, region = 'x', survive, _caps }: CheckedCluster,
  { concurrentRollouts = 1 }: ClusterProps,
): void {
  checkDnsLabel(problems, 'name', clusterName);
  problems.check(zones.length > 0, 'zones', zones, 'must name at least one zone');
  problems.check(new Set(zones).size === zones.length, 'zones', zones, 'must not repeat a zone');
  for (const zone of zones) {
    problems.check(isDnsSubdomain(zone), 'zones', zone, 'must be a lower-case DNS name', "for example 'eu-central-1a'");
  }
  const isRegion = region !== '' && isLabelValue(region);
  problems.check(isRegion, 'region', region, 'must be the value of a label', "for example 'eu-central-1'");
  problems.check(
    survive._level !== 'zone' || zones.length >= 2,
    'survive',
    'zone',
    `needs at least two zones, the cluster has ${zones.length}`,
    'add a zone or use Survive.node()',
  );
  problems.check(
    _caps.steady <= _caps.degraded,
    'steadyUtilisation',
    `${_caps.steady * 100} %`,
    `must not be above degradedUtilisation ${_caps.degraded * 100} %`,
  );
  problems.check(
    Number.isInteger(concurrentRollouts) && concurrentRollouts > 0,
    'concurrentRollouts',
    concurrentRollouts,
    'must be a whole number above 0',
  );
}
