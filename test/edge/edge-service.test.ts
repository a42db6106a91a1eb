import { Duration, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  Architecture,
  AutonomousStack,
  Cpu,
  DataSize,
  EdgeBalancing,
  EdgePlatform,
  EdgeSelection,
  EdgeService,
  Image,
  Latency,
  Mesh,
  Mount,
  Peer,
  PodProfile,
  PodSecurity,
  Port,
  Rate,
  Replicas,
  SecretRef,
  ServiceTime,
  SitePreset,
  Survive,
} from 'cdk8s-autonomous';
import { find, messageOf, microservice } from '../support/apps';
import { codesOf, edgePlatform, edgeService, fleet, planOf, RUNTIMES, site, tenant } from '../support/edge';

const GPU = { cpu: Cpu.units(1), memory: Size.gibibytes(1), extended: { 'nvidia.com/gpu': 1 } };

describe('copies for KubeEdge', () => {
  const edge = edgePlatform();
  const stations = fleet(edge, 3);
  const stack = tenant(edge);
  const vision = edgeService(stack, 'vision', { architectures: [Architecture.ARM64], resources: GPU });
  stations.deploy(vision);
  const objects = Testing.synth(stack);
  const { spec } = find(objects, 'EdgeApplication', 'vision');
  const [deployment] = spec.workloadTemplate.manifests;
  const pod = deployment.spec.template;

  test('one EdgeApplication holds the Deployment, with its namespace, and every site', () => {
    expect(spec.workloadTemplate.manifests).toHaveLength(1);
    expect(deployment).toMatchObject({ kind: 'Deployment', metadata: { name: 'vision', namespace: 'shop' } });
    expect(spec.workloadScope.targetNodeGroups).toEqual([
      { name: 's-00001' },
      { name: 's-00002' },
      { name: 's-00003' },
    ]);
  });

  test('architecture is required affinity: the node selector would be replaced', () => {
    expect(pod.spec.nodeSelector).toBeUndefined();
    const [term] = pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }]);
  });

  test('pods stay while the site is away: tolerations without seconds, the label of autonomy', () => {
    const away = pod.spec.tolerations.filter(({ effect }: any) => effect === 'NoExecute');
    expect(away.map(({ key, tolerationSeconds }: any) => [key, tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', undefined],
      ['node.kubernetes.io/unreachable', undefined],
    ]);
    expect(pod.metadata.labels['app-offline.kubeedge.io']).toBe('autonomy');
    expect(pod.spec.containers[0].imagePullPolicy).toBe('IfNotPresent');
  });

  test('the only GPU leaves no room for a second pod: one stops before the next starts, and the plan says for how long', () => {
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(planOf(edge).findings.find(({ code }: any) => code === 'ROLLOUT_INTERRUPTS')).toMatchObject({
      path: 'shop/vision',
      count: 3,
      message: expect.stringContaining('stops it for up to 30 s: there is no room for a new pod beside the old one'),
    });
  });

  test('one Service for all sites reaches the pods of the same site only', () => {
    expect(find(objects, 'Service', 'vision').metadata.annotations).toMatchObject({
      'apps.kubeedge.io/service-topology': 'range-nodegroup',
    });
  });

  test('no budget over several sites, one at a single site', () => {
    expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([]);
    const single = edgePlatform();
    const alone = edgeService(tenant(single), 'cart');
    site(single).deploy(alone);
    expect(find(Testing.synth(alone.stack), 'PodDisruptionBudget', 'cart').spec.maxUnavailable).toBe(1);
    site(single, 'gz-2').deploy(alone);
    expect(Testing.synth(alone.stack).filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([]);
  });

  test('the quota of the namespace holds what runs at all sites', () => {
    // All three are stopped and started at the same time, and count until they are gone.
    expect(find(objects, 'ResourceQuota').spec.hard).toMatchObject({ pods: '6', 'requests.nvidia.com/gpu': '6' });
  });
});

