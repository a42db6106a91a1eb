import { ApiObject, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Configuration,
  Cpu,
  GpuPoolProps,
  Mount,
  Peer,
  Port,
  SecretRef,
  ServerlessFunction,
  ServerlessFunctionProps,
  Variable,
  VariableSource,
} from 'cdk8s-autonomous';
import { find, ISTIO, messageOf, microservice, nodeType, stack } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';
import { gpuPool, H100 } from '../support/training';

function made(props: Partial<ServerlessFunctionProps> = {}, shop = stack()) {
  const fn = new ServerlessFunction(shop, 'thumbs', {
    image: PINNED,
    resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(256) },
    maxScale: 10,
    ...props,
  });
  return { fn, shop, objects: () => Testing.synth(shop) };
}

function onGpus(props: Partial<ServerlessFunctionProps>, pools: Partial<GpuPoolProps> = {}) {
  const pool = gpuPool({ topology: undefined, nodes: [{ count: 1 }], ...pools });
  const shop = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
  return made(
    { resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: H100.devices(1) }, ...props },
    shop,
  );
}

describe('a function', () => {
  test('is a Knative Service with its bounds, and what its proxy gets', () => {
    const { template } = find(made({ minScale: 2, concurrency: 4 }).objects(), 'Service', 'thumbs').spec;
    expect(template.metadata.annotations).toMatchObject({
      'autoscaling.knative.dev/min-scale': '2',
      'autoscaling.knative.dev/max-scale': '10',
      'queue.sidecar.serving.knative.dev/cpu-resource-request': '25m',
      'queue.sidecar.serving.knative.dev/memory-resource-request': '64Mi',
      'queue.sidecar.serving.knative.dev/memory-resource-limit': '256Mi',
    });
    expect(template.spec).toMatchObject({ containerConcurrency: 4, timeoutSeconds: 60, serviceAccountName: 'thumbs' });
    expect(template.spec.containers[0].ports).toEqual([{ containerPort: 8080, name: 'http1' }]);
    expect(template.spec.containers[0].securityContext).toMatchObject({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const grpc = find(made({ port: Port.grpc(9000), timeout: Duration.seconds(5) }).objects(), 'Service', 'thumbs');
    expect(grpc.spec.template.spec.containers[0].ports).toEqual([{ containerPort: 9000, name: 'h2c' }]);
    expect(grpc.spec.template.spec).toMatchObject({ containerConcurrency: 1, timeoutSeconds: 5 });
  });

  test('in the plan runs its minimum always, its maximum at the peak, and a new revision beside the old one', () => {
    const plan = planOf(made({ minScale: 2 }).shop);
    expect(plan.workloads[0]).toMatchObject({
      id: 'shop/Service.serving.knative.dev/thumbs',
      path: 'shop/thumbs',
      replicas: { planned: 2, max: 10 },
      canary: 2,
      // 500m and 256Mi of its own, 25m and 64Mi of the proxy.
      requests: { cpu: 525, memory: 320 * 2 ** 20 },
    });
    expect(plan.scenarios.map(({ name }: any) => name)).toContain('hpa-max');
    expect(plan.transitions.map(({ name }: any) => name)).toContain('canary:shop/Service.serving.knative.dev/thumbs');
    const idle = planOf(made().shop).workloads[0];
    expect(idle).toMatchObject({ replicas: { needed: 0, planned: 0, max: 10 }, canary: 1 });
  });

  test('whose maximum finds no place is an error', () => {
    expect(planOf(onGpus({ maxScale: 8 }).shop).status).toBe('feasible');
    expect(planOf(onGpus({ maxScale: 9 }).shop).findings[0]).toMatchObject({ code: 'POOL_TOO_SMALL' });
  });

  test('is reached through the gateway and by Knative, and calls what it declares', () => {
    const { fn, shop, objects } = made({ ingressNamespace: 'istio-system' });
    fn.calls(Peer.cidr('10.9.0.0/16', 443));
    microservice(shop, 'cart').calls(fn);
    const { ingress } = find(objects(), 'NetworkPolicy', 'thumbs-knative').spec;
    const namespaces = ingress[0].from.map(
      ({ namespaceSelector }: any) => Object.values(namespaceSelector.matchLabels)[0],
    );
    expect([namespaces, ingress[0].ports.map(({ port }: any) => port)]).toEqual([
      ['knative-serving', 'istio-system'],
      [8012, 8013, 8022, 9090, 9091],
    ]);
    expect(find(objects(), 'NetworkPolicy', 'thumbs').spec.egress[0].ports[0].port).toBe(443);
    expect(fn.networkPolicy.name).toBe('thumbs');
    const { egress } = find(objects(), 'NetworkPolicy', 'cart').spec;
    expect(JSON.stringify(egress)).toContain('istio-system');
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test('of Knative', () => {
      for (const { objects } of [made({ minScale: 1 }), onGpus({ maxScale: 4 })]) {
        expect(objects().flatMap((object) => new Schemas('1.32').check(object))).toEqual([]);
      }
    });
  });

  test.each<[string, Partial<ServerlessFunctionProps>, string]>([
    ['no maximum', { maxScale: 0 }, 'must be a whole number above 0 and not below minScale'],
    ['a maximum below the minimum', { minScale: 11 }, 'not below minScale'],
    ['half a pod', { minScale: 0.5 }, 'must be a whole number of at least 0'],
    ['no concurrency', { concurrency: 0 }, 'must be a whole number above 0'],
    ['an hour', { timeout: Duration.hours(1) }, 'must be above 0 and at most 600 s'],
    ['TCP', { port: Port.tcp(5432) }, 'must be HTTP or gRPC'],
    ['no namespace', { ingressNamespace: 'No' }, 'must be the name of a namespace'],
  ])('%s is refused', (_, props, message) => {
    expect(messageOf(() => made(props))).toContain(message);
  });

  test('in a mesh is refused', () => {
    expect(messageOf(() => made({}, stack(Testing.app(), ISTIO)))).toContain(
      'Knative has a proxy of its own in each pod',
    );
  });
});

describe("somebody else's Knative Service", () => {
  function theirs(annotations: Record<string, string>) {
    const shop = stack();
    shop.cluster.addNodePool('more', { nodeType: nodeType('more') });
    new ApiObject(shop, 'Theirs', {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name: 'theirs', namespace: 'shop' },
      spec: {
        template: {
          metadata: { annotations },
          spec: { containers: [{ resources: { requests: { cpu: '1', memory: '1Gi' } } }] },
        },
      },
    } as any);
    return planOf(shop);
  }

  test('is counted with the processor of the default proxy', () => {
    const bounds = { 'autoscaling.knative.dev/min-scale': '1', 'autoscaling.knative.dev/max-scale': '3' };
    expect(theirs(bounds).workloads[0]).toMatchObject({
      replicas: { planned: 1, max: 3 },
      // The memory of the proxy is the default of the namespace.
      requests: { cpu: 1025, memory: 1152 * 2 ** 20 },
    });
    expect(theirs({ ...bounds, 'autoscaling.knative.dev/initial-scale': '2' }).workloads[0].canary).toBe(2);
  });

  test('FUNCTION_WITHOUT_MAXIMUM: load may scale it without end', () => {
    expect(theirs({}).findings).toContainEqual(
      expect.objectContaining({
        code: 'FUNCTION_WITHOUT_MAXIMUM',
        severity: 'warning',
        message:
          'Knative Service theirs has no maximum: the plan counts its 0 pods that always run, and not what load may add',
      }),
    );
  });

  test('with bounds that are no numbers is an error', () => {
    expect(theirs({ 'autoscaling.knative.dev/max-scale': 'many' }).findings[0]).toMatchObject({
      code: 'COUNT_INVALID',
      message: "autoscaling.knative.dev/max-scale 'many' cannot be planned",
    });
  });
});

describe('secrets and configurations', () => {
  const LOGIN = SecretRef.existing('login', ['password']);

  test('are files that every process of its pods may read: Knative gives them to no group', () => {
    const shop = stack();
    const settings = new Configuration(shop, 'thumbs', { values: { LEVEL: 'info' } });
    const { objects } = made(
      { mounts: [Mount.secret(LOGIN, '/etc/login')], variablesFrom: [VariableSource.configuration(settings)] },
      shop,
    );
    const { metadata, spec } = find(objects(), 'Service').spec.template;
    expect(spec.volumes).toContainEqual({
      name: 'secret-login',
      secret: { secretName: 'login', defaultMode: 0o444 },
    });
    expect(spec.containers[0].envFrom).toEqual([{ configMapRef: { name: 'thumbs-values' } }]);
    expect(metadata.annotations['cdk8s-autonomous.dev/configuration']).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each<[string, Partial<ServerlessFunctionProps>, string]>([
    [
      'a field of the pod',
      { variables: { POD: Variable.podName() } },
      "variables 'POD': refers to the pod, which Knative",
    ],
    [
      'a mode for the owner',
      { mounts: [Mount.secret(LOGIN, '/a', { mode: 0o440 })] },
      "mounts.mode '/a': 0o440: the owner is root",
    ],
    [
      'Reloader',
      { variables: { A: SecretRef.existing('b', ['a'], { reloader: true }).key('a') } },
      "variables, mounts 'b': has reloader: true, and Reloader does not know functions; version",
    ],
  ])('are refused with %s', (_, props, message) => {
    expect(messageOf(() => made(props))).toContain(message);
  });
});
