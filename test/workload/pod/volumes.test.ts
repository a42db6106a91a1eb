import { Duration, Size, Testing } from 'cdk8s';
import {
  AccessMode,
  AutonomousStack,
  Canary,
  CanaryMetric,
  Cluster,
  Cpu,
  Helper,
  Image,
  KubernetesVersion,
  MicroserviceProps,
  Mount,
  NodeReserve,
  NodeType,
  Replicas,
  ServerlessFunction,
  ServerlessFunctionProps,
  SharedVolume,
  SharedVolumeProps,
} from 'cdk8s-autonomous';
import { find, IMAGE, ISTIO, messageOf, microservice, stack, statefulService } from '../../support/apps';
import { planOf } from '../../support/edge';

const ONE = Replicas.fixed(1);
const SMALL = { cpu: Cpu.millis(100), memory: Size.mebibytes(64) };
const MODEL = Image.of('registry.example.com/models/asr', { tag: '7' });

function shop(minor = 32): AutonomousStack {
  return stack(Testing.app(), {}, { kubernetesVersion: KubernetesVersion.of(`1.${minor}`) });
}

function shared(made: AutonomousStack, props: Partial<SharedVolumeProps> = {}, id = 'maps'): SharedVolume {
  return new SharedVolume(made, id, { size: Size.gibibytes(10), ...props });
}

function podOf(made: AutonomousStack, props: Partial<MicroserviceProps>): any {
  microservice(made, 'cart', props);
  return find(Testing.synth(made), 'Deployment', 'cart').spec.template.spec;
}

const volume = (pod: any, name: string) => pod.volumes.find((one: any) => one.name === name);
const mount = (pod: any, mountPath: string) =>
  pod.containers[0].volumeMounts.find((one: any) => one.mountPath === mountPath);

describe('a volume that outlives its pods', () => {
  test.each([
    [AccessMode.READ_WRITE_MANY, undefined],
    [AccessMode.READ_WRITE_ONCE, undefined],
    [AccessMode.READ_WRITE_ONCE_POD, undefined],
    [AccessMode.READ_ONLY_MANY, 'maps-2026'],
  ])('with access mode %s', (accessMode, volumeName) => {
    const made = shop();
    shared(made, { accessMode, volumeName });
    expect(find(Testing.synth(made), 'PersistentVolumeClaim').spec).toEqual({
      accessModes: [accessMode],
      resources: { requests: { storage: '10Gi' } },
      ...(volumeName && { volumeName, storageClassName: '' }),
    });
  });

  test('that can only be read is mounted so', () => {
    const made = shop();
    const maps = shared(made, { accessMode: AccessMode.READ_ONLY_MANY, volumeName: 'maps-2026' });
    const pod = podOf(made, { mounts: [Mount.shared(maps, '/maps')] });
    expect(volume(pod, 'claim-maps').persistentVolumeClaim).toEqual({ claimName: 'maps', readOnly: true });
    expect(mount(pod, '/maps').readOnly).toBe(true);
  });

  test.each([AccessMode.READ_WRITE_ONCE, AccessMode.READ_WRITE_ONCE_POD])(
    'of one node (%s) is for one pod, which ends before the next one starts',
    (accessMode) => {
      const made = shop();
      const mounts = [Mount.shared(shared(made, { accessMode }), '/data')];
      microservice(made, 'cart', { mounts, replicas: ONE });
      expect(find(Testing.synth(made), 'Deployment', 'cart').spec.strategy).toEqual({ type: 'Recreate' });
      expect(planOf(made).findings.map(({ code }: any) => code)).not.toContain('ROLLOUT_SHARES_VOLUME');
      expect(messageOf(() => microservice(made, 'web', { mounts }))).toBe(
        `[shop/web] mounts '/data': claim maps is ${accessMode}, which pods on several nodes cannot have, and there are up to 3 replicas; accessMode: AccessMode.READ_WRITE_MANY, or volumes of a StatefulService: one for each pod`,
      );
      expect(messageOf(() => statefulService(made, 'store', { mounts }))).toContain('there are up to 3 replicas');
      expect(messageOf(() => microservice(made, 'b', { mounts, replicas: ONE, maxSurge: 1 }))).toContain('maxSurge 1');
      const fill = (own: Mount[]) => [Helper.init('fill', { image: IMAGE, resources: SMALL, mounts: own })];
      expect(messageOf(() => microservice(made, 'c', { helpers: fill(mounts) }))).toContain(
        `claim maps is ${accessMode}`,
      );
      const other = shop();
      const helpers = fill([Mount.shared(shared(other, { accessMode }), '/data')]);
      microservice(other, 'd', { helpers, replicas: ONE });
      expect(find(Testing.synth(other), 'Deployment', 'd').spec.strategy).toEqual({ type: 'Recreate' });
    },
  );

  test('of one node is refused by the plan where two workloads mount it', () => {
    const made = shop();
    const mounts = [Mount.shared(shared(made, { accessMode: AccessMode.READ_WRITE_ONCE }), '/data')];
    microservice(made, 'a', { mounts, replicas: ONE });
    microservice(made, 'b', { mounts, replicas: ONE });
    expect(messageOf(() => Testing.synth(made))).toContain('VOLUME_OF_ONE_NODE');
  });

  test('of one pod likewise', () => {
    const made = shop();
    const mounts = [Mount.shared(shared(made, { accessMode: AccessMode.READ_WRITE_ONCE_POD }), '/data')];
    microservice(made, 'a', { mounts, replicas: ONE });
    microservice(made, 'b', { mounts, replicas: ONE });
    expect(messageOf(() => Testing.synth(made))).toContain('VOLUME_OF_ONE_POD');
  });

  test('of each pod of a service may be kept from all others', () => {
    const made = shop();
    const accessMode = AccessMode.READ_WRITE_ONCE_POD;
    statefulService(made, 'store', {
      volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1), accessMode }],
    });
    const [claim] = find(Testing.synth(made), 'StatefulSet').spec.volumeClaimTemplates;
    expect(claim.spec.accessModes).toEqual(['ReadWriteOncePod']);
  });
});