test('a hundred sites in one EdgeApplication, or by their names in several, with one Service', () => {
  const applicationsOf = (sites: number, growsTo?: number) => {
    const edge = edgePlatform(undefined, undefined, { growsTo });
    const stack = tenant(edge);
    fleet(edge, sites).deploy(edgeService(stack));
    return { edge, applications: Testing.synth(stack).filter(({ kind }) => kind === 'EdgeApplication') };
  };
  const sizes = (applications: any[]) => applications.map(({ spec }) => spec.workloadScope.targetNodeGroups.length);
  expect(sizes(applicationsOf(100).applications)).toEqual([100]);
  expect(sizes(applicationsOf(120, 400).applications)).toHaveLength(4);
  const { edge, applications } = applicationsOf(120);
  expect(applications).toHaveLength(16);
  expect(sizes(applications).reduce((sum, one) => sum + one)).toBe(120);
  expect(Math.max(...sizes(applications))).toBeLessThan(20);
  expect(new Set(applications.map(({ spec }) => spec.workloadTemplate.manifests[0].metadata.name))).toEqual(
    new Set(['cart']),
  );
  expect(planOf(edge).pools[0].sites).toHaveLength(120);
});

test('EDGE_OBJECTS_FULL: that more sites divide the objects anew is said before', () => {
  const found = (sites: number, growsTo?: number) => {
    const edge = edgePlatform(undefined, undefined, { growsTo });
    fleet(edge, sites).deploy(edgeService(tenant(edge)));
    return planOf(edge).findings.filter(({ code }: any) => code === 'EDGE_OBJECTS_FULL');
  };
  expect(found(90)).toEqual([
    expect.objectContaining({
      path: 'shop/cart',
      message:
        '90 sites: its objects are laid out for 100, and more divide them anew, which restarts the pods of the sites that move',
      cure: ['growsTo on the platform: the sites that it may come to run at; 200 divides them now, and not again'],
    }),
  ]);
  expect(found(89)).toEqual([]);
  expect(found(90, 200)).toEqual([]);
  expect(messageOf(() => edgePlatform(undefined, undefined, { growsTo: 0.5 }))).toContain(
    'growsTo 0.5: must be a whole number above 0',
  );
});

test('an object is below 256 KiB whatever the sites override', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  const stations = fleet(edge, 40);
  const large = 'x'.repeat(20_000);
  const overrides = stations.sites.map((one) => ({ sites: [one], env: { LARGE: `${one.siteName}${large}` } }));
  stations.deploy(edgeService(stack), { overrides });
  const applications = Testing.synth(stack).filter(({ kind }) => kind === 'EdgeApplication');
  expect(applications.length).toBeGreaterThan(3);
  for (const one of applications) {
    expect(JSON.stringify(one).length).toBeLessThan(262_144);
  }
});

