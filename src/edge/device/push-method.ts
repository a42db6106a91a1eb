import { Duration } from 'cdk8s';
import { Endpoint, endpointOf } from './endpoint';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { FlowPlace } from '../../protection/flow-place';
import { Residency } from '../../protection/residency';

/** An MQTT broker that values are pushed to. */
export interface MqttPushProps {
  /** Address, for example 'tcp://broker:1883'. */
  readonly address: string;
  /** Topic. */
  readonly topic: string;
  /**
   * Quality of service: 0 at most once, 1 at least once, 2 exactly once.
   * @default 0
   */
  readonly qos?: number;
  /**
   * Whether the broker keeps the last value.
   * @default false
   */
  readonly retained?: boolean;
}

/** A server that values are pushed to. */
export interface HttpPushProps {
  /** Host, for example 'http://collector'. */
  readonly host: string;
  /** Port. */
  readonly port: number;
  /** Path. */
  readonly path: string;
  /**
   * Time after which the push failed.
   * @default Duration.seconds(5)
   */
  readonly timeout?: Duration;
}

/** An InfluxDB that values are written to. Its token is the mapper's own secret. */
export interface InfluxPushProps {
  /** Address. */
  readonly url: string;
  /** Organisation. */
  readonly org: string;
  /** Bucket. */
  readonly bucket: string;
  /** Measurement. */
  readonly measurement: string;
  /**
   * Field.
   * @default 'value'
   */
  readonly field?: string;
  /**
   * Tags of each value.
   * @default - none
   */
  readonly tags?: Record<string, string>;
}

/** A database of MySQL that values are written to. Its password is the mapper's own secret. */
export interface DatabasePushProps {
  /** Address, `<host>:<port>`. */
  readonly address: string;
  /** Database. */
  readonly database: string;
  /** Name of the user. */
  readonly user: string;
}

/** Where a mapper sends the values of a property, without the cloud in between. */
@checked
export class PushMethod {
  /**
   * To an MQTT broker.
   * @param props The broker and the topic.
   */
  public static mqtt(props: MqttPushProps): PushMethod {
    const { address, topic, qos = 0, retained = false } = props;
    const problems = new Problems('PushMethod.mqtt');
    problems.check(
      /^(tcp|ssl|mqtt|mqtts|ws|wss):\/\/[^\s]+$/.test(address),
      'address',
      address,
      "must be like 'tcp://broker:1883'",
    );
    problems.check(isTopic(topic), 'topic', topic, 'must be a topic without wildcards');
    problems.check([0, 1, 2].includes(qos), 'qos', qos, 'must be 0, 1 or 2');
    problems.raise();
    const secure = /^(ssl|mqtts|wss)/.test(address);
    return new PushMethod({ mqtt: { address, topic, qos, retained } }, endpointOf(address, secure ? 8883 : 1883));
  }

  /**
   * To a server by HTTP.
   * @param props The server and the path.
   */
  public static http(props: HttpPushProps): PushMethod {
    const { host, port, path, timeout = Duration.seconds(5) } = props;
    const problems = new Problems('PushMethod.http');
    problems.check(/^https?:\/\/[^\s/]+$/.test(host), 'host', host, "must be like 'http://collector'");
    problems.check(Number.isInteger(port) && port > 0 && port < 65_536, 'port', port, 'must be from 1 to 65535');
    problems.check(path.startsWith('/'), 'path', path, 'must start with /');
    problems.raise();
    const server = { hostName: host, port, requestPath: path, timeout: timeout.toMilliseconds() };
    return new PushMethod({ http: server }, { host: endpointOf(host, port).host, port });
  }

  /**
   * To InfluxDB 2.
   * @param props The server, and where in it.
   */
  public static influxDb(props: InfluxPushProps): PushMethod {
    const { url, org, bucket, measurement, field = 'value', tags } = props;
    if (!/^https?:\/\/[^\s]+$/.test(url)) {
      throw new Error(`PushMethod.influxDb: url '${url}' must be like http://influx:8086`);
    }
    const influxdb2 = {
      influxdb2ClientConfig: { url, org, bucket },
      influxdb2DataConfig: { measurement, fieldKey: field, ...(tags && { tag: tags }) },
    };
    const port = url.startsWith('https') ? 443 : 80;
    return new PushMethod({ dbMethod: { influxdb2 } }, endpointOf(url, port));
  }

  /**
   * To MySQL.
   * @param props The server and the database.
   */
  public static mysql(props: DatabasePushProps): PushMethod {
    const { address, database, user } = props;
    const mysqlClientConfig = { addr: hostPort(address), database, userName: user };
    return new PushMethod({ dbMethod: { mysql: { mysqlClientConfig } } }, endpointOf(address, 3306));
  }

  /**
   * To TDengine, whose user and password are the mapper's own secret.
   * @param address Host and port.
   * @param database Name of the database.
   */
  public static tdEngine(address: string, database: string): PushMethod {
    const TDEngineClientConfig = { addr: hostPort(address), dbName: database };
    return new PushMethod({ dbMethod: { TDEngine: { TDEngineClientConfig } } }, endpointOf(address, 6041));
  }

  /**
   * To a numbered database of Redis.
   * @param address Host and port.
   * @param database Number of the database.
   */
  public static redis(address: string, database: number = 0): PushMethod {
    const redisClientConfig = { addr: hostPort(address), db: database };
    return new PushMethod({ dbMethod: { redis: { redisClientConfig } } }, endpointOf(address, 6379));
  }

  private constructor(
    /** @internal */
    public readonly _spec: object,
    private readonly server: Endpoint,
    private readonly residency?: Residency,
  ) {}

  /**
   * The same under a law: personal and map data may go there where they are to stay under that law.
   * @param residency Under which law the server is.
   */
  public within(residency: Residency): PushMethod {
    return new PushMethod(this._spec, this.server, residency);
  }

  /**
   * Whether nobody on the way reads values.
   * @internal
   */
  public get _isEncrypted(): boolean {
    const { mqtt, http, dbMethod } = this._spec as {
      readonly mqtt?: { readonly address: string };
      readonly http?: { readonly hostName: string };
      readonly dbMethod?: { readonly influxdb2?: { readonly influxdb2ClientConfig: { readonly url: string } } };
    };
    const address = mqtt?.address ?? http?.hostName ?? dbMethod?.influxdb2?.influxdb2ClientConfig.url ?? '';
    return /^(ssl|mqtts|wss|https):/.test(address);
  }

  /**
   * Where values go. A server of the cluster that says no law is under that of the device.
   * @internal
   */
  public get _place(): FlowPlace {
    const { server, residency } = this;
    const path = `${server.host}:${server.port}`;
    return isInCluster(server.host) && !residency ? { path } : { path, residency: () => residency };
  }

  /**
   * Servers outside the cluster, by their address; those with a name in the cluster are for `mapper.calls(...)`, which opens them alone.
   * @internal
   */
  public get _endpoints(): Endpoint[] {
    return isInCluster(this.server.host) ? [] : [this.server];
  }
}

/** Whether a text is an MQTT topic that can be published to. */
export function isTopic(text: string): boolean {
  return text.length > 0 && text.length <= 65_535 && !/[+#\u0000]/.test(text);
}

/** A name without dots, or one of Kubernetes: a Service. */
function isInCluster(host: string): boolean {
  return !host.includes('.') || /\.svc(\.|$)/.test(host);
}

function hostPort(address: string): string {
  if (!/^[^\s:/]+:\d{1,5}$/.test(address)) {
    throw new Error(`PushMethod: address '${address}' must be <host>:<port>`);
  }
  return address;
}
