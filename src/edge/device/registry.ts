import { Endpoint } from './endpoint';
import { Finding } from '../../capacity/model';

/** A device on a node of a site. */
interface KnownDevice {
  readonly path: string;
  readonly protocol: string;
  readonly site: string;
  readonly node: string;
  /** Where it is on the network, and where its values are sent. */
  readonly endpoints: readonly Endpoint[];
  /** What the security of its connection lacks. */
  readonly weakness?: 'open' | 'no certificate';
}

/** Mappers of a protocol at a site, and the nodes that they may run on. */
interface KnownMapper {
  readonly path: string;
  readonly protocol: string;
  readonly nodesAt: (site: string) => readonly string[] | undefined;
}

/** Devices and mappers of a platform. A device works where a mapper of its protocol runs on its own node. */
export class DeviceRegistry {
  private readonly devices: KnownDevice[] = [];
  private readonly mappers: KnownMapper[] = [];

  public addDevice(device: KnownDevice): void {
    this.devices.push(device);
  }

  public addMapper(mapper: KnownMapper): void {
    this.mappers.push(mapper);
  }

  /** What a mapper of a protocol has to reach from its pods at some sites. */
  public endpointsOf(protocol: string, sites: ReadonlySet<string>): Endpoint[] {
    return this.devices
      .filter((device) => device.protocol === protocol && sites.has(device.site))
      .flatMap(({ endpoints }) => endpoints);
  }

  /** Devices that nobody reads, one finding for each protocol and reason. */
  public findings(): Finding[] {
    const unread = new Map<string, KnownDevice[]>();
    const astray = new Map<string, KnownDevice[]>();
    const [open, bare] = (['open', 'no certificate'] as const).map((kind) =>
      this.devices.filter(({ weakness }) => weakness === kind),
    );
    const note = (map: Map<string, KnownDevice[]>, device: KnownDevice) =>
      map.set(device.protocol, [...(map.get(device.protocol) ?? []), device]);
    for (const device of this.devices) {
      const nodes = this.mappers
        .filter(({ protocol }) => protocol === device.protocol)
        .map(({ nodesAt }) => nodesAt(device.site))
        .filter((at): at is readonly string[] => at !== undefined);
      if (nodes.length === 0) {
        note(unread, device);
      } else if (!nodes.some((at) => at.length === 1 && at[0] === device.node)) {
        note(astray, device);
      }
    }
    return [
      ...(open.length > 0
        ? [
            finding(
              'OPC_UA_OPEN',
              open,
              'whoever reaches the device may read and set its values: security mode None',
              "securityMode: 'SignAndEncrypt', and a certificate for the mapper",
            ),
          ]
        : []),
      ...(bare.length > 0
        ? [
            finding(
              'OPC_UA_WITHOUT_CERTIFICATE',
              bare,
              'the connection is signed, and names no certificate: a server takes the mapper only if its own configuration has one',
              'certificateFile and keyFile of the connection, and mounts of the mapper with them',
              'info',
            ),
          ]
        : []),
      ...[...unread].map(([protocol, devices]) =>
        finding(
          'EDGE_DEVICE_WITHOUT_MAPPER',
          devices,
          `no mapper of ${protocol} runs at its site`,
          `a DeviceMapper of ${protocol}, deployed to the site`,
        ),
      ),
      ...[...astray].map(([protocol, devices]) =>
        finding(
          'EDGE_MAPPER_ELSEWHERE',
          devices,
          `the mapper of ${protocol} may run on another node than ${devices[0].node}: EdgeCore hands devices to mappers on their own node only`,
          'architectures or nodeLabels of the mapper that only the node of the devices has',
        ),
      ),
    ];
  }
}

function finding(
  code: string,
  devices: readonly KnownDevice[],
  why: string,
  cure: string,
  severity: Finding['severity'] = 'warning',
): Finding {
  const [first, ...others] = devices;
  const more = others.length > 0 ? ` (and for ${others.length} more devices)` : '';
  return {
    code,
    severity,
    path: first.path,
    message: `${why}${more}`,
    cure: [cure],
    ...(others.length > 0 && { count: devices.length, paths: devices.map(({ path }) => path) }),
  };
}
