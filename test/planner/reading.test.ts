import { WorkloadModel } from '../../src/capacity/model';
import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';
import { EAST } from '../support/descriptions';

const GIB = 2 ** 30;
const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 32 * GIB, pods: 110, 'ephemeral-storage': 100 * GIB },
  reserved: {},
  labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux', tier: 'web', cores: '8' },
  taints: [],
  minNodes: 0,
};
const GPU: PoolDescription = {
  ...POOL,
  name: 'gpu',
  path: 'east/gpu',
  labels: { tier: 'gpu' },
  taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
};
const CLUSTER: ClusterDescription = {
  ...EAST,
  pools: [POOL, GPU],
};

/** Reads one workload with that pod, and other objects. */
function read(pod: any, others: any[] = [], owner: any = {}) {
  const json = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'w', namespace: 'n' },
    ...owner,
    spec: { replicas: 2, ...owner.spec, template: { metadata: { labels: { app: 'w' }, ...pod.metadata }, spec: pod } },
  };
  const { metadata: _, ...spec } = pod;
  json.spec.template.spec = spec;
  const result = readCluster(
    CLUSTER,
    [json, ...others].map((object, i) => ({ path: `test/${i}`, json: object })),
    [],
  );
  // Most of these pods ask for nothing, which is not what their tests are about.
  const findings = result.findings.filter(({ code }) => code !== 'REQUESTS_UNKNOWN');
  return { workload: result.workloads.find(({ id }) => id.endsWith('/w'))!, findings, model: result };
}

const container = (requests: any, limits?: any, more: any = {}) => ({
  name: 'c',
  resources: { requests, limits },
  ...more,
});
const requestsOf = (pod: any, others: any[] = []) => read(pod, others).workload.requests;

