import { Size, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeTelemetryProps } from './edge-telemetry-props';
import {
  catchUpBits,
  checkSites,
  claimedPerDay,
  queuedBytes,
  TelemetryVolume,
  withoutUplink,
} from './telemetry-volume';
import { Finding } from '../../capacity/model';
import { someOf } from '../../capacity/some-of';
import { EdgeSite } from '../../edge/platform/edge-platform';
import { EdgeService } from '../../edge/service/edge-service';
import { SiteOverride } from '../../edge/site/site-override';
import { bytesOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { checkTime, inSeconds } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Variable } from '../../platform/variable';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { DataSize } from '../../units/data-size';
import { Health } from '../../workload/pod/health';
import { Mount } from '../../workload/pod/mount';
import { Port } from '../../workload/pod/port';
import { Use, UseParts } from '../../workload/pod/use/use';
import { Replicas } from '../../workload/sizing/replicas';
import {
  collectorConfig,
  fileStorage,
  METRICS,
  OTLP_GRPC,
  OTLP_HTTP,
  otlpReceiver,
  queueOf,
  SECRETS,
} from '../collector/collector-config';
import { fileOf } from '../collector/collector-resource';
import { noteFlow } from '../collector/data-flows';
import { checkStore } from '../tracing/trace-checks';

const STATE = '/var/lib/otelcol';
const QUEUE = 'QUEUE_BYTES';
const GRPC = Port.grpc(OTLP_GRPC, { name: 'otlp-grpc' });
const HTTP = Port.http(OTLP_HTTP, { name: 'otlp-http' });
const OWN = Port.http(METRICS, { name: 'metrics' });

/**
 * What services of a site tell of themselves, kept while the site is offline: a collector at each site takes spans, metrics and logs over OTLP and has a volume for as much
 * as comes in the hours offline. Refused where the disk of a site does not hold that, or its uplink does not send it in time. Deployed as other services of the edge.
 *
 * @example
 * const telemetry = new EdgeTelemetry(stack, 'telemetry', {
 *   image: registry.image('docker-hub/otel/opentelemetry-collector-k8s', { tag: '0.158.0', digest }),
 *   address: TelemetryAddress.outside('telemetry.example.com', 4317),
 *   perDay: DataSize.megabytes(500),
 * });
 * fleet.deploy(telemetry);
 */
@checked
export class EdgeTelemetry extends EdgeService {
  private readonly telemetry: EdgeTelemetryProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the service and its objects.
   * @param props Where telemetry goes, how much there is, and in what time it has to be there.
   */
  public constructor(scope: Construct, id: string, props: EdgeTelemetryProps) {
    const problems = new Problems(pathOf(scope, id));
    const { address, login, authority, perDay, uplinkPercent = 25, storageClass, image, architectures } = props;
    checkStore(problems, 'address', address, props);
    checkTime(problems, 'catchUp', props.catchUp);
    const share = uplinkPercent > 0 && uplinkPercent <= 100;
    problems.check(share, 'uplinkPercent', uplinkPercent, 'must be above 0 and at most 100');
    problems.raise();
    const { cpu, memory } = props.resources ?? { cpu: Cpu.millis(200), memory: Size.mebibytes(256) };
    const secrets = [...(login?._keys ?? []), ...(authority ? [authority] : [])];
    const names = [...new Set(secrets.map(({ secretName }) => secretName))];
    super(scope, id, {
      image,
      architectures,
      resources: { cpu, memory },
      replicas: Replicas.fixed(1),
      ports: [GRPC, HTTP],
      metricsPort: OWN,
      health: Health.tcp(GRPC, OWN),
      args: ['--config=/etc/config/collector.yaml'],
      config: { 'collector.yaml': configOf(props) },
      env: { GOMEMLIMIT: `${Math.floor((0.8 * bytesOf(memory)) / 2 ** 20)}MiB` },
      variables: { NODE_NAME: Variable.nodeName() },
      mounts: names.map((name) => {
        const own = secrets.filter(({ secretName }) => secretName === name);
        return Mount.secret(own[0]._secret, `${SECRETS}/${name}`, { keys: own.map(({ key }) => key) });
      }),
      buffer: {
        mountPath: STATE,
        perDay: DataSize.of(Size.kibibytes(Math.ceil(claimedPerDay(perDay.toBytes()) / 1024))),
        storageClass,
      },
    });
    this.telemetry = props;
    this.calls(address._peer);
    noteFlow(this, address, 'sends telemetry to');
    AutonomousStack.containing(this).cluster._forecasts.add(() => ({
      storage: [
        {
          path: this.node.path,
          name: `telemetry of ${this.sites.length} ${this.sites.length === 1 ? 'site' : 'sites'} to ${address.host}`,
          perDay: perDay.toBytes() * this.sites.length,
        },
      ],
    }));
  }

