import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  ClientFormat,
  ConfigCentre,
  ConfigFile,
  Configuration,
  ConnectionTls,
  Cpu,
  Credential,
  DatabaseConnection,
  Environment,
  Image,
  NacosCentre,
  NacosCentreProps,
  NacosStorage,
  Plan,
  Port,
  SecretRef,
  SecretStore,
  Survive,
} from 'cdk8s-autonomous';
import { cluster, documents, find, ISTIO, messageOf, microservice, stack } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';

const AUTH = SecretRef.existing('nacos-auth', ['token', 'key', 'value', 'password']);
const LOGIN = SecretRef.existing('mes-login', ['username', 'password']);
const image = (tag: string) => Image.of('registry.example.com/nacos/nacos-server', { tag });
const MYSQL = {
  host: 'mysql.example.com',
  database: 'nacos',
  user: 'nacos',
  password: Credential.fromStore(SecretStore.cluster('vault'), 'plant/mysql#password'),
};

function nacos(shop: AutonomousStack, props: Partial<NacosCentreProps> = {}): NacosCentre {
  return ConfigCentre.nacos(shop, 'nacos', {
    image: image('v3.0.3'),
    auth: AUTH,
    storage: NacosStorage.embedded({ size: Size.gibibytes(10), storageClass: 'fast' }),
    ...props,
  });
}

const surviving = (app: App = Testing.app(), props = {}) => stack(app, props, { survive: Survive.node() });
const findingsOf = (shop: AutonomousStack) => JSON.parse(Plan.of(shop.node.root as App).toJson()).clusters[0].findings;
const containerOf = (all: any[], kind: string, name: string) => find(all, kind, name).spec.template.spec.containers[0];
const envOf = (container: any, name: string) => container.env.find((one: any) => one.name === name);