describe('requests', () => {
  test('containers add up; init containers count only where they need more', () => {
    const app = [container({ cpu: '1', memory: '1Gi' }), container({ cpu: '500m', memory: '1Gi' })];
    expect(requestsOf({ containers: app })).toMatchObject({ cpu: 1500, memory: 2 * GIB, pods: 1 });
    expect(requestsOf({ containers: app, initContainers: [container({ cpu: '1', memory: '3Gi' })] })).toMatchObject({
      cpu: 1500,
      memory: 3 * GIB,
    });
  });

  test('native sidecars run beside the containers and beside later init containers', () => {
    const sidecar = container({ cpu: '1', memory: '1Gi' }, undefined, { restartPolicy: 'Always' });
    const init = container({ cpu: '3', memory: '1Gi' });
    const containers = [container({ cpu: '2', memory: '1Gi' })];
    expect(requestsOf({ containers, initContainers: [sidecar, init] })).toMatchObject({ cpu: 4000, memory: 2 * GIB });
    expect(requestsOf({ containers, initContainers: [init, sidecar] })).toMatchObject({ cpu: 3000, memory: 2 * GIB });
  });

  test('requests default to limits, then to the LimitRange', () => {
    const range = {
      kind: 'LimitRange',
      metadata: { name: 'r', namespace: 'n' },
      spec: { limits: [{ type: 'Container', default: { memory: '4Gi' }, defaultRequest: { cpu: '250m' } }] },
    };
    expect(requestsOf({ containers: [container(undefined, { cpu: '2' })] })).toMatchObject({ cpu: 2000, memory: 0 });
    expect(requestsOf({ containers: [container(undefined, { cpu: '2' })] }, [range])).toMatchObject({
      cpu: 2000,
      memory: 4 * GIB,
    });
    expect(requestsOf({ containers: [container({})] }, [range])).toMatchObject({ cpu: 250, memory: 4 * GIB });
    expect(
      requestsOf({ containers: [container({})] }, [{ ...range, metadata: { name: 'r', namespace: 'elsewhere' } }]),
    ).toMatchObject({ cpu: 0, memory: 0 });
  });

  test('overhead of the pod or of its runtime class', () => {
    const runtime = {
      kind: 'RuntimeClass',
      metadata: { name: 'kata' },
      overhead: { podFixed: { cpu: '250m', memory: '128Mi' } },
    };
    const containers = [container({ cpu: '1', memory: '1Gi' })];
    expect(requestsOf({ containers, overhead: { cpu: '100m' } })).toMatchObject({ cpu: 1100 });
    expect(requestsOf({ containers, runtimeClassName: 'kata' }, [runtime])).toMatchObject({
      cpu: 1250,
      memory: GIB + 2 ** 27,
    });
    expect(read({ containers, runtimeClassName: 'kata' }).findings).toMatchObject([
      { code: 'RUNTIME_CLASS_UNKNOWN', severity: 'info' },
    ]);
  });

  test('a memory-backed volume takes memory', () => {
    const containers = [container({ cpu: '1', memory: '1Gi' })];
    expect(
      requestsOf({ containers, volumes: [{ name: 's', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }] }),
    ).toMatchObject({ memory: 3 * GIB });
    expect(read({ containers, volumes: [{ name: 's', emptyDir: { medium: 'Memory' } }] }).findings).toMatchObject([
      { code: 'MEMORY_VOLUME_UNBOUNDED', severity: 'warning' },
    ]);
  });

  test('extended resources are whole devices', () => {
    expect(requestsOf({ containers: [container({ cpu: '1' }, { 'nvidia.com/gpu': '2' })] })).toMatchObject({
      'nvidia.com/gpu': 2,
    });
  });

  test('a quantity that cannot be read is an error with its place', () => {
    expect(read({ containers: [container({ cpu: '1 core' })] }).findings).toMatchObject([
      { code: 'QUANTITY_INVALID', severity: 'error', path: 'test/0', actual: '1 core' },
    ]);
  });

  describe('sidecars of the mesh', () => {
    const namespace = (labels: any) => ({ kind: 'Namespace', metadata: { name: 'n', labels } });
    const containers = [container({ cpu: '1', memory: '1Gi' })];
    test.each([
      ['injection by namespace', { containers }, [namespace({ 'istio-injection': 'enabled' })], 1100],
      ['injection by revision', { containers }, [namespace({ 'istio.io/rev': 'stable' })], 1100],
      ['no injection', { containers }, [namespace({})], 1000],
      [
        'the pod opts out',
        { containers, metadata: { labels: { app: 'w', 'sidecar.istio.io/inject': 'false' } } },
        [namespace({ 'istio-injection': 'enabled' })],
        1000,
      ],
      [
        'the pod opts in',
        { containers, metadata: { labels: { app: 'w', 'sidecar.istio.io/inject': 'true' } } },
        [namespace({})],
        1100,
      ],
      [
        'a sidecar of its own size',
        { containers, metadata: { annotations: { 'sidecar.istio.io/proxyCPU': '300m' } } },
        [namespace({ 'istio-injection': 'enabled' })],
        1300,
      ],
      ['host network', { containers, hostNetwork: true }, [namespace({ 'istio-injection': 'enabled' })], 1000],
      [
        'a container of its name, which is laid over it',
        { containers: [...containers, { ...container({ cpu: '250m' }), name: 'istio-proxy' }] },
        [namespace({ 'istio-injection': 'enabled' })],
        1250,
      ],
      [
        'a native sidecar of its name that asks for nothing',
        { containers, initContainers: [{ ...container({}), name: 'istio-proxy', restartPolicy: 'Always' }] },
        [namespace({ 'istio-injection': 'enabled' })],
        1100,
      ],
    ])('%s', (_, pod, others, cpu) => {
      expect(requestsOf(pod, others)).toMatchObject({ cpu });
    });
  });
});

describe('which pools admit a pod', () => {
  const eligible = (pod: any) => read({ containers: [container({})], ...pod }).workload.eligible;
  const GENERAL = ['general/a', 'general/b'];
  const affinity = (...terms: any[]) => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  });
  const where = (key: string, operator: string, ...values: string[]) => ({
    matchExpressions: [{ key, operator, values }],
  });

  test.each([
    ['no wish', {}, GENERAL],
    ['selector', { nodeSelector: { tier: 'web' } }, GENERAL],
    ['selector of a zone', { nodeSelector: { 'topology.kubernetes.io/zone': 'b' } }, ['general/b']],
    ['selector that nothing has', { nodeSelector: { tier: 'db' } }, []],
    [
      'toleration',
      {
        tolerations: [{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
        nodeSelector: { tier: 'gpu' },
      },
      ['gpu/a', 'gpu/b'],
    ],
    [
      'toleration of everything',
      { tolerations: [{ operator: 'Exists' }], nodeSelector: { tier: 'gpu' } },
      ['gpu/a', 'gpu/b'],
    ],
    ['toleration of another value', { tolerations: [{ key: 'gpu', value: 'no' }], nodeSelector: { tier: 'gpu' } }, []],
    [
      'toleration of another effect',
      { tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }], nodeSelector: { tier: 'gpu' } },
      [],
    ],
    ['affinity In', affinity(where('tier', 'In', 'web', 'db')), GENERAL],
    ['affinity NotIn', affinity(where('tier', 'NotIn', 'web')), []],
    ['affinity Exists', affinity(where('cores', 'Exists')), GENERAL],
    ['affinity DoesNotExist', affinity(where('cores', 'DoesNotExist')), []],
    ['affinity Gt', affinity(where('cores', 'Gt', '7')), GENERAL],
    ['affinity Lt', affinity(where('cores', 'Lt', '8')), []],
    ['terms are alternatives', affinity(where('tier', 'In', 'db'), where('tier', 'In', 'web')), GENERAL],
    ['an empty term matches nothing', affinity({}), []],
  ])('%s', (_, pod, expected) => {
    expect(eligible(pod)).toEqual(expected);
  });

  test('the reason is kept for each pool', () => {
    expect(read({ containers: [container({})] }).workload.barred).toEqual({
      'gpu/a': 'taint gpu=yes:NoSchedule is not tolerated',
      'gpu/b': 'taint gpu=yes:NoSchedule is not tolerated',
    });
  });
});