  /** Where services of its site send: OTLP over HTTP; gRPC is on port 4317. */
  public get endpoint(): string {
    return `http://${this.serviceName}.${this.stack.namespaceName}:${OTLP_HTTP}`;
  }

  /** The way of a service of its sites to it, for `uses`: the variables that SDKs of OpenTelemetry read, and the permission to call it. */
  public client(): Use {
    return new TelemetryClient(this);
  }

  /** @internal */
  public get _sends(): number {
    const longest = this.sites.reduce((most, { _offlineSeconds }) => Math.max(most, _offlineSeconds), 0);
    return catchUpBits(this.volume, longest);
  }

  /** @internal */
  public get _findings(): Finding[] {
    const unknown = withoutUplink(this.sites).map(({ siteName }) => siteName);
    const one: Finding = {
      code: 'EDGE_TELEMETRY_UPLINK_UNKNOWN',
      severity: 'warning',
      uncovered: true,
      path: this.node.path,
      message: `nobody said what uplink ${someOf(unknown, 3)} have: whether what they keep offline is ever sent is not known`,
      cure: ['uplink of the fleet, or of the sites'],
      count: unknown.length,
    };
    return [...super._findings, ...(unknown.length > 0 ? [one] : [])];
  }

  /** @internal */
  public _deploy(sites: readonly EdgeSite[], overrides: readonly SiteOverride[]): void {
    const problems = new Problems(`${this.node.path} deploy`);
    checkSites(problems, this.volume, sites);
    problems.raise();
    const offline = [...new Set(sites.map(({ _offlineSeconds }) => _offlineSeconds))].sort((a, b) => a - b);
    const queues = offline.map((seconds) => ({
      sites: sites.filter(({ _offlineSeconds }) => _offlineSeconds === seconds),
      env: { [QUEUE]: String(Math.max(2 ** 20, queuedBytes(this.telemetry.perDay.toBytes(), seconds))) },
    }));
    super._deploy(sites, [...queues, ...overrides]);
  }

  private get volume(): TelemetryVolume {
    const { perDay, catchUp, uplinkPercent = 25 } = this.telemetry;
    return {
      perDay: perDay.toBytes(),
      share: uplinkPercent / 100,
      ...(catchUp && { catchUp: Math.max(1, inSeconds(catchUp)) }),
    };
  }
}

/** What a service of a site needs to send. */
class TelemetryClient extends Use {
  public constructor(private readonly telemetry: EdgeTelemetry) {
    super();
  }

  /** @internal */
  public _partsFor(): UseParts {
    const { endpoint } = this.telemetry;
    return {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
      targets: [{ target: this.telemetry, ports: [HTTP, GRPC] }],
    };
  }
}

/** What comes in over OTLP is kept on the volume until the store has it, whatever is restarted meanwhile. */
function configOf({ address, login, authority }: EdgeTelemetryProps): string {
  const extension = login?._extension(fileOf);
  const tls = address.tls ? { ...(authority && { ca_file: fileOf(authority) }) } : { insecure: true };
  // Of the volume of each site: its own hours offline.
  const queue = queueOf({ bytes: 2 ** 21, storage: 'file_storage', batchBytes: 2 ** 20 });
  const config = collectorConfig({
    receivers: { otlp: otlpReceiver() },
    processors: { resource: { attributes: [{ key: 'k8s.node.name', value: '${env:NODE_NAME}', action: 'upsert' }] } },
    exporters: {
      otlp_grpc: {
        endpoint: address.authority,
        tls,
        compression: 'gzip',
        ...(extension && { auth: { authenticator: extension.name } }),
        ...queue,
        sending_queue: { ...queue.sending_queue, queue_size: `\${env:${QUEUE}}` },
      },
    },
    extensions: { file_storage: fileStorage(STATE), ...(extension && { [extension.name]: extension.config }) },
    signals: ['traces', 'metrics', 'logs'],
  });
  return Yaml.stringify(config);
}
