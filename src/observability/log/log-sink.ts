import { isDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';
import { Residency } from '../../protection/residency';
import { QueueParts, queueOf } from '../collector/collector-config';
import { fileOf } from '../collector/collector-resource';
import { TelemetryAddress } from '../collector/telemetry-address';
import { TelemetryLogin } from '../collector/telemetry-login';
import { checkStore } from '../tracing/trace-checks';

/** What stores have in common. */
export interface LogStoreProps {
  /** Its address. */
  readonly address: TelemetryAddress;
  /**
   * Who the collectors are for it.
   * @default - nobody asks
   */
  readonly login?: TelemetryLogin;
  /**
   * Certificate of the authority that the store's own is of.
   * @default - the public ones
   */
  readonly authority?: SecretKey;
}

/** A Loki, 3.0 or newer: it takes OTLP at `/otlp`. */
export interface LokiProps extends LogStoreProps {
  /**
   * Tenant of the Loki (X-Scope-OrgID).
   * @default - none: it has one tenant
   */
  readonly tenant?: string;
}

/** An Elasticsearch, 8.12 or newer. */
export interface ElasticsearchProps extends LogStoreProps {
  /**
   * Index or data stream that logs go to.
   * @default - data streams by what they are of
   */
  readonly index?: string;
}

/** A bucket of S3, or of a store that speaks its language. */
export interface LogBucketProps {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Region of the bucket, for example 'eu-central-1'. */
  readonly region: string;
  /**
   * First part of the names of all objects.
   * @default 'logs'
   */
  readonly prefix?: string;
  /**
   * Address of a store that is not that of AWS.
   * @default - that of AWS
   */
  readonly address?: TelemetryAddress;
  /**
   * Key of a Secret that holds the id of the access key. Both or none.
   * @default - who the pods are for the cloud, by `identity`
   */
  readonly accessKeyId?: SecretKey;
  /**
   * Key of a Secret that holds the access key itself.
   * @default - who the pods are for the cloud, by `identity`
   */
  readonly secretAccessKey?: SecretKey;
  /**
   * Annotations of the ServiceAccount, by which the cloud knows the pods: `{ 'eks.amazonaws.com/role-arn': '...' }`.
   * @default - none
   */
  readonly identity?: Record<string, string>;
  /**
   * Under which law the bucket is.
   * @default - nobody says
   */
  readonly residency?: Residency;
}

/**
 * How collectors send to a store.
 * @internal
 */
export interface SinkParts {
  readonly name: string;
  readonly config: object;
  readonly extensions: Readonly<Record<string, object>>;
  readonly secrets: readonly SecretKey[];
  readonly env: readonly object[];
  readonly identity?: Record<string, string>;
}

/**
 * Where logs and events go.
 *
 * @example
 * const loki = LogSink.loki({
 *   address: TelemetryAddress.inside({ service: 'loki-gateway', namespace: 'loki', labels: { app: 'gateway' }, port: 80, podPort: 8080 }),
 *   tenant: 'east',
 * });
 */
@checked
export class LogSink {
  /**
   * Loki, over OTLP.
   * @param props Its address, and for which tenant.
   */
  public static loki(props: LokiProps): LogSink {
    const { address, tenant } = props;
    const problems = new Problems('LogSink.loki');
    const named = tenant === undefined || /^[-A-Za-z0-9!_.*'()]{1,150}$/.test(tenant);
    problems.check(named, 'tenant', tenant, "must be 1 to 150 letters, digits and -!_.*'()");
    checkStore(problems, 'loki', address, props);
    problems.raise();
    return new LogSink(address, (queue) => {
      const { auth, tls, ...rest } = clientOf(props);
      const headers = tenant === undefined ? {} : { headers: { 'X-Scope-OrgID': tenant } };
      const config = { endpoint: `${address._url}/otlp`, ...tls, ...auth, ...headers, ...queueOf(queue) };
      return { name: 'otlp_http', config, env: [], ...rest };
    });
  }

  /**
   * Elasticsearch. The collector has to be -contrib: that for Kubernetes has no exporter for it.
   * @param props Its address, and the index.
   */
  public static elasticsearch(props: ElasticsearchProps): LogSink {
    const { address, index } = props;
    const problems = new Problems('LogSink.elasticsearch');
    const named = index === undefined || /^[a-z0-9][-a-z0-9_.]{0,199}$/.test(index);
    problems.check(named, 'index', index, 'must be lower-case letters, digits, -, _ and .');
    checkStore(problems, 'elasticsearch', address, props);
    problems.raise();
    return new LogSink(
      address,
      (queue) => {
        const { auth, tls, ...rest } = clientOf(props);
        const { sending_queue } = queueOf(queue);
        const config = {
          endpoints: [address._url],
          ...tls,
          ...auth,
          ...(index !== undefined && { logs_index: index }),
          // It has no other way to try again: a thousand times with a minute between is most of a day.
          retry: {
            enabled: true,
            max_retries: 1000,
            initial_interval: '1s',
            max_interval: '60s',
            retry_on_status: [429, 502, 503, 504],
          },
          sending_queue,
        };
        return { name: 'elasticsearch', config, env: [], ...rest };
      },
      true,
    );
  }

  /**
   * A bucket: objects of OTLP in JSON, compressed, in a folder for each minute. The collector has to be -contrib.
   * @param props The bucket, and who the collectors are for it.
   */
  public static s3(props: LogBucketProps): LogSink {
    const { bucket, region, prefix = 'logs', accessKeyId, secretAccessKey, identity, residency } = props;
    const problems = new Problems('LogSink.s3');
    const named = isDnsSubdomain(bucket) && bucket.length >= 3 && bucket.length <= 63;
    problems.check(named, 'bucket', bucket, 'must be 3 to 63 lower-case letters, digits, - and .');
    problems.check(isDnsLabel(region), 'region', region, "must be a region such as 'eu-central-1'");
    problems.check(
      /^[^/\s][^\s]*[^/\s]$|^[^/\s]$/.test(prefix),
      'prefix',
      prefix,
      'must be a path without / at either end',
    );
    problems.check(
      (accessKeyId === undefined) === (secretAccessKey === undefined),
      'accessKeyId, secretAccessKey',
      'one of them',
      'are of no use without each other',
      'both, or none with an identity',
    );
    problems.raise();
    const address = props.address ?? TelemetryAddress.outside(`${bucket}.s3.${region}.amazonaws.com`);
    return new LogSink(
      residency ? address.under(residency) : address,
      (queue) => {
        const { sending_queue } = queueOf({ ...queue, batchBytes: 2 ** 23, batchSeconds: 60 });
        const own = props.address && { endpoint: address._url, s3_force_path_style: true };
        const s3uploader = {
          region,
          s3_bucket: bucket,
          s3_prefix: prefix,
          compression: 'gzip',
          retry_mode: 'adaptive',
          ...own,
        };
        return {
          name: 'awss3',
          config: { s3uploader, marshaler: 'otlp_json', timeout: '60s', sending_queue },
          extensions: {},
          secrets: [],
          env: [variable('AWS_ACCESS_KEY_ID', accessKeyId), variable('AWS_SECRET_ACCESS_KEY', secretAccessKey)].flat(),
          identity,
        };
      },
      true,
    );
  }

  private constructor(
    /** Where it is. */
    public readonly address: TelemetryAddress,
    private readonly describe: (queue: QueueParts) => SinkParts,
    /**
     * Whether only the -contrib distribution has its exporter.
     * @internal
     */
    public readonly _needsContrib: boolean = false,
  ) {}

  /** @internal */
  public _exporter(queue: QueueParts): SinkParts {
    return this.describe(queue);
  }
}

function variable(name: string, key: SecretKey | undefined): object[] {
  return key ? [key._variable(name)] : [];
}

/** How a store is called over HTTP. */
function clientOf({ login, authority }: LogStoreProps) {
  const extension = login?._extension(fileOf);
  return {
    extensions: extension ? { [extension.name]: extension.config } : {},
    auth: extension ? { auth: { authenticator: extension.name } } : {},
    tls: authority ? { tls: { ca_file: fileOf(authority) } } : {},
    secrets: [...(login?._keys ?? []), ...(authority ? [authority] : [])],
  };
}