describe('spreading', () => {
  const spread = (topologyKey: string, more: any = {}) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: 'w' } },
    ...more,
  });
  const rules = (pod: any, others: any[] = []): Partial<WorkloadModel> =>
    read({ containers: [container({})], ...pod }, others).workload;
  const anti = (topologyKey: string, more: any = {}) => ({
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey, labelSelector: { matchLabels: { app: 'w' } }, ...more },
        ],
      },
    },
  });
  const ZONE = 'topology.kubernetes.io/zone';
  const HOST = 'kubernetes.io/hostname';

  test('hard spread over zones and hosts', () => {
    expect(rules({ topologySpreadConstraints: [spread(ZONE, { maxSkew: 2 })] }).zoneSkew).toBe(2);
    expect(rules({ topologySpreadConstraints: [spread(HOST)] }).hostSpread).toEqual({
      maxSkew: 1,
      lostNodesCount: true,
      alsoCounts: ['gpu/a', 'gpu/b'],
    });
    expect(
      rules({ topologySpreadConstraints: [spread(ZONE, { whenUnsatisfiable: 'ScheduleAnyway' })] }).zoneSkew,
    ).toBeUndefined();
  });

  test('anti-affinity with itself', () => {
    expect(rules(anti(HOST)).maxPerNode).toBe(1);
    expect(rules(anti(ZONE)).maxPerZone).toBe(1);
  });

  test('anti-affinity with others is a conflict', () => {
    const other = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'o', namespace: 'n' },
      spec: { template: { metadata: { labels: { app: 'o' } }, spec: { containers: [container({})] } } },
    };
    const { model } = read(
      {
        containers: [container({})],
        ...anti(HOST, { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['o'] }] } }),
      },
      [other],
    );
    expect(model.conflicts).toEqual([['n/Deployment/o', 'n/Deployment/w']]);
  });

  test('host ports keep pods apart', () => {
    const ports = { ports: [{ containerPort: 80, hostPort: 80 }] };
    const other = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'o', namespace: 'n' },
      spec: {
        template: { metadata: { labels: { app: 'o' } }, spec: { containers: [container({}, undefined, ports)] } },
      },
    };
    const { workload, model } = read({ containers: [container({}, undefined, ports)] }, [other]);
    expect(workload.maxPerNode).toBe(1);
    expect(model.conflicts).toEqual([['n/Deployment/o', 'n/Deployment/w']]);
  });

  test.each([
    ['another topology', { topologySpreadConstraints: [spread('rack')] }],
    [
      'pod affinity',
      { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: HOST }] } } },
    ],
    ['anti-affinity over racks', anti('rack')],
    ['a namespace selector', anti(HOST, { namespaceSelector: { matchLabels: { a: 'b' } } })],
    ['a node name', { nodeName: 'n1' }],
    ['another scheduler', { schedulerName: 'their-scheduler' }],
    ['a scheduling gate', { schedulingGates: [{ name: 'g' }] }],
  ])('%s is not modelled, and the plan says so', (_, pod) => {
    expect(read({ containers: [container({})], ...pod }).findings).toMatchObject([
      { code: 'NOT_MODELLED', severity: 'warning', path: 'test/0' },
    ]);
  });
});

