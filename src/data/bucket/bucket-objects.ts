import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fieldsOf } from './bucket-checks';
import { BucketClaimProps, BucketRule } from './bucket-props';
import { BucketKeys, BucketMode } from './bucket-use';
import { BucketField, ObjectStore } from './object-store';
import { quantityOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { PodUser } from '../../workload/pod/use/use';

/** Keys of the Secret of an ObjectBucketClaim. */
export const OBJECT_BUCKET_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

/** Keys of the Secret of a BucketAccess (client/apis/objectstorage/v1alpha2/protocols.go of COSI). */
const COSI_KEYS = ['COSI_S3_ACCESS_KEY_ID', 'COSI_S3_ACCESS_SECRET_KEY', 'COSI_S3_BUCKET_ID', 'COSI_S3_REGION'];

/** The fields of objectbucket.io/v1alpha1 ObjectBucketClaim that are used here. */
interface ObjectBucketClaimSpec {
  readonly storageClassName: string;
  readonly bucketName: string;
  readonly additionalConfig?: Readonly<Record<string, string>>;
}

/** The claim of a bucket, in the way of its store. */
export function emitBucketClaim(
  scope: Construct,
  id: string,
  owner: Owner,
  props: BucketClaimProps,
  bucketName: string | undefined,
): ApiObject {
  const { storageClass } = props.store._parts;
  if (bucketName === undefined) {
    return customResource(scope, 'Resource', {
      apiVersion: 'objectstorage.k8s.io/v1alpha2',
      kind: 'BucketClaim',
      metadata: namespaced('BucketClaim', id, owner),
      spec: { bucketClassName: storageClass, protocols: ['S3'] },
    });
  }
  const additionalConfig = configOf(props);
  return customResource<ObjectBucketClaimSpec>(scope, 'Resource', {
    apiVersion: 'objectbucket.io/v1alpha1',
    kind: 'ObjectBucketClaim',
    metadata: namespaced('ObjectBucketClaim', id, owner),
    spec: {
      storageClassName: storageClass,
      bucketName,
      ...(Object.keys(additionalConfig).length > 0 && { additionalConfig }),
    },
  });
}

/** What the claim sets beside its name, as text. */
function configOf(props: BucketClaimProps): Record<string, string> {
  const { maxObjects, maxSize, lifecycle = [], owner } = props;
  const values: Record<BucketField, () => string> = {
    [BucketField.MAX_OBJECTS]: () => String(maxObjects),
    [BucketField.BUCKET_MAX_OBJECTS]: () => String(maxObjects),
    [BucketField.MAX_SIZE]: () => quantityOf(maxSize!),
    [BucketField.BUCKET_MAX_SIZE]: () => quantityOf(maxSize!),
    [BucketField.BUCKET_LIFECYCLE]: () => JSON.stringify({ Rules: lifecycle.map(ruleOf) }),
    [BucketField.BUCKET_OWNER]: () => owner!,
  };
  return Object.fromEntries(fieldsOf(props).map((field) => [field, values[field]()]));
}

/** A rule as S3 writes it. Rook wants them in the order of their ids. */
function ruleOf({ prefix = '', expireAfter, abortUploadsAfter }: BucketRule, i: number) {
  return {
    ID: `rule-${String(i).padStart(3, '0')}`,
    Status: 'Enabled',
    Prefix: prefix,
    ...(expireAfter && { Expiration: { Days: expireAfter.toDays() } }),
    ...(abortUploadsAfter && { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadsAfter.toDays() } }),
  };
}

/** Keys that COSI makes for one workload, which may do as much as it asked for. */
export function emitAccess(user: PodUser, claim: string, mode: BucketMode, store: ObjectStore): BucketKeys {
  const name = `${claim}-${user.name}-${mode.toLowerCase()}`;
  const id = `bucket-access-${name}`;
  if (!user.construct.node.tryFindChild(id)) {
    customResource(user.construct, id, {
      apiVersion: 'objectstorage.k8s.io/v1alpha2',
      kind: 'BucketAccess',
      metadata: namespaced('BucketAccess', name, user.stack._owner),
      spec: {
        bucketAccessClassName: store._parts.accessClass,
        protocol: 'S3',
        serviceAccountName: user.name,
        bucketClaims: [{ bucketClaimName: claim, accessMode: mode, accessSecretName: name }],
      },
    });
  }
  return { secret: SecretRef.existing(name, COSI_KEYS), accessKey: COSI_KEYS[0], secretKey: COSI_KEYS[1] };
}
