import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  Health,
  Helper,
  HelperProps,
  Hook,
  KubernetesVersion,
  MicroserviceProps,
  Mount,
  Port,
  SecretRef,
  Variable,
} from 'cdk8s-autonomous';
import { find, IMAGE, ISTIO, messageOf, microservice, stack, statefulService } from '../../support/apps';
import { edgePlatform, edgeService, planOf, site, tenant } from '../../support/edge';
import { mayBeCalled } from '../../support/network-policy';

const SMALL = { cpu: Cpu.millis(100), memory: Size.mebibytes(64) };
const LOGIN = SecretRef.existing('login', ['password']);

function helper(props: Partial<HelperProps> = {}): HelperProps {
  return { image: IMAGE, resources: SMALL, ...props };
}

function shop(minor: number, props: object = {}): AutonomousStack {
  return stack(Testing.app(), props, { kubernetesVersion: KubernetesVersion.of(`1.${minor}`) });
}

function podOf(made: AutonomousStack, props: Partial<MicroserviceProps>): any {
  microservice(made, 'cart', props);
  return find(Testing.synth(made), 'Deployment', 'cart').spec.template.spec;
}

const HELPERS = [
  Helper.sidecar('proxy', helper()),
  Helper.init('migrate', helper({ args: ['migrate'], variables: { PASSWORD: LOGIN.key('password') } })),
];

describe('helpers', () => {
  test('start in their order, before the container of the workload, from Kubernetes 1.29 on', () => {
    const { initContainers, containers } = podOf(shop(29), { helpers: HELPERS });
    expect(initContainers.map(({ name, restartPolicy }: any) => [name, restartPolicy])).toEqual([
      ['proxy', 'Always'],
      ['migrate', undefined],
    ]);
    expect(containers.map(({ name }: any) => name)).toEqual(['cart']);
    expect(initContainers[1].args).toEqual(['migrate']);
    expect(initContainers[1].env).toContainEqual({
      name: 'PASSWORD',
      valueFrom: { secretKeyRef: { name: 'login', key: 'password' } },
    });
  });

  test('run beside it before, which the plan tells', () => {
    const made = shop(28);
    const { initContainers, containers } = podOf(made, { helpers: HELPERS });
    expect(initContainers.map(({ name, restartPolicy }: any) => [name, restartPolicy])).toEqual([
      ['migrate', undefined],
    ]);
    expect(containers.map(({ name }: any) => name)).toEqual(['cart', 'proxy']);
    expect(planOf(made).findings).toContainEqual(
      expect.objectContaining({
        code: 'SIDECAR_NOT_NATIVE',
        severity: 'warning',
        path: 'shop/cart',
        message: expect.stringContaining('and migrate before them'),
      }),
    );
  });

  test('have scratch, user and hardening like the container', () => {
    const { initContainers, volumes } = podOf(shop(32), { security: { user: 1234 }, helpers: HELPERS });
    for (const { name, volumeMounts, securityContext } of initContainers) {
      expect(volumeMounts).toEqual([{ mountPath: '/tmp', name: `scratch-${name}` }]);
      expect(securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        runAsUser: 1234,
        capabilities: { drop: ['ALL'] },
      });
    }
    expect(volumes).toContainEqual({ name: 'scratch-proxy', emptyDir: { sizeLimit: '64Mi' } });
  });

  test('are asked for their health, and have hooks', () => {
    const port = Port.http(9901, { name: 'admin' });
    const lifecycle = { started: Hook.exec(['/warm']), stopping: Hook.http('/drain', port) };
    const health = Health.http({ readiness: '/ready', liveness: '/live', port });
    const sidecar = Helper.sidecar('proxy', { ...helper(), health, lifecycle, startup: Duration.seconds(20) });
    const [made] = podOf(shop(32), { helpers: [sidecar] }).initContainers;
    expect(made.ports).toEqual([{ containerPort: 9901, name: 'http-admin', protocol: 'TCP' }]);
    expect(made.readinessProbe.httpGet).toEqual({ path: '/ready', port: 9901 });
    expect(made.livenessProbe.httpGet.path).toBe('/live');
    expect(made.startupProbe).toMatchObject({ failureThreshold: 4, periodSeconds: 5 });
    expect(made.lifecycle).toEqual({
      postStart: { exec: { command: ['/warm'] } },
      preStop: { httpGet: { path: '/drain', port: 9901 } },
    });
  });

  test('share volumes with the container by mounting the same', () => {
    const cache = Mount.scratch('/cache', Size.gibibytes(1));
    const init = Helper.init('fill', helper({ mounts: [cache.at('/out')] }));
    const pod = podOf(shop(32), { helpers: [init], mounts: [cache.at('/cache', { readOnly: true })] });
    expect(pod.volumes.filter(({ name }: any) => name.startsWith('local-'))).toEqual([
      { name: 'local-cache', emptyDir: { sizeLimit: '1Gi' } },
    ]);
    expect(pod.containers[0].volumeMounts).toContainEqual({ name: 'local-cache', mountPath: '/cache', readOnly: true });
    expect(pod.initContainers[0].volumeMounts).toContainEqual({ name: 'local-cache', mountPath: '/out' });
  });

  test('go into stateful services and the copies at sites', () => {
    const made = shop(32);
    const save = Helper.sidecar('save', helper({ mounts: [Mount.own('data', '/data', { readOnly: true })] }));
    const volumes = [{ name: 'data', mountPath: '/var/lib/store', size: Size.gibibytes(1) }];
    statefulService(made, 'store', { volumes, helpers: [save] });
    const { spec } = find(Testing.synth(made), 'StatefulSet').spec.template;
    expect(spec.initContainers[0].volumeMounts).toContainEqual({ name: 'data', mountPath: '/data', readOnly: true });
    expect(spec.volumes.map(({ name }: any) => name)).toEqual(['scratch', 'scratch-save']);
    const edge = edgePlatform();
    const local = tenant(edge);
    site(edge).deploy(edgeService(local, 'vision', { helpers: HELPERS }));
    const [deployment] = find(Testing.synth(local), 'EdgeApplication', 'vision').spec.workloadTemplate.manifests;
    expect(deployment.spec.template.spec.initContainers[0]).toMatchObject({ name: 'proxy', restartPolicy: 'Always' });
  });
});

