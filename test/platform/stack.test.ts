import { ApiObject, App, Chart, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  Cpu,
  KubernetesVersion,
  Mesh,
  NodeReserve,
  NodeType,
  PodSecurity,
  Port,
  Price,
  Replicas,
  Survive,
} from 'cdk8s-autonomous';
import { cluster, documents, find, ISTIO, messageOf, microservice, stack, statefulService } from '../support/apps';
import { planOf } from '../support/edge';

describe('the namespace', () => {
  test('Pod Security pinned to the version of the cluster, deletion confirmed', () => {
    const made = stack(Testing.app(), { labels: { owner: 'shop-team' } });
    const { metadata } = find(Testing.synth(made), 'Namespace');
    expect(metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.32',
      'pod-security.kubernetes.io/audit-version': 'v1.32',
      'pod-security.kubernetes.io/warn': 'restricted',
      owner: 'shop-team',
    });
    expect(metadata.annotations['argocd.argoproj.io/sync-options']).toBe('Delete=confirm,Prune=confirm');
  });

  test('everything is denied but names', () => {
    const objects = Testing.synth(stack());
    expect(find(objects, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Egress', 'Ingress'],
    });
    expect(find(objects, 'NetworkPolicy', 'allow-dns').spec.egress[0].ports).toEqual([
      { port: 53, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
    ]);
  });

  test('LimitRange: default requests and memory limit, no default CPU limit', () => {
    expect(find(Testing.synth(stack()), 'LimitRange').spec.limits).toEqual([
      { type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '100m', memory: '128Mi' } },
    ]);
  });

  test('LimitRange: no container gets a limit below its request, and the quota has room for the limit that it gets', () => {
    const made = stack(Testing.app(), { podSecurity: PodSecurity.BASELINE });
    const container = (name: string, resources: object) => ({ name, image: 'registry.example.com/a:1', resources });
    new ApiObject(made, 'plain', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'plain', namespace: 'shop' },
      spec: {
        containers: [
          container('large', { requests: { memory: '3Gi' } }),
          container('limited', { requests: { memory: '5Gi' }, limits: { memory: '5Gi' } }),
          container('silent', {}),
        ],
      },
    } as any);
    const objects = Testing.synth(made);
    expect(find(objects, 'LimitRange').spec.limits[0].default).toEqual({ memory: '3Gi' });
    // 3 GiB for the two that set no limit, 5 GiB for the third.
    expect(find(objects, 'ResourceQuota').spec.hard['limits.memory']).toBe('11Gi');
  });

  test('the quota: requests, memory limits, pods, devices; no CPU limit; sidecars in', () => {
    const made = stack(Testing.app(), ISTIO);
    made.cluster.addNodePool('gpu', { nodeType: gpuType() });
    microservice(made, 'cart', {
      replicas: Replicas.autoscaled({ min: 2, max: 5 }),
      resources: { ...BASE, extended: { 'nvidia.com/gpu': 1 } },
    });
    // Five at the maximum; while it is rolled out one more, and of those that end as many as the nodes, of eight devices, have
    // room for on top of the five. Each with a sidecar of 100 m and 128 MiB.
    expect(find(Testing.synth(made), 'ResourceQuota').spec.hard).toEqual({
      'requests.cpu': '9900m',
      'requests.memory': `${9 * 1152}Mi`,
      'limits.memory': '18Gi',
      pods: '9',
      'requests.nvidia.com/gpu': '9',
    });
  });
});

describe('the quota admits every scenario', () => {
  const pods = (made: AutonomousStack) => Number(find(Testing.synth(made), 'ResourceQuota').spec.hard.pods);

  test.each([1, 3])('with %i rollouts at a time: all that one sync starts', (concurrentRollouts) => {
    const made = stack(Testing.app(), {}, { concurrentRollouts });
    ['a', 'b', 'c'].forEach((name) => microservice(made, name, { replicas: Replicas.fixed(4) }));
    // Two nodes of eight cores: four of a and two of b on one, two of b and four of c on the other. Each starts one on top, and as many old ones may end at
    // the same time as there is room for beside the others: two, four and two.
    expect(pods(made)).toBe(12 + 3 * 1 + 2 + 4 + 2);
  });

  test('a rollout that stops the old pod first has room for it until it is gone', () => {
    const made = stack();
    statefulService(made, 'store', { replicas: Replicas.fixed(3) });
    expect(pods(made)).toBe(3 + 1);
  });

  test('the pods of a lost zone count until they are gone', () => {
    const made = stack(Testing.app(), {}, { survive: Survive.zone() });
    microservice(made, 'a', { replicas: Replicas.needed({ steady: 9, degraded: 9 }) });
    const hard = pods(made);
    const { scenarios, workloads } = planOf(made.cluster);
    const { planned } = workloads[0].replicas;
    const again = scenarios
      .filter(({ lost }: any) => Object.keys(lost).length > 0)
      .map(({ added }: any) =>
        added.reduce((sum: number, { count, pods: on }: any) => sum + count * (on['shop/Deployment/a'] ?? 0), 0),
      );
    expect(hard).toBeGreaterThanOrEqual(planned + Math.max(...again));
  });
});

