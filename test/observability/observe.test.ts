import { Duration, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Canary,
  CanaryMetric,
  Latency,
  Mesh,
  Observability,
  ObserveOptions,
  Port,
  Prometheus,
  PrometheusOperatorProps,
  Rate,
  Replicas,
  RequestMetric,
  ServiceTime,
} from '../../src';
import { cluster, documents, find, messageOf, microservice } from '../support/apps';
import { codesOf, edgePlatform, edgeService, planOf, site, tenant } from '../support/edge';

const replicas = (millis: number, max?: number) =>
  Replicas.forDemand({
    arrivals: Rate.perSecond(100),
    service: ServiceTime.millis(20),
    workers: 4,
    latency: Latency.p99(Duration.millis(millis)),
    ...(max !== undefined && { max }),
  });

function observed(options: ObserveOptions = {}, prometheus: PrometheusOperatorProps = {}, mesh = Mesh.none()) {
  const app = Testing.app();
  const east = cluster(app);
  const stack = new AutonomousStack(app, 'shop', { cluster: east, mesh });
  const observability = new Observability(east, 'observability', { prometheus: Prometheus.operator(prometheus) });
  observability.observe(stack, options);
  return { app, east, stack, observability };
}

const histogram = (...millis: number[]) =>
  RequestMetric.histogram({ name: 'request_seconds', bounds: millis.map((one) => Duration.millis(one)) });

const METRICS = Port.http(9100, { name: 'metrics' });
const BUCKETS = 'sidecar.istio.io/statsHistogramBuckets';
const boundsOf = (object: any) => JSON.parse(object.spec.template.metadata.annotations[BUCKETS] ?? '{}').istiocustom;

describe('buckets of the mesh', () => {
  function canary(observe: boolean) {
    const app = Testing.app();
    const east = cluster(app);
    const stack = new AutonomousStack(app, 'shop', { cluster: east, mesh: Mesh.istio() });
    const callee = microservice(stack, 'search', {
      replicas: replicas(250),
      canary: Canary.of({ steps: [20], metrics: [CanaryMetric.p99(Duration.millis(180))] }),
    });
    const caller = microservice(stack, 'cart', { replicas: replicas(480) });
    caller.calls(callee);
    if (observe) {
      new Observability(east, 'observability', { prometheus: Prometheus.operator() }).observe(stack);
    }
    return documents(app);
  }

  test('have the objective among them, and at callers the time by which a canary is measured', () => {
    const objects = canary(true);
    const bounds = boundsOf(find(objects, 'Deployment', 'cart'));
    expect(bounds).toEqual(expect.arrayContaining([100, 180, 250, 480, 500, 1_800_000]));
    // Its own objective is a bound of Envoy's already.
    expect(boundsOf(find(objects, 'Rollout', 'search'))).toBeUndefined();
    const [metric] = find(objects, 'AnalysisTemplate').spec.metrics;
    expect(metric.successCondition).toContain('result[0] <= 180');
  });

  test('are those of Envoy where nobody observes: a canary takes the next one', () => {
    const objects = canary(false);
    expect(boundsOf(find(objects, 'Deployment', 'cart'))).toBeUndefined();
    expect(find(objects, 'AnalysisTemplate').spec.metrics[0].successCondition).toContain('result[0] <= 250');
  });
});

describe('a PodMonitor', () => {
  test('asks the sidecar at the port that takes no mutual TLS, and says of which workload series are', () => {
    const { app, stack } = observed({}, { labels: { release: 'p' } }, Mesh.istio());
    microservice(stack, 'cart', { metricsPort: METRICS, metricsPath: '/m' });
    microservice(stack, 'batch', { inMesh: false, metricsPort: METRICS, metricsPath: '/m' });
    const { metadata, spec } = find(documents(app), 'PodMonitor');
    expect(metadata.labels.release).toBe('p');
    expect(spec.selector.matchExpressions[0].values).toEqual(['batch', 'cart']);
    const told = spec.podMetricsEndpoints.map(({ port, path, relabelings }: any) => [port, path, relabelings[0].regex]);
    expect(told).toEqual([
      ['http-envoy-prom', '/stats/prometheus', 'cart'],
      ['http-metrics', '/m', 'batch'],
    ]);
    const [merged, plain] = spec.podMetricsEndpoints.map(({ relabelings }: any) => relabelings);
    expect(merged.map(({ replacement }: any) => replacement)).toEqual([undefined, undefined, '[$1]:15020', '$1:15020']);
    expect(plain).toHaveLength(2);
  });

  test('is not there where nothing can be asked, as of a stack at sites', () => {
    const edge = edgePlatform();
    const one = site(edge);
    const stack = tenant(edge);
    one.deploy(edgeService(stack));
    new Observability(edge.cluster, 'observability', { prometheus: Prometheus.operator() }).observe(stack);
    const objects = documents(edge.node.root as any);
    expect(objects.map(({ kind }) => kind)).not.toContain('PodMonitor');
    const config = JSON.parse(find(objects, 'ConfigMap', 'edge-state-metrics').data['config.yaml']);
    expect(config.spec.resources.map(({ groupVersionKind }: any) => groupVersionKind.kind)).toEqual([
      'EdgeApplication',
      'DeviceStatus',
    ]);
  });
});

