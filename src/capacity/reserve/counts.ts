import { WorkloadModel } from '../model';

/** What a workload has to own so that its pods find a place in every order and after every history. */
export interface PlaceCounts {
  /** True where it is spread hard over the zones: then all counts are those of one zone. */
  readonly perZone: boolean;
  /** Most pods that the spread lets in while all zones are there. */
  readonly peak: number;
  /** Pods at steady, at least. */
  readonly steady: number;
  /** Free places that a rollout needs beside them. */
  readonly free: number;
}

/** Whether a rollout of it ends an old pod before it starts a new one: allowed where more are planned than are needed. */
export function deletesFirst({ replicas, rollout }: WorkloadModel): boolean {
  return rollout !== undefined && rollout.ours && !rollout.explicit && replicas.planned > replicas.needed;
}

/**
 * Places of a workload over so many zones. With a hard spread of skew 1 a pod comes into a zone only where no zone has fewer, so no zone ever holds more than
 * a share of the maximum, rounded up. A rollout that starts first needs one place in one zone where all zones are equal, else none: a zone with the smaller
 * share has it.
 */
export function placesOf(workload: WorkloadModel, zones: number): PlaceCounts {
  const { replicas, rollout, zoneSkew } = workload;
  const most = Math.max(replicas.planned, replicas.max ?? 0);
  const perZone = zoneSkew !== undefined && zones > 1;
  const domains = perZone ? zones : 1;
  const startsFirst = rollout !== undefined && !deletesFirst(workload);
  return {
    perZone,
    peak: Math.ceil(most / domains),
    steady: Math.floor(replicas.planned / domains),
    free: startsFirst ? 1 : 0,
  };
}

/** Places that it owns: in every zone, or in all. */
export function owns({ peak, steady, free }: PlaceCounts): number {
  return Math.max(peak, steady + free);
}
