import { ApiObject, App, Duration, Testing } from 'cdk8s';
import {
  AlertSeverity,
  AutonomousStack,
  Device,
  DeviceConnection,
  DeviceModel,
  DeviceProtocol,
  DeviceProperty,
  Latency,
  Mesh,
  ModbusRegister,
  Observability,
  Port,
  Prometheus,
  PropertyVisitor,
  Rate,
  Receiver,
  Replicas,
  RequestMetric,
  SecretRef,
  ServiceTime,
  Survive,
} from '../../src';
import { cluster, documents, find, microservice, statefulService } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';
import { edgePlatform, edgeService, site, tenant } from '../support/edge';
import { checkRules, describeWithPromtool, RuleTest, testRules } from '../support/promtool';

const demand = (latency: Latency, max?: number) =>
  Replicas.forDemand({
    arrivals: Rate.perSecond(100),
    service: ServiceTime.millis(20),
    workers: 4,
    latency,
    ...(max !== undefined && { max }),
  });

/** One stack in a mesh and one outside it, both observed, in a cluster of three zones. */
function shop(): App {
  const app = Testing.app();
  const east = cluster(app, { survive: Survive.zone() });
  const observability = new Observability(east, 'observability', {
    prometheus: Prometheus.operator({ labels: { release: 'prometheus' } }),
    receivers: [Receiver.webhook(SecretRef.existing('oncall', ['url']).key('url'))],
  });
  const stack = new AutonomousStack(app, 'shop', { cluster: east, mesh: Mesh.istio() });
  // Before its workloads are made: what there is is read when all is.
  observability.observe(stack, {
    receivers: [
      Receiver.webhook(SecretRef.existing('oncall', ['url']).key('url')),
      Receiver.pagerDuty(SecretRef.existing('oncall', ['key']).key('key'), { severities: [AlertSeverity.PAGE] }),
    ],
  });
  microservice(stack, 'cart', {
    replicas: demand(Latency.p99(Duration.millis(480)), 24),
    metricsPort: Port.http(9100, { name: 'metrics' }),
  });
  microservice(stack, 'search', { replicas: demand(Latency.mean(Duration.millis(200))), survive: Survive.none() });
  new ApiObject(stack, 'Certificate', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'api', namespace: 'istio-ingress' },
    spec: {
      secretName: 'api',
      duration: '2160h',
      renewBefore: '720h',
      dnsNames: ['a.example.com'],
      issuerRef: { name: 'ca' },
    },
  });
  const plain = new AutonomousStack(app, 'plain', { cluster: east });
  microservice(plain, 'decode', {
    replicas: demand(Latency.p95(Duration.millis(250))),
    metricsPort: Port.http(9100, { name: 'metrics' }),
  });
  statefulService(plain, 'store', { survive: Survive.none() });
  observability.observe(plain, {
    availability: 99,
    requests: {
      decode: RequestMetric.histogram({
        name: 'http_server_request_duration_seconds',
        bounds: [Duration.millis(100), Duration.millis(250), Duration.seconds(1)],
        failed: 'http_response_status_code=~"5.."',
      }),
    },
  });
  new ApiObject(plain, 'Queue', {
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'ClusterQueue',
    metadata: { name: 'q' },
  });
  new ApiObject(plain, 'Plan', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'capacity-plan' } });
  return app;
}

/** Two sites that bridge a day and one that bridges nothing, with a device. */
function stations(): App {
  const edge = edgePlatform();
  const app = edge.node.root as App;
  const observability = new Observability(edge.cluster, 'observability', { prometheus: Prometheus.operator() });
  const one = site(edge, 'gz-1');
  site(edge, 'gz-2');
  site(edge, 'road-1', { offline: Duration.hours(0) });
  const stack = tenant(edge);
  const visitor = PropertyVisitor.modbus({ register: ModbusRegister.HOLDING, offset: 2, limit: 2 });
  const level = DeviceProperty.ofString('level', { visitor });
  const model = new DeviceModel(stack, 'rack', { protocol: DeviceProtocol.MODBUS, properties: [level] });
  const connection = DeviceConnection.modbusTcp({ address: '10.0.0.7', unit: 3 });
  new Device(stack, 'rack-1', { model, edgeNode: one.edgeNode('box'), connection, twins: [{ property: level }] });
  one.deploy(edgeService(stack, 'cart', { metricsPort: Port.http(9100, { name: 'metrics' }) }));
  observability.observe(stack);
  return app;
}

