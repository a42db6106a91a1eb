import { Size } from 'cdk8s';
import { largeOf } from '../../manifest/amounts';
import { isDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';

/** Fields of a bucket that the operator of the store lets claims set. */
export enum BucketField {
  /** Most objects of the user that is made for the claim. */
  MAX_OBJECTS = 'maxObjects',
  /** Most bytes of that user. */
  MAX_SIZE = 'maxSize',
  /** Most objects of the bucket. */
  BUCKET_MAX_OBJECTS = 'bucketMaxObjects',
  /** Most bytes of the bucket. */
  BUCKET_MAX_SIZE = 'bucketMaxSize',
  /** Rules that remove objects. */
  BUCKET_LIFECYCLE = 'bucketLifecycle',
  /** A user of the store that owns the bucket. */
  BUCKET_OWNER = 'bucketOwner',
}

/** An object store of Rook, with TLS. */
export interface RookObjectStoreProps {
  /** Name of the CephObjectStore. */
  readonly name: string;
  /** Storage class of its buckets. */
  readonly storageClass: string;
  /**
   * Namespace of the CephObjectStore.
   * @default 'rook-ceph'
   */
  readonly namespace?: string;
  /**
   * `gateway.securePort` of the CephObjectStore.
   * @default 443
   */
  readonly port?: number;
  /**
   * What the operator's value `ROOK_OBC_ALLOW_ADDITIONAL_CONFIG_FIELDS` allows.
   * @default [BucketField.MAX_OBJECTS, BucketField.MAX_SIZE]
   */
  readonly allows?: BucketField[];
  /**
   * Secret with the certificate authority of the store, at the key 'ca.crt', in the namespace of whoever uses buckets.
   * @default - one that clients know
   */
  readonly ca?: SecretRef;
  /**
   * Most objects that one of its buckets holds.
   * @default 199_900_000: 1,999 shards of an index, to which Ceph grows by itself, of 100,000 objects each
   */
  readonly maxObjects?: number;
  /**
   * What all its buckets may take together, without copies.
   * @default - not known
   */
  readonly capacity?: Size;
}

/** Another store with bucket claims of objectbucket.io. */
export interface BucketClaimStoreProps {
  /** Storage class of its buckets. */
  readonly storageClass: string;
  /** URL of the store, with https, for example 'https://s3.openshift-storage.svc:443'. */
  readonly endpoint: string;
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
   * What its operator lets claims set.
   * @default [BucketField.MAX_OBJECTS, BucketField.MAX_SIZE]
   */
  readonly allows?: BucketField[];
  /**
   * Secret with the certificate authority of the store, at the key 'ca.crt', in the namespace of whoever uses buckets.
   * @default - one that clients know
   */
  readonly ca?: SecretRef;
  /**
   * Most objects that one of its buckets holds.
   * @default - not known
   */
  readonly maxObjects?: number;
  /**
   * What all its buckets may take together, without copies.
   * @default - not known
   */
  readonly capacity?: Size;
}

/** A store with a driver of COSI (objectstorage.k8s.io/v1alpha2). */
export interface CosiStoreProps {
  /** Name of the BucketClass, which says everything of its buckets. */
  readonly bucketClass: string;
  /** Name of the BucketAccessClass, with keys (`authenticationType: Key`). */
  readonly accessClass: string;
  /** URL of the store, with https. */
  readonly endpoint: string;
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
   * Most objects that one of its buckets holds.
   * @default - not known
   */
  readonly maxObjects?: number;
  /**
   * What all its buckets may take together, without copies.
   * @default - not known
   */
  readonly capacity?: Size;
}

/** How buckets of a store come about. */
interface StoreParts {
  readonly kind: 'claims' | 'cosi';
  readonly storageClass: string;
  readonly accessClass?: string;
  readonly endpoint: string;
  readonly pods?: Readonly<Record<string, string>>;
  readonly podPort?: number;
  readonly allows: readonly BucketField[];
  readonly ca?: SecretRef;
  readonly maxObjects?: number;
  readonly capacity?: Size;
}

/** What a user of Rook may set where nobody allowed more. */
const USUAL = [BucketField.MAX_OBJECTS, BucketField.MAX_SIZE];

/** rgw_max_dynamic_shards x rgw_max_objs_per_shard of Ceph. */
const OBJECTS_OF_CEPH = 1_999 * 100_000;

/** A store in or near the cluster that makes buckets where they are claimed. */
@checked
export class ObjectStore {
  /**
   * Ceph as Rook runs it: ObjectBucketClaims (objectbucket.io/v1alpha1).
   * @param props Its StorageClass, and where it answers.
   */
  public static rook(props: RookObjectStoreProps): ObjectStore {
    const {
      name,
      storageClass,
      namespace = 'rook-ceph',
      port = 443,
      allows,
      ca,
      maxObjects = OBJECTS_OF_CEPH,
      capacity,
    } = props;
    const problems = new Problems(`ObjectStore.rook('${name}')`);
    // Its Service carries a prefix.
    problems.check(isDnsLabel(name, 49), 'name', name, 'must be the name of a CephObjectStore: a DNS label');
    problems.check(isDnsLabel(namespace), 'namespace', namespace, 'must be a DNS label');
    problems.check(Number.isInteger(port) && port > 0 && port < 65_536, 'port', port, 'must be from 1 to 65535');
    checkClass(problems, 'storageClass', storageClass);
    checkMost(problems, maxObjects, capacity);
    problems.raise();
    return new ObjectStore({
      kind: 'claims',
      storageClass,
      endpoint: `https://rook-ceph-rgw-${name}.${namespace}.svc${port === 443 ? '' : `:${port}`}`,
      pods: { app: 'rook-ceph-rgw', rook_object_store: name },
      allows: allows ?? USUAL,
      ca,
      maxObjects,
      capacity,
    });
  }

  /**
   * Another operator of ObjectBucketClaims (objectbucket.io/v1alpha1), such as NooBaa.
   * @param props Its StorageClass, and where it answers.
   */
  public static bucketClaims(props: BucketClaimStoreProps): ObjectStore {
    const { storageClass, endpoint, pods, podPort, allows = USUAL, ca, maxObjects, capacity } = props;
    const problems = new Problems('ObjectStore.bucketClaims');
    checkClass(problems, 'storageClass', storageClass);
    checkUrl(problems, endpoint);
    checkMost(problems, maxObjects, capacity);
    problems.raise();
    return new ObjectStore({ kind: 'claims', storageClass, endpoint, pods, podPort, allows, ca, maxObjects, capacity });
  }

  /**
   * A driver of COSI, in the version objectstorage.k8s.io/v1alpha2, which clusters with v1alpha1 do not take. Who uses a bucket gets keys of its own, for
   * reading, writing or both.
   * @param props Its classes, and where it answers.
   */
  public static cosi(props: CosiStoreProps): ObjectStore {
    const { bucketClass, accessClass, endpoint, pods, podPort, maxObjects, capacity } = props;
    const problems = new Problems('ObjectStore.cosi');
    checkClass(problems, 'bucketClass', bucketClass);
    checkClass(problems, 'accessClass', accessClass);
    checkUrl(problems, endpoint);
    checkMost(problems, maxObjects, capacity);
    problems.raise();
    return new ObjectStore({
      kind: 'cosi',
      storageClass: bucketClass,
      accessClass,
      endpoint,
      pods,
      podPort,
      allows: [],
      maxObjects,
      capacity,
    });
  }

  private constructor(
    /** @internal */
    public readonly _parts: StoreParts,
  ) {}

  /** Name of the class of its buckets. */
  public get storageClass(): string {
    return this._parts.storageClass;
  }

  /** URL of the store. */
  public get endpoint(): string {
    return this._parts.endpoint;
  }
}

function checkClass(problems: Problems, prop: string, name: string): void {
  problems.check(isDnsSubdomain(name), prop, name, 'must be the name of a class: a DNS name');
}

function checkMost(problems: Problems, most: number | undefined, capacity: Size | undefined): void {
  const some = !capacity || largeOf(capacity) > 0;
  problems.check(some, 'capacity', capacity && `${largeOf(capacity)} bytes`, 'must be above 0 and below 8 EiB');
  const whole = most === undefined || (Number.isSafeInteger(most) && most > 0);
  problems.check(whole, 'maxObjects', most, 'must be a whole number above 0');
}

/** A store is asked over TLS: keys and data are in the requests. */
export function checkUrl(problems: Problems, endpoint: string): void {
  const formed = /^https:\/\/[^/:@\s]+(:\d{1,5})?$/.test(endpoint);
  // What does not look like a URL of a store may hold a login: it is not shown.
  const shown = /^[a-z]+:\/\/[^@\s]*$/.test(endpoint) ? endpoint : 'given';
  problems.check(formed, 'endpoint', shown, 'must be https://<host>[:<port>], without a login or a path');
}