describe('sites of their own', () => {
  test('replicas and resources of some sites are overridden, and planned', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const stations = fleet(edge, 3);
    const busy = stations.site('s-00002');
    const cart = edgeService(stack, 'cart', { env: { MODE: 'normal' } });
    stations.deploy(cart, {
      overrides: [
        {
          sites: [busy],
          replicas: Replicas.fixed(3),
          resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(2) },
          env: { MODE: 'busy' },
        },
      ],
    });
    const { targetNodeGroups } = find(Testing.synth(stack), 'EdgeApplication').spec.workloadScope;
    const resources = { cpu: '500m', memory: '2Gi', 'ephemeral-storage': '128Mi' };
    expect(targetNodeGroups).toEqual([
      { name: 's-00001' },
      {
        name: 's-00002',
        overriders: {
          replicas: 3,
          resourcesOverriders: [
            {
              containerName: 'cart',
              value: { requests: resources, limits: { memory: '2Gi', 'ephemeral-storage': '128Mi' } },
            },
          ],
          // Not "replace": KubeEdge would write them in an order by chance, and replace the pods again and again.
          envOverriders: [
            { containerName: 'cart', operator: 'remove', value: [{ name: 'MODE' }] },
            { containerName: 'cart', operator: 'add', value: [{ name: 'MODE', value: 'busy' }] },
          ],
        },
      },
      { name: 's-00003' },
    ]);
    expect(cart.replicasAt(busy)).toBe(3);
    const plan = planOf(edge);
    expect(plan.workloads.map(({ id, replicas, requests }: any) => [id, replicas.planned, requests.cpu])).toEqual([
      ['shop/Deployment/cart-s-00001', 1, 1000],
      ['shop/Deployment/cart-s-00002', 3, 500],
    ]);
    expect(plan.pools.map(({ id, sites }: any) => [id, sites.length])).toEqual([
      ['s-00001/box', 2],
      ['s-00001/gpu-box', 2],
      ['s-00002/box', 1],
      ['s-00002/gpu-box', 1],
    ]);
  });

  test('the service that another node has to take over runs on both nodes of each site', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    fleet(edge, 2).deploy(
      edgeService(stack, 'cart', { replicas: Replicas.needed({ steady: 1 }), survive: Survive.node() }),
    );
    const [deployment] = find(Testing.synth(stack), 'EdgeApplication').spec.workloadTemplate.manifests;
    expect(deployment.spec.replicas).toBe(2);
    const { affinity } = deployment.spec.template.spec;
    expect(affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey).toBe(
      'kubernetes.io/hostname',
    );
    const { scenarios, workloads } = planOf(edge);
    const losses = scenarios.filter(({ name }: any) => name.startsWith('node-lost:'));
    expect(losses).toHaveLength(2);
    // Nothing comes back: the pod stays bound to the node that is away.
    expect(losses[0]).toMatchObject({ added: [], unplaced: [{ code: 'STAYS_ON_LOST_NODE', count: 1 }] });
    expect(workloads[0].replicas).toEqual({ needed: 1, planned: 2, degraded: 1 });
  });

  test('one GPU at a site cannot be lost: one finding for all sites', () => {
    const edge = edgePlatform();
    const [north, south] = ['north', 'south'].map((name) => tenant(edge, name));
    const stations = fleet(edge, 40);
    [north, south].forEach((stack) =>
      stations.inRegion(stack.node.id).deploy(
        edgeService(stack, 'vision', {
          resources: GPU,
          replicas: Replicas.needed({ steady: 1 }),
          survive: Survive.node(),
        }),
      ),
    );
    const plan = planOf(edge);
    expect(plan.status).toBe('infeasible');
    const errors = plan.findings.filter(({ severity }: any) => severity === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      code: 'SURVIVE_NEEDS_NODES',
      count: 40,
      message: expect.stringContaining('only 1 node admits it (at each of 40 sites: s-00001, s-00002, s-00003, ...)'),
    });
  });

  test('a site that is too small is explained by what it has, with cures', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const stations = fleet(edge, 5);
    stations.deploy(
      edgeService(stack, 'big', {
        replicas: Replicas.fixed(3),
        resources: { cpu: Cpu.units(3), memory: Size.gibibytes(1) },
      }),
    );
    const [error] = planOf(edge).findings;
    expect(error).toMatchObject({
      code: 'SITE_TOO_SMALL',
      path: 'shop/big',
      count: 5,
      actual: '1 pod without a place',
      cure: [
        '2 replicas of shop/big',
        '2 nodes of type box at the site instead of 1',
        '2 nodes of type gpu-box at the site instead of 1',
      ],
    });
    expect(error.message).toContain(
      'the nodes of the site have no room for all pods of shop/Deployment/big-s-00001 at steady',
    );
    expect(error.conflict).toEqual([
      '1 node of type gpu-box at a site',
      '1 node of type box at a site',
      '3 replicas of shop/big',
    ]);
  });
});

describe('autoscalers', () => {
  const demand = { min: 1, max: 3 };

  test('refused where the site may be offline, with the number for its demand', () => {
    const edge = edgePlatform();
    const cart = edgeService(tenant(edge), 'cart', {
      replicas: Replicas.forDemand({
        arrivals: Rate.perSecond(100),
        service: ServiceTime.millis(10),
        workers: 1,
        latency: Latency.p99(Duration.millis(300)),
        max: 9,
      }),
    });
    const message = messageOf(() => site(edge).deploy(cart));
    expect(message).toContain(
      "[shop/cart] replicas 'max 9': site gz-1 may be offline: without metrics from there nothing scales",
    );
    expect(message).toContain('without a maximum it has 2 replicas for the demand');
    expect(cart.sites).toEqual([]);
  });

  test.each(RUNTIMES)(
    'of an online site have a Deployment of their own to point at on %s, planned at its maximum',
    (_, runtime) => {
      const edge = edgePlatform(undefined, runtime);
      const stack = tenant(edge);
      site(edge, 'mec-1', { offline: undefined, preset: SitePreset.mecRoadside() }).deploy(
        edgeService(stack, 'cart', { replicas: Replicas.autoscaled(demand) }),
      );
      const objects = Testing.synth(stack);
      expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({
        scaleTargetRef: { kind: 'Deployment', name: 'cart-mec-1' },
        minReplicas: 1,
        maxReplicas: 3,
      });
      const { spec } = find(objects, 'Deployment', 'cart-mec-1');
      // Where it starts: without a number the first install would have one pod until the autoscaler looks.
      expect(spec.replicas).toBe(1);
      // The pods of another site must not count as its own.
      expect(spec.selector.matchLabels['cdk8s-autonomous.dev/site']).toBe('mec-1');
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
      const tolerated = spec.template.spec.tolerations.map(({ key }: any) => key);
      expect(tolerated).toEqual(['node-role.kubernetes.io/edge']);
      expect(planOf(edge).scenarios.map(({ name }: any) => name)).toContain('hpa-max');
    },
  );
});

