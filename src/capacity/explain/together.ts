import { Finding } from '../model';
import { Attempt } from '../planning/planning';
import { mayTake, mostOnNode } from '../planning/spread-out';
import { placeOf } from '../sites';
import { someClauses } from '../some-of';

/** So many workloads are named. */
const MOST_NAMED = 3;

/**
 * Services that survive a node and of which one node has more replicas than a loss may take: they come back elsewhere, and until then
 * fewer run than the loss may leave.
 */
export function explainTogether(tried: Attempt): Finding[] {
  const { model } = tried;
  if (model.survive !== 'node') {
    return [];
  }
  const together = model.workloads.flatMap((workload) => {
    const most = mostOnNode(tried, workload.id);
    return workload.softSpread && most > (mayTake(workload) ?? Infinity) ? [{ workload, most }] : [];
  });
  if (together.length === 0) {
    return [];
  }
  const said = together.map(
    ({ workload: { id, replicas }, most }) =>
      `${most} of the ${replicas.planned} of ${id}: ${replicas.planned - most} are left until they come back, ${replicas.degraded} are needed`,
  );
  const paths = together.map(({ workload }) => workload.path);
  return [
    {
      code: 'NODE_TAKES_MORE',
      severity: 'info',
      ...placeOf(together[0].workload),
      message: `a lost node takes ${someClauses(said, MOST_NAMED)}`,
      ...(paths.length > 1 && { count: paths.length, paths }),
      cure: ['more and smaller nodes, or a larger difference between the replicas at steady and after a loss'],
    },
  ];
}
