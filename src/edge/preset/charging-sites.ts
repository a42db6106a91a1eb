import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { ChargingSitesProps, OcppVersion, SiteChargersProps } from './charging-sites-props';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checkTime, inSeconds } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { Origin } from '../../workload/calls/origin';
import { Peer } from '../../workload/calls/peer';
import { Health } from '../../workload/pod/health';
import { Mount } from '../../workload/pod/mount';
import { PodProfile } from '../../workload/pod/pod-profile';
import { Port } from '../../workload/pod/port';
import { Replicas } from '../../workload/sizing/replicas';
import { DeviceConnection } from '../device/connection';
import { Device } from '../device/device';
import { DeviceMapper } from '../device/device-mapper';
import { DeviceModel } from '../device/device-model';
import { DeviceProperty, PropertyAccess } from '../device/device-property';
import { DeviceProtocol } from '../device/device-protocol';
import { mapperScope } from '../device/mapper-stack';
import { PropertyVisitor } from '../device/visitor';
import { EdgeSite } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';

const OCPP = DeviceProtocol.custom('ocpp');
const TLS_FOLDER = '/etc/charging-tls';
const CONFIG = 'charging.json';

/** What a connector tells, by the measurands of OCPP, and what it can be told. */
const PROPERTIES = [
  DeviceProperty.ofString('status', { visitor: value('StatusNotification') }),
  DeviceProperty.ofBoolean('occupied', { visitor: value('Occupied') }),
  DeviceProperty.ofDouble('power', { visitor: value('Power.Active.Import'), unit: 'W', minimum: 0 }),
  DeviceProperty.ofDouble('energy', { visitor: value('Energy.Active.Import.Register'), unit: 'Wh', minimum: 0 }),
  DeviceProperty.ofInt('limit', {
    visitor: value('SetChargingProfile'),
    access: PropertyAccess.READ_WRITE,
    unit: 'W',
    minimum: 0,
  }),
];

function value(measurand: string): PropertyVisitor {
  return PropertyVisitor.custom(OCPP, { measurand });
}

/**
 * Sites with chargers: a local proxy of the central system, to which they connect over wss with certificates of both sides; a mapper; and a Device for each connector. KubeEdge has
 * no mapper for OCPP: both images are yours. The proxy finds what to do in `/etc/config/charging.json`: `listen`, `subprotocol`, `central`, `tls` with the files, `standbyAfterSeconds`.
 *
 * The proxy takes a port of its node: it goes where mappers go, to a stack of its own, `<stack>-mappers`, unless its stack admits privileged pods.
 *
 * @example
 * const charging = new ChargingSites(stack, 'charging', {
 *   proxyImage: registry.image('charging/proxy', { tag: '1.4.0', digest }),
 *   mapperImage: registry.image('charging/ocpp-mapper', { tag: '1.1.0', digest }),
 *   central: 'wss://csms.example.com/ocpp',
 *   certificate: TlsCertificate.issued({ issuer: 'chargers' }),
 *   chargerNetwork: '10.30.0.0/16',
 * });
 * charging.at(site, { edgeNode: site.edgeNode('gateway-1'), chargers: ['c-01', 'c-02'], connectors: 2 });
 */
@checked
export class ChargingSites extends Construct {
  /** The local proxy of the central system. */
  public readonly proxy: EdgeService;
  /** What reads and sets chargers. */
  public readonly mapper: DeviceMapper;
  /** What all connectors have in common. */
  public readonly model: DeviceModel;
  private readonly devices: Device[] = [];

