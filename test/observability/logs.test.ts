import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  Cpu,
  DataSize,
  Image,
  LogCollection,
  LogCollectionProps,
  LogSink,
  Peer,
  Plan,
  PodSecurity,
  SecretRef,
  TelemetryAddress,
  TelemetryLogin,
} from 'cdk8s-autonomous';
import { cluster, find, messageOf } from '../support/apps';
import { edgePlatform, site } from '../support/edge';

const K8S = Image.of('registry.example.com/otel/opentelemetry-collector-k8s', { tag: '0.158.0' });
const CONTRIB = Image.of('registry.example.com/otel/opentelemetry-collector-contrib', { tag: '0.158.0' });
const SECRET = SecretRef.existing('store', ['user', 'password', 'token', 'id', 'key']);
const LOKI = LogSink.loki({ address: TelemetryAddress.outside('logs.example.com'), tenant: 'east' });
const VOLUME = { perDay: DataSize.gigabytes(86.4), perNodePerDay: DataSize.gigabytes(8.64) };

function collected(props: Partial<LogCollectionProps> = {}, podSecurity = PodSecurity.PRIVILEGED) {
  const app = Testing.app();
  const east = cluster(app, {}, { minNodesPerZone: 1 });
  const stack = new AutonomousStack(app, 'logging', { cluster: east, podSecurity });
  const logs = new LogCollection(stack, 'logs', { image: K8S, sink: LOKI, ...VOLUME, ...props });
  return { app, stack, logs, spec: logs.nodeCollector.toJson().spec };
}

const planOf = (app: App) => JSON.parse(Plan.of(app).toJson()).clusters[0];