describe('a Nacos', () => {
  const app = Testing.app();
  const shop = surviving(app);
  const centre = nacos(shop);
  const settings = new Configuration(shop, 'recipes', { files: { 'recipes.yaml': ConfigFile.yaml({ takt: 60 }) } });
  centre.push(shop, 'recipes-to-nacos', { configuration: settings, credentials: LOGIN, namespace: 'mes' });
  microservice(shop, 'api', {
    uses: [centre.client({ credentials: LOGIN, namespace: 'mes', configurations: [settings] })],
  });
  const all = documents(app);
  const container = containerOf(all, 'StatefulSet', 'nacos');
  const { spec } = find(all, 'StatefulSet', 'nacos');

  test('has three members on three hosts, of which two are enough, and lets one go at a time', () => {
    expect(spec.replicas).toBe(3);
    expect(spec.podManagementPolicy).toBe('Parallel');
    expect(spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
    // Of three, one at a time leaves floor(3 / 2) + 1.
    expect(find(all, 'PodDisruptionBudget', 'nacos').spec.maxUnavailable).toBe(1);
    const { workloads } = JSON.parse(Plan.of(app).toJson()).clusters[0];
    expect(workloads.find(({ id }: any) => id === 'shop/StatefulSet/nacos').replicas).toMatchObject({ degraded: 2 });
  });

  test('has all ports: those of clients in its Service, those of members in the headless one alone', () => {
    const portsOf = (name: string) => find(all, 'Service', name).spec.ports.map(({ port }: any) => port);
    expect(portsOf('nacos')).toEqual([8848, 9848, 8080]);
    expect(portsOf('nacos-headless')).toEqual([8848, 9848, 8080, 9849, 7848]);
    expect(find(all, 'Service', 'nacos-headless').spec.publishNotReadyAddresses).toBe(true);
  });

  test('knows its members by name, keeps its data on a volume, and has half of its memory as heap', () => {
    expect(envOf(container, 'MEMBER_LIST').value.split(',')[2]).toBe(
      'nacos-2.nacos-headless.shop.svc.cluster.local:8848',
    );
    expect(envOf(container, 'EMBEDDED_STORAGE').value).toBe('embedded');
    expect(envOf(container, 'JVM_XMX').value).toBe('1024m');
    expect(spec.volumeClaimTemplates[0].spec).toMatchObject({
      storageClassName: 'fast',
      resources: { requests: { storage: '10Gi' } },
    });
  });

  test('asks who comes, from the first moment on, and prints no token', () => {
    for (const [name, key] of Object.entries({ NACOS_AUTH_TOKEN: 'token', NACOS_AUTH_IDENTITY_KEY: 'key' })) {
      expect(envOf(container, name).valueFrom.secretKeyRef).toEqual({ name: 'nacos-auth', key });
    }
    for (const name of ['NACOS_AUTH_ENABLE', 'NACOS_AUTH_ADMIN_ENABLE', 'NACOS_AUTH_CONSOLE_ENABLE']) {
      expect(envOf(container, name).value).toBe('true');
    }
    // bin/docker-startup.sh of nacos-docker begins with `set -x`, and tests the token for being there.
    expect(container.command[2]).toContain('BASH_XTRACEFD=9');
    expect(container.lifecycle.postStart.exec.command[2]).toContain('/etc/nacos/start/admin.sh');
    const script = find(all, 'ConfigMap', 'nacos-start').data['admin.sh'];
    expect(script).toContain('http://127.0.0.1:8848/nacos/v3/auth/user/admin');
  });

  test('tells clients where it is, and opens both ports', () => {
    const api = containerOf(all, 'Deployment', 'api');
    expect(envOf(api, 'SPRING_CLOUD_NACOS_SERVER_ADDR').value).toBe('nacos.shop.svc.cluster.local:8848');
    expect(envOf(api, 'SPRING_CLOUD_NACOS_CONFIG_NAMESPACE').value).toBe('mes');
    expect(envOf(api, 'SPRING_CLOUD_NACOS_PASSWORD').valueFrom.secretKeyRef.name).toBe('mes-login');
    expect(envOf(api, 'SPRING_CONFIG_IMPORT').value).toBe(
      'optional:nacos:api.yaml,optional:nacos:recipes.yaml?group=configmap.recipes&refreshEnabled=true',
    );
    const [{ ports }] = find(all, 'NetworkPolicy', 'api').spec.egress;
    expect(ports.map(({ port }: any) => port)).toEqual([8848, 9848]);
  });

  test('gets configurations of Git by the controller, which is let in', () => {
    expect(find(all, 'DynamicConfiguration').spec).toEqual({
      nacosServer: {
        serverAddr: 'nacos.shop.svc.cluster.local:8848',
        namespace: 'mes',
        authRef: { apiVersion: 'v1', kind: 'Secret', name: 'mes-login' },
      },
      strategy: { scope: 'partial', syncDeletion: true, conflictPolicy: 'preferCluster' },
      objectRefs: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'recipes' }],
    });
    expect(centre.groupOf('recipes')).toBe('configmap.recipes');
    const { ingress } = find(all, 'NetworkPolicy', 'nacos').spec;
    const controller = ingress.find(
      ({ from: [one] }: any) =>
        one.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] === 'nacos-controller',
    );
    expect(controller.ports.map(({ port }: any) => port)).toEqual([8848, 9848]);
  });

  test('says that passwords go as they are', () => {
    expect(findingsOf(shop).filter(({ code }: any) => code === 'PASSWORDS_IN_PLAIN_TEXT')).toMatchObject([
      { path: 'shop/nacos' },
    ]);
  });

  takenBySchemas({ DynamicConfiguration: find(all, 'DynamicConfiguration') });
});

test('version 2 has its own paths, and no console beside', () => {
  const app = Testing.app();
  nacos(surviving(app), { image: image('v2.5.1') });
  const all = documents(app);
  const { readinessProbe, livenessProbe } = containerOf(all, 'StatefulSet', 'nacos');
  expect(readinessProbe.httpGet).toEqual({ path: '/nacos/v2/console/health/readiness', port: 8848 });
  expect(livenessProbe.httpGet.path).toBe('/nacos/v2/console/health/liveness');
  expect(find(all, 'Service', 'nacos').spec.ports.map(({ port }: any) => port)).toEqual([8848, 9848]);
  expect(find(all, 'ConfigMap', 'nacos-start').data['admin.sh']).toContain('/nacos/v1/auth/users/admin');
});

test('version 3 asks the API of administrators, from 3.2 on with the port for models', () => {
  const app = Testing.app();
  nacos(surviving(app), { image: image('v3.2.3'), mcp: true });
  const all = documents(app);
  expect(containerOf(all, 'StatefulSet', 'nacos').readinessProbe.httpGet.path).toBe(
    '/nacos/v3/admin/core/state/readiness',
  );
  expect(find(all, 'Service', 'nacos').spec.ports.map(({ port }: any) => port)).toContain(9080);
});

