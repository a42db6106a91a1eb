import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AccessMode,
  AutonomousStack,
  Bandwidth,
  Bucket,
  BucketField,
  BucketRule,
  DataIngest,
  DataLake,
  DataLakeProps,
  ObjectStore,
  Plan,
  Rate,
  SecretRef,
} from 'cdk8s-autonomous';
import { find, messageOf, microservice, stack } from '../../support/apps';

const MIB = 2 ** 20;
const TIB = 2 ** 40;
const store = ObjectStore.rook({
  name: 'drives',
  storageClass: 'bulk',
  allows: Object.values(BucketField),
  capacity: Size.tebibytes(1000),
});
/** What a million cars send: 150,000 messages of 1 KiB a second, 10,000 of them in an object. */
const CARS: DataIngest = { rate: Rate.perSecond(150_000), recordSize: Size.kibibytes(1), recordsPerObject: 10_000 };
const MONTH = Duration.days(30);

function lakeOf(props: Partial<DataLakeProps> = {}) {
  const shop = stack(Testing.app());
  microservice(shop, 'cart');
  const lake = new DataLake(shop, 'drives', { store, ...props });
  const plan = () => Plan.of(shop);
  const entry = () => JSON.parse(plan().toJson()).clusters[0];
  const codes = () => entry().findings.map(({ code, message }: any) => `${code}: ${message}`);
  return { shop, lake, plan, entry, codes };
}

describe("a million cars' data", () => {
  test('are 12.1 TiB a day, 362 TiB in a month, 39 million objects', () => {
    const { lake, entry, plan } = lakeOf();
    lake.addBucket('raw', { ingest: CARS, retention: MONTH });
    const [, raw] = entry().storage;
    expect(raw).toMatchObject({ path: 'shop/drives/raw', name: 'bucket shop-raw', keptDays: 30 });
    expect(raw.perDay).toBe(150_000 * 1024 * 86_400);
    expect(raw.after.day / TIB).toBeCloseTo(12.07, 2);
    expect(raw.after.year).toBe(30 * raw.perDay);
    expect(raw.objects.after.year).toBe(30 * 150_000 * 8.64);
    expect(plan().feasible).toBe(true);
  });

  test('do not come through a line of 1 Gbit/s', () => {
    const { lake, plan, entry } = lakeOf({ uplink: Bandwidth.gigabitsPerSecond(1) });
    lake.addBucket('raw', { ingest: CARS, retention: MONTH });
    expect(entry().transfers).toMatchObject([{ bytes: 150_000 * 1024 * 3600, bitsPerSecond: 1e9, window: 3600 }]);
    expect(plan().feasible).toBe(false);
    expect(plan().findings.join('\n')).toContain(
      'ingest of an hour: 515 GiB at 1 Gbit/s take 73.7 min, and the window is 60 min',
    );
    expect(plan().findings.join('\n')).toContain('a bandwidth of 1.3 Gbit/s');
  });

  test('of all stores go through one line, and more of them in the busiest hour', () => {
    const { lake, entry } = lakeOf({ uplink: Bandwidth.gigabitsPerSecond(10), busiestHour: 2 });
    lake.addBucket('raw', { ingest: CARS, retention: MONTH });
    lake.addBucket('decoded', { ingest: { ...CARS, recordSize: Size.kibibytes(2) }, retention: MONTH });
    const [{ bytes, name }] = entry().transfers;
    expect([bytes, name]).toEqual([150_000 * 3 * 1024 * 3600 * 2, 'ingest of the busiest hour']);
  });

  test('need more than a store of 300 TiB', () => {
    const small = ObjectStore.rook({
      name: 'drives',
      storageClass: 'bulk',
      allows: Object.values(BucketField),
      capacity: Size.tebibytes(300),
    });
    const { lake, codes } = lakeOf({ store: small });
    lake.addBucket('raw', { ingest: CARS, retention: MONTH });
    expect(codes()).toContain(
      'STORAGE_TOO_SMALL: class bulk in a year has room for 300 TiB, and what is there takes 362 TiB',
    );
  });

  test('fill a bucket that is smaller than a month of them', () => {
    const { lake, codes } = lakeOf();
    lake.addBucket('raw', { ingest: CARS, retention: MONTH, maxSize: Size.tebibytes(100) });
    expect(codes().join('\n')).toContain(
      'STORAGE_TOO_SMALL: bucket shop-raw has room for 100 TiB, and what is kept for 30 days takes 362 TiB',
    );
  });

  test('one object for each message are more than a bucket holds', () => {
    const { lake, codes } = lakeOf();
    lake.addBucket('raw', { ingest: { ...CARS, recordsPerObject: 1 }, retention: MONTH });
    expect(codes().join('\n')).toContain(
      'TOO_MANY_OBJECTS: bucket shop-raw may hold 200 million objects, which it has on day 1',
    );
  });
});

