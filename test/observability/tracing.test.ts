import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  Image,
  Mesh,
  Plan,
  Rate,
  Replicas,
  SecretRef,
  Survive,
  TelemetryAddress,
  TelemetryLogin,
  TraceAgent,
  Tracing,
  TracingProps,
} from 'cdk8s-autonomous';
import { cluster, find, messageOf, microservice } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';

const COLLECTOR = Image.of('registry.example.com/otel/opentelemetry-collector-k8s', { tag: '0.158.0' });
const TEMPO = TelemetryAddress.inside({
  service: 'tempo-distributor',
  namespace: 'tempo',
  labels: { component: 'distributor' },
  port: 4317,
});
const JAVA = TraceAgent.java(Image.of('registry.example.com/otel/autoinstrumentation-java', { tag: '2.30.0' }));
const objectsOf = (chart: AutonomousStack) => Testing.synth(chart);
const planOf = (app: App) => JSON.parse(Plan.of(app).toJson());
const at = (perSecond: number) =>
  Replicas.forThroughput({ arrivals: Rate.perSecond(perSecond), perReplica: Rate.perSecond(perSecond) });

function traced(props: Partial<TracingProps> = {}, survive = Survive.none(), mesh = Mesh.none()) {
  const app = Testing.app();
  const east = cluster(app, { survive });
  const shop = new AutonomousStack(app, 'shop', { cluster: east, mesh });
  const telemetry = new AutonomousStack(app, 'telemetry', { cluster: east });
  const tracing = new Tracing(telemetry, 'traces', {
    image: COLLECTOR,
    store: { address: TEMPO },
    percent: 5,
    ...props,
  });
  return { app, shop, telemetry, tracing };
}

const refused = (props: Partial<TracingProps>) => messageOf(() => traced(props));

describe('collectors', () => {
  test('are as many as the sampled spans of all that is traced take, and the plan says why', () => {
    const { app, shop, tracing } = traced({ percent: 50, spans: { perRequest: 4 } });
    tracing.trace(microservice(shop, 'cart', { replicas: at(5000) }));
    tracing.trace(microservice(shop, 'stock', { replicas: at(3000) }));
    // (5000 + 3000) x 4 x 50 % = 16,000 spans for collectors of 10,000 at 70 %.
    expect(tracing.spansPerSecond).toBe(16_000);
    expect(tracing.collector.toJson().spec.replicas).toBe(3);
    const [entry] = planOf(app).clusters;
    const planned = entry.workloads.find(({ id }: any) => id === 'telemetry/OpenTelemetryCollector/traces')!;
    expect(planned.replicas).toMatchObject({ planned: 3 });
    expect(planned.reason).toContain('16000 spans each second, of 50 % of 8000 requests at 2 places');
    expect(Plan.of(app).toTable(false)).toContain('spans to tempo-distributor.tempo.svc.cluster.local');
  });

  test('survive what the cluster survives', () => {
    const { shop, tracing } = traced({ percent: 50 }, Survive.zone());
    tracing.trace(microservice(shop, 'cart', { replicas: at(5000) }));
    const { replicas, topologySpreadConstraints } = tracing.collector.toJson().spec;
    // 7,500 spans: two at steady; after a zone of three two have to be left.
    expect(replicas).toBe(3);
    expect(topologySpreadConstraints).toContainEqual(
      expect.objectContaining({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }),
    );
  });

  test('run restricted, refuse before they die of memory, and keep what the store does not take', () => {
    const { tracing } = traced();
    const { spec } = tracing.collector.toJson();
    expect(spec).toMatchObject({
      mode: 'deployment',
      upgradeStrategy: 'none',
      serviceAccount: 'traces',
      networkPolicy: { enabled: false },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '2Gi' } },
    });
    const { exporters, processors, service, extensions } = spec.config;
    expect(Object.keys(processors)).toEqual(['memory_limiter']);
    expect(exporters.otlp_grpc).toMatchObject({
      endpoint: 'tempo-distributor.tempo.svc.cluster.local:4317',
      tls: { insecure: true },
      sending_queue: { sizer: 'bytes', queue_size: Math.floor(0.3 * 2 ** 31) },
      retry_on_failure: { max_elapsed_time: '0s' },
    });
    expect(service.pipelines).toEqual({
      traces: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: ['otlp_grpc'] },
    });
    expect(Object.keys(extensions)).toEqual(['health_check']);
  });

  test('say who they are by files of Secrets, over TLS', () => {
    const secret = SecretRef.existing('store', ['token', 'ca.crt']);
    const { tracing } = traced({
      store: {
        address: TelemetryAddress.outside('traces.example.com'),
        login: TelemetryLogin.bearer(secret.key('token')),
        authority: secret.key('ca.crt'),
      },
    });
    const { config, volumes, volumeMounts } = tracing.collector.toJson().spec;
    expect(config.exporters.otlp_grpc).toMatchObject({
      endpoint: 'traces.example.com:443',
      tls: { ca_file: '/etc/otel/secrets/store/ca.crt' },
      auth: { authenticator: 'bearertokenauth/store' },
    });
    expect(config.extensions['bearertokenauth/store']).toEqual({ filename: '/etc/otel/secrets/store/token' });
    expect(config.service.extensions).toEqual(['health_check', 'bearertokenauth/store']);
    expect(volumes).toMatchObject([{ secret: { secretName: 'store', items: [{ key: 'ca.crt' }, { key: 'token' }] } }]);
    expect(volumeMounts).toEqual([{ name: 'secret-0', mountPath: '/etc/otel/secrets/store', readOnly: true }]);
  });
});

