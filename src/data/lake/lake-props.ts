import { Duration, Size } from 'cdk8s';
import { AccessMode } from '../../cluster/storage/access-mode';
import { Bandwidth } from '../../units/bandwidth';
import { Rate } from '../../workload/sizing/rate';
import { ObjectStore } from '../bucket/object-store';

/** What comes into a store, day and night. */
export interface DataIngest {
  /** Records that arrive: messages, frames, files. */
  readonly rate: Rate;
  /** Size of one record as it is stored, after compression. */
  readonly recordSize: Size;
  /**
   * Records in one object or file. Stores suffer from many small files: a thousand messages in one are a thousand times fewer.
   * @default 1
   */
  readonly recordsPerObject?: number;
  /**
   * By which share of today's more comes after a year: 0.3 is 30 % more.
   * @default 0
   */
  readonly growthPerYear?: number;
}

/** What is in a store of a lake, and how long. */
export interface LakeDataProps {
  /**
   * What comes into it.
   * @default - nothing: what is there stays
   */
  readonly ingest?: DataIngest;
  /**
   * How long what came is kept.
   * @default - for ever
   */
  readonly retention?: Duration;
  /**
   * How long it has to be kept, by law or contract: a shorter retention is refused.
   * @default - that of the lake
   */
  readonly keepAtLeast?: Duration;
  /**
   * What is there already.
   * @default - nothing
   */
  readonly already?: Size;
}

/** A bucket of a lake. */
export interface LakeBucketProps extends LakeDataProps {
  /**
   * The store that makes it.
   * @default - that of the lake
   */
  readonly store?: ObjectStore;
  /**
   * Name of the bucket.
   * @default - <namespace>-<id>
   */
  readonly bucketName?: string;
  /**
   * Most bytes that it may hold: further writes fail, and the plan shows when.
   * @default - as many as the store takes
   */
  readonly maxSize?: Size;
  /**
   * Most objects that it may hold.
   * @default - as many as the store takes
   */
  readonly maxObjects?: number;
  /**
   * User of the store that owns the bucket.
   * @default - one that the operator makes
   */
  readonly owner?: string;
  /**
   * Whether the store removes what is older than the retention, by a rule of its lifecycle. Else whoever writes it has to.
   * @default true
   */
  readonly expires?: boolean;
}

/** A file system of a lake, which pods mount. */
export interface LakeFilesProps extends LakeDataProps {
  /** Its size. */
  readonly size: Size;
  /**
   * Storage class. What the cluster says of it (`addStorageClass`) is held against what comes: access modes, files, capacity.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * How many may have it at a time.
   * @default AccessMode.READ_WRITE_MANY
   */
  readonly accessMode?: AccessMode;
  /**
   * Whether it has to be encrypted where it is stored: a class of which the cluster does not say that its volumes are is refused.
   * @default false
   */
  readonly encrypted?: boolean;
}

/** Where the data of a product are. */
export interface DataLakeProps {
  /** The store that makes its buckets. */
  readonly store: ObjectStore;
  /**
   * What the way into the lake takes, for all its stores together, such as a line to a data centre. What comes in a day has to fit through in a day.
   * @default - not known
   */
  readonly uplink?: Bandwidth;
  /**
   * How much more comes in the busiest hour than in the average one.
   * @default 1
   */
  readonly busiestHour?: number;
  /**
   * How long its data have to be kept, by law or contract.
   * @default - nobody asks
   */
  readonly keepAtLeast?: Duration;
}
