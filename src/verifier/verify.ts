import { checkObjective } from './bound/certificate';
import { ClusterEntry, Faults } from './document';
import { checkForecasts } from './forecasts';
import { checkOwed } from './owed';
import { PlacementCheck } from './placement';
import { checkStrength } from './places/strength';
import { checkReferences } from './references';
import { checkTenants } from './tenants';
import { checkTimetables } from './timetables';

/**
 * Checks a plan document again, from what stands in it alone. Returns what does not hold; an empty list is a proof.
 * Every plan passes here before anything is made of it: a fault is an error of the allocator, not of the user.
 */
export function verifyDocument(document: object): string[] {
  const { clusters, schemaVersion } = document as {
    readonly clusters: readonly ClusterEntry[];
    readonly schemaVersion: number;
  };
  // Plans of version 1 charged every hard spread to all zones, and owed no drains.
  const isOld = schemaVersion === 1;
  const names = new Set<string>();
  return clusters.flatMap((cluster) => {
    const faults = new Faults(`cluster ${cluster.name}`);
    faults.expect(!names.has(cluster.name), 'is there twice');
    names.add(cluster.name);
    if (!checkReferences(cluster, faults)) {
      return faults.list;
    }
    new PlacementCheck(cluster, faults).run();
    checkOwed(cluster, !isOld, faults);
    checkStrength(cluster, faults);
    checkObjective(cluster, isOld, faults);
    checkTimetables(cluster.timetables ?? [], cluster.status === 'feasible', faults);
    checkForecasts(cluster, faults);
    checkTenants(cluster, faults);
    const errors = cluster.findings.some((finding) => finding.severity === 'error');
    faults.expect(
      errors === (cluster.status === 'infeasible'),
      `status ${cluster.status} ${errors ? 'with' : 'without'} an error finding`,
    );
    return faults.list;
  });
}
