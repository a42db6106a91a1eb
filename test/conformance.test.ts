import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { App, Duration, Size, YamlOutputType } from 'cdk8s';
import {
  ArgoDelivery,
  AccessMode,
  AutonomousStack,
  ClientAffinity,
  Cluster,
  Cpu,
  ExternalName,
  HarborRegistry,
  Health,
  Helper,
  Hook,
  KubernetesVersion,
  Mesh,
  Mount,
  NodeClass,
  Peer,
  Port,
  Provisioner,
  Replicas,
  ScaleOn,
  SharedVolume,
  Survive,
  Taint,
} from 'cdk8s-autonomous';
import { parse } from 'yaml';
import { documents, microservice, nodeType, statefulService } from './support/apps';
import { Schemas, STORED_VERSIONS } from './support/schemas';
import { describeWith } from './support/shared';
import { connectedVehicle } from '../examples/connected-vehicle/connected-vehicle';
import { factory } from '../examples/factory/factory';
import { platform } from '../examples/platform/platform';
import { speechAssistant } from '../examples/speech-assistant/speech-assistant';

/** Everything that the library can emit, in one app. */
function everything(version: string): any[] {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/m.git',
    revision: 'main',
    path: 'dist',
  });
  const provisioner = Provisioner.karpenter({ nodeClass: NodeClass.ec2('default'), expireAfter: Duration.days(30) });
  const east = new Cluster(app, 'east', {
    zones: ['a', 'b', 'c'],
    kubernetesVersion: KubernetesVersion.of(version),
    survive: Survive.zone(),
    provisioner,
    delivery,
  });
  east.addNodePool('general', {
    nodeType: nodeType(),
    labels: { tier: 'web' },
    taints: [Taint.noSchedule('web', 'yes'), Taint.noExecute('x')],
  });
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.example.com', pullSecret: 'pull' });
  const made = new AutonomousStack(app, 'shop', {
    cluster: east,
    mesh: Mesh.istio({ revision: 'stable' }),
    registry,
    delivery,
    labels: { owner: 'shop' },
  });
  const common = {
    image: registry.image('shop/x', { tag: '1.0', digest: `sha256:${'0'.repeat(64)}` }),
    tolerates: [Taint.noSchedule('web', 'yes'), Taint.noExecute('x')],
  };
  const cart = microservice(made, 'cart', {
    ...common,
    replicas: Replicas.autoscaled({ min: 3, max: 9 }),
    scaleOn: [ScaleOn.cpu(), ScaleOn.external({ name: 'lag', perReplica: 0.5, labels: { group: 'x' } })],
    ports: [Port.http(8080), Port.grpc(9000), Port.http2(9001), Port.tcp(9002)],
    metricsPort: Port.http(9090, { name: 'metrics' }),
    priority: east.addPriority('high', { value: 10 }),
    nodeLabels: { tier: 'web' },
    env: { A: '1' },
    startup: Duration.minutes(1),
    podLabels: { track: 'stable' },
  });
  const store = statefulService(made, 'store', {
    ...common,
    replicas: Replicas.needed({ steady: 3, degraded: 2 }),
    volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(10) }],
  });
  const worker = microservice(made, 'worker', {
    ...common,
    ports: [],
    inMesh: false,
    replicas: Replicas.needed({ steady: 1 }),
  });
  const resources = { cpu: Cpu.millis(50), memory: Size.mebibytes(64) };
  const size = Size.gibibytes(1);
  const maps = new SharedVolume(made, 'maps', { size, accessMode: AccessMode.READ_ONLY_MANY, volumeName: 'maps' });
  const cache = Mount.scratch('/cache', size);
  const port = Port.http(9901, { name: 'admin' });
  microservice(made, 'dressed', {
    ...common,
    ports: [Port.http(8081), Port.tcp(5683, { name: 'coap' }), Port.udp(5683, { name: 'coap' })],
    mounts: [
      cache,
      Mount.shared(maps, '/maps'),
      Mount.memory('/dev/shm', size),
      Mount.ephemeral('/spool', { size, storageClass: 'ssd' }),
      Mount.token('/var/run/vault', { audience: 'vault' }),
      ...(Number(version.slice(2)) >= 35 ? [Mount.image(registry.image('shop/model', { tag: '1.0' }), '/model')] : []),
    ],
    helpers: [
      Helper.sidecar('proxy', {
        image: common.image,
        resources,
        ports: [Port.http(9000, { name: 'proxy' })],
        health: Health.http({ readiness: '/ready', liveness: '/live', port }),
        startup: Duration.seconds(20),
        lifecycle: { stopping: Hook.http('/drain', port) },
      }),
      Helper.init('fill', { image: common.image, resources, mounts: [cache.at('/out')] }),
    ],
    lifecycle: { started: Hook.exec(['/warm']) },
    service: { affinity: ClientAffinity.byClientIp() },
    replicas: Replicas.fixed(3),
  });
  new ExternalName(made, 'orders-db', { host: 'orders.example.com', port: 5432 });
  cart.calls(store);
  cart.calls(Peer.host('maps.example.com', 443));
  worker.calls(Peer.cidr('10.0.0.0/8', 5432));
  cart.addSubset('stable', { track: 'stable' });
  made.splitRoute('cars.example.com', [{ target: cart, weight: 100, subset: 'stable' }], {
    pathPrefix: '/v1',
    timeout: Duration.seconds(2),
    retries: 1,
  });
  return documents(app);
}

