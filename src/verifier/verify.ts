import { checkObjective } from './certificate';
import { ClusterEntry, Faults } from './document';
import { PlacementCheck } from './placement';
import { checkReferences } from './references';
import { checkTimetables } from './timetables';

/**
 * Checks a plan document again, from what stands in it alone. Returns what does not hold; an empty list is a proof.
 * Every plan passes here before anything is made of it: a fault is an error of the allocator, not of the user.
 */
export function verifyDocument(document: object): string[] {
  const { clusters } = document as { readonly clusters: readonly ClusterEntry[] };
  return clusters.flatMap((cluster) => {
    const faults = new Faults(`cluster ${cluster.name}`);
    if (!checkReferences(cluster, faults)) {
      return faults.list;
    }
    new PlacementCheck(cluster, faults).run();
    checkObjective(cluster, faults);
    checkTimetables(cluster.timetables ?? [], cluster.status === 'feasible', faults);
    const errors = cluster.findings.some((finding) => finding.severity === 'error');
    faults.expect(
      errors === (cluster.status === 'infeasible'),
      `status ${cluster.status} ${errors ? 'with' : 'without'} an error finding`,
    );
    return faults.list;
  });
}
