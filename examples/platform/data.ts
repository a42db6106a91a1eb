import { Duration, Size } from 'cdk8s';
import { AccessMode, AutonomousStack, Bandwidth, BucketField, Cluster, DataLake, ObjectStore } from 'cdk8s-autonomous';
import { MESSAGES } from './streams';

/** Where drives are kept: 12 TiB come a day, as they were sent, and what was learned from them stays for good. */
export function lake(stack: AutonomousStack) {
  const store = ObjectStore.rook({
    name: 'drives',
    storageClass: 'rook-ceph-bucket',
    allows: [BucketField.MAX_OBJECTS, BucketField.MAX_SIZE, BucketField.BUCKET_LIFECYCLE],
    capacity: Size.tebibytes(1024),
  });
  const made = new DataLake(stack, 'drives', {
    store,
    uplink: Bandwidth.gigabitsPerSecond(10),
    busiestHour: 2,
  });
  return {
    // Ten thousand messages of a car in one object: 1.3 million objects a day, not 13 billion.
    raw: made.addBucket('raw', {
      ingest: { rate: MESSAGES, recordSize: Size.kibibytes(1), recordsPerObject: 10_000, growthPerYear: 0.3 },
      retention: Duration.days(30),
    }),
    scenes: made.addBucket('scenes', {
      ingest: { rate: MESSAGES, recordSize: Size.kibibytes(0.02), recordsPerObject: 100_000 },
    }),
  };
}

/** What the volumes of the cluster can. */
export function storageClasses(cluster: Cluster): void {
  cluster.addStorageClass('gp3', {
    accessModes: [AccessMode.READ_WRITE_ONCE, AccessMode.READ_WRITE_ONCE_POD],
    expandable: true,
    encrypted: true,
  });
}
