import { ApiObject, Duration, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  Bandwidth,
  Cpu,
  GpuPoolProps,
  GpuSharing,
  InferenceService,
  InferenceServiceProps,
  KubernetesVersion,
  ModelLoad,
  ModelSource,
  Mount,
  Peer,
  SecretRef,
  SharedVolume,
  Port,
  Rate,
  Replicas,
  ScaleOn,
  Scaler,
  ServiceTime,
  Latency,
  Utilisation,
} from 'cdk8s-autonomous';
import { find, messageOf, microservice, stack } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { mayCall } from '../support/network-policy';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';
import { gpuPool, H100, trainingHall } from '../support/training';

const STORE = ModelSource.bucket({ store: Peer.cidr('10.9.0.0/16', 9000) });
const loadFrom = (source: ModelSource) =>
  ModelLoad.of({ size: Size.gibibytes(10), source, bandwidth: Bandwidth.gigabitsPerSecond(1) });
const LOAD = loadFrom(STORE);
const KEDA = Scaler.keda({ prometheus: 'http://prometheus.monitoring:9090', authentication: 'prometheus' });
const IN_FLIGHT = ScaleOn.concurrency({ name: 'in_flight', workers: 16, labels: { model: 'asr' } });
const SCALED = Replicas.autoscaled({ min: 3, max: 8 });

function served(props: Partial<InferenceServiceProps> = {}, pools: Partial<GpuPoolProps> = {}) {
  const pool = gpuPool({ topology: undefined, nodes: [{ count: 3 }], ...pools });
  const shop = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
  const service = new InferenceService(shop, 'asr', {
    image: PINNED,
    ports: [Port.grpc(9000)],
    resources: { cpu: Cpu.units(4), memory: Size.gibibytes(24), accelerator: H100.devices(1) },
    replicas: Replicas.fixed(2),
    model: LOAD,
    ...props,
  });
  return { shop, service };
}

const objectsOf = (props?: Partial<InferenceServiceProps>, pools?: Partial<GpuPoolProps>) =>
  Testing.synth(served(props, pools).shop);

