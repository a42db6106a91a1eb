import { Lists, listsOf } from './live-lists';
import { compare } from '../../../src/drift/compare/compare';
import { DriftReport } from '../../../src/drift/difference';
import { expectedOf } from '../../../src/drift/expected-of';
import { OUR_MANAGERS } from '../../../src/drift/live/edits';
import { LiveCluster } from '../../../src/drift/live/live-cluster';
import { recheckOf } from '../../../src/drift/still-holds';
import { ClusterEntry } from '../../../src/report/document';

/** What a cluster, as the plan has it and then changed, differs in from the plan. */
export function driftOf(
  cluster: ClusterEntry,
  manifests: readonly any[],
  change: (lists: Lists) => void = () => {},
): Pick<DriftReport, 'differences' | 'broken'> {
  const lists = listsOf(cluster, manifests);
  change(lists);
  const live = new LiveCluster(new Set(OUR_MANAGERS));
  [...lists.nodes, ...lists.pods, ...lists.workloads].forEach((object) => live.take(object));
  const { differences, broken } = compare(expectedOf(cluster, manifests), live, recheckOf(cluster));
  return { differences, broken };
}
