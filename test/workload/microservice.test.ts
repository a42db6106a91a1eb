import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  Health,
  HarborRegistry,
  KubernetesVersion,
  MicroserviceProps,
  Peer,
  PeerProtocol,
  Placement,
  Port,
  Rate,
  Replicas,
  ScaleOn,
  ServiceTime,
  Latency,
  Survive,
  Taint,
  Utilisation,
  Queueing,
} from 'cdk8s-autonomous';
import { Construct } from 'constructs';
import { cluster, find, ISTIO, messageOf, microservice, stack, statefulService } from '../support/apps';

const render = (made: AutonomousStack) => Testing.synth(made);
const podOf = (objects: any[], name = 'cart') => find(objects, 'Deployment', name).spec.template;

/** Nothing of places that pods own is written then. */
const FREELY = { placement: Placement.FREE };

describe('documented defaults', () => {
  const made = stack(Testing.app());
  microservice(made);
  const objects = render(made);
  const { spec } = podOf(objects);

  test('no scaling, no mesh: exactly these objects', () => {
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()).toEqual([
      'Deployment/cart',
      'LimitRange/defaults',
      'Namespace/shop',
      'NetworkPolicy/allow-dns',
      'NetworkPolicy/cart',
      'NetworkPolicy/default-deny',
      'PodDisruptionBudget/cart',
      'ResourceQuota/plan',
      'Service/cart',
      'ServiceAccount/cart',
    ]);
  });

  test('Pod Security "restricted", UID 10001, read-only root with a scratch volume of 64 MiB', () => {
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 10001,
      runAsNonRoot: true,
      runAsUser: 10001,
    });
    expect(spec.volumes).toEqual([{ name: 'scratch', emptyDir: { sizeLimit: '64Mi' } }]);
    expect(spec.automountServiceAccountToken).toBe(false);
  });

  test('requests, a memory limit equal to the request, no CPU limit', () => {
    expect(spec.containers[0].resources).toEqual({
      requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '128Mi' },
      limits: { memory: '1Gi', 'ephemeral-storage': '128Mi' },
    });
  });

  test('probes by protocol, not identical; 30 s of grace with 5 s to drain', () => {
    expect(spec.containers[0].readinessProbe.httpGet).toEqual({ path: '/readyz', port: 8080 });
    expect(spec.containers[0].livenessProbe.httpGet).toEqual({ path: '/healthz', port: 8080 });
    expect(spec.terminationGracePeriodSeconds).toBe(30);
    expect(spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  });

  test('soft spread over hosts and zones where no zone loss is survived', () => {
    const free = stack(Testing.app(), {}, FREELY);
    microservice(free);
    const constraints = podOf(render(free)).spec.topologySpreadConstraints;
    expect(constraints.map((c: any) => [c.topologyKey, c.whenUnsatisfiable, c.minDomains])).toEqual([
      ['kubernetes.io/hostname', 'ScheduleAnyway', undefined],
      ['topology.kubernetes.io/zone', 'ScheduleAnyway', undefined],
    ]);
  });

  test('the budget lets one node drain', () => {
    expect(find(objects, 'PodDisruptionBudget').spec).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test('the Service has named ports with a protocol', () => {
    expect(find(objects, 'Service').spec.ports).toEqual([
      { appProtocol: 'http', name: 'http', port: 8080, protocol: 'TCP', targetPort: 'http' },
    ]);
  });

  test('standard labels, with the version of the image, not in the selector', () => {
    expect(podOf(objects).metadata.labels).toEqual({
      'app.kubernetes.io/name': 'cart',
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/managed-by': 'cdk8s-autonomous',
      'app.kubernetes.io/version': '1.0.0',
    });
    expect(find(objects, 'Deployment').spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'cart',
      'app.kubernetes.io/instance': 'shop',
    });
  });
});

