import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Bucket,
  BucketClaimProps,
  BucketField,
  ExistingBucketProps,
  ObjectStore,
  SecretRef,
  Use,
} from 'cdk8s-autonomous';
import { documents, find, messageOf, microservice, stack } from '../../support/apps';
import { planOf } from '../../support/edge';

const STORE = ObjectStore.rook({ name: 'drives', storageClass: 'rook-ceph-bucket' });
const ALL = ObjectStore.rook({ name: 'drives', storageClass: 'bulk', allows: Object.values(BucketField) });
const COSI = ObjectStore.cosi({
  bucketClass: 'fast',
  accessClass: 'keys',
  endpoint: 'https://s3.example.com',
});
const KEYS = SecretRef.existing('s3', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
const EXISTING: ExistingBucketProps = {
  bucketName: 'archive',
  endpoint: 'https://s3.eu-central-1.amazonaws.com',
  region: 'eu-central-1',
  readWrite: KEYS,
};

const claim = (shop: AutonomousStack, props: Partial<BucketClaimProps> = {}) =>
  Bucket.claim(shop, 'raw', { store: STORE, ...props });

/** What a workload of one use finds, and whom it may call. */
function userOf(shop: AutonomousStack, uses: Use[]) {
  microservice(shop, 'cart', { uses });
  const all = documents(shop.node.root as App);
  const [container] = find(all, 'Deployment', 'cart').spec.template.spec.containers;
  return {
    all,
    env: Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom])),
    mounts: container.volumeMounts.map(({ mountPath }: any) => mountPath),
    egress: find(all, 'NetworkPolicy', 'cart').spec.egress,
  };
}

const secret = (name: string, key: string) => ({ secretKeyRef: { name, key } });

describe('a claim', () => {
  test('is an ObjectBucketClaim that nobody removes by mistake', () => {
    const shop = stack(Testing.app());
    claim(shop, { maxObjects: 1_000_000, maxSize: Size.gibibytes(500) });
    const { metadata, spec } = find(Testing.synth(shop), 'ObjectBucketClaim', 'raw');
    expect(spec).toEqual({
      storageClassName: 'rook-ceph-bucket',
      bucketName: 'shop-raw',
      additionalConfig: { maxObjects: '1000000', maxSize: '500Gi' },
    });
    expect(metadata).toMatchObject({
      namespace: 'shop',
      annotations: { 'argocd.argoproj.io/sync-options': 'Delete=confirm,Prune=confirm' },
    });
  });

  test('of an owner limits the bucket: Rook has made no user to limit', () => {
    const shop = stack(Testing.app());
    const day = Duration.days(1);
    const lifecycle = [{ abortUploadsAfter: day }, { prefix: 'tmp/', expireAfter: Duration.days(30) }];
    claim(shop, { store: ALL, owner: 'archive', maxObjects: 5, maxSize: Size.gibibytes(1), lifecycle });
    const { bucketLifecycle, ...rest } = find(Testing.synth(shop), 'ObjectBucketClaim').spec.additionalConfig;
    expect(rest).toEqual({ bucketMaxObjects: '5', bucketMaxSize: '1Gi', bucketOwner: 'archive' });
    expect(JSON.parse(bucketLifecycle)).toEqual({
      Rules: [
        { ID: 'rule-000', Status: 'Enabled', Prefix: '', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
        { ID: 'rule-001', Status: 'Enabled', Prefix: 'tmp/', Expiration: { Days: 30 } },
      ],
    });
  });

  test('gives a workload its name, its address, keys by reference, and the way to the store', () => {
    const shop = stack(Testing.app());
    const { env, egress } = userOf(shop, [claim(shop).readWrite()]);
    expect(env).toMatchObject({
      BUCKET_NAME: 'shop-raw',
      AWS_ENDPOINT_URL_S3: 'https://rook-ceph-rgw-drives.rook-ceph.svc',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: secret('raw', 'AWS_ACCESS_KEY_ID'),
      AWS_SECRET_ACCESS_KEY: secret('raw', 'AWS_SECRET_ACCESS_KEY'),
    });
    expect(egress).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'rook-ceph' } },
          podSelector: { matchLabels: { app: 'rook-ceph-rgw', rook_object_store: 'drives' } },
        },
      ],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
  });

  test('is no kind that might make pods', () => {
    const shop = stack(Testing.app());
    claim(shop);
    microservice(shop);
    expect(planOf(shop).findings.map(({ code }: any) => code)).not.toContain('KIND_MAY_MAKE_PODS');
  });

  test('gives its connection to registries and backups', () => {
    const { bucket, endpoint, region } = claim(stack(Testing.app())).connection();
    expect([bucket, endpoint, region]).toEqual(['shop-raw', 'https://rook-ceph-rgw-drives.rook-ceph.svc', 'us-east-1']);
  });
});