describe('replicas', () => {
  const hpa = (min?: number) => ({
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace: 'n' },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'w' }, minReplicas: min, maxReplicas: 9 },
  });
  const scaled = {
    kind: 'ScaledObject',
    metadata: { name: 'h', namespace: 'n' },
    spec: { scaleTargetRef: { name: 'w' }, minReplicaCount: 3, maxReplicaCount: 7 },
  };
  const of = (owner: any, others: any[] = []) => read({ containers: [container({})] }, others, owner).workload.replicas;

  test('as the object says, or one', () => {
    expect(of({})).toEqual({ needed: 2, planned: 2 });
    expect(of({ spec: { replicas: undefined } })).toEqual({ needed: 1, planned: 1 });
  });

  test('autoscalers set the range', () => {
    expect(of({ spec: { replicas: undefined } }, [hpa(4)])).toEqual({ needed: 4, planned: 4, max: 9 });
    expect(of({ spec: { replicas: undefined } }, [hpa()])).toEqual({ needed: 1, planned: 1, max: 9 });
    expect(of({ spec: { replicas: 5 } }, [hpa(4)])).toEqual({ needed: 5, planned: 5, max: 9 });
    expect(of({ spec: { replicas: undefined } }, [scaled])).toEqual({ needed: 3, planned: 3, max: 7 });
  });

  test('jobs run as many pods as they may at once', () => {
    const job = (spec: any) =>
      of({ apiVersion: 'batch/v1', kind: 'Job', spec: { replicas: undefined, ...spec } }).planned;
    expect(job({})).toBe(1);
    expect(job({ parallelism: 5, completions: 3 })).toBe(3);
    expect(job({ parallelism: 5 })).toBe(5);
    expect(job({ parallelism: 5, suspend: true })).toBe(0);
  });

  test('a cron job and a bare pod', () => {
    const pod = { containers: [container({ cpu: '1' })] };
    const cron = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'c', namespace: 'n' },
      spec: { jobTemplate: { spec: { parallelism: 2, template: { spec: pod } } } },
    };
    const bare = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: pod };
    const { model } = read(pod, [cron, bare]);
    expect(model.workloads.map(({ id, replicas, requests }) => [id, replicas.planned, requests.cpu])).toEqual([
      ['default/Pod/p', 1, 1000],
      ['n/CronJob/c', 2, 1000],
      ['n/Deployment/w', 2, 1000],
    ]);
  });

  test('surge as Kubernetes has it', () => {
    const rollout = (strategy: any, replicas = 10) =>
      read({ containers: [container({})] }, [], { spec: { replicas, strategy } }).workload.rollout;
    expect(rollout(undefined)).toMatchObject({ surge: 3, explicit: false, maxUnavailable: 2, ours: false });
    expect(rollout({ rollingUpdate: { maxSurge: 4, maxUnavailable: '10%' } })).toMatchObject({
      surge: 4,
      explicit: false,
      maxUnavailable: 1,
      ours: false,
    });
    expect(rollout({ type: 'Recreate' })).toBeUndefined();
  });

  // ResolveFenceposts of the Deployment controller (kubernetes 1.34, pkg/controller/deployment/util).
  test.each([
    [{ maxSurge: 0, maxUnavailable: '25%' }, 3, 0, 1],
    [{ maxSurge: '0%', maxUnavailable: '1%' }, 40, 0, 1],
    [{ maxSurge: 0 }, 8, 0, 2],
    [{ maxUnavailable: 0 }, 1, 1, 0],
    [{ maxSurge: 0, maxUnavailable: '0%' }, 3, 0, 0],
  ])('%j of %d: %d more, %d less', (rollingUpdate, replicas, surge, maxUnavailable) => {
    const { workload } = read({ containers: [container({})] }, [], { spec: { replicas, strategy: { rollingUpdate } } });
    expect(workload.rollout).toMatchObject({ surge, maxUnavailable });
  });

  test('a custom kind that runs pods is not planned, and the plan says so', () => {
    const cloneSet = {
      apiVersion: 'apps.kruise.io/v1alpha1',
      kind: 'CloneSet',
      metadata: { name: 'r' },
      spec: { template: { spec: { containers: [container({})] } } },
    };
    expect(read({ containers: [container({})] }, [cloneSet]).findings).toMatchObject([
      { code: 'KIND_NOT_MODELLED', severity: 'warning', path: 'test/1' },
    ]);
  });
});

