import { App, Duration, Testing, YamlOutputType } from 'cdk8s';
import {
  ArgoDelivery,
  Canary,
  CanaryMetric,
  Microservice,
  MicroserviceProps,
  Plan,
  Port,
  Replicas,
} from 'cdk8s-autonomous';
import { cluster, documents, find, ISTIO, messageOf, microservice, stack } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const METRICS = [CanaryMetric.successRate(0.99), CanaryMetric.p99(Duration.millis(200))];
const CANARY = Canary.of({ steps: [5, 25, 50, 100], metrics: METRICS });

function made(props: Partial<MicroserviceProps> = {}, app: App = Testing.app(), delivery?: ArgoDelivery) {
  const east = cluster(app, { delivery });
  const shop = stack(app, { ...ISTIO, cluster: east, delivery });
  const service: Microservice = microservice(shop, 'cart', { canary: CANARY, replicas: Replicas.fixed(9), ...props });
  return { app, shop, service };
}

const OLD = { destination_canonical_revision: '0.9.0' };

function stackWith(props: Partial<MicroserviceProps>) {
  const shop = stack();
  microservice(shop, 'cart', props);
  return shop;
}

const objectsOf = (props?: Partial<MicroserviceProps>) => Testing.synth(made(props).shop);
const planOf = ({ app }: { app: App }) => JSON.parse(Plan.of(app).toJson()).clusters[0];

/** What Argo Rollouts makes of a measurement (EvaluateResult in utils/evaluate, 1.8); these conditions read the same in JavaScript. */
function phaseOf({ successCondition, failureCondition }: any, result: number[]): string {
  const holds = (condition: string) =>
    new Function('result', 'len', 'isNaN', `return ${condition}`)(
      result,
      (list: number[]) => list.length,
      Number.isNaN,
    );
  const [good, bad] = [successCondition, failureCondition].map(holds);
  return bad ? 'Failed' : good ? 'Successful' : 'Inconclusive';
}