test('several buckets of one workload have prefixes, and keys may be files', () => {
  const shop = stack(Testing.app());
  const archive = Bucket.existing(shop, 'archive', {
    ...EXISTING,
    ca: SecretRef.existing('store-ca', ['ca.crt']),
  });
  const { env, mounts } = userOf(shop, [
    claim(shop).readWrite(),
    archive.readWrite({ prefix: 'ARCHIVE_', keysIn: '/etc/archive' }),
  ]);
  expect(env).toMatchObject({
    BUCKET_NAME: 'shop-raw',
    ARCHIVE_BUCKET_NAME: 'archive',
    ARCHIVE_AWS_REGION: 'eu-central-1',
    ARCHIVE_AWS_ACCESS_KEY_ID_FILE: '/etc/archive/AWS_ACCESS_KEY_ID',
    ARCHIVE_AWS_SECRET_ACCESS_KEY_FILE: '/etc/archive/AWS_SECRET_ACCESS_KEY',
    ARCHIVE_AWS_CA_BUNDLE: '/etc/bucket-ca/ca.crt',
  });
  expect(env).not.toHaveProperty('ARCHIVE_AWS_ACCESS_KEY_ID');
  expect(mounts).toEqual(expect.arrayContaining(['/etc/archive', '/etc/bucket-ca']));
});

describe('COSI', () => {
  test('each user has keys of its own, for what it does', () => {
    const shop = stack(Testing.app());
    const { all, env } = userOf(shop, [claim(shop, { store: COSI }).readOnly()]);
    expect(find(all, 'BucketClaim', 'raw').spec).toEqual({ bucketClassName: 'fast', protocols: ['S3'] });
    expect(find(all, 'BucketAccess').spec).toEqual({
      bucketAccessClassName: 'keys',
      protocol: 'S3',
      serviceAccountName: 'cart',
      bucketClaims: [{ bucketClaimName: 'raw', accessMode: 'ReadOnly', accessSecretName: 'raw-cart-readonly' }],
    });
    expect(env).toMatchObject({
      BUCKET_NAME: secret('raw-cart-readonly', 'COSI_S3_BUCKET_ID'),
      AWS_REGION: secret('raw-cart-readonly', 'COSI_S3_REGION'),
      AWS_SECRET_ACCESS_KEY: secret('raw-cart-readonly', 'COSI_S3_ACCESS_SECRET_KEY'),
    });
  });

  test('knows neither limits nor rules nor names', () => {
    const shop = stack(Testing.app());
    const props = { store: COSI, maxObjects: 5, owner: 'me', bucketName: 'raw' };
    const message = messageOf(() => claim(shop, props));
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toContain("[shop/raw] maxObjects 'given': COSI knows no such field");
    expect(messageOf(() => claim(shop, { store: COSI }).connection())).toContain('each user has keys of its own');
  });
});