describe('a model server', () => {
  test('has the time to load its model, and room for it', () => {
    // 10 GiB at 1 Gbit/s take 85.9 s, warming up 30 s: twice that.
    expect([LOAD.startup.toSeconds(), served().service.model]).toEqual([232, LOAD]);
    const { containers, volumes } = find(objectsOf(), 'Deployment', 'asr').spec.template.spec;
    expect(containers[0].startupProbe).toMatchObject({ periodSeconds: 5, failureThreshold: 47, grpc: { port: 9000 } });
    expect(volumes[0].emptyDir.sizeLimit).toBe('11Gi');
    const own = find(objectsOf({ startup: Duration.minutes(10), scratch: Size.gibibytes(1) }), 'Deployment', 'asr');
    expect(own.spec.template.spec.containers[0].startupProbe.failureThreshold).toBe(120);
    expect(own.spec.template.spec.volumes[0].emptyDir.sizeLimit).toBe('1Gi');
  });

  test('may have a part of a device', () => {
    const resources = { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: H100.fraction({ cores: 25 }) };
    const [{ resources: asked }] = find(objectsOf({ resources }, { sharing: GpuSharing.hami() }), 'Deployment', 'asr')
      .spec.template.spec.containers;
    expect(asked.limits['nvidia.com/gpucores']).toBe('25');
  });

  test('scales on the requests that it works on, at the share at which the planned count stays', () => {
    const objects = objectsOf({
      replicas: Replicas.forDemand({
        arrivals: Rate.perSecond(300),
        service: ServiceTime.millis(70),
        workers: 16,
        latency: Latency.p99(Duration.millis(480)),
        max: 8,
      }),
      scaleOn: [IN_FLIGHT],
    });
    const { metrics, minReplicas, maxReplicas } = find(objects, 'HorizontalPodAutoscaler').spec;
    // 21 erlangs on 2 replicas of 16 workers are 65 %, of which the tolerance of the autoscaler leaves 65 % of 16.
    expect([minReplicas, maxReplicas]).toEqual([2, 8]);
    expect(metrics).toEqual([
      {
        type: 'External',
        external: {
          metric: { name: 'in_flight', selector: { matchLabels: { model: 'asr' } } },
          target: { type: 'AverageValue', averageValue: expect.stringMatching(/^\d+m?$/) },
        },
      },
    ]);
    const target = Number(metrics[0].external.target.averageValue.replace('m', '')) / 1000;
    expect(target).toBeGreaterThan(9);
    expect(target).toBeLessThanOrEqual(16 * 0.7);
  });

  test.each<[string, Partial<InferenceServiceProps>, string]>([
    ['scaling on processors', { replicas: SCALED }, 'says nothing of its accelerator; ScaleOn.concurrency(...)'],
    ['less time than loading takes', { startup: Duration.seconds(20) }, 'is shorter than loading 232 s'],
    ['no port', { ports: [] }, 'a model server needs a port; for example Port.grpc(9000)'],
    ['no model', { model: undefined as any }, 'model undefined: is required'],
  ])('%s is refused', (_, props, message) => {
    expect(messageOf(() => served(props)).replace(/3 minutes 52 seconds|232 seconds|PT\S+/, '232 s')).toContain(
      message,
    );
  });

  test.each<[string, () => unknown, string]>([
    [
      'a model of nothing',
      () => ModelLoad.of({ size: Size.gibibytes(0), source: STORE, bandwidth: Bandwidth.gigabitsPerSecond(1) }),
      'above 0',
    ],
    ['a model from nowhere', () => loadFrom(undefined as any), 'source undefined: is required'],
    ['a bucket that is none', () => ModelSource.bucket({ store: {} as any }), 'must be an ICallTarget'],
    ['a place that is none', () => ModelSource.image(PINNED, 'models'), "path 'models' must be an absolute path"],
    ['no workers', () => ScaleOn.concurrency({ name: 'x', workers: 0 }), 'workers 0 must be a whole number above 0'],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

describe('the model comes', () => {
  const podOf = (objects: any[]) => find(objects, 'Deployment', 'asr').spec.template.spec;
  const pod = { namespace: 'shop', labels: { 'app.kubernetes.io/name': 'asr', 'app.kubernetes.io/instance': 'shop' } };

  test('from a bucket: the way to it is open, with a secret, and there is room for the copy', () => {
    const key = SecretRef.existing('models', ['key']).key('key');
    const from = Peer.cidr('10.9.0.0/16', 9000);
    const objects = objectsOf({ model: loadFrom(ModelSource.bucket({ store: from, credentials: { S3_KEY: key } })) });
    expect(mayCall(objects, pod, { address: '10.9.1.2' }, 9000)).toBe(true);
    expect(mayCall(objects, pod, { address: '10.9.1.2' }, 443)).toBe(false);
    const { containers, volumes } = podOf(objects);
    expect(containers[0].env).toContainEqual({
      name: 'S3_KEY',
      valueFrom: { secretKeyRef: { name: 'models', key: 'key' } },
    });
    expect(volumes[0].emptyDir.sizeLimit).toBe('11Gi');
  });

  test('from a volume, which is mounted; nothing is copied', () => {
    const pool = gpuPool({ topology: undefined, nodes: [{ count: 3 }] });
    const shop = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
    const models = new SharedVolume(shop, 'models', { size: Size.gibibytes(100) });
    new InferenceService(shop, 'asr', {
      image: PINNED,
      ports: [Port.grpc(9000)],
      resources: { cpu: Cpu.units(4), memory: Size.gibibytes(24), accelerator: H100.devices(1) },
      replicas: Replicas.fixed(2),
      model: loadFrom(ModelSource.volume(Mount.shared(models, '/models', { readOnly: true }))),
    });
    const { containers, volumes } = podOf(Testing.synth(shop));
    expect(containers[0].volumeMounts).toContainEqual({ name: 'claim-models', mountPath: '/models', readOnly: true });
    expect(volumes[0].emptyDir.sizeLimit).toBe('1Gi');
  });

  // ImageVolume is on by default from Kubernetes 1.35.
  test('from an image, where Kubernetes mounts images', () => {
    const model = loadFrom(ModelSource.image(PINNED, '/models'));
    expect(messageOf(() => served({ model }))).toContain(
      'is a volume of an image, which is there from Kubernetes 1.35 on, and the cluster has 1.32',
    );
    const young = trainingHall({ kubernetesVersion: KubernetesVersion.V1_35 });
    const pool = gpuPool({ topology: undefined, nodes: [{ count: 3 }] }, young);
    const shop = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
    new InferenceService(shop, 'asr', {
      image: PINNED,
      ports: [Port.grpc(9000)],
      resources: { cpu: Cpu.units(4), memory: Size.gibibytes(24), accelerator: H100.devices(1) },
      replicas: Replicas.fixed(2),
      model,
    });
    const { containers, volumes } = podOf(Testing.synth(shop));
    expect(volumes).toContainEqual({
      name: 'model',
      image: { reference: PINNED.reference, pullPolicy: 'IfNotPresent' },
    });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'model', mountPath: '/models', readOnly: true });
  });

  test('with the server', () => {
    expect(podOf(objectsOf({ model: loadFrom(ModelSource.serverImage()) })).volumes[0].emptyDir.sizeLimit).toBe('1Gi');
  });
});

describe('KEDA in place of an autoscaler', () => {
  test('asks Prometheus itself; while that is silent, replicas stay', () => {
    const objects = objectsOf({
      replicas: SCALED,
      scaleOn: [IN_FLIGHT, ScaleOn.cpu(Utilisation.percent(60))],
      scaler: KEDA,
    });
    expect(objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
    const { spec } = find(objects, 'ScaledObject', 'asr');
    expect(spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'asr' },
      minReplicaCount: 3,
      maxReplicaCount: 8,
      pollingInterval: 15,
      fallback: { failureThreshold: 3, replicas: 3, behavior: 'currentReplicasIfHigher' },
    });
    const [cpu, prometheus] = spec.triggers;
    expect(cpu).toEqual({ type: 'cpu', metricType: 'Utilization', metadata: { containerName: 'asr', value: '60' } });
    expect(prometheus).toMatchObject({
      type: 'prometheus',
      metricType: 'AverageValue',
      metadata: { serverAddress: 'http://prometheus.monitoring:9090', query: 'sum(in_flight{model="asr"})' },
      authenticationRef: { name: 'prometheus' },
    });
    expect(Number(prometheus.metadata.threshold)).toBeGreaterThan(0);
    expect(find(objects, 'Deployment', 'asr').spec.replicas).toBe(spec.minReplicaCount);
  });

  test('sets the range of the plan', () => {
    const { shop } = served({ replicas: SCALED, scaleOn: [IN_FLIGHT], scaler: KEDA });
    expect(planOf(shop).workloads[0].replicas).toMatchObject({ planned: 3, max: 8 });
  });

  test('has no fallback without a metric from outside', () => {
    const shop = stack();
    microservice(shop, 'cart', { replicas: SCALED, scaler: KEDA });
    const { spec } = find(Testing.synth(shop), 'ScaledObject', 'cart');
    expect([spec.fallback, spec.triggers.map(({ type }: any) => type)]).toEqual([undefined, ['cpu']]);
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test('of KEDA', () => {
      const objects = objectsOf({ replicas: SCALED, scaleOn: [IN_FLIGHT], scaler: KEDA });
      expect(objects.flatMap((object) => new Schemas('1.32').check(object))).toEqual([]);
    });
  });

  test.each<[string, ScaleOn]>([
    ['a metric', ScaleOn.external({ name: 'queue-lag.p99', perReplica: 1 })],
    ['a label', ScaleOn.external({ name: 'lag', perReplica: 1, labels: { 'app.kubernetes.io/name': 'x' } })],
  ])('refuses %s that Prometheus cannot be asked for', (_, on) => {
    expect(messageOf(() => served({ replicas: SCALED, scaleOn: [on], scaler: KEDA }))).toContain(
      'are no names that Prometheus knows, which KEDA asks for them',
    );
  });

  test.each<[string, () => unknown, string]>([
    ['without a maximum', () => microservice(stack(), 'cart', { scaler: KEDA }), 'needs replicas with a maximum'],
    ['without a URL', () => Scaler.keda({ prometheus: 'prometheus:9090' }), 'must be a URL'],
    [
      'polling too often, by no name',
      () => Scaler.keda({ prometheus: 'http://x', polling: Duration.millis(10), authentication: 'A B' }),
      'must be at least a second',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

test('TWO_AUTOSCALERS: a second one for the same workload', () => {
  const { shop } = served({ replicas: SCALED, scaleOn: [IN_FLIGHT] });
  new ApiObject(shop, 'Second', {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'second', namespace: 'shop' },
    spec: { scaleTargetRef: { name: 'asr' }, maxReplicaCount: 20, triggers: [] },
  } as any);
  expect(planOf(shop).findings[0]).toMatchObject({
    code: 'TWO_AUTOSCALERS',
    severity: 'error',
    path: 'shop/asr',
    message: 'HorizontalPodAutoscaler asr and ScaledObject second both set the replicas of Deployment asr',
    cure: ['remove HorizontalPodAutoscaler asr', 'remove ScaledObject second'],
  });
});

test('an accelerator of another vendor is another constant', () => {
  const accelerator = Accelerator.ASCEND_310_P;
  const resources = { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: accelerator.devices(1) };
  const [{ resources: asked }] = find(objectsOf({ resources }, { accelerator }), 'Deployment', 'asr').spec.template.spec
    .containers;
  expect(asked.limits['huawei.com/Ascend310P']).toBe('1');
});