  /**
   * @param scope Stack of the devices.
   * @param id Beginning of all names.
   * @param props Images, the central system, and how chargers prove who they are.
   */
  public constructor(scope: Construct, id: string, props: ChargingSitesProps) {
    super(scope, id);
    const { central, mapperImage, architectures, nodeLabels, standbyAfter } = props;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id, 20);
    const [, host = '', port = '443'] = /^wss:\/\/([^/:\s]+)(?::(\d+))?(\/\S*)?$/.exec(central) ?? [];
    problems.check(host !== '', 'central', central, 'must be an address of wss: transactions and identities go there');
    checkTime(problems, 'standbyAfter', standbyAfter);
    problems.raiseFor(this);
    this.model = new DeviceModel(this, `${id}-connector`, { protocol: OCPP, properties: PROPERTIES });
    this.proxy = this.makeProxy(id, props);
    this.proxy.calls(Peer.host(host, Number(port)));
    this.mapper = new DeviceMapper(this, `${id}-mapper`, {
      protocol: OCPP,
      image: mapperImage,
      architectures,
      nodeLabels,
    });
    this.mapper.calls(this.proxy);
  }

  /** Devices of all connectors, in the order in which their sites were added. */
  public get connectors(): Device[] {
    return [...this.devices];
  }

  /**
   * Adds the chargers of a site.
   * @param site The site.
   * @param props Its chargers.
   */
  public at(site: EdgeSite, props: SiteChargersProps): void {
    const { edgeNode, chargers, connectors = 1 } = props;
    const problems = new Problems(`${this.node.path} at ${site.siteName}`);
    problems.check(chargers.length > 0, 'chargers', '[]', 'must name at least one');
    chargers.forEach((charger, i) => {
      checkDnsLabel(problems, 'chargers', charger);
      problems.check(chargers.indexOf(charger) === i, 'chargers', charger, 'is there twice');
    });
    const whole = Number.isInteger(connectors) && connectors > 0;
    problems.check(whole, 'connectors', connectors, 'must be a whole number above 0');
    const here = site.nodes.includes(edgeNode);
    problems.check(here, 'edgeNode', edgeNode.nodeName, `is no node of ${site.siteName}`, 'site.edgeNode(...)');
    problems.raise();
    site.deploy(this.proxy);
    site.deploy(this.mapper);
    for (const charger of chargers) {
      for (let connector = 1; connector <= connectors; connector++) {
        this.devices.push(this.device(site, charger, connector, props));
      }
    }
  }

  private device(site: EdgeSite, charger: string, connector: number, { edgeNode }: SiteChargersProps): Device {
    return new Device(this, `${site.siteName}-${charger}-${connector}`, {
      model: this.model,
      edgeNode,
      connection: DeviceConnection.custom(OCPP, { chargePoint: charger, connector: String(connector) }),
      twins: PROPERTIES.map((property) => ({ property })),
    });
  }

  private makeProxy(id: string, props: ChargingSitesProps): EdgeService {
    const { proxyImage, certificate, chargerNetwork, keeps, architectures, nodeLabels, proxyResources } = props;
    const port = Port.tcp(props.port ?? 8443, { name: 'wss' });
    const place = new Construct(mapperScope(this), this.node.path.replace(/\//g, '-'));
    const stack = AutonomousStack.containing(place);
    const name = `${id}-proxy`;
    const short = `${name}.${stack.namespaceName}`;
    const secret = certificate._secretFor({
      scope: place,
      name: `${name}-tls`,
      stack,
      commonName: short,
      serverNames: [short, `${short}.svc.cluster.local`],
    });
    const proxy = new EdgeService(place, name, {
      image: proxyImage,
      architectures,
      nodeLabels,
      ports: [port],
      health: Health.tcp(port),
      resources: proxyResources ?? { cpu: Cpu.millis(200), memory: Size.mebibytes(256) },
      replicas: Replicas.fixed(1),
      buffer: keeps,
      // The old one has the port of the node.
      maxSurge: 0,
      config: { [CONFIG]: configOf(props, port) },
      mounts: [Mount.secret(secret, TLS_FOLDER)],
      profile: PodProfile.edgeDevice({ reason: 'chargers connect to the node of the site', hostPorts: [port] }),
    });
    proxy.admits(Origin.cidr(chargerNetwork), [port]);
    return proxy;
  }
}

function configOf(
  { version = OcppVersion.V2_0_1, central, standbyAfter, keeps }: ChargingSitesProps,
  port: Port,
): string {
  const config = {
    listen: `:${port.number}`,
    subprotocol: version,
    central,
    tls: {
      certificate: `${TLS_FOLDER}/tls.crt`,
      key: `${TLS_FOLDER}/tls.key`,
      clientAuthority: `${TLS_FOLDER}/ca.crt`,
    },
    ...(standbyAfter && { standbyAfterSeconds: inSeconds(standbyAfter) }),
    ...(keeps && { transactions: keeps.mountPath }),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