describe('the plan', () => {
  const requests = (made: AutonomousStack) =>
    planOf(made).workloads.find(({ id }: any) => id === 'shop/Deployment/cart').requests;

  // aggregateContainerResourcesByFn of k8s.io/component-helpers: cart 1000m, proxy 100m, and an init container of 3000m beside the proxy before it.
  test('counts a pod as the scheduler does: the most of what starts, and of what runs together', () => {
    const made = shop(32);
    const migrate = Helper.init('migrate', helper({ resources: { ...SMALL, cpu: Cpu.units(3) } }));
    podOf(made, { helpers: [Helper.sidecar('proxy', helper()), migrate] });
    expect(requests(made)).toMatchObject({ cpu: 3100, memory: 1088 * 2 ** 20 });
  });

  test('counts memory volumes as memory, against the limit of who writes, and all local disk', () => {
    const made = shop(32);
    const shm = Mount.memory('/dev/shm', Size.mebibytes(256));
    const helpers = [
      Helper.init('fill', helper({ scratch: Size.gibibytes(2) })),
      Helper.sidecar('proxy', helper({ mounts: [shm.at('/ring', { readOnly: true })] })),
    ];
    const { containers, initContainers } = podOf(made, {
      helpers,
      mounts: [shm, Mount.scratch('/cache', Size.gibibytes(1))],
    });
    expect(containers[0].resources.limits.memory).toBe('1280Mi');
    expect(initContainers[1].resources.limits.memory).toBe('64Mi');
    const plan = requests(made);
    expect(plan.memory).toBe((1024 + 64 + 256) * 2 ** 20);
    // 64 MiB and 1 GiB of its own, 2 GiB that an init container leaves behind, 64 MiB of the sidecar, and logs of two containers.
    expect(plan['ephemeral-storage'] - 2 ** 20 * (64 + 1024 + 2048 + 64)).toBeLessThan(200 * 2 ** 20);
  });

  test('refuses what no node holds, and says which container it is', () => {
    const made = shop(32);
    const fill = Helper.init('fill', helper({ resources: { ...SMALL, memory: Size.gibibytes(64) } }));
    const message = messageOf(() => podOf(made, { helpers: [fill] }));
    expect(message).toContain('POD_TOO_BIG shop/cart');
    expect(message).toContain('(memory of containers: fill 64 GiB, cart 1 GiB)');
  });
});