describe('refused', () => {
  test.each([
    [
      { bucketName: 'Raw_Data' },
      "bucketName 'Raw_Data': must be a DNS label: a-z, 0-9 and -, 63 characters at most; for example 'raw-data'",
    ],
    [{ bucketName: 'x'.repeat(64) }, '63 characters at most'],
    [{ bucketName: 'ab' }, 'must have at least 3 characters'],
    [{ maxObjects: 0 }, 'maxObjects 0: must be a whole number above 0'],
    [{ maxObjects: 300_000_000 }, 'maxObjects 300000000: a bucket of the store holds 199900000; several buckets'],
    [{ maxSize: Size.kibibytes(1) }, "maxSize '1Ki': must be at least 4Ki"],
    [{ lifecycle: [{}] }, "lifecycle 'a rule': removes nothing"],
    [
      { owner: 'me' },
      "store 'bucketOwner': is not allowed by the operator of the store, which allows maxObjects, maxSize: the claim would never bind; ROOK_OBC_ALLOW_ADDITIONAL_CONFIG_FIELDS: 'maxObjects,maxSize,bucketOwner'",
    ],
    [
      { store: ALL, lifecycle: [{ expireAfter: Duration.hours(30) }] },
      "lifecycle.expireAfter '1 day 6 hours': must be whole days",
    ],
    [
      { store: ALL, lifecycle: [{ expireAfter: Duration.days(30) }], keepAtLeast: Duration.days(180) },
      "lifecycle.expireAfter '30 days': is shorter than it has to be kept, 180 days (keepAtLeast)",
    ],
  ])('a claim of %j', (props, message) => {
    expect(messageOf(() => claim(stack(Testing.app()), props))).toContain(message);
  });

  test.each([
    [{ endpoint: 'http://s3.example.com' }, "endpoint 'http://s3.example.com': must be https://"],
    [{ endpoint: 'https://AKIA:verysecret@s3.example.com' }, "endpoint 'given': must be https://"],
    [{ endpoint: 'https://s3.storage.svc' }, 'must have the labels of the pods behind s3.storage.svc'],
    [{ readWrite: undefined }, 'somebody has to use it'],
    [
      { readWrite: SecretRef.existing('s3', ['key']) },
      "readWrite 'Secret s3': has no key 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'",
    ],
    [{ readWrite: 'AKIAIOSFODNN7EXAMPLE' as any }, 'readWrite'],
    [{ region: 'EU' }, "region 'EU'"],
    [
      { lockedFor: Duration.days(30), keepAtLeast: Duration.days(365) },
      "lockedFor '30 days': is shorter than objects have to be kept, 365 days",
    ],
  ])('an existing bucket with %j', (props, message) => {
    const said = messageOf(() => Bucket.existing(stack(Testing.app()), 'archive', { ...EXISTING, ...props }));
    expect(said).toContain(message);
    expect(said).not.toContain('verysecret');
  });

  test('less than all rights of an ObjectBucketClaim, and rights that nobody gave keys for', () => {
    const shop = stack(Testing.app());
    const raw = claim(shop);
    expect(messageOf(() => microservice(shop, 'reader', { uses: [raw.readOnly()] }))).toContain(
      'gives one user with all rights; readWrite(), ObjectStore.cosi(...)',
    );
    const archive = Bucket.existing(shop, 'archive', EXISTING);
    expect(messageOf(() => microservice(shop, 'writer', { uses: [archive.writeOnly()] }))).toContain(
      'writeOnly: nobody gave keys',
    );
  });

  test('a bucket whose keys are in another namespace, and a prefix that is none', () => {
    const shop = stack(Testing.app());
    const other = new AutonomousStack(shop.node.root as App, 'other', { cluster: shop.cluster });
    expect(messageOf(() => microservice(other, 'reader', { uses: [claim(shop).readWrite()] }))).toContain(
      "uses 'shop/raw': is in namespace shop, where its keys are, and the workload in other",
    );
    const second = Bucket.existing(shop, 'archive', EXISTING);
    expect(messageOf(() => microservice(shop, 'cart', { uses: [second.readWrite({ prefix: 'raw' })] }))).toContain(
      "prefix 'raw': must be capital letters",
    );
  });

  test('two buckets of one name in one store', () => {
    const shop = stack(Testing.app());
    claim(shop);
    Bucket.claim(shop, 'again', { store: STORE, bucketName: 'shop-raw' });
    expect(messageOf(() => documents(shop.node.root as App))).toContain(
      'bucket shop-raw of https://rook-ceph-rgw-drives.rook-ceph.svc is that of shop/again and shop/raw',
    );
    const fine = stack(Testing.app());
    claim(fine);
    Bucket.claim(fine, 'again', { store: STORE });
    expect(documents(fine.node.root as App).filter(({ kind }) => kind === 'ObjectBucketClaim')).toHaveLength(2);
  });

  test.each([
    [() => ObjectStore.rook({ name: 'Drives', storageClass: 'x y', port: 0, maxObjects: 0.5 }), 4],
    [() => ObjectStore.bucketClaims({ storageClass: 'noobaa', endpoint: 'http://s3.local', maxObjects: -1 }), 2],
    [() => ObjectStore.cosi({ bucketClass: '', accessClass: 'X', endpoint: 'https://s3.example.com/path' }), 3],
  ])('a store that cannot be: %#', (make, lines) => {
    expect(messageOf(make).split('\n')).toHaveLength(lines);
  });
});
