import { Finding, WorkloadModel } from '../model';
import { Attempt } from '../planning/planning';
import { RolloutNodes } from '../scenario/rollout-room';
import { placeOf } from '../sites';
import { someClauses } from '../some-of';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** Nodes of the plan that only rollouts and canaries need: what they are for, and what would do without. */
export function explainRolloutNodes({ model, bought }: Attempt): Finding[] {
  if (bought.length === 0) {
    return [];
  }
  const byId = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const workloads = bought.map(({ id }) => byId.get(id)!);
  const said = bought.map(({ id, nodes, surge }) => `${nodesText(nodes)} for ${id}: ${withoutThem(surge)}`);
  const paths = [...new Set(workloads.map(({ path }) => path))];
  const cures = bought.flatMap((one) => cureOf(one, byId.get(one.id)!) ?? []);
  return [
    {
      code: 'ROLLOUT_NODES',
      severity: 'info',
      ...placeOf(workloads[0]),
      message: `nodes that are there for rollouts alone: ${someClauses(said, MOST_NAMED)}`,
      ...(paths.length > 1 && { count: paths.length, paths }),
      ...(cures.length > 0 && { cure: [cures.join(' and ')] }),
    },
  ];
}

function withoutThem(surge: RolloutNodes['surge']): string {
  return surge ? `${surge.fits} surge slots, not ${surge.due}, without` : 'a rollout can hang without';
}

/** What would do without the nodes: the surge that fits, all pods in the spread, or one pod less meanwhile. */
function cureOf({ surge }: RolloutNodes, { path, rollout, zoneSkewByRevision }: WorkloadModel): string | undefined {
  if (surge) {
    return rollout?.explicit ? `maxSurge ${surge.fits} on ${path}` : undefined;
  }
  const unavailable = rollout!.maxUnavailable === 0 ? ['maxUnavailable 1'] : [];
  const spread = zoneSkewByRevision ? ['no matchLabelKeys in the hard spread over zones'] : [];
  return `${[...spread, ...unavailable].join(' with ')} on ${path}`;
}

function nodesText(nodes: number): string {
  return `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
}