test('data in MySQL: the password by reference, over TLS', () => {
  const app = Testing.app();
  nacos(surviving(app), { storage: NacosStorage.mysql(DatabaseConnection.mysql(MYSQL)) });
  const all = documents(app);
  const container = containerOf(all, 'StatefulSet', 'nacos');
  expect(envOf(container, 'MYSQL_SERVICE_DB_PARAM').value).toContain('sslMode=VERIFY_IDENTITY');
  expect(envOf(container, 'MYSQL_SERVICE_DB_PARAM').value).not.toContain('useSSL=false');
  expect(envOf(container, 'MYSQL_SERVICE_PASSWORD').valueFrom.secretKeyRef.name).toBe('nacos-database');
  expect(envOf(container, 'EMBEDDED_STORAGE')).toBeUndefined();
  expect(find(all, 'ExternalSecret', 'nacos-database').spec.data[0].remoteRef).toEqual({
    key: 'plant/mysql',
    property: 'password',
  });
});

test('beside a mesh clients register the name of their Service', () => {
  const app = Testing.app();
  const shop = surviving(app, ISTIO);
  const centre = nacos(shop);
  microservice(shop, 'api', { uses: [centre.client({ credentials: LOGIN })] });
  microservice(shop, 'batch', { uses: [centre.client({ credentials: LOGIN, registers: false, dataIds: [] })] });
  microservice(shop, 'tool', { uses: [centre.client({ credentials: LOGIN, format: ClientFormat.PLAIN })] });
  const all = documents(app);
  const api = containerOf(all, 'Deployment', 'api');
  expect(envOf(api, 'SPRING_CLOUD_NACOS_DISCOVERY_IP').value).toBe('api.shop.svc.cluster.local');
  expect(envOf(api, 'SPRING_CLOUD_NACOS_CONFIG_NAMESPACE')).toBeUndefined();
  const batch = containerOf(all, 'Deployment', 'batch');
  expect(envOf(batch, 'SPRING_CLOUD_NACOS_DISCOVERY_REGISTER_ENABLED').value).toBe('false');
  expect(envOf(batch, 'SPRING_CONFIG_IMPORT')).toBeUndefined();
  expect(envOf(containerOf(all, 'Deployment', 'tool'), 'NACOS_NAMESPACE').value).toBe('public');
  expect(findingsOf(shop).map(({ code }: any) => code)).not.toContain('PASSWORDS_IN_PLAIN_TEXT');
});

describe('the start', () => {
  /** Runs the script of the first user with a curl that answers in turn. */
  function firstUser(answers: readonly string[]): {
    readonly status: number | null;
    readonly bodies: string[];
    readonly args: string;
  } {
    const app = Testing.app();
    nacos(surviving(app));
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nacos-'));
    const script = find(documents(app), 'ConfigMap', 'nacos-start').data['admin.sh'];
    fs.writeFileSync(path.join(folder, 'password'), 'pa"ss & word\n');
    fs.writeFileSync(
      path.join(folder, 'admin.sh'),
      script.split('/etc/nacos/admin/password').join(`${folder}/password`),
    );
    fs.writeFileSync(path.join(folder, 'answers'), answers.map((one) => `${one}\n`).join(''));
    const curl = `#!/bin/sh\ncd ${folder}\ncat >>bodies; echo >>bodies\necho "$*" >>args\nhead -n 1 answers\nsed -i 1d answers\n`;
    for (const [name, text] of Object.entries({ curl, sleep: '#!/bin/sh\n' })) {
      fs.writeFileSync(path.join(folder, name), text, { mode: 0o755 });
    }
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const { status } = spawnSync('bash', [path.join(folder, 'admin.sh')], { env, timeout: 20_000 });
    const bodies = fs.readFileSync(path.join(folder, 'bodies'), 'utf8').trim().split('\n');
    const args = fs.readFileSync(path.join(folder, 'args'), 'utf8');
    fs.rmSync(folder, { recursive: true });
    return { status, bodies, args };
  }

  test('tries until the user is made, and shows the password to no list of processes', () => {
    const made = firstUser(['', '{"code":503}', '{"code":0,"data":{"username":"nacos","password":"x"}}', 'late']);
    expect(made).toMatchObject({ status: 0, bodies: Array(3).fill('pa"ss & word') });
    expect(made.args).not.toContain('pa"ss');
  });

  test('leaves a user alone that is there', () => {
    expect(firstUser(['{"code":409,"message":"have admin user cannot use it."}', 'late']).bodies).toHaveLength(1);
  });
});