describe('what a site keeps for itself', () => {
  test('a buffer for the longest outage and 15 % more, with a Deployment of its own at each site', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const store = edgeService(stack, 'store', {
      buffer: { mountPath: '/data', perDay: DataSize.gigabytes(46), storageClass: 'local' },
    });
    site(edge, 'gz-1', { offline: Duration.hours(72) }).deploy(store);
    site(edge, 'gz-2').deploy(store);
    const objects = Testing.synth(stack);
    const storage = (name: string) => find(objects, 'PersistentVolumeClaim', name).spec.resources.requests.storage;
    expect(Number(storage('store-gz-1-buffer').slice(0, -2)) * 2 ** 20).toBeGreaterThanOrEqual(138e9 * 1.15);
    expect(storage('store-gz-1-buffer')).toBe('151349Mi');
    expect(storage('store-gz-2-buffer')).toBe('50450Mi');
    const { spec } = find(objects, 'Deployment', 'store-gz-2');
    expect(spec).toMatchObject({ strategy: { type: 'Recreate' }, replicas: 1 });
    const [term] =
      spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([{ key: 'apps.kubeedge.io/belonging-to', operator: 'In', values: ['gz-2'] }]);
    expect(codesOf(planOf(edge))).toEqual([]);
    expect(planOf(edge).workloads.map(({ id }: any) => id)).toEqual(['shop/Deployment/store-gz-1']);
  });

  test('is refused where nothing is ever cut off, and for several pods', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const buffer = { mountPath: '/data', perDay: DataSize.gigabytes(1) };
    const online = site(edge, 'gz-1', { offline: undefined });
    expect(messageOf(() => online.deploy(edgeService(stack, 'a', { buffer })))).toContain(
      'site gz-1 says no time that it is offline: there is nothing to keep',
    );
    expect(
      messageOf(() => site(edge, 'gz-2').deploy(edgeService(stack, 'b', { buffer, replicas: Replicas.fixed(2) }))),
    ).toContain('belongs to one pod at a site, the service has 2');
  });

  test('files of a service are one ConfigMap for all sites; its name changes with them', () => {
    const names = ['a', 'b'].map((content) => {
      const edge = edgePlatform();
      const stack = tenant(edge);
      fleet(edge).deploy(edgeService(stack, 'cart', { config: { 'app.conf': content } }));
      const map = find(Testing.synth(stack), 'ConfigMap');
      expect(map).toMatchObject({ immutable: true, data: { 'app.conf': content } });
      const [deployment] = find(Testing.synth(stack), 'EdgeApplication').spec.workloadTemplate.manifests;
      expect(deployment.spec.template.spec.volumes).toContainEqual({
        name: 'config',
        configMap: { name: map.metadata.name },
      });
      return map.metadata.name;
    });
    expect(new Set(names).size).toBe(2);
  });

  test('updates of vehicles wait for their release', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    site(edge, 'car-1', { preset: SitePreset.vehicle(), offline: undefined }).deploy(edgeService(stack));
    const [deployment] = find(Testing.synth(stack), 'EdgeApplication').spec.workloadTemplate.manifests;
    expect(deployment.spec.template.metadata.annotations['edge.kubeedge.io/hold-upgrade']).toBe('true');
  });
});

test('EdgeMesh balances in three ways, by an object of v1alpha3', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  const ways: [string, EdgeBalancing, object][] = [
    ['a', EdgeBalancing.random(), { simple: 'RANDOM' }],
    ['b', EdgeBalancing.roundRobin(), { simple: 'ROUND_ROBIN' }],
    ['c', EdgeBalancing.consistentHeader('x-car'), { consistentHash: { httpHeaderName: 'x-car' } }],
    ['d', EdgeBalancing.consistentSource(), { consistentHash: { useSourceIp: true } }],
  ];
  const one = site(edge);
  ways.forEach(([id, balancing]) =>
    one.deploy(edgeService(stack, id, { balancing, resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) } })),
  );
  for (const [id, , loadBalancer] of ways) {
    const rule = find(Testing.synth(stack), 'DestinationRule', id);
    expect(rule.apiVersion).toBe('networking.istio.io/v1alpha3');
    expect(rule.spec).toEqual({ host: `${id}.shop`, trafficPolicy: { loadBalancer } });
  }
});