describe('a traced workload', () => {
  test('names the Instrumentation, may call the collectors, and nobody else may', () => {
    const { app, shop, telemetry, tracing } = traced();
    const cart = microservice(shop, 'cart', { replicas: at(100) });
    tracing.trace(cart, JAVA);
    expect(cart.deployment.toJson().spec.template.metadata.annotations).toMatchObject({
      'instrumentation.opentelemetry.io/inject-java': 'telemetry/traces',
      'instrumentation.opentelemetry.io/container-names': 'cart',
    });
    const { spec } = tracing.instrumentation.toJson();
    expect(spec).toMatchObject({
      exporter: { endpoint: 'http://traces-collector.telemetry.svc.cluster.local:4318' },
      sampler: { type: 'parentbased_traceidratio', argument: '0.05' },
      java: { image: 'registry.example.com/otel/autoinstrumentation-java:2.30.0' },
    });
    expect(spec).not.toHaveProperty('python');
    const labels = { 'app.kubernetes.io/instance': 'telemetry.traces' };
    const [{ to, ports }] = cart.networkPolicy.toJson().spec.egress;
    expect(to[0].podSelector.matchLabels).toMatchObject(labels);
    expect(ports.map(({ port }: any) => port)).toEqual([4317, 4318]);
    const policy = find(objectsOf(telemetry), 'NetworkPolicy', 'traces-collector').spec;
    expect(policy.podSelector.matchLabels).toMatchObject(labels);
    expect(policy.ingress.map(({ from }: any) => from[0].podSelector?.matchLabels?.['app.kubernetes.io/name'])).toEqual(
      ['cart', undefined],
    );
    expect(policy.egress).toMatchObject([{ to: [{ podSelector: { matchLabels: { component: 'distributor' } } }] }]);
    expect(Plan.of(app).toJson()).not.toContain('TRACES_RATE_UNKNOWN');
  });

  test('has its own SDK told where to send, where no agent is given', () => {
    const { shop, tracing } = traced();
    const cart = microservice(shop, 'cart', { replicas: at(100) });
    tracing.trace(cart);
    expect(cart.deployment.toJson().spec.template.metadata.annotations).toMatchObject({
      'instrumentation.opentelemetry.io/inject-sdk': 'telemetry/traces',
    });
  });

  test('for which nobody said how much it gets is a finding, which lowers the verdict', () => {
    const { app, shop, tracing } = traced();
    tracing.trace(microservice(shop, 'cart'));
    expect(planOf(app).clusters[0].findings).toContainEqual(
      expect.objectContaining({ code: 'TRACES_RATE_UNKNOWN', uncovered: true, path: 'telemetry/traces' }),
    );
  });

  test('is traced once, by one image for each language', () => {
    const { shop, tracing } = traced();
    const cart = microservice(shop, 'cart');
    tracing.trace(cart, JAVA);
    expect(messageOf(() => tracing.trace(cart))).toContain(
      "[telemetry/traces trace] workload 'shop/cart': is traced already",
    );
    const other = TraceAgent.java(Image.of('registry.example.com/otel/java', { tag: '3.0.0' }));
    expect(messageOf(() => tracing.trace(microservice(shop, 'stock'), other))).toContain(
      'is another one for java than registry.example.com/otel/autoinstrumentation-java:2.30.0',
    );
  });
});