describe('what is found', () => {
  test('an objective that nobody measures', () => {
    const { app, stack } = observed();
    microservice(stack, 'cart', { replicas: replicas(480), metricsPort: METRICS });
    const { findings } = planOf(app);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'OBJECTIVE_NOT_WATCHED', path: 'shop/cart', severity: 'warning' }),
    );
  });

  test('more series than Prometheus has room for, at the maximum of autoscalers', () => {
    const make = (maxSeries: number) => {
      const { app, stack } = observed({ seriesPerPod: 500 }, { maxSeries });
      microservice(stack, 'cart', { replicas: Replicas.autoscaled({ min: 2, max: 8 }), metricsPort: METRICS });
      return planOf(app);
    };
    expect(codesOf(make(4_000))).toEqual([]);
    const { message } = make(3_999).findings.find(({ code }: any) => code === 'TOO_MANY_SERIES');
    expect(message).toContain(
      '4000 series at the maximum of all autoscalers, and Prometheus has room for 3999: shop/cart 8 pods of 500',
    );
  });
});

describe('is refused', () => {
  test.each<[string, () => unknown, string | RegExp]>([
    [
      'an objective above all buckets',
      () => {
        const { app, stack } = observed({ requests: { cart: histogram(100, 250) } });
        microservice(stack, 'cart', { replicas: replicas(480), metricsPort: METRICS });
        return documents(app);
      },
      "requests['cart'] 'request_seconds': the objective of 480 ms is above all of its buckets, so that none tells who met it: 100 ms, 250 ms; a bucket of 480 ms",
    ],
    [
      'an objective between two buckets',
      () => {
        const { app, stack } = observed({ requests: { cart: histogram(250, 500) } });
        microservice(stack, 'cart', { replicas: replicas(480), metricsPort: METRICS });
        return documents(app);
      },
      'has no bucket at the objective of 480 ms, so that it is decided by rounding: 250 ms, 500 ms',
    ],
    [
      'a metric of a workload that is not there, or has no port for it',
      () => {
        const { app, stack } = observed({ requests: { carts: histogram(480), batch: histogram(480) } });
        microservice(stack, 'cart', { metricsPort: METRICS });
        microservice(stack, 'batch');
        return documents(app);
      },
      /requests 'carts': is no workload of the stack; did you mean 'cart'[^]*requests 'batch': has no metrics port/,
    ],
    [
      'a stack that lets another namespace read its metrics',
      () => observed({}, { namespace: 'observability' }),
      "lets namespace monitoring read its metrics, and Prometheus is in observability; monitoringNamespace: 'observability' on the stack",
    ],
    [
      'a share of which nothing may fail',
      () => observed({ availability: 100, seriesPerPod: 0 }),
      /availability '?100'?: must be above 0 and below 100[^]*seriesPerPod 0/,
    ],
    [
      'a stack twice, and a cluster twice',
      () => {
        const { stack, observability, east } = observed();
        const twice = messageOf(() => observability.observe(stack));
        return messageOf(() => {
          new Observability(east, 'again', { prometheus: Prometheus.operator() });
        }).replace(/^/, () => {
          throw new Error(`${twice}; again: is watched by another one already`);
        });
      },
      'is observed already; one call, with all options',
    ],
    [
      'a histogram by the name of one of its series, and failures that are no matchers',
      () => RequestMetric.histogram({ name: 'request_seconds_bucket', bounds: [], failed: 'code=5' }),
      /without _bucket, _count and _sum[^]*bounds \[\]: must rise from above 0[^]*failed 'code=5': must be matchers/,
    ],
    [
      'metrics that are read too seldom for rates',
      () => Prometheus.operator({ interval: Duration.minutes(5), maxSeries: 0, namespace: 'Monitoring' }),
      /namespace 'Monitoring'[^]*interval '5 minutes'[^]*at most a minute[^]*maxSeries 0/,
    ],
  ])('%s', (_, action, message) => {
    expect(action).toThrow(message);
  });
});