test('moving a construct changes neither names nor selectors', () => {
  const flat = stack(Testing.app());
  microservice(flat);
  const nested = stack(Testing.app());
  microservice(new Construct(nested, 'group') as any);
  const strip = (objects: any[]) =>
    objects
      .map(({ kind, metadata, spec }) => JSON.stringify([kind, metadata.name, metadata.namespace, spec?.selector]))
      .sort();
  expect(strip(render(nested))).toEqual(strip(render(flat)));
});

describe('surviving a zone', () => {
  test('a hard spread over zones that lets pods of a lost zone come back, over all revisions', () => {
    const made = stack(Testing.app(), {}, { survive: Survive.zone(), ...FREELY });
    microservice(made, 'cart', { replicas: Replicas.needed({ steady: 3 }) });
    const [host, zone] = podOf(render(made)).spec.topologySpreadConstraints;
    expect(host).toMatchObject({ whenUnsatisfiable: 'ScheduleAnyway', matchLabelKeys: ['pod-template-hash'] });
    expect(zone).not.toHaveProperty('matchLabelKeys');
    expect(zone).toMatchObject({
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      maxSkew: 1,
      minDomains: 2,
      nodeTaintsPolicy: 'Honor',
      nodeAffinityPolicy: 'Honor',
    });
  });

  test.each<[string, Partial<MicroserviceProps>, number, number]>([
    ['more than are needed: an old pod goes first', { replicas: Replicas.needed({ steady: 3 }) }, 0, 1],
    ['as many as are needed: a new pod comes first', { replicas: Replicas.fixed(3) }, 1, 0],
    ['a surge that its user wrote', { replicas: Replicas.needed({ steady: 3 }), maxSurge: 2 }, 2, 0],
    ['none', { replicas: Replicas.fixed(3), maxSurge: 0 }, 0, 1],
  ])('a rollout of %s', (_, props, maxSurge, maxUnavailable) => {
    const made = stack(Testing.app(), {}, { survive: Survive.zone() });
    microservice(made, 'cart', props);
    expect(find(render(made), 'Deployment').spec.strategy.rollingUpdate).toEqual({ maxSurge, maxUnavailable });
  });

  test('a single replica is not spread', () => {
    const made = stack(Testing.app(), {}, FREELY);
    microservice(made, 'cart', { replicas: Replicas.fixed(1) });
    expect(podOf(render(made)).spec).not.toHaveProperty('topologySpreadConstraints');
  });

  test('a workload that promises nothing keeps a soft spread and its own count', () => {
    const made = stack(Testing.app(), {}, { survive: Survive.zone(), ...FREELY });
    const cart = microservice(made, 'cart', { replicas: Replicas.needed({ steady: 4 }), survive: Survive.none() });
    expect(cart.plannedReplicas).toBe(4);
    expect(podOf(render(made)).spec.topologySpreadConstraints[1].whenUnsatisfiable).toBe('ScheduleAnyway');
  });
});

describe('zones of a workload', () => {
  const inTwo = (more: any) => {
    const app = Testing.app();
    const east = cluster(app, { survive: Survive.zone(), ...FREELY }, { zones: ['a', 'b'] });
    const made = stack(app, { cluster: east });
    return { made, cart: microservice(made, 'cart', { replicas: Replicas.needed({ steady: 6 }), ...more }) };
  };

  test('a pool in fewer zones than the workload is sized for is an error, and its cure works', () => {
    expect(() => render(inTwo({}).made)).toThrow(
      /ZONES_WITHOUT_POOL shop\/cart: shop\/Deployment\/cart is sized for zones a, b, c, no pool that admits it is in c\n    cure: zones: \['a', 'b'\] on the workload/,
    );
    const { made, cart } = inTwo({ zones: ['a', 'b'] });
    const { spec } = podOf(render(made));
    expect(cart.plannedReplicas).toBe(12);
    expect(spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a', 'b'] }] },
    ]);
    expect(spec.topologySpreadConstraints[1].minDomains).toBe(1);
  });
});