/** Series of one alert, told at a moment and not told with the other values. */
interface Case {
  readonly alert: string;
  /** Labels of the rule that is meant, where several have the name. */
  readonly of?: Readonly<Record<string, string>>;
  readonly at: string;
  readonly series: Readonly<Record<string, readonly [fires: string, quiet: string]>>;
  /** Labels that come from the series. */
  readonly labels?: Readonly<Record<string, string>>;
  /** How often rules are run, where days are told. */
  readonly every?: string;
  readonly interval?: string;
}

const REQUESTS =
  'istio_requests_total{reporter="destination",destination_workload_namespace="shop",destination_canonical_service="cart"';
const TIMES = (part: string, more = '') =>
  `istio_request_duration_milliseconds_${part}{reporter="destination",destination_workload_namespace="shop",destination_canonical_service="cart"${more}}`;
const GROWS = (each: number) => `0+${each}x5000`;
const APP = (part: string, more = '') =>
  `http_server_request_duration_seconds_${part}{namespace="plain",workload="decode"${more}}`;
const NODE = { 'kube_node_info{node="n1"}': ['1x5000', '1x5000'] } as const;
const POD = (zone: string, i: number) => ({
  [`kube_pod_info{namespace="shop",pod="cart-${zone}${i}",node="${zone}",created_by_kind="ReplicaSet",created_by_name="cart-5d4"}`]:
    ['1x100', '1x100'] as const,
});
const zones: Case['series'] = {
  ...Object.assign(
    {},
    ...['a', 'b', 'c'].map((zone) => ({
      [`kube_node_labels{node="${zone}",label_topology_kubernetes_io_zone="${zone}"}`]: ['1x100', '1x100'],
    })),
  ),
  ...POD('a', 1),
  ...POD('a', 2),
  ...POD('b', 1),
  ...POD('c', 1),
  'kube_pod_status_phase{namespace="shop",pod="cart-a1",phase="Running"}': ['1x100', '1x100'],
  'kube_pod_status_phase{namespace="shop",pod="cart-a2",phase="Running"}': ['1x100', '1x100'],
  'kube_pod_status_phase{namespace="shop",pod="cart-b1",phase="Running"}': ['1x100', '1x100'],
  // The zone without a pod counts, too.
  'kube_pod_status_phase{namespace="shop",pod="cart-c1",phase="Running"}': ['0x100', '1x100'],
};