test('what is older than the retention the store removes, or whoever writes it', () => {
  const { lake, shop } = lakeOf();
  lake.addBucket('raw', { ingest: CARS, retention: MONTH });
  lake.addBucket('own', { ingest: CARS, retention: MONTH, expires: false });
  const objects = Testing.synth(shop);
  const { bucketLifecycle } = find(objects, 'ObjectBucketClaim', 'raw').spec.additionalConfig;
  expect(JSON.parse(bucketLifecycle).Rules).toEqual([
    { ID: 'rule-000', Status: 'Enabled', Prefix: '', Expiration: { Days: 30 } },
  ]);
  expect(find(objects, 'ObjectBucketClaim', 'own').spec).not.toHaveProperty('additionalConfig');
});

test('a bucket that is there is counted too', () => {
  const { lake, shop, entry } = lakeOf();
  const archive = Bucket.existing(shop, 'archive', {
    bucketName: 'archive',
    endpoint: 'https://s3.example.com',
    region: 'eu',
    readWrite: SecretRef.existing('s3', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']),
    maxObjects: 1e9,
  });
  lake.keepIn(archive, { ingest: CARS, already: Size.tebibytes(1) });
  expect(entry().storage).toMatchObject([{ name: 'bucket archive', already: TIB, objects: { room: 1e9 } }]);
});

describe('files', () => {
  const clip = { rate: Rate.perSecond(1), recordSize: Size.mebibytes(1) };

  test('are a claim, with the room of its size and the files that its class holds', () => {
    const { lake, shop, entry, codes } = lakeOf();
    shop.cluster.addStorageClass('cephfs', {
      accessModes: [AccessMode.READ_WRITE_MANY],
      maxFiles: 1_000_000,
      capacity: Size.tebibytes(3),
    });
    const size = Size.tebibytes(4);
    const volume = lake.addFiles('maps', { size, storageClass: 'cephfs', ingest: clip, retention: MONTH });
    expect(volume.apiObject.toJson().spec).toMatchObject({
      accessModes: ['ReadWriteMany'],
      storageClassName: 'cephfs',
    });
    const [, maps] = entry().storage;
    expect(maps).toMatchObject({ name: 'files maps', room: 4 * TIB, perDay: 86_400 * MIB });
    expect(codes()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('TOO_MANY_OBJECTS: files maps may hold 1 million objects'),
        'STORAGE_TOO_SMALL: class cephfs in a year has room for 3 TiB, and what is there takes 4 TiB',
      ]),
    );
  });

  test('for many on a class of disks are refused', () => {
    const { lake, shop, codes } = lakeOf();
    shop.cluster.addStorageClass('fast', { accessModes: [AccessMode.READ_WRITE_ONCE] });
    lake.addFiles('maps', { size: Size.tebibytes(1), storageClass: 'fast' });
    expect(codes().join('\n')).toContain('STORAGE_CLASS_CANNOT_SERVE: claim maps: storage class fast makes no volumes');
  });

  test('that have to be encrypted, or to grow, need a class that can', () => {
    const { lake, shop } = lakeOf();
    shop.cluster.addStorageClass('fast', { accessModes: [AccessMode.READ_WRITE_MANY] });
    const good = { accessModes: [AccessMode.READ_WRITE_MANY], encrypted: true, expandable: true };
    shop.cluster.addStorageClass('good', good);
    const props = { size: Size.tebibytes(4), ingest: clip, encrypted: true };
    lake.addFiles('fine', { ...props, storageClass: 'good' });
    lake.addFiles('maps', { ...props, storageClass: 'fast' });
    const message = messageOf(() => Testing.synth(shop));
    expect(message).toContain('[shop/drives/maps] encrypted: nobody says that volumes of fast are');
    expect(message).toContain(
      "[shop/drives/maps] size '4Ti': files maps is full on day 49, and volumes of fast cannot grow; a size for a year, 31 TiB",
    );
    expect(message).not.toContain('shop/drives/fine');
  });

  test('that grow above their size are told with the day', () => {
    const { lake, codes } = lakeOf();
    lake.addFiles('maps', { size: Size.tebibytes(4), ingest: { ...clip, growthPerYear: 1 } });
    expect(codes().join('\n')).toMatch(/STORAGE_FILLS: files maps has room for 4 TiB, which is full on day 4\d/);
  });
});

