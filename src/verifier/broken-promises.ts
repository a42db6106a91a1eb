import { ClusterEntry, Faults } from './document';
import { PlacementCheck } from './placement';

/** What of the placement of a cluster does not hold, such as after its numbers were changed; nothing is said of bounds. */
export function brokenPromises(cluster: object): string[] {
  const faults = new Faults('');
  new PlacementCheck(cluster as ClusterEntry, faults).run();
  return faults.list.map((fault) => fault.replace(/^: /, ''));
}
