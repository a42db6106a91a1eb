import { Duration, Size } from 'cdk8s';
import { Bandwidth } from '../../units/bandwidth';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { BucketConnection } from '../connection/bucket-connection';

/** Backups of a PostgreSQL, and the archive of its log: together they restore every moment since the first backup that is kept. */
export interface PostgresBackup {
  /** The bucket: of S3, with credentials in the namespace of the cluster. */
  readonly bucket: BucketConnection;
  /**
   * When a backup is made: six fields, with seconds first.
   * @default '0 0 2 * * *'
   */
  readonly schedule?: string;
  /**
   * How long it can be restored: whole days.
   * @default Duration.days(30)
   */
  readonly keep?: Duration;
  /**
   * Folder in the bucket.
   * @default '<namespace>'
   */
  readonly folder?: string;
  /**
   * How fast an instance sends it. With it the plan says how long a backup takes.
   * @default - not known
   */
  readonly bandwidth?: Bandwidth;
  /**
   * How long it may take. Refused where it takes longer at that bandwidth.
   * @default - until the next one starts
   */
  readonly window?: Duration;
  /**
   * How much data there are.
   * @default - as much as the volume holds
   */
  readonly dataSize?: Size;
  /**
   * What the sidecar of each instance asks for and may use, which sends backup and log.
   * @default - 100m and 256Mi
   */
  readonly resources?: WorkloadResources;
}

/** A backup that a cluster begins with. */
export interface PostgresRestore {
  /** The bucket that it is in. */
  readonly bucket: BucketConnection;
  /** Name that the cluster had when it was made: the id of its construct. */
  readonly server: string;
  /**
   * Folder in the bucket.
   * @default '<namespace>'
   */
  readonly folder?: string;
  /**
   * The moment to go back to, for example '2026-11-30 14:05:00+00'.
   * @default - the last that the archive has
   */
  readonly until?: string;
}