describe('refused', () => {
  test.each([
    [
      { retention: Duration.days(90), keepAtLeast: Duration.days(180) },
      "retention '90 days': is shorter than it has to be kept, 180 days (keepAtLeast)",
    ],
    [{ retention: Duration.days(0) }, 'must be above 0'],
    [{ ingest: { ...CARS, recordSize: Size.kibibytes(0) } }, "ingest.recordSize '0': must be above 0"],
    [{ ingest: { ...CARS, recordsPerObject: 0.5 } }, 'ingest.recordsPerObject 0.5'],
    [{ ingest: { ...CARS, growthPerYear: -1 } }, 'ingest.growthPerYear -1'],
    [{ already: Size.kibibytes(0) }, "already '0 bytes'"],
  ])('data of %j', (props, message) => {
    const { lake, shop } = lakeOf();
    expect(messageOf(() => lake.addBucket('raw', { ingest: CARS, ...props }))).toContain(message);
    expect(messageOf(() => lake.addFiles('raw', { size: Size.gibibytes(1), ...props }))).toContain(message);
    expect(shop.node.root).toBeInstanceOf(App);
  });

  test('less than the law asks of the whole lake', () => {
    const { lake } = lakeOf({ keepAtLeast: Duration.days(365) });
    expect(messageOf(() => lake.addBucket('raw', { retention: MONTH }))).toContain('has to be kept, 365 days');
  });

  test('a store that removes nothing', () => {
    const { lake } = lakeOf({ store: ObjectStore.rook({ name: 'drives', storageClass: 'bulk' }) });
    expect(messageOf(() => lake.addBucket('raw', { retention: MONTH }))).toContain(
      "store 'bucketLifecycle': is not allowed by the operator of the store",
    );
  });

  test('a lake that cannot be', () => {
    const message = messageOf(() => lakeOf({ busiestHour: 0.5, keepAtLeast: Duration.days(0) }));
    expect(message.split('\n')).toHaveLength(2);
  });
});

describe('a bucket that was claimed', () => {
  const few = { rate: Rate.perSecond(10_000), recordSize: Size.kibibytes(1), recordsPerObject: 1000 };
  const claimed = (shop: AutonomousStack, lifecycle?: BucketRule[]) =>
    Bucket.claim(shop, 'raw', { store, maxSize: Size.gibibytes(100), lifecycle });

  test('is held against its size, and its store against all of it', () => {
    const { shop, lake, codes, entry } = lakeOf();
    lake.keepIn(claimed(shop), { ingest: few, retention: MONTH });
    expect(codes()).toContainEqual(expect.stringContaining('STORAGE_TOO_SMALL: bucket shop-raw has room for 100 GiB'));
    expect(entry().storage.find(({ name }: any) => name.startsWith('class bulk')).already).toBe(
      30 * 10_000 * 1024 * 86_400,
    );
  });

  test('does not keep what a rule of its own removes', () => {
    const { shop, lake } = lakeOf();
    const bucket = claimed(shop, [{ expireAfter: Duration.days(5) }]);
    expect(messageOf(() => lake.keepIn(bucket, { ingest: few, retention: MONTH }))).toContain(
      "retention '30 days': is longer than the bucket keeps anything: a rule of its own removes it after 5 days",
    );
    expect(messageOf(() => lake.keepIn(bucket, { already: Size.gibibytes(1) }))).toContain("retention 'none'");
    const keepAtLeast = Duration.days(10);
    expect(messageOf(() => lake.keepIn(bucket, { retention: Duration.days(5), keepAtLeast }))).toContain(
      'is shorter than it has to be kept, 10 days',
    );
    expect(() => lake.keepIn(bucket, { ingest: few, retention: Duration.days(5) })).not.toThrow();
  });

  test('of part of which only objects go', () => {
    const { shop, lake } = lakeOf();
    const bucket = claimed(shop, [{ prefix: 'tmp/', expireAfter: Duration.days(5) }]);
    expect(() => lake.keepIn(bucket, { ingest: few, retention: MONTH })).not.toThrow();
  });
});

test('a store of which another construct says the capacity has that', () => {
  const { lake, codes } = lakeOf({ store: ObjectStore.rook({ name: 'drives', storageClass: 'bulk' }) });
  lake.addBucket('first', { ingest: CARS });
  lake.addBucket('second', { store });
  expect(codes()).toContainEqual(
    expect.stringContaining('STORAGE_TOO_SMALL: class bulk in a year has room for 1000 TiB'),
  );
});

test('stores and what is in them may be larger than what a number of pods can have', () => {
  const large = ObjectStore.rook({ name: 'drives', storageClass: 'bulk', capacity: Size.tebibytes(20_000) });
  const { lake, entry } = lakeOf({ store: large });
  lake.addBucket('raw', { already: Size.tebibytes(12_000) });
  expect(entry().storage[0]).toMatchObject({ already: 12_000 * TIB, room: 20_000 * TIB });
  expect(messageOf(() => ObjectStore.rook({ name: 'a', storageClass: 'b', capacity: Size.tebibytes(1e9) }))).toContain(
    'must be above 0 and below 8 EiB',
  );
});

test('times without an end are refused', () => {
  const { lake } = lakeOf();
  const retention = Duration.days(Infinity);
  expect(messageOf(() => lake.addBucket('raw', { ingest: CARS, retention }))).toContain("retention 'Infinity seconds'");
});
