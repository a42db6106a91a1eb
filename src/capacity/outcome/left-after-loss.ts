import { SurviveLevel, WorkloadModel } from '../model';
import { LeftAfterLoss, Reservation } from '../plan';
import { Attempt } from '../planning/attempt';
import { Leftovers } from '../scenario/lose-nodes';
import { lossesOf } from '../scenario/loss';
import { SteadyCluster } from '../scenario/steady-cluster';

/**
 * What the worst loss leaves of each workload that some loss takes pods of, in every order in which they come back: wherever kube-scheduler
 * puts them, where the rules of its pods say so; else of the placements that were sampled; else of the plan's own.
 */
export function leftAfterLosses(
  { model, start, steady }: Attempt,
  sampled: Leftovers | undefined,
  reservation: Reservation | undefined,
): Record<string, LeftAfterLoss> {
  const own = new Leftovers();
  lossesOf(model, steady).forEach((loss) => own.look(start, loss));
  const left = model.workloads.flatMap((workload): [string, LeftAfterLoss][] => {
    const { id, replicas } = workload;
    const here = own.of(id) ?? replicas.planned;
    const seen = sampled && Math.min(here, sampled.of(id) ?? replicas.planned);
    if ((seen ?? here) === replicas.planned && own.of(id) === undefined) {
      return [];
    }
    const certain = Math.max(
      survivorsOf(start, workload, model.survive),
      ownedAfter(start, workload, model.survive, reservation?.places[id]?.cap ?? 0),
    );
    if (certain >= Math.min(replicas.degraded ?? replicas.planned, replicas.planned)) {
      return [[id, { pods: seen ?? certain, basis: 'every placement' }]];
    }
    return [
      [id, seen === undefined ? { pods: here, basis: 'this placement' } : { pods: seen, basis: 'sampled placements' }],
    ];
  });
  return Object.fromEntries(left);
}

/** Pods that no loss takes, wherever kube-scheduler has put them: the limits of nodes and zones say how many one of them has at most. */
function survivorsOf(start: SteadyCluster, workload: WorkloadModel, survive: SurviveLevel): number {
  const { replicas, maxPerNode = Infinity } = workload;
  const inZone = survive === 'zone' ? mostInZone(start, workload) : 0;
  const onNode = losesNodes(workload, survive) ? Math.min(maxPerNode, replicas.planned) : 0;
  return Math.max(0, replicas.planned - Math.max(inZone, onNode));
}

function losesNodes({ site }: WorkloadModel, survive: SurviveLevel): boolean {
  return survive === 'node' || site !== undefined;
}

/** A pod comes into a zone only where that has no more than the emptiest and the skew: then all others have nearly as many. */
function mostInZone(
  start: SteadyCluster,
  { id, replicas: { planned }, zoneSkew, minZones = 1, maxPerZone = Infinity }: WorkloadModel,
): number {
  const { zonesWithNodes } = start.demandsOf(id);
  const zones = ownZones(start, id).size;
  const countsEmpty = zonesWithNodes.size > zones || zones < minZones;
  const most =
    zoneSkew === undefined ? planned : countsEmpty ? zoneSkew : Math.floor((planned + (zones - 1) * zoneSkew) / zones);
  return Math.min(planned, most, maxPerZone);
}

/** Pods that find a place after any loss because they own it: 0 where they own none. */
function ownedAfter(start: SteadyCluster, workload: WorkloadModel, survive: SurviveLevel, cap: number): number {
  const {
    id,
    replicas,
    zoneSkew,
    minZones = 1,
    maxPerZone = Infinity,
    deadZonesCount,
    zonePinned,
    nodePinned,
    staysBound,
  } = workload;
  if (cap === 0 || nodePinned || staysBound || zonePinned) {
    return 0;
  }
  const zones = [...ownZones(start, id)];
  const left = [
    ...(survive === 'zone' ? zones : []).map(([gone]) => zones.filter(([zone]) => zone !== gone)),
    ...(losesNodes(workload, survive) ? zones : []).map(([hit]) =>
      zones.map(([zone, nodes]) => [zone, zone === hit ? nodes - 1 : nodes] as const),
    ),
  ].map((some) => some.filter(([, nodes]) => nodes > 0).map(([, nodes]) => Math.min(maxPerZone, nodes * cap)));
  const places = left.map((each) => {
    if (zoneSkew === undefined) {
      return each.reduce((sum, n) => sum + n, 0);
    }
    return each.length < Math.max(minZones, deadZonesCount ? zones.length : 0) ? 0 : each.length * Math.min(...each);
  });
  return Math.min(replicas.planned, ...places);
}

/** Nodes that the workload may use, by zone. */
function ownZones(start: SteadyCluster, id: string): Map<string | undefined, number> {
  const { eligible } = start.demandsOf(id);
  const zones = new Map<string | undefined, number>();
  for (const { pool, count } of start.runs.filter((run) => eligible.has(run.pool.id))) {
    zones.set(pool.zone, (zones.get(pool.zone) ?? 0) + count);
  }
  return zones;
}