describe('the collector of each node', () => {
  test('reads the files of all containers but its own, goes on where it was, and asks nobody who they are', () => {
    const { spec, stack } = collected();
    const { receivers, service, extensions } = spec.config;
    expect(receivers.file_log).toMatchObject({
      include: ['/var/log/pods/*/*/*.log'],
      exclude: ['/var/log/pods/logging_logs-collector-*/*/*.log'],
      include_file_path: true,
      storage: 'file_storage',
      operators: [{ type: 'container' }],
    });
    expect(extensions.file_storage.directory).toBe('/var/lib/otelcol');
    expect(service.pipelines).toEqual({
      logs: { receivers: ['file_log'], processors: ['memory_limiter', 'resource'], exporters: ['otlp_http'] },
    });
    expect(spec.securityContext).toMatchObject({
      runAsUser: 0,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    const account = find(Testing.synth(stack), 'ServiceAccount', 'logs');
    expect(account.automountServiceAccountToken).toBe(false);
  });

  test('keeps on the disk what the store does not take, and the plan counts that disk on every node', () => {
    const { app, spec } = collected({ keeps: Duration.hours(10) });
    // 100 kB each second for 36,000 s; a tenth more of disk, and 50 MiB for its own logs.
    expect(spec.config.exporters.otlp_http.sending_queue).toMatchObject({
      storage: 'file_storage',
      sizer: 'bytes',
      queue_size: 3.6e9,
      block_on_overflow: true,
    });
    const [pool] = planOf(app).pools;
    const taken = pool.daemonsets['logging/OpenTelemetryCollector/logs'];
    expect(taken['ephemeral-storage']).toBe(Math.ceil(1.1 * 3.6e9) + 50 * 2 ** 20);
    expect(taken.cpu).toBe(100);
    expect(Plan.of(app).toTable(false)).toMatch(/logs to logs\.example\.com.*80\.5 GiB/);
  });

  test('is on every node but those of edge sites, unless it is asked for', () => {
    const expressions = ({ affinity }: any) =>
      affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions;
    expect(expressions(collected().spec)).toEqual([{ key: 'node-role.kubernetes.io/edge', operator: 'DoesNotExist' }]);
    expect(expressions(collected({ edgeNodes: true }).spec)).toBeUndefined();
    expect(collected().spec.tolerations).toEqual([{ operator: 'Exists' }]);
  });

  test('at edge sites: found where the uplink or the hours offline are too much, by site', () => {
    const edge = edgePlatform();
    site(edge, 'gz-1', { uplink: Bandwidth.megabitsPerSecond(2), offline: Duration.hours(24) });
    site(edge, 'gz-2', { uplink: Bandwidth.megabitsPerSecond(100), offline: Duration.hours(2) });
    const stack = new AutonomousStack(edge.node.root as App, 'logging', {
      cluster: edge.cluster,
      podSecurity: PodSecurity.PRIVILEGED,
    });
    new LogCollection(stack, 'logs', { image: K8S, sink: LOKI, ...VOLUME, edgeNodes: true });
    const found = planOf(edge.node.root as App).findings.filter(({ code }: any) => code.startsWith('LOGS_'));
    expect(found.map(({ code, message, actual }: any) => [code, message, actual])).toEqual([
      // Two nodes of 100 kB each second.
      ['LOGS_EXCEED_UPLINK', 'the logs of gz-1 take more than a quarter of their uplinks', '1.6 Mbit/s'],
      [
        'LOGS_OF_EDGE_LOST',
        'gz-1 may be offline for longer than their nodes keep logs: what is older is lost',
        '4 hours',
      ],
    ]);
  });
});

test('events: one collector with one right, that alone may reach the API server', () => {
  const { stack, logs } = collected({ apiServer: Peer.cidr('10.0.0.1/32', 6443) });
  const { spec } = logs.eventCollector!.toJson();
  expect(spec).toMatchObject({ mode: 'deployment', replicas: 1, deploymentUpdateStrategy: { type: 'Recreate' } });
  expect(spec.config.receivers).toEqual({ k8s_events: { auth_type: 'serviceAccount' } });
  const objects = Testing.synth(stack);
  const role = objects.find(({ kind }) => kind === 'ClusterRole' || kind === 'Role');
  expect(role.rules).toEqual([{ apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch'] }]);
  const calls = (name: string) => JSON.stringify(find(objects, 'NetworkPolicy', name).spec.egress);
  expect(calls('logs-events-collector')).toContain('10.0.0.1/32');
  expect(calls('logs-collector')).not.toContain('10.0.0.1/32');
  expect(collected({ events: false }).logs.eventCollector).toBeUndefined();
});

describe('stores', () => {
  const exporter = (sink: LogSink, image = CONTRIB) => collected({ sink, image }).spec;

  test('Loki takes OTLP for a tenant, with a login by files', () => {
    const login = TelemetryLogin.basic(SECRET.key('user'), SECRET.key('password'));
    const spec = exporter(
      LogSink.loki({ address: TelemetryAddress.outside('logs.example.com'), tenant: 'east', login }),
    );
    expect(spec.config.exporters.otlp_http).toMatchObject({
      endpoint: 'https://logs.example.com:443/otlp',
      headers: { 'X-Scope-OrgID': 'east' },
      auth: { authenticator: 'basicauth/store' },
    });
    expect(spec.config.extensions['basicauth/store']).toEqual({
      client_auth: { username_file: '/etc/otel/secrets/store/user', password_file: '/etc/otel/secrets/store/password' },
    });
  });

  test('Elasticsearch tries again by a setting of its own', () => {
    const { config } = exporter(
      LogSink.elasticsearch({ address: TelemetryAddress.outside('es.example.com', 9200), index: 'pods' }),
    );
    expect(config.exporters.elasticsearch).toMatchObject({
      endpoints: ['https://es.example.com:9200'],
      logs_index: 'pods',
      retry: { max_retries: 1000 },
    });
    expect(config.exporters.elasticsearch).not.toHaveProperty('retry_on_failure');
  });

  test('a bucket gets few large objects, with keys by reference or the identity of the pods', () => {
    const keys = { accessKeyId: SECRET.key('id'), secretAccessKey: SECRET.key('key') };
    const spec = exporter(LogSink.s3({ bucket: 'logs-east', region: 'eu-central-1', ...keys }));
    expect(spec.config.exporters.awss3).toMatchObject({
      s3uploader: { region: 'eu-central-1', s3_bucket: 'logs-east', s3_prefix: 'logs', compression: 'gzip' },
      sending_queue: { batch: { flush_timeout: '60s', max_size: 2 ** 23 } },
    });
    expect(spec.env).toContainEqual({
      name: 'AWS_SECRET_ACCESS_KEY',
      valueFrom: { secretKeyRef: { name: 'store', key: 'key' } },
    });
    const identity = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/logs' };
    const sink = LogSink.s3({ bucket: 'logs-east', region: 'eu-central-1', identity });
    const { stack } = collected({ sink, image: CONTRIB });
    expect(find(Testing.synth(stack), 'ServiceAccount', 'logs').metadata.annotations).toMatchObject(identity);
  });
});

describe('refuses', () => {
  const plain = TelemetryAddress.inside({ service: 'es', namespace: 'elastic', labels: { app: 'es' }, port: 9200 });
  test.each<[string, () => unknown, string]>([
    [
      'a namespace that keeps pods from the files',
      () => collected({}, PodSecurity.RESTRICTED),
      'admits Pod Security "restricted" only, and logs are files of the node',
    ],
    [
      'a collector without the exporter',
      () => collected({ sink: LogSink.s3({ bucket: 'logs', region: 'eu-central-1' }) }),
      'has no exporter for such a store; opentelemetry-collector-contrib',
    ],
    [
      'a node that logs more than all',
      () => collected({ perNodePerDay: DataSize.gigabytes(100) }),
      'is more than all nodes log together, 80.5 GiB',
    ],
    [
      'more than a collector reads',
      () => collected({ perNodePerDay: DataSize.gigabytes(86.4) }),
      "resources.cpu '100m': reads 488 KiB each second, and the busiest node logs 977 KiB; Cpu.millis(200)",
    ],
    [
      'half a login',
      () => LogSink.s3({ bucket: 'logs', region: 'eu-central-1', accessKeyId: SECRET.key('id') }),
      'are of no use without each other',
    ],
    [
      'a password without TLS',
      () => LogSink.elasticsearch({ address: plain, login: TelemetryLogin.bearer(SECRET.key('token')) }),
      'would go to es.elastic.svc.cluster.local:9200 without TLS',
    ],
    [
      'a tenant that is none',
      () => LogSink.loki({ address: plain, tenant: 'a b' }),
      "tenant 'a b': must be 1 to 150 letters",
    ],
    [
      'a bucket that is none',
      () => LogSink.s3({ bucket: 'Logs', region: 'eu-central-1' }),
      "bucket 'Logs': must be 3 to 63 lower-case letters",
    ],
    [
      'an index that is none',
      () => LogSink.elasticsearch({ address: plain, index: 'A' }),
      "index 'A': must be lower-case letters",
    ],
    ['no time to keep', () => collected({ keeps: Duration.seconds(1) }), 'must be at least a minute'],
    [
      'a collector without memory',
      () => collected({ resources: { cpu: Cpu.units(1), memory: Size.mebibytes(32) } }),
      "resources.memory '32Mi'",
    ],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});
