import { Finding } from '../model';
import { Attempt } from '../planning';
import { placeOf } from '../sites';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** Nodes of the plan that only rollouts and canaries need: what they are for, and what would do without. */
export function explainRolloutNodes({ model, bought }: Attempt): Finding[] {
  if (bought.length === 0) {
    return [];
  }
  const byId = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const workloads = bought.map(({ id }) => byId.get(id)!);
  const named = bought
    .slice(0, MOST_NAMED)
    .map(({ id, due, fits, nodes }) => `${nodesText(nodes)} for ${id}: ${fits} surge slots, not ${due}, without`);
  const more = bought.length > MOST_NAMED ? `; and ${bought.length - MOST_NAMED} more` : '';
  const paths = [...new Set(workloads.map(({ path }) => path))];
  const written = bought.filter(({ id, due, fits }) => byId.get(id)!.rollout?.explicit && due > fits);
  return [
    {
      code: 'ROLLOUT_NODES',
      severity: 'info',
      ...placeOf(workloads[0]),
      message: `nodes that are there for rollouts alone: ${named.join('; ')}${more}`,
      ...(paths.length > 1 && { count: paths.length, paths }),
      ...(written.length > 0 && {
        cure: [written.map(({ id, fits }) => `maxSurge ${fits} on ${byId.get(id)!.path}`).join(' and ')],
      }),
    },
  ];
}

function nodesText(nodes: number): string {
  return `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
}