describe('probes', () => {
  const probes = (props: any) => {
    const made = stack();
    microservice(made, 'cart', props);
    return podOf(render(made)).spec.containers[0];
  };

  test('gRPC: the health service for readiness, a connection for liveness', () => {
    expect(probes({ ports: [Port.grpc(9000)] })).toMatchObject({
      readinessProbe: { grpc: { port: 9000 } },
      livenessProbe: { tcpSocket: { port: 9000 } },
    });
  });

  test('TCP: liveness asks the metrics port, or nothing: the same question twice is no second probe', () => {
    const metricsPort = Port.http(9090, { name: 'metrics' });
    expect(probes({ ports: [Port.tcp(9000)], metricsPort })).toMatchObject({
      readinessProbe: { tcpSocket: { port: 9000 } },
      livenessProbe: { tcpSocket: { port: 9090 } },
    });
    expect(probes({ ports: [Port.tcp(9000)] })).not.toHaveProperty('livenessProbe');
  });

  test('a metrics port that is one of the ports is there once', () => {
    expect(probes({ ports: [Port.http(8080)], metricsPort: Port.http(8080) }).ports).toHaveLength(1);
  });

  test('no ports, no probes', () => {
    const container = probes({ ports: [] });
    expect([container.readinessProbe, container.livenessProbe, container.ports]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('replicas', () => {
  const planned = (replicas: Replicas, survive = Survive.zone()) =>
    microservice(stack(Testing.app(), {}, { survive }), 'cart', { replicas }).plannedReplicas;

  test('fixed, needed, autoscaled', () => {
    expect(planned(Replicas.fixed(4), Survive.none())).toBe(4);
    expect(planned(Replicas.needed({ steady: 6, degraded: 4 }))).toBe(6);
    expect(planned(Replicas.needed({ steady: 6 }))).toBe(9);
    expect(planned(Replicas.needed({ steady: 6 }), Survive.node())).toBe(7);
    expect(planned(Replicas.autoscaled({ min: 3, max: 12 }))).toBe(6);
  });

  test('autoscaled: the target follows from the survive-safe minimum', () => {
    const made = stack(Testing.app(), {}, { survive: Survive.zone() });
    microservice(made, 'cart', { replicas: Replicas.autoscaled({ min: 3, max: 12 }) });
    const { spec } = find(render(made), 'HorizontalPodAutoscaler');
    expect(spec).toMatchObject({ minReplicas: 6, maxReplicas: 12 });
    // Three replicas at 70 % are six at 35 %.
    expect(spec.metrics[0].containerResource.target.averageUtilization).toBe(35);
  });

  test('the caps of the cluster count', () => {
    const demand = Replicas.forDemand({
      arrivals: Rate.perSecond(100),
      service: ServiceTime.millis(100),
      workers: 1,
      latency: Latency.p99(Duration.seconds(5)),
    });
    const made = (percent: number) =>
      microservice(stack(Testing.app(), {}, { steadyUtilisation: Utilisation.percent(percent) }), 'cart', {
        replicas: demand,
      }).plannedReplicas;
    expect(made(50)).toBe(20);
    expect(made(80)).toBeLessThan(made(50));
  });

  test('one shared queue needs no more than a queue for each', () => {
    const demand = (queueing?: Queueing) =>
      Replicas.forDemand({
        arrivals: Rate.perSecond(12),
        service: ServiceTime.millis(120),
        workers: 1,
        latency: Latency.p99(Duration.seconds(1)),
        queueing,
      });
    expect(planned(demand(Queueing.POOLED), Survive.none())).toBe(3);
    expect(planned(demand(Queueing.SPLIT), Survive.none())).toBe(4);
    expect(planned(demand(), Survive.none())).toBe(4);
  });

  test('no replica count helps: the finding names service time and objective, and its cures work', () => {
    const demand = (objective: number, mean: number) =>
      Replicas.forDemand({
        arrivals: Rate.perSecond(10),
        service: ServiceTime.millis(mean),
        workers: 1,
        latency: Latency.percentile(99.8, Duration.millis(objective)),
      });
    const synth = (objective: number, mean: number) => {
      const made = stack(Testing.app());
      microservice(made, 'cart', { replicas: demand(objective, mean) });
      return render(made);
    };
    expect(() => synth(480, 120)).toThrow(
      /NO_REPLICA_COUNT_HELPS shop\/cart: no replica count meets p99.8 480 ms: the service alone takes 746 ms at p99.8, with a mean of 120 ms/,
    );
    expect(() => synth(480, 120)).toThrow(/cure: an objective above 746 ms, or a mean service time below 77.2 ms/);
    expect(() => synth(747, 120)).not.toThrow();
    expect(() => synth(480, 77)).not.toThrow();
  });
});

describe('autoscaling metrics', () => {
  test('in one order, whatever the order given, with canonical quantities', () => {
    const made = stack();
    const lag = ScaleOn.external({ name: 'lag', perReplica: 0.5 });
    microservice(made, 'cart', {
      replicas: Replicas.autoscaled({ min: 3, max: 6 }),
      scaleOn: [lag, ScaleOn.cpu(Utilisation.percent(60))],
    });
    microservice(made, 'other', {
      replicas: Replicas.autoscaled({ min: 3, max: 6 }),
      scaleOn: [ScaleOn.cpu(Utilisation.percent(60)), lag],
    });
    const metrics = (name: string) =>
      find(render(made), 'HorizontalPodAutoscaler', name).spec.metrics.map(
        (m: any) => m.external?.target.averageValue ?? m.containerResource.target.averageUtilization,
      );
    expect(metrics('cart')).toEqual([60, '500m']);
    expect(metrics('other')).toEqual(metrics('cart'));
  });
});

describe('the call graph', () => {
  test('within a stack, in the mesh: policies on both sides, an identity for each caller', () => {
    const made = stack(Testing.app(), ISTIO);
    const [a, b] = [microservice(made, 'a'), microservice(made, 'b', { ports: [Port.grpc(9000)] })];
    a.calls(b);
    const objects = render(made);
    const peer = (name: string) => [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': name } },
      },
    ];
    expect(find(objects, 'NetworkPolicy', 'a').spec.egress).toEqual([
      { to: peer('b'), ports: [{ port: 9000, protocol: 'TCP' }] },
    ]);
    expect(find(objects, 'NetworkPolicy', 'b').spec.ingress[0]).toEqual({
      from: peer('a'),
      ports: [{ port: 9000, protocol: 'TCP' }],
    });
    expect(find(objects, 'AuthorizationPolicy', 'b').spec.rules).toEqual([
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/a'] } }], to: [{ operation: { ports: ['9000'] } }] },
    ]);
    expect(objects.filter(({ kind }) => kind === 'AuthorizationPolicy').map(({ metadata }) => metadata.name)).toEqual([
      'deny-all',
      'b',
    ]);
  });

  test('another stack of the cluster', () => {
    const app = Testing.app();
    const east = cluster(app);
    const shop = stack(app, { cluster: east });
    const other = new AutonomousStack(app, 'other', { cluster: east });
    const [a, b] = [microservice(shop, 'a'), microservice(other, 'b')];
    a.calls(b);
    expect(find(render(other), 'NetworkPolicy', 'b').spec.ingress[0].from[0].namespaceSelector.matchLabels).toEqual({
      'kubernetes.io/metadata.name': 'shop',
    });
  });

  test('a network and a host outside', () => {
    const made = stack(Testing.app(), ISTIO);
    const a = microservice(made, 'a');
    a.calls(Peer.cidr('10.20.0.0/16', 9092));
    a.calls(Peer.host('maps.example.com', 443));
    const objects = render(made);
    const blocks = find(objects, 'NetworkPolicy', 'a').spec.egress.map((rule: any) => rule.to[0].ipBlock.cidr);
    expect(blocks.sort()).toEqual(['0.0.0.0/0', '10.20.0.0/16']);
    expect(find(objects, 'ServiceEntry').spec).toMatchObject({
      hosts: ['maps.example.com'],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
    });
  });

  test('a host outside is one ServiceEntry with all ports that the stack calls', () => {
    const made = stack(Testing.app(), ISTIO);
    const [a, b] = ['a', 'b'].map((id) => microservice(made, id));
    a.calls(Peer.host('maps.example.com', 8443));
    b.calls(Peer.host('maps.example.com', 443));
    b.calls(Peer.host('maps.example.com', 8443));
    const { metadata, spec } = find(render(made), 'ServiceEntry');
    expect(metadata.name).toBe('maps.example.com');
    expect(spec.ports).toEqual([
      { number: 443, name: 'tls-443', protocol: 'TLS' },
      { number: 8443, name: 'tls-8443', protocol: 'TLS' },
    ]);
  });

  test('one port of a host with two protocols is refused, whoever calls it', () => {
    const made = stack(Testing.app(), ISTIO);
    const [a, b] = ['a', 'b'].map((id) => microservice(made, id));
    a.calls(Peer.host('maps.example.com', 443));
    expect(messageOf(() => b.calls(Peer.host('maps.example.com', 443, PeerProtocol.HTTP)))).toContain(
      "[shop/b] calls 'maps.example.com:443 with HTTP': is called with TLS by shop/a already",
    );
    // In another namespace it is another matter.
    const other = stack(Testing.app(), ISTIO);
    microservice(other, 'c').calls(Peer.host('maps.example.com', 443, PeerProtocol.HTTP));
    expect(find(render(other), 'ServiceEntry').spec.ports[0].protocol).toBe('HTTP');
  });

  test('metrics are let in: the merged port of the sidecar in the mesh, the metrics port outside', () => {
    const made = stack(Testing.app(), ISTIO);
    const metricsPort = Port.http(9090, { name: 'metrics' });
    microservice(made, 'a', { metricsPort });
    microservice(made, 'b', { metricsPort, inMesh: false });
    const objects = render(made);
    const scraped = (name: string) => find(objects, 'NetworkPolicy', name).spec.ingress[0];
    expect(scraped('a')).toEqual({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ port: 15020, protocol: 'TCP' }],
    });
    expect(scraped('b').ports).toEqual([{ port: 9090, protocol: 'TCP' }]);
    expect(podOf(objects, 'a').metadata.annotations).toMatchObject({
      'prometheus.io/port': '9090',
      'prometheus.io/scrape': 'true',
    });
  });
});

describe('placement', () => {
  test('node labels become required affinity, taints become tolerations', () => {
    const made = stack(Testing.app(), {}, FREELY);
    made.cluster.addNodePool('gpu', {
      nodeType: made.cluster.nodePools[0].nodeType,
      labels: { tier: 'gpu' },
      taints: [Taint.noSchedule('gpu', 'yes')],
    });
    microservice(made, 'cart', { nodeLabels: { tier: 'gpu' }, tolerates: [Taint.noSchedule('gpu', 'yes')] });
    const { spec } = podOf(render(made));
    expect(spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'tier', operator: 'In', values: ['gpu'] }] },
    ]);
    expect(spec.tolerations).toEqual([{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }]);
    expect(spec).not.toHaveProperty('nodeSelector');
  });
});

