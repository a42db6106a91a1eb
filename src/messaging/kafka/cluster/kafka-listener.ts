import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';
import { isNetwork } from '../../../workload/calls/peer';

/** How clients say who they are. */
export enum KafkaAuthentication {
  /** A certificate, of which the user operator makes one for each user. */
  TLS = 'tls',
  /** A password that is never sent, which the user operator makes for each user. */
  SCRAM_SHA_512 = 'scram-sha-512',
}

/** A port of the brokers. */
export interface KafkaListenerOptions {
  /**
   * Name: up to 11 letters in lower case and digits.
   * @default - 'tls' inside the cluster, 'external' outside
   */
  readonly name?: string;
  /**
   * Port, from 9092 on; Strimzi has 9404, 9998 and 9999 itself.
   * @default - 9093 inside the cluster, 9094 outside
   */
  readonly port?: number;
  /**
   * How clients say who they are.
   * @default KafkaAuthentication.TLS
   */
  readonly authentication?: KafkaAuthentication;
  /**
   * Whether what is said is encrypted. There is no other value than true: passwords, messages and who asks would be readable to all on the way.
   * @default true
   */
  readonly tls?: boolean;
}

/** A port of the brokers for clients outside the cluster. */
export interface KafkaOutsideListenerOptions extends KafkaListenerOptions {
  /** Networks that clients come from, for example ['10.20.0.0/16']. */
  readonly sourceRanges: string[];
  /**
   * Annotations of the Services of type LoadBalancer: one for the bootstrap address and one for each broker.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
}

/** Ports that Strimzi keeps for itself from 9092 on (ListenersValidator of release 1.2). */
const TAKEN = [9404, 9998, 9999];

/** A port on which clients reach the brokers, always with TLS and with names: `KafkaListener.inside()`. */
@checked
export class KafkaListener {
  /**
   * For workloads of the cluster. Network policies let in those that use a topic.
   * @param options Its name and port.
   */
  public static inside(options: KafkaListenerOptions = {}): KafkaListener {
    return new KafkaListener('internal', 'tls', 9093, options);
  }

  /**
   * For clients outside, by load balancers: one for the bootstrap address and one for each broker.
   * @param options Who may reach it, its names and its port.
   */
  public static outside(options: KafkaOutsideListenerOptions): KafkaListener {
    return new KafkaListener('loadbalancer', 'external', 9094, options, options);
  }

  /** @internal */
  public readonly _name: string;
  /** @internal */
  public readonly _port: number;
  /** @internal */
  public readonly _authentication: KafkaAuthentication;

  private constructor(
    private readonly kind: 'internal' | 'loadbalancer',
    name: string,
    port: number,
    private readonly options: KafkaListenerOptions,
    private readonly outside?: KafkaOutsideListenerOptions,
  ) {
    this._name = options.name ?? name;
    this._port = options.port ?? port;
    this._authentication = options.authentication ?? KafkaAuthentication.TLS;
  }

  /** @internal */
  public get _isInside(): boolean {
    return this.kind === 'internal';
  }

  /** @internal */
  public _check(problems: Problems): void {
    const { _name: name, _port: port, options, outside } = this;
    const at = `listeners['${name}']`;
    problems.check(/^[a-z0-9]{1,11}$/.test(name), 'listeners.name', name, 'must be 1 to 11 of a-z and 0-9');
    const free = Number.isInteger(port) && port >= 9092 && port <= 65535 && !TAKEN.includes(port);
    problems.check(free, `${at}.port`, port, `must be from 9092 to 65535 and none of ${TAKEN.join(', ')}`);
    const encrypted = options.tls ?? true;
    problems.check(
      encrypted === true,
      `${at}.tls`,
      encrypted,
      'is a plain listener, which everyone on the way reads',
      'true',
    );
    if (!outside) {
      return;
    }
    const { sourceRanges = [] } = outside;
    problems.check(
      sourceRanges.length > 0,
      `${at}.sourceRanges`,
      '[]',
      'must name the networks that clients come from',
    );
    for (const range of sourceRanges) {
      problems.check(isNetwork(range), `${at}.sourceRanges`, range, "must be an IPv4 network such as '10.20.0.0/16'");
      problems.check(range !== '0.0.0.0/0', `${at}.sourceRanges`, range, 'is everyone', 'the networks of its clients');
    }
  }

  /**
   * The listener of a Kafka (kafka.strimzi.io/v1).
   * @param peers pods that use a topic; never none, as Strimzi opens a listener without peers to everyone
   * @internal
   */
  public _spec(peers: readonly object[]): object {
    const { kind, outside, _name: name, _port: port, _authentication: type } = this;
    const common = { name, port, type: kind, tls: true, authentication: { type } };
    if (!outside) {
      return { ...common, networkPolicyPeers: peers };
    }
    const { sourceRanges, annotations } = outside;
    return {
      ...common,
      configuration: {
        // Addresses of clients stay as they are on the way to the brokers, whose network policy goes by them.
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: [...sourceRanges],
        ...(annotations && { bootstrap: { annotations }, perBrokerAnnotationsTemplate: annotations }),
      },
      networkPolicyPeers: sourceRanges.map((cidr) => ({ ipBlock: { cidr } })),
    };
  }
}
