import { DeviceProtocol } from './device-protocol';
import { Endpoint, endpointOf } from './endpoint';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** A Modbus device behind TCP. */
export interface ModbusTcpProps {
  /** Address of the device or its gateway. */
  readonly address: string;
  /**
   * Port.
   * @default 502
   */
  readonly port?: number;
  /** Number of the device on its bus, 1 to 247. */
  readonly unit: number;
}

/** A Modbus device on a serial line. */
export interface ModbusRtuProps {
  /** Serial line of the node, for example '/dev/ttyS0'. */
  readonly serialPort: string;
  /**
   * Bits per second.
   * @default 9600
   */
  readonly baudRate?: number;
  /** Number of the device on its bus, 1 to 247. */
  readonly unit: number;
}

/** An OPC UA server. */
export interface OpcUaProps {
  /** Address, for example 'opc.tcp://plc-1:4840'. */
  readonly url: string;
  /**
   * Security policy: 'Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss', the outdated 'Basic256' and 'Basic128Rsa15', or 'None'.
   * @default 'Basic256Sha256'
   */
  readonly securityPolicy?: string;
  /**
   * Security mode: 'SignAndEncrypt', 'Sign', or 'None' with policy 'None'.
   * @default 'SignAndEncrypt'
   */
  readonly securityMode?: string;
  /**
   * File with the certificate that the mapper shows, in its container (`mounts` of the mapper): every mode but 'None' needs one. Passwords are for the mapper's own
   * secret, never for manifests.
   * @default - none: a finding says so
   */
  readonly certificateFile?: string;
  /**
   * File with the key of the certificate.
   * @default - none
   */
  readonly keyFile?: string;
}

/** Policies of OPC UA (part 7 of its specification), and those that it calls outdated. */
const POLICIES = [
  'Basic256Sha256',
  'Aes128_Sha256_RsaOaep',
  'Aes256_Sha256_RsaPss',
  'Basic256',
  'Basic128Rsa15',
  'None',
];
const MODES = ['SignAndEncrypt', 'Sign', 'None'];

/** An ONVIF camera. */
export interface OnvifProps {
  /** Address, for example '192.168.1.64:80'. */
  readonly address: string;
  /**
   * Name of the user. The password is for the mapper's own secret, never for manifests.
   * @default - none
   */
  readonly user?: string;
  /**
   * File with the password in the container of the mapper.
   * @default - none
   */
  readonly passwordFile?: string;
}

/** How a mapper reaches one device. */
@checked
export class DeviceConnection {
  /**
   * Modbus over TCP.
   * @param props Address, and the number of the device there.
   */
  public static modbusTcp(props: ModbusTcpProps): DeviceConnection {
    const { address, port = 502, unit } = props;
    const problems = new Problems('DeviceConnection.modbusTcp');
    problems.check(isAddress(address), 'address', address, 'must be a host name or an address');
    checkPort(problems, port);
    checkUnit(problems, unit);
    problems.raise();
    const data = { communicateMode: 'TCP', ip: address, port: String(port), slaveID: unit };
    return new DeviceConnection(DeviceProtocol.MODBUS, data, [{ host: address, port }]);
  }

  /**
   * Modbus on a serial line.
   * @param props The line, and the number of the device on it.
   */
  public static modbusRtu(props: ModbusRtuProps): DeviceConnection {
    const { serialPort, baudRate = 9600, unit } = props;
    const problems = new Problems('DeviceConnection.modbusRtu');
    problems.check(
      /^\/dev\/.+$/.test(serialPort),
      'serialPort',
      serialPort,
      "must be a device, for example '/dev/ttyS0'",
    );
    const speed = Number.isInteger(baudRate) && baudRate > 0;
    problems.check(speed, 'baudRate', baudRate, 'must be a whole number above 0');
    checkUnit(problems, unit);
    problems.raise();
    const line = { serialPort, baudRate, dataBits: 8, parity: 'even', stopBits: 1 };
    return new DeviceConnection(DeviceProtocol.MODBUS, { communicateMode: 'RTU', ...line, slaveID: unit });
  }