describe('sidecars of a mesh', () => {
  test('make two spans of a request, and reach the collectors', () => {
    const { shop, telemetry, tracing } = traced({ percent: 10 }, Survive.none(), Mesh.istio());
    microservice(shop, 'cart', { replicas: at(5000) });
    microservice(shop, 'batch', { replicas: at(5000), inMesh: false });
    tracing.traceMesh(shop);
    expect(tracing.spansPerSecond).toBe(1000);
    const objects = objectsOf(shop);
    expect(find(objects, 'Telemetry').spec).toEqual({
      tracing: [{ providers: [{ name: 'telemetry-traces' }], randomSamplingPercentage: 10 }],
    });
    expect(find(objects, 'NetworkPolicy', 'telemetry-traces-spans').spec.egress[0].ports).toEqual([
      { port: 4317, protocol: 'TCP' },
    ]);
    const [ingress] = find(objectsOf(telemetry), 'NetworkPolicy', 'traces-collector').spec.ingress;
    expect(ingress.from[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'shop' });
    expect(tracing.meshProvider).toEqual({
      name: 'telemetry-traces',
      opentelemetry: { service: 'traces-collector.telemetry.svc.cluster.local', port: 4317 },
    });
  });

  test('are asked only where there are some', () => {
    const { shop, tracing } = traced();
    expect(messageOf(() => tracing.traceMesh(shop))).toContain("stack 'shop': has no mesh");
    const ambient = traced({}, Survive.none(), Mesh.ambient());
    expect(messageOf(() => ambient.tracing.traceMesh(ambient.shop))).toContain("stack 'shop': has no sidecars");
  });
});

describe('refuses', () => {
  test.each<[string, Partial<TracingProps>, string]>([
    ['no share', { percent: 0 }, 'percent 0: must be above 0 and at most 100'],
    ['more than all', { percent: 101 }, 'percent 101: must be above 0 and at most 100'],
    ['no spans', { spans: { perRequest: 0 } }, 'spans.perRequest 0: must be above 0'],
    [
      'a login that all can read',
      { store: { address: TEMPO, login: TelemetryLogin.bearer(SecretRef.existing('s', ['t']).key('t')) } },
      'would go to tempo-distributor.tempo.svc.cluster.local:4317 without TLS',
    ],
    [
      'collectors without memory',
      { resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) } },
      "resources.memory '64Mi': is less than a collector starts in",
    ],
  ])('%s', (_, props, message) => {
    expect(refused(props)).toContain(message);
  });

  test('a stack with a mesh, and a Tracing that traces nothing', () => {
    const { app, telemetry } = traced();
    expect(telemetry.node.findChild('traces').node.validate()).toEqual([
      'traces nothing; tracing.trace(workload), or traceMesh(stack)',
    ]);
    const meshed = new AutonomousStack(app, 'meshed', { cluster: telemetry.cluster, mesh: Mesh.istio() });
    const props = { image: COLLECTOR, store: { address: TEMPO }, percent: 5 };
    expect(messageOf(() => new Tracing(meshed, 'traces', props))).toContain("stack 'meshed': is in a mesh");
  });
});

const { shop: SHOP, tracing: TRACING } = traced(
  { store: { address: TEMPO, retention: Duration.days(7) } },
  Survive.none(),
  Mesh.istio(),
);
TRACING.traceMesh(SHOP);
takenBySchemas({ Telemetry: find(objectsOf(SHOP), 'Telemetry') });