test('images of the registry bring their pull secret', () => {
  const app = Testing.app();
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.example.com', pullSecret: 'pull' });
  const made = stack(app, { registry });
  const digest = `sha256:${'a'.repeat(64)}`;
  microservice(made, 'cart', { image: registry.image('shop/cart', { tag: '1.0', digest }) });
  const { spec } = podOf(render(made));
  expect(spec.containers[0].image).toBe(`harbor.example.com/shop/cart:1.0@${digest}`);
  expect(spec.imagePullSecrets).toEqual([{ name: 'pull' }]);
});

test('fields younger than the cluster are left out', () => {
  const made = stack(Testing.app(), {}, { kubernetesVersion: KubernetesVersion.V1_29 });
  microservice(made);
  expect(podOf(render(made)).spec.containers[0]).not.toHaveProperty('lifecycle');
});

test('everything that can be set lands in the pod', () => {
  const made = stack();
  microservice(made, 'cart', {
    env: { B: '2', A: '1' },
    command: ['run'],
    args: ['-v'],
    scratch: Size.gibibytes(1),
    grace: Duration.minutes(2),
    startup: Duration.minutes(1),
    health: Health.http({ readiness: '/r', liveness: '/l' }),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1), cpuLimit: Cpu.units(2), memoryLimit: Size.gibibytes(2) },
  });
  const { spec } = podOf(render(made));
  expect(spec.terminationGracePeriodSeconds).toBe(120);
  expect(spec.containers[0]).toMatchObject({
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
      { name: 'HOME', value: '/tmp' },
      { name: 'USER', value: 'app' },
    ],
    command: ['run'],
    args: ['-v'],
    resources: { limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '1088Mi' } },
    startupProbe: { failureThreshold: 12, periodSeconds: 5, httpGet: { path: '/r', port: 8080 } },
  });
});