describe('a volume that goes with its pod', () => {
  test('is local disk, which the container asks for', () => {
    const pod = podOf(shop(), { mounts: [Mount.scratch('/var/cache', Size.gibibytes(2))] });
    expect(volume(pod, 'local-var-cache').emptyDir).toEqual({ sizeLimit: '2Gi' });
    const { requests } = pod.containers[0].resources;
    const before = podOf(shop(), {}).containers[0].resources.requests;
    const mebibytes = (text: string) => Number(/^(\d+)Mi$/.exec(text)![1]);
    expect(mebibytes(requests['ephemeral-storage']) - mebibytes(before['ephemeral-storage'])).toBe(2048);
  });

  test('is memory, on top of the limit', () => {
    const pod = podOf(shop(), { mounts: [Mount.memory('/dev/shm', Size.mebibytes(256))] });
    expect(volume(pod, 'memory-dev-shm').emptyDir).toEqual({ medium: 'Memory', sizeLimit: '256Mi' });
    expect(pod.containers[0].resources).toMatchObject({ requests: { memory: '1Gi' }, limits: { memory: '1280Mi' } });
  });

  test('is of a storage class, one of those that may be attached to a node', () => {
    const app = Testing.app();
    const east = new Cluster(app, 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
    const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
    const [cpu, memory] = [Cpu.units(9), Size.gibibytes(33)];
    const attachableVolumes = { 'ebs.csi.aws.com': 2 };
    const ephemeralStorage = Size.gibibytes(100);
    const nodeType = NodeType.of('limited', { cpu, memory, reserve, attachableVolumes, ephemeralStorage });
    east.addNodePool('general', { nodeType });
    const made = new AutonomousStack(app, 'shop', { cluster: east });
    const spool = Mount.ephemeral('/spool', { size: Size.gibibytes(20), storageClass: 'gp3' });
    const pod = podOf(made, { mounts: [spool], replicas: Replicas.fixed(4) });
    expect(volume(pod, 'ephemeral-spool').ephemeral.volumeClaimTemplate.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'gp3',
      resources: { requests: { storage: '20Gi' } },
    });
    const [{ nodes }] = planOf(made).pools.map(({ nodes: some }: any) => ({ nodes: some }));
    expect(nodes).toBe(2);
  });

  test('is a token for one audience', () => {
    const mounts = [Mount.token('/var/run/vault', { audience: 'vault', expires: Duration.minutes(20) })];
    const pod = podOf(shop(), { mounts });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(volume(pod, 'token-var-run-vault').projected.sources).toEqual([
      { serviceAccountToken: { audience: 'vault', expirationSeconds: 1200, path: 'token' } },
    ]);
    expect(mount(pod, '/var/run/vault').readOnly).toBe(true);
  });

  test('is an image, where Kubernetes mounts images', () => {
    const mounts = [Mount.image(MODEL, '/model')];
    const pod = podOf(shop(35), { mounts });
    expect(volume(pod, 'image-asr')).toEqual({
      name: 'image-asr',
      image: { pullPolicy: 'IfNotPresent', reference: 'registry.example.com/models/asr:7' },
    });
    expect(messageOf(() => podOf(shop(34), { mounts }))).toContain(
      "mounts '/model': is a volume of an image, which is there from Kubernetes 1.35 on, and the cluster has 1.34; a SharedVolume",
    );
  });

  test('is one of its own for each mount, under a name of its own', () => {
    const size = Size.mebibytes(1);
    const pod = podOf(shop(), { mounts: [Mount.scratch('/a/b', size), Mount.scratch('/a-b', size)] });
    expect(pod.volumes.map(({ name }: any) => name)).toEqual(['scratch', 'local-a-b', 'local-a-b-2']);
  });
});