describe('an Argo Rollout', () => {
  const rollout = (strategy: object, replicas = 9) => {
    const { model: made } = read({ containers: [container({ cpu: '1' })] }, [
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: { name: 'asr', namespace: 'n' },
        spec: { replicas, strategy, template: { spec: { containers: [container({ cpu: '1' })] } } },
      },
    ]);
    const { canary, rollout: rolling } = made.workloads.find(({ id }) => id === 'n/Rollout/asr')!;
    return { canary, surge: rolling?.surge };
  };
  const steps = [{ setWeight: 5 }, { setWeight: 25 }, { setWeight: 50 }];
  const trafficRouting = { istio: { virtualService: { name: 'asr' } } };

  test('without traffic routing it is a rolling update', () => {
    expect(rollout({ canary: { steps } })).toEqual({ canary: undefined, surge: 3 });
    expect(rollout({ canary: { steps, maxSurge: 1 } })).toEqual({ canary: undefined, surge: 1 });
  });

  test('with traffic routing stable pods stay until the canary has all the traffic', () => {
    expect(rollout({ canary: { steps, trafficRouting } })).toEqual({ canary: 9, surge: undefined });
    expect(rollout({ canary: { steps, trafficRouting, dynamicStableScale: true } })).toEqual({
      canary: 5,
      surge: undefined,
    });
    expect(rollout({ blueGreen: {} })).toEqual({ canary: 9, surge: undefined });
  });
});

describe('what others in the cluster change', () => {
  const containers = [container({ cpu: '1', memory: '1Gi' })];
  const daemon = (pod: any) => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd', namespace: 'n' },
    spec: { template: { metadata: { labels: { app: 'd' } }, spec: pod } },
  });

  test('a host port of a daemonset bars its nodes', () => {
    const ports = { ports: [{ containerPort: 80, hostPort: 80 }] };
    const { workload, model } = read({ containers: [container({}, undefined, ports)] }, [
      daemon({ containers: [container({}, undefined, ports)] }),
    ]);
    expect(workload.eligible).toEqual([]);
    expect(workload.barred['general/a']).toBe('may not share a node with n/DaemonSet/d');
    expect(model.conflicts).toEqual([]);
  });

  test('a daemonset that asks for none of a resource is not in its way', () => {
    const { model } = read({ containers }, [daemon({ containers: [container({}, { 'nvidia.com/gpu': '0' })] })]);
    expect(model.pools[0].daemonsets['n/DaemonSet/d']).toEqual({ cpu: 0, memory: 0, pods: 1 });
  });

  test.each([
    [{ minAvailable: 2 }, 1],
    [{ maxUnavailable: 0 }, 1],
    [{ minAvailable: '51%' }, 1],
    [{ minAvailable: '50%' }, 0],
    [{ maxUnavailable: '10%' }, 0],
    [{ minAvailable: 1 }, 0],
  ])('a budget of %j for two pods', (spec, expected) => {
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b', namespace: 'n' },
      spec: { ...spec, selector: { matchLabels: { app: 'w' } } },
    };
    expect(read({ containers }, [budget]).findings.map(({ code }) => code)).toEqual(
      new Array(expected).fill('BUDGET_BLOCKS_DRAIN'),
    );
  });

  test('a runtime class brings its selector and tolerations', () => {
    const runtime = {
      kind: 'RuntimeClass',
      metadata: { name: 'r' },
      scheduling: { nodeSelector: { tier: 'gpu' }, tolerations: [{ operator: 'Exists' }] },
    };
    expect(read({ containers, runtimeClassName: 'r' }, [runtime]).workload.eligible).toEqual(['gpu/a', 'gpu/b']);
  });

  test('a LimitRange that only has a maximum sets defaults from it', () => {
    const range = {
      kind: 'LimitRange',
      metadata: { name: 'r', namespace: 'n' },
      spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { memory: '64Mi' } }] },
    };
    expect(requestsOf({ containers: [container({})] }, [range])).toMatchObject({ cpu: 2000, memory: 2 ** 26 });
  });

  test('an autoscaler without maximum is an error, one of a workload at 0 does nothing', () => {
    const hpa = (spec: any) => ({
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h', namespace: 'n' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'w' }, ...spec },
    });
    expect(read({ containers }, [hpa({})]).findings).toMatchObject([{ code: 'COUNT_INVALID', severity: 'error' }]);
    expect(
      read({ containers }, [hpa({ minReplicas: 5, maxReplicas: 9 })], { spec: { replicas: 0 } }).workload.replicas,
    ).toEqual({ needed: 0, planned: 0 });
  });

  test('nodes that count for the spread and admit no pod are told: by taints, by labels, by nothing else', () => {
    const tainted = {
      ...CLUSTER,
      pools: [
        { ...POOL, zones: ['a', 'b'] },
        { ...GPU, zones: ['c'] },
      ],
    };
    const spread = (more: any) => [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'w' } },
        ...more,
      },
    ];
    const of = (more: any) => {
      const json = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'w', namespace: 'n' },
        spec: {
          replicas: 6,
          template: {
            metadata: { labels: { app: 'w' } },
            spec: { containers, topologySpreadConstraints: spread(more) },
          },
        },
      };
      return readCluster(tainted, [{ path: 'test/0', json }], []).workloads[0];
    };
    expect(of({})).toMatchObject({ zoneSkew: 1, spreadPools: ['gpu/c'], deadZonesCount: true });
    expect(of({}).maxPerZone).toBeUndefined();
    const honours = of({ nodeTaintsPolicy: 'Honor' });
    expect([honours.spreadPools, honours.deadZonesCount, honours.evenZones]).toEqual([undefined, undefined, undefined]);
    expect(of({ minDomains: 3 }).minZones).toBe(3);
  });

  test('a pod with a claim comes back only in its zone', () => {
    expect(
      read({ containers, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'x' } }] }).workload.zonePinned,
    ).toBe(true);
  });

  test('pods of kinds that are not understood are found wherever they are', () => {
    const job = {
      apiVersion: 'example.com/v1',
      kind: 'QuantumJob',
      metadata: { name: 'j' },
      spec: { replicaSpecs: { Worker: { template: { spec: { containers: [{ name: 'x', image: 'x' }] } } } } },
    };
    const other = {
      apiVersion: 'example.com/v1',
      kind: 'Wave',
      metadata: { name: 'r' },
      spec: { workloadRef: { name: 'w' } },
    };
    expect(read({ containers }, [job, other]).findings.map(({ code, path }) => [code, path])).toEqual([
      ['KIND_NOT_MODELLED', 'test/1'],
      ['KIND_NOT_MODELLED', 'test/2'],
    ]);
  });

  test('counts and manifests of a wrong shape are errors with their place, not crashes', () => {
    expect(read({ containers }, [], { spec: { replicas: 'x' } }).findings).toMatchObject([
      { code: 'COUNT_INVALID', actual: 'x' },
    ]);
    expect(
      readCluster(
        CLUSTER,
        [
          {
            path: 'test/0',
            json: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: 'x' } },
          },
        ],
        [],
      ).findings,
    ).toMatchObject([{ code: 'MANIFEST_UNREADABLE', severity: 'error', path: 'test/0' }]);
  });
});

