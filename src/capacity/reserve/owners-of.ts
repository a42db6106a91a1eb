import { owns, PlaceCounts, placesInZones, placesOf } from './counts';
import { foreignOwners } from './foreign';
import { Owner, usable, zonesOf } from './owners';
import { ClusterModel, WorkloadModel } from '../model';

/** What a workload owns places for. */
export function countsOf(model: ClusterModel, workload: WorkloadModel): PlaceCounts {
  return placesOf(workload, zonesOf(usable(model, workload)).length, model.survive);
}

/** The owners among some workloads that share pools, ours by id, those of others after them; undefined where those find no room. */
export function ownersOf(model: ClusterModel, workloads: readonly WorkloadModel[]): Owner[] | undefined {
  const others = foreignOwners(
    model,
    workloads.filter(({ ours }) => !ours),
  );
  return others && [...workloads.filter(({ ours }) => ours).map((workload) => ownerOf(model, workload)), ...others];
}

function ownerOf(model: ClusterModel, workload: WorkloadModel): Owner {
  const { id, requests, maxPerNode = Infinity, replicas } = workload;
  const { planned, degraded = planned } = replicas;
  const pools = usable(model, workload);
  const counts = countsOf(model, workload);
  const zones = zonesOf(pools);
  const survivesNode = model.survive === 'node';
  return {
    pods: { [id]: 1 },
    open: false,
    requests,
    pools,
    demands:
      counts.zones > 1
        ? placesInZones(counts).flatMap((places, i) => (places > 0 ? [{ zone: zones[i], places }] : []))
        : [{ places: owns(counts) }],
    maxPerNode,
    leaves: survivesNode ? degraded : 0,
    mayMiss: planned - degraded,
  };
}
