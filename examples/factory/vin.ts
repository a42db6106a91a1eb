import { App, Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  Cpu,
  DataSize,
  Device,
  DeviceConnection,
  DeviceMapper,
  DeviceModel,
  DeviceProperty,
  DeviceProtocol,
  EdgeRoute,
  EdgeRouteSource,
  EdgeRouteTarget,
  EdgeService,
  EdgeSite,
  HarborRegistry,
  Image,
  Latency,
  Microservice,
  Mount,
  Port,
  PropertyAccess,
  PropertyVisitor,
  Queueing,
  Rate,
  Replicas,
  SecretRef,
  ServiceTime,
  Survive,
} from 'cdk8s-autonomous';
import { GPU_SLICE } from './plant';

/** Cameras of the hall, one at each station that reads identification numbers. */
const CAMERAS = 24;

const FRAME = DeviceProperty.ofStream('saveFrame', { visitor: PropertyVisitor.onvifFrames('/frames') });
const TAKT = DeviceProperty.ofInt('takt', {
  visitor: PropertyVisitor.opcUa('ns=2;s=Line1.Takt'),
  access: PropertyAccess.READ_WRITE,
  unit: 's',
  minimum: 30,
  maximum: 600,
});
const CARS = DeviceProperty.ofInt('cars', { visitor: PropertyVisitor.opcUa('ns=2;s=Line1.Cars'), minimum: 0 });

/** Certificate and key of the mapper of OPC UA, in its container. */
const OPC_UA_FILES = '/etc/opcua';

/** What reads vehicle identification numbers in the hall, with or without the rest of the plant. */
export function vinReading(
  app: App,
  { cluster, hall }: { readonly cluster: Cluster; readonly hall: EdgeSite },
  registry: HarborRegistry,
  api: Microservice,
  queueing?: Queueing,
): AutonomousStack {
  const stack = new AutonomousStack(app, 'vin', {
    cluster,
    registry,
    labels: { owner: 'plant-ot', 'cost-centre': 'cc-9002' },
  });
  const image = (name: string, digits: string) =>
    registry.image(`vision/${name}`, { tag: '2.6.1', digest: `sha256:${digits.repeat(32)}` });
  const reader = vinReader(stack, image('vin-reader', 'a1'), queueing);
  const store = frameStore(stack, image('frame-store', 'a2'));
  reader.calls(store);
  reader.calls(api);
  const onvif = new DeviceMapper(stack, 'camera-mapper', {
    protocol: DeviceProtocol.ONVIF,
    image: image('onvif-mapper', 'a3'),
    nodeLabels: { fieldbus: 'yes' },
  });
  const opcUa = new DeviceMapper(stack, 'plc-mapper', {
    protocol: DeviceProtocol.OPC_UA,
    image: image('opcua-mapper', 'a4'),
    nodeLabels: { fieldbus: 'yes' },
    // What it shows to the controller of the line, signed by who that trusts.
    mounts: [Mount.secret(SecretRef.existing('opcua', ['tls.crt', 'tls.key']), OPC_UA_FILES)],
  });
  for (const service of [reader, store, onvif, opcUa]) {
    hall.deploy(service);
  }
  devices(stack, hall);
  new EdgeRoute(stack, 'unread', {
    source: EdgeRouteSource.eventBus(hall.edgeNode('vision-1'), 'vin/unread'),
    target: EdgeRouteTarget.rest(`http://${api.dnsName}:8080/vin/unread`),
  });
  return stack;
}

/** Twelve frames per second at most, each on a quarter of a GPU. */
function vinReader(stack: AutonomousStack, image: Image, queueing?: Queueing): EdgeService {
  return new EdgeService(stack, 'vin-reader', {
    image,
    ports: [Port.grpc(9000)],
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(6), extended: { [GPU_SLICE]: 1 } },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(12),
      service: ServiceTime.millis(120),
      workers: 1,
      latency: Latency.p99(Duration.seconds(1)),
      queueing,
    }),
    survive: Survive.node(),
    startup: Duration.minutes(2),
  });
}

/** 960 cars a day, 24 stations, five frames of 400 kB: kept while the uplink is cut. */
function frameStore(stack: AutonomousStack, image: Image): EdgeService {
  return new EdgeService(stack, 'frame-store', {
    image,
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(2) },
    replicas: Replicas.fixed(1),
    buffer: { mountPath: '/frames', perDay: DataSize.gigabytes(46), storageClass: 'local-path' },
  });
}

/** The cameras, and the controller of the line. */
function devices(stack: AutonomousStack, hall: EdgeSite): void {
  const edgeNode = hall.edgeNode('vision-1');
  const camera = new DeviceModel(stack, 'vin-camera', { protocol: DeviceProtocol.ONVIF, properties: [FRAME] });
  for (let n = 1; n <= CAMERAS; n++) {
    new Device(stack, `camera-${n}`, {
      model: camera,
      edgeNode,
      connection: DeviceConnection.onvif({
        address: `192.168.10.${n}:80`,
        user: 'vin',
        passwordFile: '/etc/config/onvif',
      }),
      twins: [{ property: FRAME, reportToCloud: false }],
    });
  }
  const line = new DeviceModel(stack, 'line-controller', {
    protocol: DeviceProtocol.OPC_UA,
    properties: [TAKT, CARS],
  });
  new Device(stack, 'line-1', {
    model: line,
    edgeNode,
    connection: DeviceConnection.opcUa({
      url: 'opc.tcp://192.168.20.1:4840',
      certificateFile: `${OPC_UA_FILES}/tls.crt`,
      keyFile: `${OPC_UA_FILES}/tls.key`,
    }),
    twins: [{ property: TAKT, desired: '60' }, { property: CARS }],
  });
}