describe('refused', () => {
  const refused = (props: Partial<NacosCentreProps>, shop = surviving()) => messageOf(() => nacos(shop, props));

  test.each([2, 4])('%d members', (replicas) => {
    expect(refused({ replicas })).toContain(`replicas ${replicas}: must be odd`);
  });

  test('one member where a loss is to be outlived, and in production', () => {
    expect(refused({ replicas: 1 })).toContain('is to outlive the loss of a node: one has no other to take over');
    const production = stack(Testing.app(), {}, { environment: Environment.production() });
    expect(refused({ replicas: 1, placement: { survive: Survive.none() } }, production)).toContain('is production');
    expect(() => nacos(stack(Testing.app()), { replicas: 1, placement: { survive: Survive.none() } })).not.toThrow();
  });

  test('three members on two hosts', () => {
    const app = Testing.app();
    const small = cluster(app, { survive: Survive.node(), zones: ['a'] }, { minNodesPerZone: 2, maxNodesPerZone: 2 });
    expect(refused({}, stack(app, { cluster: small }))).toContain(
      'no two of them may share a node, and 2 nodes have room',
    );
  });

  test('data of its own without a volume', () => {
    const storage = NacosStorage.embedded({ size: Size.gibibytes(0) });
    expect(refused({ storage })).toContain("storage.size '0': must be above 0: data without a volume go with the pod");
  });

  test('no authentication', () => {
    const message = refused({ auth: SecretRef.existing('nacos-auth', ['token']) });
    expect(message).toContain("auth 'Secret nacos-auth': has no key 'key', 'value', 'password'");
  });

  test('a version that begins with a password that everyone knows, and one that says none', () => {
    expect(refused({ image: image('v2.3.2') })).toContain(
      'begins with the user nacos and the password that everyone knows',
    );
    const digest = Image.of('registry.example.com/nacos/nacos-server', { digest: `sha256:${'a1'.repeat(32)}` });
    expect(refused({ image: digest })).toContain('must have a tag that says the version');
    expect(refused({ mcp: true })).toContain('mcp true: is there from 3.2 on');
  });

  test('a database that is none of MySQL, or takes the password as it is', () => {
    const mysql = (more: object) => NacosStorage.mysql(DatabaseConnection.mysql({ ...MYSQL, ...more }));
    expect(refused({ storage: NacosStorage.mysql(DatabaseConnection.postgresql(MYSQL)) })).toContain('must be MySQL');
    expect(refused({ storage: mysql({ tls: ConnectionTls.NONE }) })).toContain('sends the password as it is');
    expect(refused({ storage: mysql({ caSecret: 'ca' }) })).toContain('is a PEM file');
  });

  test('a client that reaches 8848 alone', () => {
    const shop = surviving();
    const centre = nacos(shop);
    const api = microservice(shop, 'api');
    expect(messageOf(() => api.calls(centre, [Port.http(8848)]))).toContain('clients from 2.0 on need 9848 too');
  });

  test('too little memory', () => {
    const resources = { cpu: Cpu.units(1), memory: Size.mebibytes(512) };
    expect(refused({ resources })).toContain("resources.memory '512Mi': must be at least 1Gi");
  });

  test('a configuration whose name the controller does not read', () => {
    const shop = surviving();
    const configuration = new Configuration(shop, 'a', { name: 'a.b', values: { A: '1' } });
    const message = messageOf(() => nacos(shop).push(shop, 'push', { configuration, credentials: LOGIN }));
    expect(message).toContain("configuration 'a.b-values': must have a name without dots");
  });
});

describe('a Nacos of somebody else', () => {
  test('in the cluster is reached on both ports', () => {
    const app = Testing.app();
    const shop = stack(app);
    const centre = ConfigCentre.existing({ host: 'nacos.infra.svc', pods: { app: 'nacos' } });
    microservice(shop, 'api', { uses: [centre.client({ credentials: LOGIN })] });
    const all = documents(app);
    expect(envOf(containerOf(all, 'Deployment', 'api'), 'SPRING_CLOUD_NACOS_SERVER_ADDR').value).toBe(
      'nacos.infra.svc:8848',
    );
    const { egress } = find(all, 'NetworkPolicy', 'api').spec;
    expect(egress.map(({ ports }: any) => ports[0].port)).toEqual([8848, 9848]);
  });

  test('outside the cluster needs a reason: passwords go there as they are', () => {
    const host = '10.20.30.40';
    expect(() => ConfigCentre.existing({ host })).toThrow('clients would send it their passwords over plain HTTP');
    expect(ConfigCentre.existing({ host, plainText: 'IPsec between the plants' }).address).toBe('10.20.30.40:8848');
  });
});