describe('functions', () => {
  const fn = (props: Partial<ServerlessFunctionProps>) => {
    const made = shop();
    new ServerlessFunction(made, 'thumbs', {
      image: IMAGE,
      resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(256) },
      maxScale: 2,
      ...props,
    });
    return find(Testing.synth(made), 'Service', 'thumbs').spec.template.spec;
  };
  const resources = { cpu: Cpu.millis(100), memory: Size.mebibytes(64) };

  test('have sidecars and scratch', () => {
    const helpers = [Helper.sidecar('log', { image: IMAGE, resources })];
    const { containers, volumes, initContainers } = fn({ helpers, mounts: [Mount.scratch('/c', Size.mebibytes(1))] });
    expect(containers.map(({ name }: any) => name)).toEqual(['thumbs', 'log']);
    expect(initContainers).toBeUndefined();
    expect(volumes.map(({ name }: any) => name)).toEqual(['scratch', 'scratch-log', 'local-c']);
  });

  test.each<[string, Partial<ServerlessFunctionProps>, string]>([
    ['init containers', { helpers: [Helper.init('a', { image: IMAGE, resources })] }, 'which Knative does not take'],
    ['hooks', { lifecycle: {} }, 'Knative takes no hooks'],
    [
      'ephemeral claims',
      { mounts: [Mount.ephemeral('/a', { size: Size.gibibytes(1) })] },
      "mounts '/a': is of a kind of volume that Knative does not take; Mount.scratch(...)",
    ],
  ])('refuse %s', (_, props, message) => {
    expect(messageOf(() => fn(props))).toContain(message);
  });
});

describe('refused', () => {
  const size = Size.mebibytes(1);
  const refused = (mounts: Mount[], props: Partial<MicroserviceProps> = {}) =>
    messageOf(() => podOf(shop(), { mounts, ...props }));
  test.each<[string, () => string, string]>([
    [
      'two at one path',
      () => refused([Mount.scratch('/a', size), Mount.memory('/a/', size)]),
      "mounts.path '/a/': is mounted already",
    ],
    [
      'a path below scratch',
      () => refused([Mount.scratch('/tmp/a', size)]),
      "mounts.path '/tmp/a': is in /tmp, the scratch volume",
    ],
    [
      'a path below what can only be read',
      () => refused([Mount.scratch('/etc/app/cache', size), Mount.token('/etc/app', { audience: 'vault' })]),
      "mounts.path '/etc/app/cache': is below '/etc/app', which is read-only",
    ],
    [
      'a path that is written to',
      () => refused([Mount.scratch('/a', size)], { writable: ['/a'] }),
      'is mounted already',
    ],
    ['the root', () => refused([Mount.scratch('/', size)]), 'is where the system has something itself'],
    ['what Linux says', () => refused([Mount.scratch('/proc/x', size)]), 'is where the system has something itself'],
    ['a relative path', () => refused([Mount.scratch('a', size)]), "mounts.path 'a': must be an absolute path"],
    ['a volume of a service without such', () => refused([Mount.own('data', '/data')]), 'volumes of a StatefulService'],
    ['no size', () => messageOf(() => Mount.scratch('/a', Size.kibibytes(0))), 'must be above 0'],
    ['no memory', () => messageOf(() => Mount.memory('/a', Size.kibibytes(0))), 'must be above 0'],
    [
      'no class',
      () => messageOf(() => Mount.ephemeral('/a', { size, storageClass: 'A b' })),
      'must be the name of a storage class',
    ],
    [
      'a token for nobody, that is renewed all the time',
      () => messageOf(() => Mount.token('/a', { audience: ' ', expires: Duration.minutes(1) })),
      'must be at least 10 minutes',
    ],
    [
      'an empty volume that nobody may fill',
      () => messageOf(() => shared(shop(), { accessMode: AccessMode.READ_ONLY_MANY })),
      'volumeName: one that somebody has filled',
    ],
    [
      'writing what can only be read',
      () => {
        const made = shop();
        const maps = shared(made, { accessMode: AccessMode.READ_ONLY_MANY, volumeName: 'v' });
        return messageOf(() => podOf(made, { mounts: [Mount.shared(maps, '/m', { readOnly: false })] }));
      },
      'claim maps is ReadOnlyMany; readOnly: true',
    ],
    [
      'a canary beside what has the volume',
      () => {
        const made = stack(Testing.app(), ISTIO);
        const mounts = [Mount.shared(shared(made, { accessMode: AccessMode.READ_WRITE_ONCE }), '/data')];
        const canary = Canary.of({ steps: [50], metrics: [CanaryMetric.successRate(0.99)] });
        return messageOf(() => podOf(made, { mounts, replicas: ONE, canary }));
      },
      'a volume that one pod has at a time is not there for a second one',
    ],
    [
      'the name of a volume of the pod',
      () => {
        const volumes = [{ name: 'local-a', mountPath: '/data', size }];
        return messageOf(() => statefulService(shop(), 'store', { volumes, mounts: [Mount.scratch('/a', size)] }));
      },
      "volumes.name 'local-a': is there already",
    ],
  ])('%s', (_, action, message) => {
    expect(action()).toContain(message);
  });
});
