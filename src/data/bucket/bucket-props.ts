import { Duration, Size } from 'cdk8s';
import { ObjectStore } from './object-store';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { DataClass } from '../../protection/data-class';
import { Residency } from '../../protection/residency';

/** When objects of a bucket go by themselves. One of the two durations is needed, in whole days. */
export interface BucketRule {
  /**
   * First part of the keys that it is for.
   * @default - all objects
   */
  readonly prefix?: string;
  /**
   * Time after which an object is removed.
   * @default - never
   */
  readonly expireAfter?: Duration;
  /**
   * Time after which the parts of an upload that never ended are removed.
   * @default - never
   */
  readonly abortUploadsAfter?: Duration;
}

/** What is kept, however it is stored. */
export interface KeepingOptions {
  /**
   * How long objects have to be kept, by law or contract: rules that remove them earlier are refused.
   * @default - nobody asks
   */
  readonly keepAtLeast?: Duration;
  /**
   * What is in it, and what for.
   * @default - nobody says: whatever is written to it
   */
  readonly dataClasses?: DataClass[];
  /**
   * Under which law it is.
   * @default - that of the stack where its store is in the cluster; else nobody says
   */
  readonly residency?: Residency;
}

/** A bucket that a store makes. */
export interface BucketClaimProps extends KeepingOptions {
  /** The store that makes it. */
  readonly store: ObjectStore;
  /**
   * Name of the bucket, unique in its store. With COSI the driver names it.
   * @default - <namespace>-<id>
   */
  readonly bucketName?: string;
  /**
   * Most objects that it may hold: further writes fail. Not with COSI.
   * @default - as many as the store takes
   */
  readonly maxObjects?: number;
  /**
   * Most bytes that it may hold: further writes fail. Not with COSI.
   * @default - as many as the store takes
   */
  readonly maxSize?: Size;
  /**
   * Rules that remove objects. Not with COSI.
   * @default - none
   */
  readonly lifecycle?: BucketRule[];
  /**
   * User of the store that owns the bucket (`CephObjectStoreUser`). Not with COSI.
   * @default - one that the operator makes
   */
  readonly owner?: string;
}

/** A bucket that somebody made. */
export interface ExistingBucketProps extends KeepingOptions {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** URL of its store, with https, for example 'https://s3.eu-central-1.amazonaws.com'. */
  readonly endpoint: string;
  /** Region of it; of stores without regions what they call theirs. */
  readonly region: string;
  /**
   * Keys of a user that may read and write, as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
   * @default - nobody may
   */
  readonly readWrite?: SecretRef;
  /**
   * Keys of a user that may read, under the same names.
   * @default - nobody may
   */
  readonly readOnly?: SecretRef;
  /**
   * Keys of a user that may write, under the same names.
   * @default - nobody may
   */
  readonly writeOnly?: SecretRef;
  /**
   * Labels of the pods behind an endpoint that is a Service of the cluster.
   * @default - none: the store is outside the cluster
   */
  readonly pods?: Record<string, string>;
  /**
   * Port that these pods listen on.
   * @default - that of the endpoint
   */
  readonly podPort?: number;
  /**
   * Secret with the certificate authority of the store, at the key 'ca.crt'.
   * @default - one that clients know
   */
  readonly ca?: SecretRef;
  /**
   * Most objects that it holds.
   * @default - not known
   */
  readonly maxObjects?: number;
  /**
   * How long nobody can remove an object (object lock). A bucket has it from when it was made, and neither ObjectBucketClaims nor COSI know it: the one that
   * makes the bucket has to ask for it.
   * @default - no object lock
   */
  readonly lockedFor?: Duration;
}

/** How a workload finds a bucket. */
export interface BucketUseOptions {
  /**
   * What its variables begin with, where a workload uses several buckets: with 'RAW_' the name is in RAW_BUCKET_NAME.
   * @default - nothing: BUCKET_NAME, AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
   */
  readonly prefix?: string;
  /**
   * Folder in which it finds the keys as files, in place of variables; AWS_ACCESS_KEY_ID_FILE and AWS_SECRET_ACCESS_KEY_FILE say where.
   * @default - variables, as clients of S3 read them
   */
  readonly keysIn?: string;
}