/** The example that is one program, run as one; in a folder of its own, since it writes its plan where it runs. */
function hello(): any[] {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'hello-'));
  const examples = path.resolve(__dirname, '../examples');
  execFileSync(
    process.execPath,
    ['--import', pathToFileURL(require.resolve('tsx')).href, `${examples}/hello/main.ts`],
    {
      cwd,
      env: { ...process.env, CDK8S_OUTDIR: 'dist', TSX_TSCONFIG_PATH: `${examples}/tsconfig.json` },
      stdio: 'pipe',
    },
  );
  const files = fs
    .readdirSync(path.join(cwd, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());
  return files.map((entry) => parse(fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8')));
}

function example(build: (app: App) => unknown): any[] {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  build(app);
  return documents(app);
}

/** Kinds of which there is no schema here: what their tests hold them to was read in those of their releases. */
const UNSEEN = /^(kafka\.strimzi\.io|postgresql\.cnpg\.io|barmancloud\.cnpg\.io|objectbucket\.io)\/.*: no schema$/;

describeWith('crds/index.json', 'official schemas, unknown fields refused', () => {
  const schemas = new Map<string, Schemas>();
  beforeAll(() => STORED_VERSIONS.forEach((version) => schemas.set(version, new Schemas(version))));
  const from = (version: string) =>
    STORED_VERSIONS.filter((stored) => Number(stored.slice(2)) >= Number(version.slice(2)));

  test.each(['1.27', '1.30', '1.32', '1.36'])('everything, for a cluster of %s', (version) => {
    const objects = everything(version);
    expect(objects.length).toBeGreaterThan(30);
    // A field that a version brought is in all later ones: validated from the next stored version on.
    for (const stored of from(version)) {
      expect(objects.flatMap((object) => schemas.get(stored)!.check(object))).toEqual([]);
    }
  });

  test.each<[string, () => any[]]>([
    ['connected-vehicle', () => example((app) => connectedVehicle(app))],
    ['platform', () => example((app) => platform(app))],
    ['hello', hello],
    ['factory', () => example((app) => factory(app))],
    ['speech-assistant', () => example((app) => speechAssistant(app))],
  ])('examples/%s', (_, build) => {
    const objects = build();
    expect(objects.length).toBeGreaterThan(10);
    for (const stored of from('1.32')) {
      const faults = objects.flatMap((object) => schemas.get(stored)!.check(object));
      expect(faults.filter((fault) => !UNSEEN.test(fault))).toEqual([]);
    }
  });

  test('a misspelt field fails, in a built-in kind, in a custom one and in metadata', () => {
    const objects = example((app) => connectedVehicle(app));
    const broken = (kind: string, change: (object: any) => void) => {
      const object = structuredClone(objects.find((candidate) => candidate.kind === kind));
      change(object);
      return schemas.get('1.32')!.check(object);
    };
    expect(broken('Deployment', (object) => (object.spec.template.spec.containers[0].imagee = 'x'))).toEqual([
      expect.stringContaining('imagee'),
    ]);
    expect(broken('VirtualService', (object) => (object.spec.hostss = []))).toEqual([
      expect.stringContaining('hostss'),
    ]);
    expect(broken('Gateway', (object) => (object.metadata.label = {}))).toEqual([expect.stringContaining('/metadata')]);
  });
});

test('Pod Security "restricted" holds for every pod of the library', () => {
  const pods = [...everything('1.32'), ...example((app) => connectedVehicle(app))].flatMap(({ spec }) =>
    spec?.template?.spec?.containers ? [spec.template.spec] : [],
  );
  expect(pods.length).toBeGreaterThan(8);
  for (const pod of pods) {
    expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC).toBeUndefined();
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect((pod.volumes ?? []).every((volume: any) => volume.hostPath === undefined)).toBe(true);
    for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits.memory).toBeDefined();
      expect(container.resources.requests).toMatchObject({ cpu: expect.anything(), memory: expect.anything() });
      expect((container.ports ?? []).every((port: any) => port.hostPort === undefined)).toBe(true);
    }
  }
});

test('selectors match the pods that they are for', () => {
  for (const object of everything('1.32').filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')) {
    expect(object.spec.template.metadata.labels).toMatchObject(object.spec.selector.matchLabels);
  }
});