describe('QUOTAS_OVERLAP: two stacks whose quotas exceed the cluster together', () => {
  const twoStacks = (maxNodesPerZone: number, memory = 1) => {
    const east = cluster(Testing.app(), { zones: ['a'] }, { maxNodesPerZone });
    for (const name of ['shop', 'depot']) {
      const made = new AutonomousStack(east.node.root as App, name, { cluster: east });
      const resources = { cpu: Cpu.units(1), memory: Size.gibibytes(memory) };
      microservice(made, 'a', { replicas: Replicas.fixed(3), resources });
    }
    return east;
  };
  const overlap = (east: Cluster) => planOf(east).findings.filter(({ code }: any) => code === 'QUOTAS_OVERLAP');

  test('in cpu, or in cpu and memory', () => {
    // Each has three of one core, one that a rollout starts and two that end beside it: 12 of 8 cores.
    expect(overlap(twoStacks(1))).toMatchObject([
      { severity: 'info', expected: 'at most 8 cpu together', actual: '12 cpu' },
    ]);
    expect(overlap(twoStacks(1, 4))).toMatchObject([{ actual: '12 cpu and 48 GiB memory' }]);
    expect(overlap(twoStacks(2))).toEqual([]);
  });

  test('it can be accepted', () => {
    const east = twoStacks(1);
    east.accept({ code: 'QUOTAS_OVERLAP', path: 'east', reason: 'they peak at different times' });
    expect(overlap(east)).toMatchObject([{ accepted: { severity: 'info', reason: 'they peak at different times' } }]);
    expect(planOf(east).findings.map(({ code }: any) => code)).not.toContain('ACCEPTANCE_MATCHES_NOTHING');
  });

  test('it stands among the others in order', () => {
    const { findings } = planOf(twoStacks(1));
    const codes = findings.filter(({ severity }: any) => severity === 'info').map(({ code }: any) => code);
    expect(codes.length).toBeGreaterThan(1);
    expect(codes).toEqual([...codes].sort());
  });
});

const BASE = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };
function gpuType(): NodeType {
  return NodeType.of('gpu', {
    cpu: Cpu.units(9),
    memory: Size.gibibytes(33),
    ephemeralStorage: Size.gibibytes(100),
    extendedResources: { 'nvidia.com/gpu': 4 },
    reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
    price: Price.perHour(5),
  });
}