test('claims of devices are refused: nodes of edge sites have none', () => {
  const resources = {
    cpu: Cpu.units(1),
    memory: Size.gibibytes(1),
    accelerator: Accelerator.NVIDIA_L4.claim(),
  };
  expect(messageOf(() => edgeService(tenant(edgePlatform()), 'vision', { resources }))).toContain(
    'nodes of edge sites run Kubernetes without claims; devices(1)',
  );
});

test('a device profile mounts paths of the node, says why, and needs a namespace that admits it', () => {
  const edge = edgePlatform();
  const profile = PodProfile.edgeDevice({
    reason: 'reads the CAN bus',
    hostNetwork: true,
    hostPaths: [{ path: '/dev/can0' }],
    supplementalGroups: [44],
  });
  expect(messageOf(() => edgeService(tenant(edge), 'can', { profile }))).toContain(
    `[shop/can] profile 'edge device': namespace shop admits Pod Security "restricted" only; podSecurity: PodSecurity.PRIVILEGED on a stack of its own`,
  );
  const stack = tenant(edge, 'devices', { podSecurity: PodSecurity.PRIVILEGED });
  site(edge).deploy(edgeService(stack, 'can', { profile }));
  const objects = Testing.synth(stack);
  expect(find(objects, 'Namespace').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('privileged');
  const { metadata, spec } = find(objects, 'EdgeApplication').spec.workloadTemplate.manifests[0].spec.template;
  expect(metadata.annotations['cdk8s-autonomous.dev/edge-device-reason']).toBe('reads the CAN bus');
  expect(spec).toMatchObject({
    hostNetwork: true,
    dnsPolicy: 'ClusterFirstWithHostNet',
    securityContext: { runAsNonRoot: true, supplementalGroups: [44] },
  });
  expect(spec.volumes).toContainEqual({ name: 'host-0', hostPath: { path: '/dev/can0' } });
  expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'host-0', mountPath: '/dev/can0', readOnly: true });
  expect(spec.containers[0].securityContext.capabilities).toEqual({ drop: ['ALL'] });
});

test('calls are allowed in both policies', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  const [a, b] = ['a', 'b'].map((id) => edgeService(stack, id));
  a.calls(b, [Port.http(8080)]);
  const stations = fleet(edge);
  [a, b].forEach((service) => stations.deploy(service));
  const policies = Testing.synth(stack);
  expect(find(policies, 'NetworkPolicy', 'a').spec.egress[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  expect(find(policies, 'NetworkPolicy', 'b').spec.ingress[0].from[0].podSelector.matchLabels).toEqual({
    'app.kubernetes.io/instance': 'shop',
    'app.kubernetes.io/name': 'a',
  });
  expect(messageOf(() => a.calls(b, [Port.http(9999)]))).toContain('has no port 9999; one of 8080');
  expect(messageOf(() => a.calls({} as any))).toContain('must be an ICallTarget');
  expect(messageOf(() => a.calls(edgeService(stack, 'c', { ports: [] })))).toContain('has no port that can be called');
});

test('a service that no site has is no service', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  edgeService(stack, 'forgotten');
  expect(messageOf(() => Testing.synth(stack))).toContain(
    '[shop/forgotten] is deployed to no site; fleet.deploy(service), or site.deploy(service)',
  );
});

