import { Hocon } from './hocon';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';
import { ICallTarget } from '../../../workload/calls/call-target';
import { Port } from '../../../workload/pod/port';

/** What all gateways have. */
export interface GatewayProps {
  /** Vehicles that are connected through it at most, of the `connections` of the broker. */
  readonly connections: number;
  /**
   * Why its vehicles cannot speak TLS. The plan shows it. Without the reason there is TLS.
   * @default - TLS, with the certificate of the broker
   */
  readonly withoutTls?: string;
}

/** A gateway for GB/T 32960. */
export interface Gbt32960Props extends GatewayProps {
  /**
   * Port.
   * @default 7325
   */
  readonly port?: number;
}

/** A gateway for JT/T 808. */
export interface Jt808Props extends GatewayProps {
  /**
   * Port.
   * @default 6207
   */
  readonly port?: number;
  /** URL at which terminals are registered: it answers with the code that a terminal logs in with. https, or http of a Service of the cluster. */
  readonly registry: string;
  /** URL at which that code is checked. */
  readonly authentication: string;
  /** Who answers at both: a workload, or a `Peer`. The brokers may call it. */
  readonly server: ICallTarget;
}

/** What a gateway is made of. */
interface GatewayParts {
  readonly name: string;
  readonly port: Port;
  readonly settings: Readonly<Record<string, Hocon>>;
  readonly calls: readonly ICallTarget[];
  /** True where the protocol itself says nothing of who it is that one can believe. */
  readonly needsCertificate: boolean;
}

/**
 * A protocol of vehicles beside MQTT, which the broker translates: what a vehicle says arrives as MQTT messages below `<protocol>/<id>/`.
 */
@checked
export class VehicleGateway {
  /**
   * GB/T 32960, by which electric vehicles in China report. It has no login: with TLS a vehicle is who its certificate says (`ClientAuth.mutual`), whose common name has
   * to be the VIN.
   * @param props Ports, vehicles and what they send.
   */
  public static gbt32960(props: Gbt32960Props): VehicleGateway {
    const { port = 7325 } = props;
    const problems = new Problems('VehicleGateway.gbt32960');
    checkGateway(problems, props);
    problems.raise();
    return new VehicleGateway(props, {
      name: 'gbt32960',
      port: Port.tcp(port, { name: 'gbt32960' }),
      settings: { mountpoint: 'gbt32960/${clientid}/' },
      calls: [],
      needsCertificate: true,
    });
  }

  /**
   * JT/T 808, of terminals in commercial vehicles. Its terminals are registered and logged in by an HTTP service of yours.
   * @param props Ports, terminals and what they send.
   */
  public static jt808(props: Jt808Props): VehicleGateway {
    const { port = 6207, registry, authentication, server } = props;
    const problems = new Problems('VehicleGateway.jt808');
    checkGateway(problems, props);
    for (const [prop, url] of [
      ['registry', registry],
      ['authentication', authentication],
    ] as const) {
      const isUrl = ASKED.test(url ?? '');
      const cure = 'https, or http of a Service: http://<service>.<namespace>.svc';
      problems.check(isUrl, prop, url, 'must be a URL: without it every terminal would be let in', cure);
    }
    problems.raise();
    return new VehicleGateway(props, {
      name: 'jt808',
      port: Port.tcp(port, { name: 'jt808' }),
      settings: {
        mountpoint: 'jt808/${clientid}/',
        proto: {
          auth: { allow_anonymous: false, registry, authentication },
          up_topic: 'jt808/${clientid}/${phone}/up',
          dn_topic: 'jt808/${clientid}/${phone}/dn',
        },
      },
      calls: [server],
      needsCertificate: false,
    });
  }

  /** Most vehicles that are connected through it. */
  public readonly connections: number;
  /** Port that vehicles call. */
  public readonly port: Port;
  /** @internal */
  public readonly _withoutTls?: string;

  private constructor(
    props: GatewayProps,
    /** @internal */
    public readonly _parts: GatewayParts,
  ) {
    this.connections = props.connections;
    this._withoutTls = props.withoutTls;
    this.port = _parts.port;
  }
}

/** Where an HTTP service may be asked who a terminal is. */
const ASKED = /^(https:\/\/[^\s"/]+|http:\/\/[a-z0-9.-]+\.svc(\.[a-z0-9.-]+)?(:\d+)?)(\/[^\s"]*)?$/;

function checkGateway(problems: Problems, { connections, withoutTls }: GatewayProps): void {
  const whole = Number.isInteger(connections) && connections > 0;
  problems.check(whole, 'connections', connections, 'must be a whole number above 0');
  const said = withoutTls === undefined || withoutTls.trim().length > 0;
  problems.check(
    said,
    'withoutTls',
    withoutTls,
    'must say why its vehicles cannot speak TLS',
    'a reason, or leave it out',
  );
}
