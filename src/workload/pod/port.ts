import { checked } from '../../props/checked';

/** What is spoken on a port. Istio and gateways decide by it how traffic is handled. */
export enum PortProtocol {
  /** HTTP/1.1. */
  HTTP = 'http',
  /** HTTP/2 without TLS. */
  HTTP2 = 'http2',
  /** gRPC. */
  GRPC = 'grpc',
  /** Plain TCP. */
  TCP = 'tcp',
  /** Datagrams. The mesh does not carry them. */
  UDP = 'udp',
}

/** Details of a port. */
export interface PortOptions {
  /**
   * Name of the port, unique in the workload.
   * @default - the protocol
   */
  readonly name?: string;
}

const APP_PROTOCOLS: Record<PortProtocol, string | undefined> = {
  http: 'http',
  http2: 'kubernetes.io/h2c',
  grpc: 'grpc',
  tcp: 'tcp',
  udp: undefined,
};

/** A port that the container listens on; the Service has it under the same number. */
@checked
export class Port {
  /**
   * HTTP/1.1.
   * @param number 1024 to 65535.
   * @param options Its name, and the port of the Service.
   */
  public static http(number: number, options: PortOptions = {}): Port {
    return new Port(number, PortProtocol.HTTP, options);
  }

  /**
   * HTTP/2 without TLS.
   * @param number 1024 to 65535.
   * @param options Its name, and the port of the Service.
   */
  public static http2(number: number, options: PortOptions = {}): Port {
    return new Port(number, PortProtocol.HTTP2, options);
  }

  /**
   * gRPC.
   * @param number 1024 to 65535.
   * @param options Its name, and the port of the Service.
   */
  public static grpc(number: number, options: PortOptions = {}): Port {
    return new Port(number, PortProtocol.GRPC, options);
  }

  /**
   * Plain TCP.
   * @param number 1024 to 65535.
   * @param options Its name, and the port of the Service.
   */
  public static tcp(number: number, options: PortOptions = {}): Port {
    return new Port(number, PortProtocol.TCP, options);
  }

  /**
   * Datagrams, such as CoAP, RTP or QUIC. They never go through the mesh: nothing encrypts them but the program itself.
   * @param number 1024 to 65535.
   * @param options Its name, and the port of the Service.
   */
  public static udp(number: number, options: PortOptions = {}): Port {
    return new Port(number, PortProtocol.UDP, options);
  }

  /** Name of the port, as Istio reads it: the protocol, or the protocol, a dash and the given name. */
  public readonly name: string;

  private constructor(
    /** Number of the port. */
    public readonly number: number,
    /** What is spoken on it. */
    public readonly protocol: PortProtocol,
    options: PortOptions,
  ) {
    this.name =
      options.name === undefined
        ? protocol
        : options.name.startsWith(`${protocol}-`)
          ? options.name
          : `${protocol}-${options.name}`;
    if (!Number.isInteger(number) || number < 1024 || number > 65535) {
      throw new Error(
        `Port.${protocol}(${number}): must be a whole number from 1024 to 65535: without root a process cannot listen below`,
      );
    }
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(this.name) || this.name.length > 15) {
      throw new Error(
        `Port.${protocol}(${number}): name '${this.name}' must be a-z, 0-9 and -, with the protocol 15 characters at most`,
      );
    }
  }

  /**
   * What no two ports of a pod have in common.
   * @internal
   */
  public get _id(): string {
    return `${this.number}/${this._transport}`;
  }

  /**
   * What carries it.
   * @internal
   */
  public get _transport(): 'TCP' | 'UDP' {
    return this.protocol === PortProtocol.UDP ? 'UDP' : 'TCP';
  }

  /** `appProtocol` of the Service port; of datagrams none. */
  public get appProtocol(): string | undefined {
    return APP_PROTOCOLS[this.protocol];
  }
}