describe('calls that leave their site', () => {
  const sized = (objective: number) =>
    Replicas.forDemand({
      arrivals: Rate.perSecond(1),
      service: ServiceTime.millis(1),
      workers: 1,
      latency: Latency.p99(Duration.millis(objective)),
    });

  /** Findings on a service with that objective at sites that far away, which calls what `target` gives. */
  function found(objective: number, latencies: number[], target: (stack: AutonomousStack, edge: EdgePlatform) => any) {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const service = edgeService(stack, 'far', { replicas: sized(objective) });
    const called = target(stack, edge);
    service.calls(called);
    latencies.forEach((latency, i) => {
      const one = site(edge, `gz-${i + 1}`, { cloudLatency: Duration.millis(latency) });
      one.deploy(service);
      if (called instanceof EdgeService) {
        one.deploy(called);
      }
    });
    return planOf(edge).findings.filter(({ code }: any) => code === 'EDGE_CALL_TOO_FAR');
  }
  const peer = () => Peer.cidr('10.0.0.0/8', 443);

  test('need their way, their own time and that of what they call within the objective', () => {
    // One of its own requests in a hundred takes 4.6 ms: M/M/1 at 0.1 % load is nearly the exponential service alone.
    expect(found(50, [60], peer)).toEqual([
      expect.objectContaining({
        path: 'shop/far',
        message:
          'calls a peer outside its site: 60 ms to the cloud and back at gz-1, 4.7 ms of its own and 0 ms there are 64.7 ms, its objective is 50 ms',
        cure: ['an objective of at least 64.7 ms', 'what it calls at the site too'],
      }),
    ]);
    expect(found(64, [60], peer)).toHaveLength(1);
    expect(found(65, [60], peer)).toEqual([]);
  });

  test('wait for the service in the cloud too', () => {
    const cloud = (stack: AutonomousStack) => microservice(stack, 'api', { replicas: sized(200) });
    const [finding] = found(65, [60], cloud);
    expect(finding.message).toContain('calls shop/api outside its site');
    expect(finding.message).toContain('4.7 ms of its own and 4.7 ms there are 69.3 ms');
    expect(found(70, [60], cloud)).toEqual([]);
  });

  test('are one finding for all sites, with the worst of them', () => {
    expect(found(50, [48, 60, 10], peer)).toEqual([
      expect.objectContaining({ count: 2, paths: ['gz-1', 'gz-2'], actual: '64.7 ms' }),
    ]);
    expect(found(50, [48, 60, 10], peer)[0].message).toContain('at gz-2 and 1 more sites');
  });

  test('do not matter where both are at the site', () => {
    expect(found(50, [60], (stack) => edgeService(stack, 'near'))).toEqual([]);
  });
});