test('the grace is longer than the latency objective', () => {
  const made = stack();
  microservice(made, 'cart', {
    replicas: Replicas.forDemand({
      arrivals: Rate.perMinute(6),
      service: ServiceTime.seconds(5),
      workers: 4,
      latency: Latency.p99(Duration.seconds(60)),
    }),
  });
  expect(podOf(render(made)).spec.terminationGracePeriodSeconds).toBe(70);
});

describe('stateful services', () => {
  test('StatefulSet with claims, headless Service, peers that reach each other', () => {
    const made = stack(Testing.app(), ISTIO, { survive: Survive.zone() });
    statefulService(made, 'log', {
      replicas: Replicas.needed({ steady: 6, degraded: 4 }),
      volumes: [{ name: 'data', mountPath: '/data', size: Size.tebibytes(1), storageClass: 'ssd' }],
    });
    const objects = render(made);
    const { spec } = find(objects, 'StatefulSet');
    expect(spec).toMatchObject({
      replicas: 6,
      serviceName: 'log-headless',
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'ssd',
            resources: { requests: { storage: '1Ti' } },
          },
        },
      ],
    });
    expect(spec.template.spec.containers[0].volumeMounts).toEqual([
      { mountPath: '/tmp', name: 'scratch' },
      { mountPath: '/data', name: 'data' },
    ]);
    expect(spec.template.spec.topologySpreadConstraints[1]).not.toHaveProperty('matchLabelKeys');
    expect(find(objects, 'Service', 'log-headless').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
    expect(find(objects, 'AuthorizationPolicy', 'log').spec.rules[0].from[0].source.principals).toEqual([
      'cluster.local/ns/shop/sa/log',
    ]);
    expect(
      find(objects, 'NetworkPolicy', 'log').spec.egress[0].to[0].podSelector.matchLabels['app.kubernetes.io/name'],
    ).toBe('log');
  });
});

test('what takes no requests may still answer kubelet, on a port that its health names', () => {
  const made = stack();
  const health = Health.http({ readiness: '/ready', liveness: '/live', port: Port.http(9100) });
  microservice(made, 'worker', { ports: [], health, startup: Duration.seconds(20) });
  const objects = Testing.synth(made);
  const [container] = find(objects, 'Deployment').spec.template.spec.containers;
  expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 9100 });
  expect(container.startupProbe.failureThreshold).toBe(4);
  expect(objects.map(({ kind }: any) => kind)).not.toContain('Service');
});
