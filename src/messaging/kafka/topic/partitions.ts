/** What the number of partitions follows from. */
export interface PartitionNeed {
  /** Most workers that a consumer group has at the maximum of its replicas, of the largest group. */
  readonly workers: number;
  /** Bytes that arrive per second, with what the topic grows by where its partitions should not change. */
  readonly bytesPerSecond: number;
  /** Bytes per second that one partition carries. */
  readonly perPartition: number;
  readonly brokers: number;
}

/** Partitions that leave no worker idle and no partition too busy, the same number on each broker. */
export function partitionsFor({ workers, bytesPerSecond, perPartition, brokers }: PartitionNeed): number {
  const least = Math.max(1, workers, busyPartitions(bytesPerSecond, perPartition));
  return Math.ceil(least / brokers) * brokers;
}

/** Partitions that the rate alone needs. */
export function busyPartitions(bytesPerSecond: number, perPartition: number): number {
  return Math.ceil(bytesPerSecond / perPartition);
}