const CASES: readonly Case[] = [
  {
    alert: 'LatencyBudgetBurnsFast',
    of: { workload: 'cart' },
    at: '1h10m',
    series: { [TIMES('count')]: [GROWS(600), GROWS(600)], [TIMES('bucket', ',le="480"')]: [GROWS(500), GROWS(570)] },
  },
  {
    // Below 14.4 times as fast, above 6 times, of what the application itself tells.
    alert: 'LatencyBudgetBurnsFast',
    of: { workload: 'decode' },
    at: '6h10m',
    every: '5m',
    series: { [APP('count')]: [GROWS(600), GROWS(600)], [APP('bucket', ',le="0.25"')]: [GROWS(400), GROWS(430)] },
  },
  {
    // What was slow is over: nobody is woken.
    alert: 'LatencyBudgetBurnsFast',
    of: { workload: 'cart' },
    at: '7h',
    every: '5m',
    series: {
      [TIMES('count')]: [GROWS(600), GROWS(600)],
      [TIMES('bucket', ',le="480.0"')]: [GROWS(300), '0+300x180 54600+600x100'],
    },
  },
  {
    alert: 'LatencyBudgetBurns',
    of: { workload: 'cart' },
    at: '72h30m',
    every: '5m',
    series: {
      [TIMES('count')]: [GROWS(3000), GROWS(3000)],
      [TIMES('bucket', ',le="480"')]: [GROWS(2960), GROWS(2980)],
    },
  },
  {
    alert: 'LatencyMeanAboveObjective',
    at: '30m',
    series: {
      [TIMES('sum').replace('cart', 'search')]: [GROWS(600 * 210), GROWS(600 * 190)],
      [TIMES('count').replace('cart', 'search')]: [GROWS(600), GROWS(600)],
    },
  },
  {
    alert: 'AvailabilityBudgetBurnsFast',
    of: { workload: 'cart' },
    at: '1h10m',
    series: {
      [`${REQUESTS},response_code="200"}`]: [GROWS(600), GROWS(600)],
      [`${REQUESTS},response_code="503"}`]: [GROWS(10), GROWS(3)],
    },
  },
  {
    // Calls that found no pod at all.
    alert: 'AvailabilityBudgetBurnsFast',
    of: { workload: 'cart' },
    at: '10m',
    series: {
      'istio_requests_total{reporter="source",destination_service_namespace="shop",destination_service_name="cart",destination_workload="unknown",response_code="503"}':
        [GROWS(60), '0x5000'],
    },
  },
  {
    alert: 'AvailabilityBudgetBurnsFast',
    of: { workload: 'decode' },
    at: '1h10m',
    series: {
      [APP('count', ',http_response_status_code="200"')]: [GROWS(600), GROWS(600)],
      [APP('count', ',http_response_status_code="500"')]: [GROWS(120), GROWS(30)],
    },
  },
  {
    alert: 'AvailabilityBudgetBurns',
    of: { workload: 'cart' },
    at: '24h30m',
    every: '5m',
    series: {
      [`${REQUESTS},response_code="200"}`]: [GROWS(3000), GROWS(3000)],
      // A proxy counts a failed call of gRPC as 200.
      [`${REQUESTS},response_code="200",grpc_response_status="14"}`]: [GROWS(12), GROWS(2)],
    },
  },
  {
    alert: 'ArrivalsAbovePlan',
    of: { workload: 'cart' },
    at: '30m',
    series: { [`${REQUESTS},response_code="200"}`]: [GROWS(6_700), GROWS(6_500)] },
  },
  {
    alert: 'ReplicasAtMaximum',
    at: '20m',
    series: {
      'kube_horizontalpodautoscaler_status_current_replicas{namespace="shop",horizontalpodautoscaler="cart"}': [
        '24x100',
        '24x10 23x90',
      ],
    },
  },
  {
    alert: 'ReplicasBelowNeed',
    of: { workload: 'store' },
    at: '10m',
    series: {
      ...NODE,
      'kube_statefulset_status_replicas_ready{namespace="plain",statefulset="store"}': ['2x100', '3x100'],
    },
  },
  {
    // No ReplicaSet is left; and where kube-state-metrics is away nobody is woken for it.
    alert: 'ReplicasBelowNeed',
    of: { workload: 'cart' },
    at: '10m',
    series: { 'kube_node_info{node="n1"}': ['1x100', '_x100'] },
  },
  { alert: 'ZonesUneven', of: { workload: 'cart' }, at: '40m', series: zones },
  {
    alert: 'WorkloadNotWatched',
    of: { workload: 'cart' },
    at: '20m',
    series: {
      'up{namespace="shop",workload="cart",pod="cart-1"}': ['0x100', '0x100'],
      'up{namespace="shop",workload="cart",pod="cart-2"}': ['0x100', '1x100'],
    },
  },
  {
    alert: 'PodsUnschedulable',
    of: { namespace: 'shop' },
    at: '15m',
    series: { 'kube_pod_status_unschedulable{namespace="shop",pod="a"}': ['1x100', '1x5 _x90'] },
  },
  {
    alert: 'PodsPending',
    of: { namespace: 'shop' },
    at: '25m',
    series: { 'kube_pod_status_phase{namespace="shop",pod="a",phase="Pending"}': ['1x100', '1x10 0x90'] },
  },
  {
    alert: 'CertificateNotRenewed',
    at: '20m',
    series: {
      'certmanager_certificate_expiration_timestamp_seconds{name="api",namespace="cert-manager",exported_namespace="istio-ingress"}':
        ['1200000x100', '1400000x100'],
    },
  },
  {
    alert: 'CertificateEnds',
    at: '20m',
    series: {
      'certmanager_certificate_expiration_timestamp_seconds{name="api",namespace="istio-ingress"}': [
        '200000x100',
        '300000x100',
      ],
    },
  },
  {
    alert: 'NodesAbovePlan',
    at: '70m',
    series: Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [
        `kube_node_info{node="n${i}"}`,
        ['1x100', i === 6 ? '1x50 _x50' : '1x100'] as const,
      ]),
    ),
  },
  {
    alert: 'NodeFullerThanPlan',
    at: '40m',
    labels: { cluster_name: 'east' },
    series: {
      'kube_pod_container_resource_requests{namespace="shop",pod="a",node="n1",resource="cpu",unit="core"}': [
        '7.9x100',
        '7.9x100',
      ],
      'kube_pod_status_phase{namespace="shop",pod="a",phase="Running"}': ['1x100', '0x100'],
      'kube_node_status_allocatable{node="n1",resource="cpu",unit="core"}': ['8x100', '8x100'],
    },
  },
  {
    alert: 'PlanNotWatched',
    of: { series: 'pods and nodes' },
    at: '20m',
    series: { 'kube_pod_info{pod="a"}': ['_x100', '1x100'], 'kube_node_info{node="a"}': ['1x100', '1x100'] },
  },
  {
    alert: 'PlanNotWatched',
    of: { series: 'zones of nodes' },
    at: '20m',
    series: { 'kube_node_labels{node="a",label_topology_kubernetes_io_zone="a"}': ['_x100', '1x100'] },
  },
  { alert: 'PlanNoLongerHolds', at: '20m', series: { 'capacity_plan_holds{cluster="east"}': ['0x100', '0x5 1x95'] } },
  {
    alert: 'PlanNotChecked',
    at: '80m',
    series: { 'capacity_plan_checked_timestamp_seconds{cluster="east"}': ['0x100', '0+60x100'] },
  },
  {
    alert: 'JobsWaitTooLong',
    at: '80m',
    labels: { cluster_queue: 'q' },
    series: {
      'kueue_admission_wait_time_seconds_bucket{cluster_queue="q",le="5120"}': [GROWS(8), GROWS(10)],
      'kueue_admission_wait_time_seconds_bucket{cluster_queue="q",le="10240"}': [GROWS(10), GROWS(10)],
      'kueue_admission_wait_time_seconds_bucket{cluster_queue="q",le="+Inf"}': [GROWS(10), GROWS(10)],
    },
  },
  {
    alert: 'QueueAdmitsNothing',
    at: '100m',
    labels: { cluster_queue: 'q' },
    series: {
      'kueue_pending_workloads{cluster_queue="q",status="active"}': ['2x200', '2x200'],
      'kueue_admitted_workloads_total{cluster_queue="q"}': ['7x200', '0+1x200'],
    },
  },
];