describe('a service with a canary', () => {
  test('is a Rollout that moves the traffic of the mesh in steps', () => {
    const objects = objectsOf();
    expect(objects.filter(({ kind }) => kind === 'Deployment')).toEqual([]);
    const { spec } = find(objects, 'Rollout', 'cart');
    expect(spec).toMatchObject({
      replicas: 9,
      strategy: {
        canary: {
          dynamicStableScale: true,
          analysis: { templates: [{ templateName: 'cart' }], startingStep: 1 },
          trafficRouting: {
            istio: {
              virtualService: { name: 'cart', routes: ['primary'] },
              destinationRule: { name: 'cart', stableSubsetName: 'stable', canarySubsetName: 'canary' },
            },
          },
        },
      },
    });
    expect(spec.strategy.canary.steps.map((step: any) => step.setWeight ?? step.pause.duration)).toEqual([
      5,
      '600s',
      25,
      '600s',
      50,
      '600s',
    ]);
    const byRevision = spec.template.spec.topologySpreadConstraints.filter(({ matchLabelKeys }: any) => matchLabelKeys);
    expect(byRevision.map((one: any) => [one.topologyKey, one.matchLabelKeys])).toEqual([
      ['kubernetes.io/hostname', ['rollouts-pod-template-hash']],
      ['topology.kubernetes.io/zone', ['rollouts-pod-template-hash']],
    ]);
    expect(find(objects, 'DestinationRule', 'cart').spec.subsets.map(({ name }: any) => name)).toEqual([
      'canary',
      'stable',
    ]);
  });

  test('has its route and its analysis before the Rollout, which asks for them', () => {
    const objects = objectsOf();
    const waveOf = (kind: string) =>
      Number(find(objects, kind, 'cart').metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
    expect(['DestinationRule', 'VirtualService', 'AnalysisTemplate', 'Rollout'].map(waveOf)).toEqual([-10, -5, -5, 0]);
    const { hosts, gateways, http } = find(objects, 'VirtualService', 'cart').spec;
    expect([hosts, gateways]).toEqual([['cart.shop.svc.cluster.local'], ['mesh']]);
    expect(http[0].route.map(({ destination, weight }: any) => [destination.subset, weight])).toEqual([
      ['stable', 100],
      ['canary', 0],
    ]);
  });

  test('goes back where answers of the new version fail or are late, and pauses where there are none', () => {
    const [rate, latency] = find(objectsOf(), 'AnalysisTemplate', 'cart').spec.metrics;
    expect([[0.995], [0.98], [], [NaN]].map((result) => phaseOf(rate, result))).toEqual([
      'Successful',
      'Failed',
      'Inconclusive',
      'Inconclusive',
    ]);
    expect([[150], [260], [], [NaN]].map((result) => phaseOf(latency, result))).toEqual([
      'Successful',
      'Failed',
      'Inconclusive',
      'Inconclusive',
    ]);
    // More than this many of a kind end or pause it: Prometheus that is down never promotes either.
    for (const { failureLimit, inconclusiveLimit, consecutiveErrorLimit } of [rate, latency]) {
      expect([failureLimit, inconclusiveLimit, consecutiveErrorLimit]).toEqual([2, 2, 2]);
    }
  });

  test('goes on where there are none, if it is told so; bad answers end it all the same', () => {
    const canary = Canary.of({ steps: [50], metrics: METRICS, promoteWithoutTraffic: true });
    for (const metric of find(objectsOf({ canary }), 'AnalysisTemplate', 'cart').spec.metrics) {
      const [good, bad] = metric.name === 'success-rate' ? [0.999, 0.9] : [150, 260];
      expect([[], [NaN], [good], [bad]].map((result) => phaseOf(metric, result))).toEqual([
        'Successful',
        'Successful',
        'Successful',
        'Failed',
      ]);
    }
  });

  describe('what the success rate is', () => {
    interface Series {
      readonly labels: Record<string, string>;
      readonly perSecond: number;
    }

    /** Prometheus 3 for this one form of query: sums of rates, an empty sum where no series has the labels. */
    function measured(query: string, series: readonly Series[]): number {
      const sum = (selector: string): number | undefined => {
        const wanted = [...selector.matchAll(/(\w+)(=~?)"([^"]*)"/g)];
        const found = series.filter(({ labels }) =>
          wanted.every(([, name, how, value]) =>
            how === '=' ? labels[name] === value : new RegExp(`^(?:${value})$`).test(labels[name] ?? ''),
          ),
        );
        return found.length === 0 ? undefined : found.reduce((all, { perSecond }) => all + perSecond, 0);
      };
      const code = query
        .replace(/sum\(rate\(istio_requests_total\{([^}]*)\}\[2m\]\)\)/g, (_, selector) => `sum('${selector}')`)
        .replace(/ or vector\(0\)/g, ' ?? 0');
      return new Function('sum', `return ${code}`)(sum);
    }

    /** Series of Istio 1.28: the caller's proxy counts every call, that of the pod those that it got; a call for which there is no pod has no workload. */
    const call = (perSecond: number, more: Record<string, string>): Series => ({
      perSecond,
      labels: {
        reporter: 'source',
        destination_service_name: 'cart',
        destination_service_namespace: 'shop',
        destination_workload: 'cart',
        destination_workload_namespace: 'shop',
        destination_canonical_revision: '1.0.0',
        response_code: '200',
        ...more,
      },
    });
    const lost = { destination_workload: 'unknown', destination_workload_namespace: 'unknown' };
    const [rate] = find(objectsOf(), 'AnalysisTemplate', 'cart').spec.metrics;
    const { query } = rate.provider.prometheus;

    test.each<[string, Series[], number]>([
      ['all answered', [call(10, {})], 1],
      ['errors of the server', [call(9, {}), call(1, { response_code: '503' })], 0.9],
      ['errors of gRPC', [call(9, {}), call(1, { grpc_response_status: '14' })], 0.9],
      ['calls for which a gateway found no pod', [call(8, {}), call(2, { ...lost, response_code: '503' })], 0.8],
      ['none that reached a pod', [call(3, { ...lost, response_code: '503' })], 0],
      ['those of the old version are not its own', [call(5, {}), call(5, { ...OLD, response_code: '500' })], 1],
      ['what only the pod saw is not counted twice', [call(9, {}), call(9, { reporter: 'destination' })], 1],
    ])('%s', (_, series, expected) => {
      expect(measured(query, series)).toBeCloseTo(expected);
    });

    test('nobody calls: no number', () => {
      expect(measured(query, [])).toBeNaN();
    });
  });

  test('asks for both bounds of a metric together', () => {
    const metric = CanaryMetric.of({ name: 'words', query: 'words', atLeast: 1, atMost: 2 });
    const canary = Canary.of({ steps: [50], metrics: [metric] });
    const [words] = find(objectsOf({ canary }), 'AnalysisTemplate', 'cart').spec.metrics;
    expect([[0.5], [1.5], [2.5]].map((result) => phaseOf(words, result))).toEqual(['Failed', 'Successful', 'Failed']);
  });

  test('is not over before a version that is bad from its start has been told', () => {
    const [rate] = find(objectsOf(), 'AnalysisTemplate', 'cart').spec.metrics;
    const minutes = (text: string) => Number(/^(\d+)m$/.exec(text)![1]);
    const told = minutes(rate.initialDelay) + rate.failureLimit * minutes(rate.interval);
    const of = (steps: number[], hold: number) => Canary.of({ steps, metrics: METRICS, hold: Duration.minutes(hold) });
    expect(told).toBe(4);
    expect(messageOf(() => of([50], told))).toContain(
      'the new version would have all of the traffic before a bad one is told, after 5 minutes; Duration.minutes(5)',
    );
    expect(messageOf(() => of([20, 60], 2))).toContain('Duration.minutes(3)');
    expect([of([50], 5).steps, of([20, 60], 3).steps]).toEqual([[50], [20, 60]]);
  });

  test('measures the calls of its own revision', () => {
    const [rate, latency] = find(objectsOf(), 'AnalysisTemplate', 'cart').spec.metrics;
    expect(rate).toMatchObject({
      name: 'success-rate',
      interval: '1m',
      provider: { prometheus: { address: 'http://prometheus-operated.monitoring:9090' } },
    });
    for (const part of [
      'destination_workload_namespace="shop"',
      'destination_workload="cart"',
      'destination_canonical_revision="1.0.0"',
    ]) {
      expect(rate.provider.prometheus.query).toContain(part);
    }
    expect(rate.provider.prometheus.query).not.toContain('$');
    expect(latency.successCondition).toContain('result[0] <= 250');
    expect(latency.provider.prometheus.query).toContain('histogram_quantile(0.99');
  });

  test('in the plan starts as many pods beside the others as its widest step moves', () => {
    const plan = planOf(made());
    expect(plan.workloads[0]).toMatchObject({ id: 'shop/Rollout/cart', canary: 5, replicas: { planned: 9 } });
    const { added } = plan.scenarios
      .concat(plan.transitions)
      .find(({ name }: any) => name === 'canary:shop/Rollout/cart');
    expect(added.reduce((sum: number, { count, pods }: any) => sum + count * pods['shop/Rollout/cart'], 0)).toBe(5);
    // The quota of the namespace lets them in: nine, five more, one for rounding at other numbers of replicas, and as many that end as there is room for.
    expect(find(objectsOf(), 'ResourceQuota').spec.hard.pods).toBe('20');
    // Both versions are rounded up: at 15 % of ten replicas two of the new one run beside all of the old one.
    const uneven = Canary.of({ steps: [5, 15, 25, 35, 45, 55, 65, 75, 85, 95], metrics: METRICS });
    expect(planOf(made({ canary: uneven, replicas: Replicas.fixed(10) })).workloads[0].canary).toBe(2);
    const narrow = Canary.of({ steps: [10, 20, 30, 40, 50, 60, 70, 80, 90], metrics: METRICS });
    expect(planOf(made({ canary: narrow })).workloads[0].canary).toBe(2);
  });

  test('gives a slow pod the time that it may take to start', () => {
    const deadline = (props: Partial<MicroserviceProps>) =>
      find(objectsOf(props), 'Rollout').spec.progressDeadlineSeconds;
    expect([deadline({}), deadline({ startup: Duration.minutes(40) })]).toEqual([600, 2730]);
    const plain = Testing.synth(stackWith({ startup: Duration.minutes(40) }));
    expect(find(plain, 'Deployment').spec.progressDeadlineSeconds).toBe(2730);
    // An old pod that takes long to end holds its place until then.
    expect(deadline({ grace: Duration.minutes(20) })).toBe(1500);
  });

  test('is scaled as a Rollout', () => {
    const objects = objectsOf({ replicas: Replicas.autoscaled({ min: 3, max: 6 }) });
    expect(find(objects, 'HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      name: 'cart',
    });
    expect(find(objects, 'Rollout').spec.replicas).toBe(3);
  });

  test('is delivered without its weights being put back', () => {
    const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
    const props = { repository: 'https://git.example.com/m.git', revision: 'main', path: 'dist' };
    made({}, app, new ArgoDelivery(app, 'delivery', props));
    const { ignoreDifferences, syncPolicy } = find(documents(app), 'Application', 'east-shop').spec;
    expect(ignoreDifferences.map(({ kind, jqPathExpressions }: any) => [kind, jqPathExpressions])).toEqual([
      ['DestinationRule', ['.spec.subsets[]?.labels."rollouts-pod-template-hash"']],
      ['VirtualService', ['.spec.http[]?.route[]?.weight']],
    ]);
    expect(syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test('of Argo Rollouts and Istio', () => {
      const schemas = new Schemas('1.32');
      expect(objectsOf().flatMap((object) => schemas.check(object))).toEqual([]);
    });
  });
});

describe('what is refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a canary without a mesh',
      () => microservice(stack(), 'cart', { canary: CANARY }),
      'needs a port and a mesh that moves the traffic; mesh: Mesh.istio() on the stack',
    ],
    ['one without a sidecar', () => made({ inMesh: false }), 'needs a port and a mesh'],
    ['one without a port', () => made({ ports: [] }), 'needs a port and a mesh'],
    ['a surge beside it', () => made({ maxSurge: 2 }), 'follows from the steps of the canary'],
    [
      'a route from outside',
      () => {
        const { shop, service } = made({ ports: [Port.http(8080)] });
        shop.route('cart.example.com', service);
      },
      'its canary steers calls inside the mesh only',
    ],
    ['steps that fall', () => Canary.of({ steps: [50, 25], metrics: METRICS }), 'must be whole percentages that rise'],
    ['half a percent', () => Canary.of({ steps: [0.5], metrics: METRICS }), 'must be whole percentages'],
    ['no steps', () => Canary.of({ steps: [], metrics: METRICS }), 'must be whole percentages'],
    ['all at once', () => Canary.of({ steps: [100], metrics: METRICS }), 'have nothing before all of the traffic'],
    ['no metrics', () => Canary.of({ steps: [50], metrics: [] }), 'nothing would stop a bad version'],
    [
      'a metric twice',
      () => Canary.of({ steps: [50], metrics: [METRICS[0], METRICS[0]] }),
      'must have different names',
    ],
    [
      'seconds',
      () => Canary.of({ steps: [50], metrics: METRICS, hold: Duration.seconds(10) }),
      'must be at least a minute',
    ],
    ['no URL', () => Canary.of({ steps: [50], metrics: METRICS, prometheus: 'prometheus' }), 'must be a URL'],
    ['a rate above 1', () => CanaryMetric.successRate(99), 'must be above 0 and at most 1'],
    ['a metric without bounds', () => CanaryMetric.of({ name: 'x', query: 'x' }), 'one of them is needed'],
    [
      'bounds that cross',
      () => CanaryMetric.of({ name: 'x', query: 'x', atLeast: 2, atMost: 1 }),
      'not be above atMost',
    ],
    ['no query', () => CanaryMetric.of({ name: 'x', query: ' ', atLeast: 2 }), 'must not be empty'],
    ['no number', () => CanaryMetric.of({ name: 'x', query: 'x', atLeast: NaN }), 'must be a number'],
  ])('%s', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});
