import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import {
  AccessMode,
  AutonomousStack,
  Bucket,
  BucketField,
  CertificateIssuer,
  Cluster,
  DataClass,
  DataSecurity,
  DataSecurityProps,
  EncryptedStorageClass,
  Image,
  ImageSignatures,
  ImageSigner,
  Mesh,
  Microservice,
  ObjectStore,
  PodSecurity,
  Rate,
  Port,
  Residency,
  RuntimeDetection,
  StreamTopic,
  TopicCleanup,
  VehicleGateway,
  VolumeEncryption,
} from 'cdk8s-autonomous';
import { Construct } from 'constructs';
import { Planner } from '../../src/planner/planner';
import { broker } from '../messaging/mqtt/brokers';
import { cluster, microservice, nodeType, statefulService } from '../support/apps';
import { CONTROLLERS, disks, kafkaCluster, resources, topic } from '../support/kafka';

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const image = (name: string, tag = '1.0.0') => Image.of(`registry.example.com/${name}`, { tag, digest: DIGEST });
const PEM = '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n';
export const SIGNER = ImageSigner.key('release', { repositories: ['registry.example.com'], publicKey: PEM });
export const WEEK = { purpose: 'warning of a fire', retention: Duration.days(7), fields: ['vin', 'temperature'] };
const SIGNED = DataClass.personal({ ...WEEK, isSigned: true });
const STORE = ObjectStore.rook({ name: 'drives', storageClass: 'rook', allows: Object.values(BucketField) });

/** What can be taken away from the program; everything is there unless it is said. */
export interface Without {
  readonly props?: DataSecurityProps;
  readonly residency?: null;
  readonly topicData?: readonly DataClass[];
  readonly brokerData?: readonly DataClass[];
  readonly plainGateway?: boolean;
  readonly topicHours?: number;
  readonly forgetful?: boolean;
  readonly mesh?: Mesh;
  readonly outside?: boolean;
  readonly security?: PodSecurity;
  readonly loose?: boolean;
  readonly foreign?: boolean;
  readonly plainClass?: boolean;
  readonly audit?: false;
  readonly anonymous?: boolean;
  /** With vehicles and a log too. */
  readonly full?: true;
  /** Adds objects of somebody else. */
  readonly more?: (scope: Chart, at: { readonly cart: Microservice }) => void;
}

export const PROPS: DataSecurityProps = {
  collection: { vehicles: { secureBoot: 'TR-1', encryptedStorage: 'TR-2', integrity: 'TR-3' } },
  platform: { images: ImageSignatures.kyverno([SIGNER]), runtime: RuntimeDetection.falco() },
};

/** A cluster with vehicles, a log, a service with a route, a volume and a bucket. */
export function program(without: Without = {}) {
  const app = Testing.app();
  const east = cluster(
    app,
    { ...(without.residency !== null && { residency: Residency.of('EU') }) },
    { nodeType: nodeType('32x128', 32, 128), maxNodesPerZone: 20 },
  );
  stores(east, without);
  if (without.audit !== false) {
    Planner.of(app).writeBeside('audit-policy-east.yaml', () => 'kind: Policy\n');
  }
  const mesh = without.mesh ?? Mesh.istio();
  const shop = new AutonomousStack(app, 'shop', { cluster: east, mesh, podSecurity: without.security });
  const cart = services(shop, without);
  if (without.full) {
    log(new AutonomousStack(app, 'streams', { cluster: east, mesh }), without);
  }
  without.more?.(shop, { cart });
  const security = new DataSecurity(east, 'security', without.props ?? PROPS);
  return { app, east, shop, cart, security };
}

function stores(east: Cluster, { plainClass }: Without): void {
  if (plainClass) {
    east.addStorageClass('encrypted', { accessModes: [AccessMode.READ_WRITE_ONCE], isDefault: true });
  } else {
    new EncryptedStorageClass(east, 'encrypted', { encryption: VolumeEncryption.awsEbs(), isDefault: true });
  }
}

function services(shop: AutonomousStack, without: Without): Microservice {
  const named = without.foreign ? Image.of('quay.io/cart', { tag: '1', digest: DIGEST }) : image('shop/cart');
  const cart = microservice(shop, 'cart', {
    image: without.loose ? Image.of('registry.example.com/shop/cart', { tag: '1.0.0' }) : named,
    ...(without.outside && { inMesh: false }),
  });
  const web = microservice(shop, 'web', { image: image('shop/web') });
  web.calls(cart);
  shop.route('api.example.com', web, {
    tls: { issuer: CertificateIssuer.cluster('vault'), clientCertificates: !without.anonymous },
  });
  statefulService(shop, 'store', {
    image: image('shop/store'),
    ports: [Port.http(8080)],
    volumes: [{ name: 'data', mountPath: '/data', size: disksSize }],
  });
  Bucket.claim(shop, 'raw', {
    store: STORE,
    dataClasses: [DataClass.personal(WEEK)],
    residency: Residency.of('EU'),
    lifecycle: without.forgetful ? [] : [{ expireAfter: Duration.days(7) }],
  });
  return cart;
}

const disksSize = resources(1, 20).memory;

function log(streams: AutonomousStack, without: Without): StreamTopic {
  const kafka = kafkaCluster(streams, {
    brokers: { count: 3, resources: resources(4, 16), storage: encrypted(1000) },
    controllers: { ...CONTROLLERS, storage: encrypted(20) },
  });
  broker(streams, {
    image: image('emqx/emqx', '6.2.2'),
    connections: 30_000,
    perNode: 20_000,
    messages: Rate.perSecond(1_500),
    dataClasses: (without.brokerData ?? [SIGNED]) as DataClass[],
    ...(without.plainGateway && {
      gateways: [VehicleGateway.gbt32960({ connections: 100, withoutTls: 'units of 2019' })],
    }),
  });
  return topic(kafka, 'raw', {
    dataClasses: (without.topicData ?? [DataClass.personal(WEEK)]) as DataClass[],
    cleanup: TopicCleanup.retention(Duration.hours(without.topicHours ?? 24)),
  });
}

const encrypted = (gibibytes: number) => disks(gibibytes, 1, 'encrypted');

/** An object of somebody else in a chart. */
export function object(scope: Construct, apiVersion: string, kind: string, fields: object, namespace?: string): void {
  new ApiObject(scope, 'theirs', { apiVersion, kind, metadata: { name: 'theirs', namespace }, ...fields });
}