const EDGE_CASES: readonly Case[] = [
  {
    alert: 'SiteUnreachable',
    of: { autonomy: '86400s' },
    at: '13h',
    every: '5m',
    interval: '5m',
    labels: { node: 'gz-1-box' },
    series: {
      'kube_node_status_condition{node="gz-1-box",condition="Ready",status="true"}': ['0x500', '0x100 1x5 0x300'],
    },
  },
  {
    alert: 'SiteUnreachable',
    of: { autonomy: '0s' },
    at: '20m',
    labels: { node: 'road-1-box' },
    // A node that has joined just now was not away.
    series: {
      'kube_node_status_condition{node="road-1-box",condition="Ready",status="true"}': ['0x500', '_x15 0x300'],
    },
  },
  {
    alert: 'SiteBeyondAutonomy',
    at: '25h',
    every: '5m',
    interval: '5m',
    labels: { node: 'gz-2-gpu' },
    series: {
      'kube_node_status_condition{node="gz-2-gpu",condition="Ready",status="true"}': ['0x500', '0x100 1x5 0x300'],
    },
  },
  {
    alert: 'EdgeApplicationNotDelivered',
    at: '70m',
    labels: { name: 'cart', kind: 'Deployment', workload: 'cart' },
    series: {
      'kubeedge_edgeapplication_condition{namespace="shop",name="cart",kind="Deployment",workload="cart",condition="Available"}':
        ['0x100', '0x30 1x70'],
    },
  },
  {
    alert: 'DeviceSilent',
    at: '30m',
    labels: { name: 'rack-1' },
    series: { 'kubeedge_device_last_online_timestamp_seconds{namespace="shop",name="rack-1"}': ['0x100', '0+60x100'] },
  },
  {
    alert: 'PlanNotWatched',
    of: { series: 'edge applications' },
    at: '20m',
    series: { 'kubeedge_edgeapplication_condition{name="a"}': ['_x100', '1x100'] },
  },
];

const groupsOf = (all: any[]): any[] =>
  all.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => spec.groups);
