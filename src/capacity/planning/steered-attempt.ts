import { Attempt } from './attempt';
import { diagnose, Diagnosis } from './diagnosis';
import { ClusterModel, Finding, WorkloadModel } from '../model';
import { attemptWith, costOf, everythingFits, nodesOf } from './planning';
import { Robust } from './robustness';
import { pack } from '../packing/engine';
import { PackResult } from '../packing/request';
import { requestOf } from '../packing/translate';
import { placedOnNodes, raisedOnNodes } from '../scenario/on-nodes';
import { peaksOf } from '../scenario/peak';
import { someOf } from '../some-of';
import { measuredOn, placementsOn, slotsOf, steerCluster, SteeredNodes } from '../steer/steer-cluster';
import { steered } from '../steer/steered-model';
import { Counts } from '../steer/trial';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** So many placements of the scheduler are tried for the plan. */
const PLACEMENTS = 12;

/**
 * Plans a cluster whose scheduler is steered; undefined where no numbers of nodes were found.
 * @param others nodes that hold it otherwise, by pool, by position: where the search begins as well
 */
export function diagnoseSteered(asked: ClusterModel, others: readonly Counts[] = []): Diagnosis | undefined {
  const model = steered(asked);
  const packed = pack(requestOf(model));
  const start = model.pools.map((_, p) =>
    packed.nodes.reduce((sum, { pool, count }) => sum + (pool === p ? count : 0), 0),
  );
  const found = steerCluster(model, [start], others);
  const whole = found && cheapestOn(model, found);
  if (!whole) {
    return undefined;
  }
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

/** What of a cluster steering does not reach; undefined where it reaches all. */
export function whyNotSteered(model: ClusterModel): string | undefined {
  const { pools, workloads, queues = [], timetables = [], sites = [] } = model;
  const reached = ({ gang, device, site, mayShed, pinned, migrates, nodePinned }: WorkloadModel) =>
    !gang && !device && site === undefined && !mayShed && !pinned && !migrates && !nodePinned;
  const beyond = workloads.filter((workload) => !reached(workload)).map(({ id }) => id);
  if (beyond.length > 0) {
    return `${someOf(beyond, MOST_NAMED)} may not be steered: gangs, parts of devices, edge sites, pods that may stay out or stay on their nodes`;
  }
  if (!workloads.some(({ ours }) => ours)) {
    return 'nothing of it is written by this program';
  }
  if (queues.length + timetables.length + sites.length > 0 || pools.some(({ spares, sites: at }) => spares || at)) {
    return 'it has queues, timetables, sites or spares by statistics';
  }
  return peaksOf(model).length > 1 ? 'groups of its autoscalers peak apart' : undefined;
}

/**
 * The plan with fewest nodes more than were found: losses are planned in every order of return, which may take some. Pods are where the largest first would
 * be, where a packing has them that is given no more nodes, or where the scheduler put them in some order.
 */
function cheapestOn(model: ClusterModel, { counts }: SteeredNodes): Attempt | undefined {
  const nodes = Object.fromEntries(model.pools.map(({ id }, p) => [id, counts[p]]));
  const fixed = model.pools.map((pool, p) => ({ ...pool, minNodes: counts[p], maxNodes: counts[p] }));
  const ways = [
    () => placedOnNodes(model, nodes),
    () => pack(requestOf({ ...model, pools: fixed })),
    ...placementsOn(model, counts, PLACEMENTS).map((groups) => () => raisedOnNodes(model, groups)),
  ];
  const few = counts.reduce((sum, count) => sum + count, 0);
  let best: Attempt | undefined;
  for (const way of ways) {
    const result = way();
    const tried = result && result.unplacedSteady.size + result.unplacedPeak.size === 0 && attemptOn(model, result);
    if (tried && everythingFits(tried) && (!best || costOf(tried) < costOf(best))) {
      best = tried;
    }
    if (best && nodesOf(best) === few) {
      break;
    }
  }
  return best;
}

function attemptOn(model: ClusterModel, result: PackResult): Attempt {
  return attemptWith(model, {
    closed: new Set(),
    surges: new Map(model.workloads.map((workload) => [workload.id, slotsOf(workload)])),
    result: { ...result, method: 'search by arrival' },
  });
}

function robustOf(tried: Attempt, { counts, orders, rate }: SteeredNodes): Robust {
  const { model, nodes } = tried;
  const shown = model.pools.map(({ id }) => nodes[id]);
  const same = shown.every((count, p) => count === counts[p]);
  // What is given out was changed until none of the orders that the search kept strands a pod.
  const robustness = { scoring: model.scoring ?? 'LeastAllocated', orders, stranded: 0, nodesAdded: 0, costAdded: 0 };
  return { tried, robustness, fresh: () => (same ? rate : measuredOn(model, shown)), stranded: [] };
}
