import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkClaim, checkExisting, DEFAULT_REGION, nameOfClaim } from './bucket-checks';
import { noteBucket } from './bucket-names';
import { emitAccess, emitBucketClaim, OBJECT_BUCKET_KEYS } from './bucket-objects';
import { BucketClaimProps, BucketUseOptions, ExistingBucketProps } from './bucket-props';
import { BucketKeys, BucketMode, BucketUse, UsableBucket } from './bucket-use';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';
import { DataClass } from '../../protection/data-class';
import { DataFlows } from '../../protection/data-flows';
import { FlowPlace } from '../../protection/flow-place';
import { Residency } from '../../protection/residency';
import { PeerProtocol } from '../../workload/calls/peer';
import { PodUser, Use } from '../../workload/pod/use/use';
import { BucketConnection } from '../connection/bucket-connection';
import { Credential } from '../connection/credential';
import { Endpoint, peerOf } from '../connection/endpoint';

/** What is known of a bucket when everything is checked. */
interface BucketParts {
  /** Undefined where the driver of the store names it. */
  readonly bucketName?: string;
  readonly region: string;
  readonly endpoint: string;
  readonly pods?: Readonly<Record<string, string>>;
  readonly podPort?: number;
  readonly ca?: SecretRef;
  readonly maxObjects?: number;
  readonly dataClasses?: DataClass[];
  readonly residency?: Residency;
  /** What it was claimed with. */
  readonly claim?: BucketClaimProps;
  readonly keysFor: (user: PodUser | undefined, mode: BucketMode) => BucketKeys;
  /** Whether there are keys for those who do no more. */
  readonly has: (mode: BucketMode) => boolean;
}

/**
 * A bucket of an object store that speaks S3. Workloads have it by `uses: [bucket.readWrite()]`: variables with its name, address and keys, by reference, and
 * the permission to call its store.
 *
 * @example
 * const drives = ObjectStore.rook({ name: 'drives', storageClass: 'rook-ceph-bucket' });
 * const raw = Bucket.claim(stack, 'raw', { store: drives, maxSize: Size.tebibytes(400) });
 * const archiver = new Microservice(stack, 'archiver', { image, resources, replicas, uses: [raw.readWrite()] });
 */
@checked
export class Bucket extends Construct {
  /**
   * A bucket that a store makes: an ObjectBucketClaim, or with COSI a BucketClaim, and a BucketAccess for each user. Argo CD removes it only where somebody
   * confirms.
   * @param scope a stack, or a construct in one
   * @param id name of the claim, a DNS label
   * @param props The store that makes it, and what becomes of it.
   * @throws with everything that is wrong
   */
  public static claim(scope: Construct, id: string, props: BucketClaimProps): Bucket {
    const stack = AutonomousStack.containing(scope);
    const { store } = props;
    const problems = new Problems(pathOf(scope, id));
    checkClaim(problems, stack, id, props);
    problems.raise();
    const { kind, endpoint, pods, podPort, ca, maxObjects } = store._parts;
    const isCosi = kind === 'cosi';
    const bucket: Bucket = new Bucket(scope, id, stack, {
      bucketName: isCosi ? undefined : nameOfClaim(stack, id, props),
      region: DEFAULT_REGION,
      endpoint,
      pods,
      podPort,
      ca,
      maxObjects: Math.min(props.maxObjects ?? Infinity, maxObjects ?? Infinity),
      claim: props,
      dataClasses: props.dataClasses,
      residency: props.residency,
      has: (mode) => isCosi || mode === 'ReadWrite',
      keysFor: isCosi
        ? (user, mode) => emitAccess(user!, id, mode, store)
        : (_, mode) => keysOfClaim(bucket.node.path, id, mode),
    });
    bucket.claimObject = emitBucketClaim(bucket, id, stack._owner, props, bucket.parts.bucketName);
    return bucket;
  }

  /**
   * A bucket that somebody made. Emits nothing.
   * @param scope a stack, or a construct in one: its Secrets are in the namespace of the stack
   * @param id Its name in the program, and in messages.
   * @param props Where it is, and the keys.
   * @throws with everything that is wrong
   */
  public static existing(scope: Construct, id: string, props: ExistingBucketProps): Bucket {
    const stack = AutonomousStack.containing(scope);
    const problems = new Problems(pathOf(scope, id));
    checkExisting(problems, stack, props);
    problems.raise();
    return new Bucket(scope, id, stack, {
      ...props,
      has: (mode) => secretOf(props, mode) !== undefined,
      keysFor: (_, mode) => keysOfExisting(pathOf(scope, id), props, mode),
    });
  }

  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  private claimObject?: ApiObject;

  private constructor(
    scope: Construct,
    id: string,
    stack: AutonomousStack,
    private readonly parts: BucketParts,
  ) {
    super(scope, id);
    this.stack = stack;
    DataFlows.of(this).place(this._place);
    if (parts.bucketName !== undefined) {
      noteBucket(this, stack.cluster, parts.endpoint, parts.bucketName);
    }
  }

  /** Name of the bucket; undefined where the driver of its store names it (COSI). */
  public get bucketName(): string | undefined {
    return this.parts.bucketName;
  }

  /** URL of its store. */
  public get endpoint(): string {
    return this.parts.endpoint;
  }

  /** The claim; undefined where somebody made the bucket. */
  public get apiObject(): ApiObject | undefined {
    return this.claimObject;
  }

