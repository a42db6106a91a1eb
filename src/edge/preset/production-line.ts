import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { Image } from '../../platform/image';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';
import { Mount } from '../../workload/pod/mount';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { DeviceConnection } from '../device/connection';
import { Device } from '../device/device';
import { DeviceMapper } from '../device/device-mapper';
import { DeviceModel } from '../device/device-model';
import { DeviceProperty } from '../device/device-property';
import { DeviceProtocol } from '../device/device-protocol';
import { EdgeNode } from '../edge-node';
import { EdgeSite } from '../platform/edge-platform';

/** A robot, and the OPC UA server in its controller. */
export interface LineRobot {
  /** Name of the robot: a DNS label. */
  readonly name: string;
  /** Address of its server, for example 'opc.tcp://192.168.20.11:4840'. */
  readonly url: string;
}

/** Robots that are alike, and what reads them. */
export interface ProductionLineProps {
  /** The site of the line. */
  readonly site: EdgeSite;
  /** The node that its robots are connected to: `site.edgeNode('fieldbus')`. */
  readonly edgeNode: EdgeNode;
  /** Its robots. */
  readonly robots: LineRobot[];
  /** What each robot tells, with the node of its server where the value is. */
  readonly properties: DeviceProperty[];
  /** Image of the mapper for OPC UA. */
  readonly mapperImage: Image;
  /**
   * Secret with `tls.crt` and `tls.key` that the mapper shows to the robots, in the namespace of mappers, `<namespace>-mappers` unless the stack admits privileged pods.
   */
  readonly certificate: SecretRef;
  /**
   * Labels of the node, where the site has several: the mapper runs on the node of its devices.
   * @default - none
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * What the mapper asks for and may use.
   * @default - 100 millicores and 128 MiB
   */
  readonly mapperResources?: WorkloadResources;
  /**
   * Security policy of OPC UA. The mode is always 'SignAndEncrypt'.
   * @default 'Basic256Sha256'
   */
  readonly securityPolicy?: string;
  /**
   * How often each property is read.
   * @default Duration.seconds(1)
   */
  readonly collect?: Duration;
}

const FOLDER = '/etc/opcua';

/**
 * The robots of a production line by OPC UA: one model, a Device for each robot, and the mapper that reads and sets them, which shows its own certificate and encrypts.
 *
 * @example
 * const state = DeviceProperty.ofString('state', { visitor: PropertyVisitor.opcUa('ns=3;s=Robot.State') });
 * new ProductionLine(stack, 'welding', {
 *   site,
 *   edgeNode: site.edgeNode('gateway-1'),
 *   robots: [{ name: 'r-01', url: 'opc.tcp://192.168.20.11:4840' }],
 *   properties: [state],
 *   mapperImage: registry.image('edge/opcua', { tag: '1.6.0', digest }),
 *   certificate: SecretRef.existing('opcua', ['tls.crt', 'tls.key']),
 * });
 */
@checked
export class ProductionLine extends Construct {
  /** What its robots have in common. */
  public readonly model: DeviceModel;
  /** Its robots, in the order of their list. */
  public readonly robots: Device[];
  /** What reads them. */
  public readonly mapper: DeviceMapper;

  /**
   * @param scope Stack of the devices.
   * @param id Name of the model, and the beginning of all other names.
   * @param props Robots, what they tell, and the mapper.
   */
  public constructor(scope: Construct, id: string, props: ProductionLineProps) {
    super(scope, id);
    const { site, edgeNode, robots, properties, certificate, securityPolicy, collect } = props;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    problems.check(robots.length > 0, 'robots', '[]', 'must name at least one');
    robots.forEach(({ name }, i) => {
      checkDnsLabel(problems, 'robots', name);
      const first = robots.findIndex((other) => other.name === name) === i;
      problems.check(first, 'robots', name, 'is there twice');
    });
    const here = site.nodes.includes(edgeNode);
    problems.check(here, 'edgeNode', edgeNode.nodeName, `is no node of ${site.siteName}`, 'site.edgeNode(...)');
    for (const key of ['tls.crt', 'tls.key']) {
      const has = certificate.keys.includes(key);
      problems.check(has, 'certificate', certificate.secretName, `has no ${key}`, 'a Secret for TLS');
    }
    problems.raiseFor(this);
    this.model = new DeviceModel(this, id, { protocol: DeviceProtocol.OPC_UA, properties });
    this.robots = robots.map(
      ({ name, url }) =>
        new Device(this, `${id}-${name}`, {
          model: this.model,
          edgeNode,
          connection: DeviceConnection.opcUa({
            url,
            securityPolicy,
            certificateFile: `${FOLDER}/tls.crt`,
            keyFile: `${FOLDER}/tls.key`,
          }),
          twins: properties.map((property) => ({ property, collect })),
        }),
    );
    this.mapper = new DeviceMapper(this, `${id}-mapper`, {
      protocol: DeviceProtocol.OPC_UA,
      image: props.mapperImage,
      resources: props.mapperResources,
      nodeLabels: props.nodeLabels,
      mounts: [Mount.secret(certificate, FOLDER, { keys: ['tls.crt', 'tls.key'] })],
    });
    site.deploy(this.mapper);
  }
}
