import { Attempt } from './attempt';
import { diagnose, Diagnosis } from './diagnosis';
import { ClusterModel, Finding, WorkloadModel } from './model';
import { pack } from './packing/engine';
import { PackResult } from './packing/request';
import { requestOf } from './packing/translate';
import { attemptWith } from './planning';
import { Robust } from './robustness';
import { placedOnNodes } from './scenario/on-nodes';
import { peaksOf } from './scenario/peak';
import { measuredOn, slotsOf, steerCluster, SteeredNodes } from './steer/steer-cluster';
import { steered } from './steer/steered-model';

/**
 * Plans a cluster whose scheduler is steered. Undefined where it has what steering does not reach (gangs, parts of devices, edge sites, queues, pods that
 * may stay out, several peaks), or where no numbers of nodes were found: then it is planned freely.
 */
export function diagnoseSteered(asked: ClusterModel): Diagnosis | undefined {
  if (!canBeSteered(asked)) {
    return undefined;
  }
  const model = steered(asked);
  const packed = pack(requestOf(model));
  const start = model.pools.map((_, p) =>
    packed.nodes.reduce((sum, { pool, count }) => sum + (pool === p ? count : 0), 0),
  );
  const found = steerCluster(model, [start]);
  const placed = found && placedOn(model, found);
  if (!placed) {
    return undefined;
  }
  const whole = attemptWith(model, {
    closed: new Set(),
    surges: new Map(model.workloads.map((workload) => [workload.id, slotsOf(workload)])),
    result: { ...placed, method: 'search by arrival' },
  });
  const diagnosis = diagnose(whole, (tried) => robustOf(tried, found));
  return diagnosis.fits && diagnosis.rollouts.every(({ kind }) => kind === 'short') ? diagnosis : undefined;
}

/** Rollouts in which fewer pods run than are needed, though no fewer than after a loss: that is what steering costs. */
export function runningShort({ tried, rollouts }: Diagnosis): Finding[] {
  if (rollouts.length === 0) {
    return [];
  }
  const [{ workload, left }] = rollouts;
  const paths = [...new Set(rollouts.map((fault) => fault.workload.path))];
  const more = rollouts.length > 1 ? ` (and ${rollouts.length - 1} more workloads one pod fewer than they need)` : '';
  return [
    {
      code: 'ROLLOUT_RUNS_SHORT',
      severity: 'info',
      path: workload.path,
      message: `a rollout of ${workload.id} in cluster ${tried.model.name}, which is steered, ends an old pod first: ${left} of ${workload.replicas.planned} replicas run meanwhile, ${workload.replicas.needed} are needed${more}`,
      ...(paths.length > 1 && { count: paths.length, paths }),
      cure: ['one replica more', 'maxSurge 1, which takes a free place for its pod'],
    },
  ];
}

function canBeSteered(model: ClusterModel): boolean {
  const { pools, workloads, queues = [], timetables = [], sites = [] } = model;
  const reached = ({ gang, device, site, mayShed, pinned, migrates, nodePinned }: WorkloadModel) =>
    !gang && !device && site === undefined && !mayShed && !pinned && !migrates && !nodePinned;
  return (
    workloads.every(reached) &&
    workloads.some(({ ours }) => ours) &&
    pools.every(({ spares, sites: at }) => !spares && !at) &&
    queues.length + timetables.length + sites.length === 0 &&
    peaksOf(model).length <= 1
  );
}

/** All pods on the nodes that were found, the largest first; or as a packing has them that is given no more nodes. */
function placedOn(model: ClusterModel, { counts }: SteeredNodes): PackResult | undefined {
  const nodes = Object.fromEntries(model.pools.map(({ id }, p) => [id, counts[p]]));
  const one = placedOnNodes(model, nodes);
  if (one) {
    return one;
  }
  const fixed = model.pools.map((pool, p) => ({ ...pool, minNodes: counts[p], maxNodes: counts[p] }));
  const packed = pack(requestOf({ ...model, pools: fixed }));
  return packed.unplacedSteady.size + packed.unplacedPeak.size === 0 ? packed : undefined;
}

function robustOf(tried: Attempt, { counts, orders, rate }: SteeredNodes): Robust {
  const { model, nodes } = tried;
  const shown = model.pools.map(({ id }) => nodes[id]);
  const same = shown.every((count, p) => count === counts[p]);
  // What is given out was changed until none of the orders that the search kept strands a pod.
  const robustness = { scoring: model.scoring ?? 'LeastAllocated', orders, stranded: 0, nodesAdded: 0, costAdded: 0 };
  return { tried, robustness, fresh: () => (same ? rate : measuredOn(model, shown)), stranded: [] };
}