describe('refused', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  const one = site(edge);

  test.each<[string, () => unknown, string]>([
    [
      'a service that runs there already',
      () => {
        const cart = edgeService(stack, 'twice');
        one.deploy(cart);
        one.deploy(cart);
      },
      "sites 'gz-1': it runs there already; each site once",
    ],
    [
      'an image without digest at a site that may be offline',
      () => one.deploy(edgeService(stack, 'tagged', { image: Image.of('r.example.com/a', { tag: '1' }) })),
      "sites 'gz-1': may be offline, and the image has no digest",
    ],
    [
      'a mesh with sidecars',
      () => edgeService(tenant(edge, 'meshed', { mesh: Mesh.istio() })),
      "has Istio's sidecars, which do not run at edge sites",
    ],
    [
      'surviving a zone',
      () => edgeService(stack, 'zoned', { survive: Survive.zone() }),
      "survive 'zone': a site has no zones; Survive.node()",
    ],
    [
      'sites of two kinds',
      () => {
        const cart = edgeService(stack, 'mixed');
        one.deploy(cart);
        site(edge, 'online', { offline: undefined }).deploy(cart);
      },
      "sites 'online': is not like gz-1: one works without the cloud",
    ],
    [
      'a name that is too long with the site',
      () => site(edge, 'b'.repeat(30)).deploy(edgeService(stack, 'c'.repeat(46))),
      'the name of the copy has more than 63 characters',
    ],
    [
      'an override for a site elsewhere',
      () =>
        one.deploy(edgeService(stack, 'elsewhere'), {
          overrides: [{ sites: [site(edge, 'other')], replicas: Replicas.fixed(2) }],
        }),
      "overrides.sites 'other': is not among the sites of this call",
    ],
    [
      'two overrides for one site',
      () => {
        const override = { sites: [one], replicas: Replicas.fixed(2) };
        one.deploy(edgeService(stack, 'doubled'), { overrides: [override, { ...override }] });
      },
      "overrides.sites 'gz-1': is in two overrides that say replicas",
    ],
    [
      'an override with a name that is none',
      () => one.deploy(edgeService(stack, 'misnamed'), { overrides: [{ sites: [one], env: { 'A B': 'x' } }] }),
      "env 'A B': must be letters, digits and _",
    ],
    [
      'an override of resources to nothing',
      () =>
        one.deploy(edgeService(stack, 'starved'), {
          overrides: [{ sites: [one], resources: { cpu: Cpu.millis(0), memory: Size.gibibytes(1) } }],
        }),
      "resources.cpu '0m': must be above 0",
    ],
    [
      'an override of nothing',
      () => one.deploy(edgeService(stack, 'empty'), { overrides: [{ sites: [one] }] }),
      "overrides 'gz-1': changes nothing",
    ],
    [
      'autoscalers at some sites only',
      () => {
        const online = { offline: undefined };
        const [a, b] = ['mec-a', 'mec-b'].map((name) => site(edge, name, online));
        EdgeSelection.of('both', [a, b]).deploy(edgeService(stack, 'half'), {
          overrides: [{ sites: [b], replicas: Replicas.autoscaled({ min: 1, max: 2 }) }],
        });
      },
      'either every site has an autoscaler, or none; a service for each kind of site',
    ],
    ['no sites', () => edgeService(stack, 'nowhere')._deploy([], []), "sites '[]': must name at least one site"],
    [
      'the replicas of a site where it does not run',
      () => edgeService(stack, 'absent').replicasAt(one),
      'does not run at edge/gz-1',
    ],
    [
      'a negative surge',
      () => edgeService(stack, 'surging', { maxSurge: -1 }),
      'maxSurge -1: must be a whole number of at least 0',
    ],
    [
      'a file name with a slash',
      () => edgeService(stack, 'filed', { config: { 'a/b': '' } }),
      "config 'a/b': must be letters, digits",
    ],
    [
      'a secret in a file',
      () => edgeService(stack, 'open', { config: { 'bridge.conf': 'remote_password hunter2' } }),
      "config 'bridge.conf': holds what looks like a password (remote_password): whoever reads the manifests reads it",
    ],
    [
      'Reloader',
      () =>
        edgeService(stack, 'reloaded', {
          mounts: [Mount.secret(SecretRef.existing('login', ['a'], { reloader: true }), '/a')],
        }),
      "variables, mounts 'login': has reloader: true, and the Deployments of sites belong to another controller",
    ],
    [
      'a relative mount path',
      () => edgeService(stack, 'mounted', { buffer: { mountPath: 'x', perDay: DataSize.gigabytes(1) } }),
      "buffer.mountPath 'x': must be an absolute path",
    ],
    [
      'a path that is mounted already',
      () =>
        edgeService(stack, 'crowded', {
          config: { a: '' },
          buffer: { mountPath: '/etc/config/', perDay: DataSize.gigabytes(1) },
        }),
      "mountPath '/etc/config': is mounted already",
    ],
    [
      'more files than a ConfigMap holds',
      () => edgeService(stack, 'wordy', { config: { a: 'x'.repeat(2 ** 20 + 1) } }),
      "config '1048577 bytes': a ConfigMap holds 1 MiB; several Configurations, an image, or a volume",
    ],
    [
      'a call to another cluster',
      () => edgeService(stack, 'near').calls(edgeService(tenant(edgePlatform()), 'far')),
      'runs in cluster east, the caller in east',
    ],
    [
      'an odd storage class',
      () =>
        edgeService(stack, 'stored', {
          buffer: { mountPath: '/x', perDay: DataSize.gigabytes(1), storageClass: 'A B' },
        }),
      "buffer.storageClass 'A B'",
    ],
    ['a header that is none', () => EdgeBalancing.consistentHeader('a b'), "consistentHeader('a b')"],
    ['no reason', () => PodProfile.edgeDevice({ reason: ' ', hostNetwork: true }), "reason ' ': must say why"],
    ['a profile that asks for nothing', () => PodProfile.edgeDevice({ reason: 'x' }), 'nothing is asked for'],
    [
      'a relative host path',
      () => PodProfile.edgeDevice({ reason: 'x', hostPaths: [{ path: 'dev', mountPath: 'y' }] }),
      "hostPaths.mountPath 'y'",
    ],
    [
      'the group of root',
      () => PodProfile.edgeDevice({ reason: 'x', supplementalGroups: [0] }),
      'supplementalGroups 0',
    ],
    [
      'a site of another cluster',
      () => site(edgePlatform()).deploy(edgeService(stack, 'foreign')),
      'is of another cluster than the service, east',
    ],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});
