import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Residency } from '../../protection/residency';
import { Peer } from '../../workload/calls/peer';

/** Pods of somebody else's chart that take telemetry. */
export interface InsideAddressProps {
  /** Name of the Service, for example 'tempo-distributor'. */
  readonly service: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Labels of the pods behind it: network policies see these, not the Service. */
  readonly labels: Record<string, string>;
  /** Port of the Service. */
  readonly port: number;
  /**
   * Port that the pods listen on.
   * @default - that of the Service
   */
  readonly podPort?: number;
  /**
   * Whether TLS is spoken. Without it, what is sent can be read on the way between nodes.
   * @default false
   */
  readonly tls?: boolean;
}

/**
 * Where telemetry goes: a service of the cluster or a host outside, over TLS.
 *
 * @example
 * const tempo = TelemetryAddress.inside({
 *   service: 'tempo-distributor',
 *   namespace: 'tempo',
 *   labels: { 'app.kubernetes.io/component': 'distributor' },
 *   port: 4317,
 * });
 * const loki = TelemetryAddress.outside('logs.example.com');
 */
@checked
export class TelemetryAddress {
  /**
   * A service of the cluster that is in no stack.
   * @param props Its Service, and the pods behind it.
   */
  public static inside(props: InsideAddressProps): TelemetryAddress {
    const { service, namespace, labels, port, podPort = port, tls = false } = props;
    const problems = new Problems('TelemetryAddress.inside');
    problems.check(isDnsSubdomain(service), 'service', service, 'must be the name of a Service');
    problems.raise();
    const peer = Peer.pods(namespace, labels, podPort);
    return new TelemetryAddress(`${service}.${namespace}.svc.cluster.local`, port, tls, peer);
  }

  /**
   * A host outside the cluster, over TLS.
   * @param host Full name of the host.
   * @param port Port of it.
   */
  public static outside(host: string, port: number = 443): TelemetryAddress {
    return new TelemetryAddress(host, port, true, Peer.host(host, port));
  }

  /**
   * A host in a private network, over TLS, such as one that a direct line leads to.
   * @param host Full name of the host.
   * @param cidr Network that it is in, for example '10.20.0.0/16'.
   * @param port Port of it.
   */
  public static privately(host: string, cidr: string, port: number = 443): TelemetryAddress {
    const problems = new Problems('TelemetryAddress.privately');
    problems.check(isDnsSubdomain(host), 'host', host, 'must be the name of a host');
    problems.raise();
    return new TelemetryAddress(host, port, true, Peer.cidr(cidr, port));
  }

  private constructor(
    /** The host. */
    public readonly host: string,
    /** Its port. */
    public readonly port: number,
    /** Whether TLS is spoken. */
    public readonly tls: boolean,
    /** @internal */
    public readonly _peer: Peer,
    /** Under which law it is; undefined where nobody says. */
    public readonly residency?: Residency,
  ) {}

  /**
   * The same, under a law: data that are marked as personal or as map data do not go there from another one.
   * @param residency Where it is.
   */
  public under(residency: Residency): TelemetryAddress {
    return new TelemetryAddress(this.host, this.port, this.tls, this._peer, residency);
  }

  /** `<host>:<port>`, as gRPC takes it. */
  public get authority(): string {
    return `${this.host}:${this.port}`;
  }

  /** @internal */
  public get _url(): string {
    return `${this.tls ? 'https' : 'http'}://${this.authority}`;
  }
}