describe('ports of sidecars', () => {
  const proxy = Helper.sidecar('proxy', { ...helper(), ports: [Port.http(9000, { name: 'proxy' })] });

  test('are in the Service and the network policy', () => {
    const made = shop(32);
    const cart = microservice(made, 'cart', { helpers: [proxy] });
    microservice(made, 'web').calls(cart);
    const objects = Testing.synth(made);
    expect(find(objects, 'Service', 'cart').spec.ports).toEqual([
      { name: 'http', port: 8080, protocol: 'TCP', targetPort: 'http', appProtocol: 'http' },
      { name: 'http-proxy', port: 9000, protocol: 'TCP', targetPort: 9000, appProtocol: 'http' },
    ]);
    const pod = (name: string) => ({
      namespace: 'shop',
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' },
    });
    expect(mayBeCalled(objects, pod('cart'), pod('web'), 9000)).toBe(true);
  });
});

test('in a mesh its sidecar starts before init containers, from Kubernetes 1.29 on', () => {
  const annotation = (helpers: Helper[], mesh: object = ISTIO, minor = 32) => {
    const made = shop(minor, mesh);
    microservice(made, 'cart', { helpers });
    const { template } = find(Testing.synth(made), 'Deployment', 'cart').spec;
    return template.metadata.annotations['sidecar.istio.io/nativeSidecar'];
  };
  expect(annotation([Helper.init('migrate', helper())])).toBe('true');
  expect(annotation([Helper.sidecar('proxy', helper())])).toBeUndefined();
  expect(annotation([Helper.init('migrate', helper())], {})).toBeUndefined();
  expect(annotation([Helper.init('migrate', helper())], ISTIO, 28)).toBeUndefined();
});

describe('in a mesh before Kubernetes 1.29', () => {
  test('init containers reach nothing', () => {
    const made = shop(28, ISTIO);
    podOf(made, { helpers: [Helper.init('migrate', helper())] });
    expect(planOf(made).findings.map(({ code }: any) => code)).toContain('INIT_WITHOUT_NETWORK');
  });
});

describe('refused', () => {
  const refused = (props: Partial<MicroserviceProps>, minor = 32) => messageOf(() => podOf(shop(minor), props));
  test.each<[string, () => unknown, string]>([
    [
      'no helper',
      () => refused({ helpers: [{} as Helper] }),
      'must be a Helper: Helper.init(...), Helper.sidecar(...)',
    ],
    [
      'a name that is taken',
      () =>
        refused({ helpers: [Helper.init('cart', helper()), Helper.init('a', helper()), Helper.init('a', helper())] }),
      "helpers.name 'a': is the name of another container of the pod",
    ],
    [
      'the name of the mesh',
      () => refused({ helpers: [Helper.init('istio-proxy', helper())] }),
      'of another container',
    ],
    [
      'no image',
      () => refused({ helpers: [Helper.init('a', {} as HelperProps)] }),
      '[Helper.init] image undefined: is required',
    ],
    [
      'no memory',
      () => refused({ helpers: [Helper.init('a', helper({ resources: { ...SMALL, memory: Size.kibibytes(0) } }))] }),
      "helpers.a.resources.memory '0': must be above 0",
    ],
    [
      'a port of the workload',
      () => refused({ helpers: [Helper.sidecar('a', { ...helper(), ports: [Port.tcp(8080)] })] }),
      'ports 8080: is there twice',
    ],
    [
      'health without a port',
      () => refused({ helpers: [Helper.sidecar('a', { ...helper(), health: Health.grpc() })] }),
      'helpers.a.health',
    ],
    [
      'a variable twice',
      () => refused({ helpers: [Helper.init('a', helper({ env: { A: '1' }, variables: { A: Variable.podName() } }))] }),
      "helpers.a.variables 'A': is in env too",
    ],
    [
      'a volume that the service does not have',
      () => refused({ helpers: [Helper.init('a', helper({ mounts: [Mount.own('data', '/data')] }))] }),
      "helpers.a.mounts 'data': is no volume that each of its pods has",
    ],
    ['an empty command', () => Hook.exec([]), 'must be a command and its arguments'],
    ['a relative path', () => Hook.http('drain', Port.http(8080)), 'must start with /'],
    ['datagrams', () => Hook.http('/drain', Port.udp(8080)), 'is UDP'],
  ])('%s', (_, action, message) => {
    expect(saidBy(action)).toContain(message);
  });
});

/** What it throws, or gives back of what was thrown. */
function saidBy(action: () => unknown): string {
  try {
    return String(action());
  } catch (error) {
    return (error as Error).message;
  }
}