describe('Istio', () => {
  test('strict mutual TLS, default deny, istiod reachable, injection by label or revision', () => {
    const objects = Testing.synth(stack(Testing.app(), ISTIO));
    expect(find(objects, 'PeerAuthentication').spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(find(objects, 'AuthorizationPolicy', 'deny-all').spec).toEqual({});
    expect(find(objects, 'NetworkPolicy', 'allow-mesh-control-plane').spec.egress[0].ports).toEqual([
      { port: 15012, protocol: 'TCP' },
    ]);
    expect(find(objects, 'Namespace').metadata.labels['istio-injection']).toBe('enabled');
    const revision = find(
      Testing.synth(stack(Testing.app(), { mesh: Mesh.istio({ revision: 'stable' }) })),
      'Namespace',
    ).metadata.labels;
    expect([revision['istio.io/rev'], revision['istio-injection']]).toEqual(['stable', undefined]);
  });

  test('sidecars have the requests that the planner counts, and outlast the container', () => {
    const made = stack(Testing.app(), {
      mesh: Mesh.istio({
        sidecarCpu: Cpu.millis(200),
        sidecarMemory: Size.mebibytes(256),
        sidecarMemoryLimit: Size.mebibytes(512),
      }),
    });
    microservice(made, 'cart', { grace: Duration.seconds(40) });
    const objects = Testing.synth(made);
    expect(find(objects, 'Deployment').spec.template.metadata.annotations).toMatchObject({
      'sidecar.istio.io/proxyCPU': '200m',
      'sidecar.istio.io/proxyMemory': '256Mi',
      'sidecar.istio.io/proxyMemoryLimit': '512Mi',
      'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true,"terminationDrainDuration":"35s"}',
    });
  });

  test('where nothing is promised after a loss, a tenth may be ejected', () => {
    const made = stack(Testing.app(), ISTIO);
    microservice(made, 'cart', { replicas: Replicas.needed({ steady: 6 }) });
    expect(find(Testing.synth(made), 'DestinationRule').spec.trafficPolicy.outlierDetection.maxEjectionPercent).toBe(
      10,
    );
  });

  test('a DestinationRule ejects as many replicas as a loss may take', () => {
    const made = stack(Testing.app(), ISTIO, { survive: Survive.zone() });
    microservice(made, 'cart', { replicas: Replicas.needed({ steady: 6, degraded: 4 }) });
    expect(find(Testing.synth(made), 'DestinationRule').spec.trafficPolicy).toMatchObject({
      loadBalancer: { simple: 'LEAST_REQUEST' },
      outlierDetection: { maxEjectionPercent: 33 },
    });
  });

  /**
   * Whether Istio 1.28 sends requests to the zone of the caller as long as that has healthy pods: outlier detection switches failover on
   * (LocalityLBSettings.ApplyToCluster), and the mesh has a locality setting by default unless the rule has one (GetEffectiveLbSetting).
   */
  const prefersOwnZone = ({ loadBalancer, outlierDetection }: any): boolean =>
    outlierDetection !== undefined && (loadBalancer?.localityLbSetting?.enabled ?? true);

  test('requests go to the pods of all zones, which are sized as one queue', () => {
    const made = stack(Testing.app(), ISTIO, { survive: Survive.zone() });
    microservice(made, 'cart', { replicas: Replicas.needed({ steady: 6, degraded: 4 }) });
    statefulService(made, 'store');
    const rules = Testing.synth(made).filter(({ kind }: any) => kind === 'DestinationRule');
    expect(rules).toHaveLength(2);
    expect(rules.map(({ spec }: any) => prefersOwnZone(spec.trafficPolicy))).toEqual([false, false]);
    expect(prefersOwnZone({ loadBalancer: { simple: 'LEAST_REQUEST' }, outlierDetection: {} })).toBe(true);
  });
});

describe('routes', () => {
  function routed() {
    const made = stack(Testing.app(), ISTIO);
    const [web, api] = [
      microservice(made, 'web'),
      microservice(made, 'api', { ports: [Port.http(8080), Port.http(9999, { name: 'admin' })] }),
    ];
    made.route('cars.example.com', web);
    made.route('cars.example.com', api, { pathPrefix: '/v1/', timeout: Duration.millis(1500), retries: 2 });
    return { made, web, api };
  }

  test('TLS 1.2, HTTP leads to HTTPS, no wildcard', () => {
    const { servers } = find(Testing.synth(routed().made), 'Gateway').spec;
    expect(servers).toEqual([
      {
        port: { number: 80, name: 'http', protocol: 'HTTP' },
        hosts: ['cars.example.com'],
        tls: { httpsRedirect: true },
      },
      {
        port: { number: 443, name: 'https-cars-example-com', protocol: 'HTTPS' },
        hosts: ['cars.example.com'],
        tls: { mode: 'SIMPLE', credentialName: 'cars-example-com-tls', minProtocolVersion: 'TLSV1_2' },
      },
    ]);
  });

  test('the longest path first, whole path segments only', () => {
    const { http } = find(Testing.synth(routed().made), 'VirtualService').spec;
    expect(http[0]).toEqual({
      match: [{ uri: { exact: '/v1' } }, { uri: { prefix: '/v1/' } }],
      route: [{ destination: { host: 'api.shop.svc.cluster.local', port: { number: 8080 } } }],
      timeout: '1.5s',
      retries: { attempts: 2, retryOn: 'connect-failure,refused-stream,unavailable,503' },
    });
    expect(http[1]).toEqual({
      route: [{ destination: { host: 'web.shop.svc.cluster.local', port: { number: 8080 } } }],
      retries: { attempts: 0 },
    });
  });

  test('only the port that the route leads to is open to the gateway', () => {
    const objects = Testing.synth(routed().made);
    expect(find(objects, 'AuthorizationPolicy', 'api').spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/istio-ingress'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      },
    ]);
    expect(find(objects, 'NetworkPolicy', 'api').spec.ingress[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  });

  test('a caller is let to the ports that it names', () => {
    const { made, web, api } = routed();
    web.calls(api, [Port.http(9999)]);
    const objects = Testing.synth(made);
    expect(find(objects, 'AuthorizationPolicy', 'api').spec.rules[1].to).toEqual([{ operation: { ports: ['9999'] } }]);
    expect(find(objects, 'NetworkPolicy', 'web').spec.egress[0].ports).toEqual([{ port: 9999, protocol: 'TCP' }]);
  });

  test('traffic is split over subsets that have pods', () => {
    const { made, web } = routed();
    const next = microservice(made, 'next', { podLabels: { track: 'next' } });
    next.addSubset('next', { track: 'next' });
    made.splitRoute('beta.example.com', [
      { target: web, weight: 90 },
      { target: next, weight: 10, subset: 'next' },
    ]);
    const objects = Testing.synth(made);
    expect(
      find(objects, 'VirtualService', 'beta.example.com').spec.http[0].route.map(({ weight }: any) => weight),
    ).toEqual([90, 10]);
    expect(find(objects, 'DestinationRule', 'next').spec.subsets).toEqual([
      { name: 'next', labels: { track: 'next' } },
    ]);
  });

  test('a subset without pods is refused', () => {
    const { made, web } = routed();
    web.addSubset('canary', { track: 'canary' });
    expect(messageOf(() => Testing.synth(made))).toContain(
      'SUBSET_WITHOUT_PODS shop/web/DestinationRule/Resource: subset canary',
    );
  });

  test('one host in two stacks is refused', () => {
    const { made } = routed();
    const other = new AutonomousStack(made.node.root as any, 'other', { cluster: made.cluster, ...ISTIO });
    other.route('cars.example.com', microservice(other, 'web'));
    expect(messageOf(() => Testing.synth(made))).toContain(
      'HOST_TAKEN shop/Ingress/Gateway: host cars.example.com on port 80 is already served by other/Ingress/Gateway',
    );
  });

  test.each<[string, any, string]>([
    [
      'weights that do not sum to 100',
      {
        http: [
          {
            route: [
              { destination: { host: 'web' }, weight: 30 },
              { destination: { host: 'api' }, weight: 30 },
            ],
          },
        ],
      },
      'weights 30 + 30 sum to 60',
    ],
    ['an unknown host', { http: [{ route: [{ destination: { host: 'nowhere' } }] }] }, 'host nowhere is no Service'],
    [
      'an unknown host over TCP',
      { tcp: [{ route: [{ destination: { host: 'nowhere' } }] }] },
      'host nowhere is no Service',
    ],
    [
      'an unknown mirror',
      { http: [{ route: [{ destination: { host: 'web' } }], mirror: { host: 'nowhere' } }] },
      'host nowhere is no Service',
    ],
    [
      'an unknown subset',
      { http: [{ route: [{ destination: { host: 'web', subset: 'v2' } }] }] },
      'subset v2 is in no DestinationRule',
    ],
    ['an unknown gateway', { gateways: ['nowhere'], http: [] }, 'gateway nowhere is in no chart'],
    [
      'a host that the gateway does not serve',
      { gateways: ['shop'], hosts: ['x.example.com'], http: [] },
      'host x.example.com is not served by gateway shop',
    ],
    ['nonsense', { http: [null, 7] }, ''],
  ])('a VirtualService that somebody else wrote: %s', (_, spec, expected) => {
    const { made } = routed();
    const foreign = new Chart(made.node.root, 'foreign');
    made.cluster.include(foreign);
    new ApiObject(foreign, 'route', {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'x', namespace: 'shop' },
      spec,
    });
    if (expected === '') {
      expect(() => Testing.synth(made)).not.toThrow();
    } else {
      expect(messageOf(() => Testing.synth(made))).toContain(
        `ROUTE_INVALID foreign/route: VirtualService x: ${expected}`,
      );
    }
  });
});

test('every object of a workload and a stack can be reached', () => {
  const made = stack(Testing.app(), ISTIO);
  const cart = microservice(made);
  made.route('cars.example.com', cart);
  const reached = [
    made.namespaceObject,
    made.limitRange,
    made.resourceQuota,
    cart.deployment,
    cart.service,
    cart.serviceAccount,
    cart.podDisruptionBudget,
    cart.networkPolicy,
    cart.authorizationPolicy,
    cart.destinationRule,
  ];
  expect(reached.map((object) => object?.kind)).toEqual([
    'Namespace',
    'LimitRange',
    'ResourceQuota',
    'Deployment',
    'Service',
    'ServiceAccount',
    'PodDisruptionBudget',
    'NetworkPolicy',
    'AuthorizationPolicy',
    'DestinationRule',
  ]);
});

test('a chart runs in one cluster', () => {
  const app = Testing.app();
  const made = stack(app);
  const west = new Cluster(app, 'west', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
  expect(messageOf(() => west.include(made))).toBe(
    '[shop] runs in cluster west, but shop runs in cluster east: nothing runs twice; put it into a chart of its own',
  );
});

test('a second app object does not disturb the first', () => {
  const app = Testing.app();
  microservice(stack(app, { cluster: cluster(app) }));
  expect(documents(app).length).toBeGreaterThan(5);
});