  /**
   * A workload that reads and writes objects.
   * @param options Names of the variables that say where the bucket is.
   */
  public readWrite(options: BucketUseOptions = {}): Use {
    return new BucketUse(this.usable(), 'ReadWrite', options);
  }

  /**
   * A workload that reads objects. Not with ObjectBucketClaims, which give one user with all rights.
   * @param options Names of the variables that say where the bucket is.
   */
  public readOnly(options: BucketUseOptions = {}): Use {
    return new BucketUse(this.usable(), 'ReadOnly', options);
  }

  /**
   * A workload that writes objects. Not with ObjectBucketClaims, which give one user with all rights.
   * @param options Names of the variables that say where the bucket is.
   */
  public writeOnly(options: BucketUseOptions = {}): Use {
    return new BucketUse(this.usable(), 'WriteOnly', options);
  }

  /**
   * How others connect to it, such as a registry or a backup. Throws where its name or keys are not known before it is made, as with COSI.
   */
  public connection(): BucketConnection {
    const { bucketName, region, endpoint, pods, podPort, ca } = this.parts;
    if (bucketName === undefined) {
      throw new Error(
        `[${this.node.path}] connection: the driver of COSI names the bucket, and each user has keys of its own; Bucket.existing(...), or a claim of objectbucket.io`,
      );
    }
    const { secret, accessKey, secretKey } = this.parts.keysFor(undefined, 'ReadWrite');
    return BucketConnection.s3({
      bucket: bucketName,
      region,
      endpoint,
      pods: pods && { ...pods },
      podPort,
      accessKey: Credential.fromSecret(secret.key(accessKey)),
      secretKey: Credential.fromSecret(secret.key(secretKey)),
      ca: ca?.key('ca.crt'),
    })
      ._withSecretsIn(this.stack.namespaceName)
      ._keptIn(this._place);
  }

  /** What is in it; undefined where nobody said. */
  public get dataClasses(): DataClass[] | undefined {
    return this.parts.dataClasses && [...this.parts.dataClasses];
  }

  /** @internal */
  public get _place(): FlowPlace {
    const { residency, pods, dataClasses: data } = this.parts;
    const law = () => residency ?? (pods && this.stack.residency);
    return { path: this.node.path, residency: law, data, isStore: true };
  }

  /**
   * Most objects that it holds well; undefined where nobody said.
   * @internal
   */
  public get _maxObjects(): number | undefined {
    const { maxObjects = Infinity } = this.parts;
    return maxObjects === Infinity ? undefined : maxObjects;
  }

  /**
   * What it was claimed with; undefined where somebody made it.
   * @internal
   */
  public get _claim(): BucketClaimProps | undefined {
    return this.parts.claim;
  }

  /**
   * What somebody needs who reads all of it, or writes too: keys for reading alone, where there are some.
   * @internal
   */
  public _accessOf(user: PodUser, mode: BucketMode): { readonly bucket: UsableBucket; readonly keys: BucketKeys } {
    const { has, keysFor } = this.parts;
    return { bucket: this.usable(), keys: keysFor(user, has(mode) ? mode : 'ReadWrite') };
  }

  private usable(): UsableBucket {
    const { bucketName, region, endpoint, ca, keysFor } = this.parts;
    return {
      path: this.node.path,
      stack: this.stack,
      endpoint,
      name: bucketName ?? (({ secret }) => secret.key('COSI_S3_BUCKET_ID')),
      region: bucketName === undefined ? ({ secret }) => secret.key('COSI_S3_REGION') : region,
      targets: [peerOf(endOf(this.parts), PeerProtocol.TLS)],
      ca,
      keysFor,
    };
  }
}

/** Host and port of the store, and who is behind it. */
export function endOf({ endpoint, pods, podPort }: Pick<BucketParts, 'endpoint' | 'pods' | 'podPort'>): Endpoint {
  const [, host, port] = /^https:\/\/([^:/]+)(?::(\d+))?$/.exec(endpoint)!;
  return { host, port: Number(port ?? 443), pods, podPort };
}

function keysOfClaim(path: string, claim: string, mode: BucketMode): BucketKeys {
  if (mode !== 'ReadWrite') {
    throw new Error(
      `[${path}] ${mode}: an ObjectBucketClaim gives one user with all rights; readWrite(), ObjectStore.cosi(...), or Bucket.existing(...) with keys of a user that may do no more`,
    );
  }
  const [accessKey, secretKey] = OBJECT_BUCKET_KEYS;
  return { secret: SecretRef.existing(claim, [accessKey, secretKey]), accessKey, secretKey };
}

const PROPS = { ReadWrite: 'readWrite', ReadOnly: 'readOnly', WriteOnly: 'writeOnly' } as const;

function secretOf(props: ExistingBucketProps, mode: BucketMode): SecretRef | undefined {
  return props[PROPS[mode]];
}

function keysOfExisting(path: string, props: ExistingBucketProps, mode: BucketMode): BucketKeys {
  const secret = secretOf(props, mode);
  if (!secret) {
    throw new Error(`[${path}] ${PROPS[mode]}: nobody gave keys of a user that may; ${PROPS[mode]}: SecretRef...`);
  }
  const [accessKey, secretKey] = OBJECT_BUCKET_KEYS;
  return { secret, accessKey, secretKey };
}