const objects = documents(shop());
const groups = groupsOf(objects);
const edgeObjects = documents(stations());
const edgeGroups = groupsOf(edgeObjects);

function ruleOf(all: any[], { alert, of = {} }: Case): any {
  const found = all
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.alert === alert && Object.entries(of).every(([name, value]) => rule.labels[name] === value));
  expect([alert, found.length]).toEqual([alert, 1]);
  return found[0];
}

/** The case as a test of promtool that the alert goes off, and as one that it does not. */
function testsOf(all: any[], one: Case): RuleTest[] {
  const { labels: own } = ruleOf(all, one);
  return [0, 1].map((i) => ({
    name: `${one.alert} ${i === 0 ? 'goes off' : 'is quiet'}`,
    interval: one.interval ?? (one.every === undefined ? '1m' : '2m'),
    input_series: Object.entries(one.series).map(([series, values]) => ({ series, values: values[i] })),
    alert_rule_test: [
      {
        eval_time: one.at,
        alertname: one.alert,
        exp_alerts: i === 0 ? [{ exp_labels: { ...own, ...one.labels } }] : [],
      },
    ],
  }));
}

/** Only the rules that a case is about: others of the name are told of other workloads. */
function about(all: any[], one: Case): any[] {
  const rule = ruleOf(all, one);
  const { name, rules } = all.find((group) => group.rules.includes(rule));
  const needed = (expr: string): any[] =>
    rules
      .filter((other: any) => other.record && expr.includes(other.record))
      .flatMap((other: any) => [...needed(other.expr), other]);
  const kept = new Set([...needed(rule.expr), rule]);
  return [{ name, rules: [...kept].map(({ annotations: _, ...rest }: any) => rest) }];
}

describe('alerts', () => {
  test('each has a case in which it goes off, and one in which it does not', () => {
    const names = (all: any[]) => new Set(all.flatMap(({ rules }) => rules).flatMap(({ alert }) => alert ?? []));
    const tested = new Set([...CASES, ...EDGE_CASES].map(({ alert }) => alert));
    expect([...names([...groups, ...edgeGroups])].filter((name) => !tested.has(name as string))).toEqual([]);
  });

  test('say what is the case, what the plan says, and whose they are', () => {
    for (const { alert, annotations, labels } of [...groups, ...edgeGroups].flatMap(({ rules }) => rules)) {
      if (alert !== undefined) {
        expect([alert, annotations.summary.length > 20, annotations.runbook.length > 60]).toEqual([alert, true, true]);
        expect(['page', 'ticket']).toContain(labels.severity);
        expect(['shop', 'plain', 'monitoring']).toContain(labels.namespace);
      }
    }
    const { annotations } = ruleOf(groups, { alert: 'ArrivalsAbovePlan', of: { workload: 'cart' } } as any as Case);
    expect(annotations.runbook).toContain(
      '99 % of the requests within 480 ms, with 3 replicas (24 at most), for 100 requests/s',
    );
  });

  describeWithPromtool('as promtool sees them', () => {
    test.each([
      ['the shop', groups],
      ['the stations', edgeGroups],
    ])('rules of %s are taken', (_, all) => {
      expect(checkRules(all)).toBe('');
    });

    test.each([
      ['the shop', groups, CASES],
      ['the stations', edgeGroups, EDGE_CASES],
    ] as const)('each alert of %s goes off, and is quiet', (_, all, cases) => {
      const files = cases.map((one) => ({
        groups: about(all as any, one),
        tests: testsOf(all as any, one),
        every: one.every,
      }));
      expect(testRules(files)).toBe('');
    });
  });
});

takenBySchemas({
  'PodMonitor of a mesh': objects.find(({ kind, metadata }) => kind === 'PodMonitor' && metadata.namespace === 'shop'),
  'PodMonitor without a mesh': objects.find(
    ({ kind, metadata }) => kind === 'PodMonitor' && metadata.namespace === 'plain',
  ),
  'PrometheusRule of a cluster': find(objects, 'PrometheusRule', 'east-plan'),
  'PrometheusRule of a stack': objects.find(
    ({ kind, metadata }) => kind === 'PrometheusRule' && metadata.namespace === 'shop',
  ),
  'PrometheusRule of sites': find(edgeObjects, 'PrometheusRule', 'east-plan'),
  'AlertmanagerConfig of a cluster': find(objects, 'AlertmanagerConfig', 'east-plan'),
});