describe('priority', () => {
  const critical = { kind: 'PriorityClass', metadata: { name: 'critical' }, value: 1000, preemptionPolicy: 'Never' };
  const priority = (pod: any, others: any[] = []) => {
    const { workload, findings } = read({ containers: [container({})], ...pod }, others);
    return [workload.priority, workload.preempts, findings.map(({ code }) => code)];
  };

  test('classes of the charts, of the system, and unknown ones', () => {
    expect(priority({ priorityClassName: 'critical' }, [critical])).toEqual([1000, false, []]);
    expect(priority({ priorityClassName: 'system-node-critical' })).toEqual([2_000_001_000, true, []]);
    expect(priority({ priorityClassName: 'nobody' })).toEqual([0, true, ['PRIORITY_CLASS_UNKNOWN']]);
    expect(priority({}, [{ ...critical, globalDefault: true }])).toEqual([1000, false, []]);
    expect(priority({})).toEqual([0, true, []]);
  });
});

test('ephemeral storage is planned where every node type says how much it has', () => {
  const pod = { containers: [container({ cpu: '1', 'ephemeral-storage': '1Gi' })] };
  expect(requestsOf(pod)['ephemeral-storage']).toBe(GIB);
  const silent = { ...CLUSTER, pools: [{ ...POOL, capacity: { cpu: 8000, memory: 32 * GIB, pods: 110 } }] };
  const result = readCluster(
    silent,
    [{ path: 'test/0', json: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: pod } as any }],
    [],
  );
  expect(result.workloads[0].requests).not.toHaveProperty('ephemeral-storage');
  expect(result.findings).toMatchObject([{ code: 'EPHEMERAL_STORAGE_NOT_PLANNED', severity: 'info' }]);
});