  /**
   * OPC UA.
   * @param props Address, and how the mapper proves who it is.
   */
  public static opcUa(props: OpcUaProps): DeviceConnection {
    const { url, securityPolicy = 'Basic256Sha256', securityMode = 'SignAndEncrypt', certificateFile, keyFile } = props;
    if (!/^opc\.tcp:\/\/[^\s/]+/.test(url)) {
      throw new Error(`DeviceConnection.opcUa: url '${url}' must be like opc.tcp://plc-1:4840`);
    }
    const problems = new Problems('DeviceConnection.opcUa');
    problems.check(
      POLICIES.includes(securityPolicy),
      'securityPolicy',
      securityPolicy,
      `must be ${POLICIES.join(', ')}`,
    );
    problems.check(MODES.includes(securityMode), 'securityMode', securityMode, `must be ${MODES.join(', ')}`);
    problems.check(
      (securityPolicy === 'None') === (securityMode === 'None'),
      'securityPolicy, securityMode',
      `${securityPolicy}, ${securityMode}`,
      'a server takes None with None alone',
      "both, or securityMode: 'SignAndEncrypt'",
    );
    const paired = (certificateFile === undefined) === (keyFile === undefined);
    problems.check(paired, 'certificateFile, keyFile', 'one of both', 'a certificate needs its key');
    problems.raise();
    const files = {
      ...(certificateFile !== undefined && { certificate: certificateFile }),
      ...(keyFile !== undefined && { privateKey: keyFile }),
    };
    const endpoints = [endpointOf(url, 4840)];
    const weak = securityMode === 'None' ? 'open' : certificateFile === undefined ? 'no certificate' : undefined;
    const data = { url, securityPolicy, securityMode, ...files };
    return new DeviceConnection(DeviceProtocol.OPC_UA, data, endpoints, weak);
  }

  /**
   * ONVIF.
   * @param props Address, and where user and password are.
   */
  public static onvif(props: OnvifProps): DeviceConnection {
    const { address, user, passwordFile } = props;
    const [host, port] = address.split(':');
    if (!isAddress(host) || (port !== undefined && !(Number(port) > 0 && Number(port) < 65_536))) {
      throw new Error(`DeviceConnection.onvif: address '${address}' must be <host> or <host>:<port>`);
    }
    const login = {
      ...(user !== undefined && { userName: user }),
      ...(passwordFile !== undefined && { password: passwordFile }),
    };
    // Pictures come over RTSP, from a port that the camera names: 554 unless somebody changed it.
    const endpoints = [
      { host, port: Number(port ?? 80) },
      { host, port: 554 },
    ];
    return new DeviceConnection(DeviceProtocol.ONVIF, { url: address, ...login }, endpoints);
  }

  /**
   * Bluetooth Low Energy, by the address of the device.
   * @param macAddress Six pairs of hexadecimal digits with colons.
   */
  public static ble(macAddress: string): DeviceConnection {
    if (!/^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/.test(macAddress)) {
      throw new Error(`DeviceConnection.ble('${macAddress}'): must be six pairs of hexadecimal digits with colons`);
    }
    return new DeviceConnection(DeviceProtocol.BLE, { macAddress });
  }

  /**
   * Whatever a mapper of your own wants to know. Where it reaches the device over the network, `mapper.calls(Peer.cidr(...))` lets it.
   * @param protocol Protocol of the mapper.
   * @param configData What the mapper reads, as text; nothing secret.
   */
  public static custom(protocol: DeviceProtocol, configData: Record<string, string>): DeviceConnection {
    return new DeviceConnection(protocol, { ...configData });
  }

  private constructor(
    /** The protocol that it is of. */
    public readonly protocol: DeviceProtocol,
    /** @internal */
    public readonly _configData: Readonly<Record<string, unknown>>,
    /**
     * Where the device is on the network.
     * @internal
     */
    public readonly _endpoints: readonly Endpoint[] = [],
    /**
     * What its security lacks.
     * @internal
     */
    public readonly _weakness?: 'open' | 'no certificate',
  ) {}
}

function isAddress(text: string): boolean {
  return isDnsSubdomain(text) || /^[0-9a-fA-F:.]+$/.test(text);
}

function checkPort(problems: Problems, port: number): void {
  problems.check(Number.isInteger(port) && port > 0 && port < 65_536, 'port', port, 'must be from 1 to 65535');
}

function checkUnit(problems: Problems, unit: number): void {
  problems.check(
    Number.isInteger(unit) && unit > 0 && unit < 248,
    'unit',
    unit,
    'must be a whole number from 1 to 247',
  );
}
