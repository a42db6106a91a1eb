import { App, Duration, Size } from 'cdk8s';
import {
  AccessMode,
  AutonomousStack,
  Bandwidth,
  BucketConnection,
  Credential,
  DatabaseConnection,
  DataSize,
  HarborExposure,
  HarborInstallationProps,
  HarborStorage,
  Mesh,
  Origin,
  RedisConnection,
  SecretRef,
  Survive,
} from 'cdk8s-autonomous';
import { DATABASE, HARBOR, installed, SENTINELS, stored } from './support';
import { Planner } from '../../src/planner/planner';
import { documents, find } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const NAME = 'east-shop-harbor';
const GATEWAY = HarborExposure.gatewayApi({
  className: 'envoy',
  controller: Origin.pods({ namespace: 'envoy-gateway-system' }),
});

const objectsOf = (app: App) => documents(app);
let simplest: any[] | undefined;
const emitted = (props: Partial<HarborInstallationProps> = {}, ...rest: any[]): any[] =>
  Object.keys(props).length + rest.length > 0
    ? objectsOf(installed(props, ...rest).app)
    : (simplest ??= objectsOf(installed().app));
const valuesIn = (objects: any[]) => find(objects, 'Application', NAME).spec.source.helm.valuesObject;
const secretOf = (objects: any[], name: string) => find(objects, 'ExternalSecret', name).spec;

describe('the chart', () => {
  test('is an Application of one version, after the stack that has its namespace and secrets', () => {
    const { metadata, spec } = find(emitted(), 'Application', NAME);
    expect(metadata.annotations['argocd.argoproj.io/sync-wave']).toBe('5');
    expect(spec.source).toMatchObject({ chart: 'harbor', targetRevision: '1.19.1', helm: { releaseName: 'harbor' } });
    expect(spec.destination).toEqual({ name: 'east', namespace: 'shop' });
    expect(spec.syncPolicy.syncOptions).not.toContain('CreateNamespace=true');
  });

  test('may bring what it renders, and nothing without a namespace', () => {
    const { spec } = find(emitted(), 'AppProject', NAME);
    expect(spec.clusterResourceWhitelist).toEqual([]);
    expect(spec.namespaceResourceWhitelist.map(({ group, kind }: any) => `${group}/${kind}`)).toEqual([
      '/ConfigMap',
      '/Secret',
      '/Service',
      'apps/Deployment',
      'apps/StatefulSet',
      'monitoring.coreos.com/ServiceMonitor',
      'policy/PodDisruptionBudget',
    ]);
  });

  test('runs three of what clients wait for and two of the rest, apart from each other, with budgets', () => {
    const values = valuesIn(emitted());
    const replicas = ['core', 'jobservice', 'registry', 'portal', 'exporter', 'trivy'].map(
      (part) => values[part].replicas,
    );
    expect(replicas).toEqual([3, 3, 3, 2, 2, 2]);
    expect(values.core.podDisruptionBudget).toEqual({ enabled: true, minAvailable: 2 });
    expect(values.portal.podDisruptionBudget).toEqual({ enabled: true, minAvailable: 1 });
    const spread = values.registry.topologySpreadConstraints;
    expect(spread.map(({ topologyKey, whenUnsatisfiable }: any) => [topologyKey, whenUnsatisfiable])).toEqual([
      ['kubernetes.io/hostname', 'ScheduleAnyway'],
      ['topology.kubernetes.io/zone', 'ScheduleAnyway'],
    ]);
    expect(values.jobservice.jobLoggers).toEqual(['database']);
    expect(values.core.quotaUpdateProvider).toBe('redis');
  });

  test('is held to all zones where the cluster outlives the loss of one', () => {
    const { topologySpreadConstraints: spread } = valuesIn(emitted({}, {}, { survive: Survive.zone() })).core;
    expect(spread[1]).toMatchObject({ whenUnsatisfiable: 'DoNotSchedule', minDomains: 2 });
  });

  test('has every container ask for something', () => {
    const { core, exporter, jobservice, portal, registry, trivy } = valuesIn(emitted());
    for (const { resources } of [core, exporter, jobservice, portal, registry.registry, registry.controller, trivy]) {
      expect(resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
  });
});

describe('secrets', () => {
  test('are of one entry of the store, by the names that the chart has', () => {
    const objects = emitted();
    const keys = secretOf(objects, 'harbor-keys');
    expect(keys.data.map(({ secretKey }: any) => secretKey)).toEqual([
      'CSRF_KEY',
      'HARBOR_ADMIN_PASSWORD',
      'JOBSERVICE_SECRET',
      'REGISTRY_HTPASSWD',
      'REGISTRY_HTTP_SECRET',
      'REGISTRY_PASSWD',
      'secret',
      'secretKey',
    ]);
    expect(keys.data.at(-1).remoteRef).toEqual({ key: 'platform/harbor', property: 'secretKey' });
    expect(keys.target.template.data.secretKey).toContain('must have 16 characters');
    expect(secretOf(objects, 'harbor-token').target.template.type).toBe('kubernetes.io/tls');
    const values = valuesIn(objects);
    expect(values).toMatchObject({
      existingSecretAdminPassword: 'harbor-keys',
      existingSecretSecretKey: 'harbor-keys',
      core: { existingSecret: 'harbor-keys', existingXsrfSecret: 'harbor-keys', secretName: 'harbor-token' },
      jobservice: { existingSecret: 'harbor-keys' },
      registry: { existingSecret: 'harbor-keys', credentials: { existingSecret: 'harbor-keys' } },
      database: { external: { existingSecret: 'harbor-database', sslmode: 'verify-full' } },
      persistence: { imageChartStorage: { s3: { existingSecret: 'harbor-storage' } } },
    });
  });

  test('of Redis are URLs that the operator makes, since the chart finds no password under Argo CD', () => {
    const objects = emitted();
    const made = secretOf(objects, 'harbor-redis-urls').target.template.data;
    const addresses = SENTINELS.sentinels.join(',');
    const password = '{{ .REDIS_PASSWORD | urlquery | replace "+" "%20" }}';
    expect(made.core).toBe(`redis+sentinel://:${password}@${addresses}/main/0?idle_timeout_seconds=30`);
    expect(made.jobs).toBe(`redis+sentinel://:${password}@${addresses}/main/1`);
    const { core, jobservice, registry, exporter } = valuesIn(objects);
    const names = (list: any[]) => list.map(({ name }) => name);
    expect(names(core.extraEnvVars)).toEqual(['_REDIS_URL_CORE', '_REDIS_URL_REG']);
    expect(names(jobservice.extraEnvVars)).toEqual(['_REDIS_URL_CORE', 'JOB_SERVICE_POOL_REDIS_URL']);
    expect(names(registry.registry.extraEnvVars)).toEqual(['REGISTRY_REDIS_PASSWORD']);
    expect(registry.controller.extraEnvVars).toEqual(registry.registry.extraEnvVars);
    expect(names(exporter.extraEnvVars)).toEqual(['HARBOR_REDIS_URL']);
  });

  test('of the scanner are there before the chart, which leaves them alone', () => {
    const objects = emitted();
    expect(secretOf(objects, 'harbor-trivy').target.template.data.redisURL).toContain('/main/5?');
    expect(find(objects, 'Application', NAME).spec.ignoreDifferences).toEqual([
      { group: '', kind: 'Secret', name: 'harbor-trivy', jqPathExpressions: ['.data'] },
    ]);
  });

  test('of a bucket that are in Secrets of the namespace become variables of their own', () => {
    const secret = SecretRef.existing('claimed', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
    const bucket = BucketConnection.s3({
      bucket: 'images',
      region: 'us-east-1',
      accessKey: Credential.fromSecret(secret.key('AWS_ACCESS_KEY_ID')),
      secretKey: Credential.fromSecret(secret.key('AWS_SECRET_ACCESS_KEY')),
    });
    const { registry, persistence } = valuesIn(emitted({ storage: HarborStorage.bucket(bucket) }));
    expect(registry.controller.extraEnvVars.slice(0, 2)).toEqual([
      {
        name: 'REGISTRY_STORAGE_S3_ACCESSKEY',
        valueFrom: { secretKeyRef: { name: 'claimed', key: 'AWS_ACCESS_KEY_ID' } },
      },
      {
        name: 'REGISTRY_STORAGE_S3_SECRETKEY',
        valueFrom: { secretKeyRef: { name: 'claimed', key: 'AWS_SECRET_ACCESS_KEY' } },
      },
    ]);
    expect(persistence.imageChartStorage).toEqual({
      type: 's3',
      disableredirect: false,
      s3: { bucket: 'images', region: 'us-east-1', v4auth: true, secure: true },
    });
  });

  test('and passwords of the chart itself stand in no output, whatever the storage', () => {
    const gcs = BucketConnection.gcs({ bucket: 'images', key: stored('gcs#key') });
    const azure = BucketConnection.azure({ container: 'images', account: 'cars', accountKey: stored('azure#key') });
    for (const bucket of [gcs, azure]) {
      const text = JSON.stringify(emitted({ storage: HarborStorage.bucket(bucket) }));
      expect(text).not.toMatch(
        /Harbor12345|not-a-secure-key|harbor_registry_password|changeit|base64encodedaccountkey/,
      );
      expect(text).toContain('harbor-storage');
    }
  });
});

describe('connections', () => {
  test('to PostgreSQL are shared by all pods of a rollout: 80 % of 1000 over 11', () => {
    expect(valuesIn(emitted()).database).toMatchObject({ type: 'external', maxOpenConns: 72, maxIdleConns: 10 });
    const { maxConnections: _, ...unknown } = DATABASE;
    const values = valuesIn(emitted({ database: DatabaseConnection.postgresql(unknown) }));
    expect(values.database.maxOpenConns).toBe(50);
  });

  test('go where policies let them, and nowhere else', () => {
    const { ingress, egress } = find(emitted(), 'NetworkPolicy', 'harbor').spec;
    const ports = egress.map(({ ports: list }: any) => list?.map(({ port }: any) => port).join());
    // Itself; PostgreSQL; sentinels; Redis; the bucket and the databases of vulnerabilities on the internet.
    expect(ports).toEqual([undefined, '5432', '26379', '6379', '443']);
    expect(egress[1].to[0].podSelector.matchLabels).toEqual({ 'cnpg.io/cluster': 'db' });
    expect(ingress.map(({ ports: list }: any) => list?.[0].port)).toEqual([undefined, 8080, 8001]);
    expect(ingress[1].from[0].namespaceSelector.matchLabels).toEqual({
      'kubernetes.io/metadata.name': 'istio-ingress',
    });
  });

  test('of the mesh are those of the pods among each other and of the gateway', () => {
    const objects = emitted();
    const { rules } = find(objects, 'AuthorizationPolicy', 'harbor').spec;
    const principals = rules.map(({ from, to }: any) => [from[0].source.principals[0], to[0].operation.ports]);
    expect(principals).toEqual([
      ['cluster.local/ns/shop/sa/harbor', ['5000', '8080']],
      ['cluster.local/ns/istio-ingress/sa/istio-ingress', ['8080']],
    ]);
    expect(valuesIn(objects).core.serviceAccountName).toBe('harbor');
    expect(find(objects, 'ServiceAccount', 'harbor').automountServiceAccountToken).toBe(false);
  });
});

describe('clients come by TLS', () => {
  test('through the gateway of the mesh, layers without a time limit', () => {
    const objects = emitted();
    const { http } = find(objects, 'VirtualService', 'harbor.eu.example.com').spec;
    const routes = http.map(({ match, route, timeout }: any) => [
      match?.[0].uri.exact,
      route[0].destination.host.split('.')[0],
      timeout,
    ]);
    expect(routes).toEqual([
      ['/service', 'harbor-core', undefined],
      ['/api', 'harbor-core', undefined],
      ['/v2', 'harbor-core', undefined],
      ['/c', 'harbor-core', undefined],
      [undefined, 'harbor-portal', undefined],
    ]);
    const servers = find(objects, 'Gateway').spec.servers;
    expect(servers.map(({ tls }: any) => tls)).toEqual([
      { httpsRedirect: true },
      { mode: 'SIMPLE', credentialName: 'harbor-eu-example-com-tls', minProtocolVersion: 'TLSV1_2' },
    ]);
    expect(valuesIn(objects)).toMatchObject({ externalURL: 'https://harbor.eu.example.com', nginx: { replicas: 0 } });
  });

  test('through a Gateway of Gateway API, on which the route of the chart hangs', () => {
    const objects = emitted({ exposure: GATEWAY }, { mesh: Mesh.none() });
    const { metadata, spec } = find(objects, 'Gateway');
    expect(spec.listeners.map(({ name, protocol }: any) => [name, protocol])).toEqual([
      ['http', 'HTTP'],
      ['https-harbor-eu-example-com', 'HTTPS'],
    ]);
    expect(find(objects, 'HTTPRoute').spec.rules[0].filters[0].type).toBe('RequestRedirect');
    const { route } = valuesIn(objects).expose;
    expect(route).toMatchObject({
      hosts: ['harbor.eu.example.com'],
      parentRefs: [{ name: metadata.name, sectionName: 'https-harbor-eu-example-com' }],
    });
    const { spec: project } = find(objects, 'AppProject', NAME);
    expect(project.namespaceResourceWhitelist).toContainEqual({
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
    });
  });
});

describe('the plan', () => {
  test('has every pod of it, with its sidecar, and no chart that nobody counts', () => {
    const { app } = installed();
    const { model, findings } = Planner.of(app).plans()[0];
    const pods = model.workloads.map(({ id, replicas, requests }) => `${id} ${replicas.planned} x ${requests.cpu}m`);
    expect(pods.sort()).toEqual([
      'shop/Deployment/harbor-core 3 x 600m',
      'shop/Deployment/harbor-exporter 2 x 150m',
      'shop/Deployment/harbor-jobservice 3 x 350m',
      'shop/Deployment/harbor-portal 2 x 150m',
      'shop/Deployment/harbor-registry 3 x 650m',
      'shop/StatefulSet/harbor-trivy 2 x 300m',
    ]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.filter(({ code }) => code === 'CHART_NOT_COUNTED')).toEqual([]);
  });

  test('has the room of images over time and the pull storm', () => {
    const load = {
      images: 200,
      imageSize: DataSize.megabytes(300),
      tagsKept: 10,
      pushesPerDay: 100,
      pullingNodes: 300,
      pullSize: DataSize.gigabytes(1),
      pullWindow: Duration.minutes(10),
      egress: Bandwidth.gigabitsPerSecond(6),
    };
    const { app, harbor } = installed({ load });
    const { model } = Planner.of(app).plans()[0];
    expect(model.forecasts?.storage).toEqual([
      { path: harbor.node.path, name: 'images of harbor.eu.example.com', perDay: 3e10, keptDays: 20 },
    ]);
    expect(model.forecasts?.transfers).toEqual([
      {
        path: harbor.node.path,
        name: 'pull storm of 300 nodes from harbor.eu.example.com',
        bytes: 3e11,
        bitsPerSecond: 6e9,
        window: 600,
      },
    ]);
    // The bucket is not reached by clients: layers go through three pods.
    const { podAnnotations } = valuesIn(documents(app)).registry;
    expect(podAnnotations['kubernetes.io/egress-bandwidth']).toBe('2000000k');
  });

  test('refuses a volume that is too small for the images that are kept', () => {
    const load = { images: 200, imageSize: DataSize.megabytes(300), tagsKept: 10, pushesPerDay: 100 };
    const volume = { size: Size.gibibytes(100), storageClass: 'fast', accessMode: AccessMode.READ_WRITE_ONCE };
    const { app } = installed({ load, replicas: 1, storage: HarborStorage.volume(volume) });
    const { findings } = Planner.of(app).plans()[0];
    expect(findings.map(({ code }) => code)).toContain('STORAGE_TOO_SMALL');
  });
});

test('stacks take it as their registry, with a pull secret where it has a login', () => {
  const login = { store: HARBOR.secrets.store, username: 'robots/shop#name', password: 'robots/shop#secret' };
  const { app, harbor, made } = installed({ login });
  new AutonomousStack(app, 'apps', { cluster: made.cluster, registry: harbor });
  const { metadata, spec } = find(documents(app), 'ExternalSecret', 'harbor-login');
  expect(metadata.namespace).toBe('apps');
  expect(JSON.stringify(spec.target.template.data)).toContain('harbor.eu.example.com');
});

describeWith('crds', 'official schemas', () => {
  test.each([
    ['Istio', {}, {}],
    ['Gateway API', { exposure: GATEWAY }, { mesh: Mesh.none() }],
  ])('take everything that is emitted with %s', (_, props, stackProps) => {
    const schemas = new Schemas('1.32');
    for (const object of emitted(props, stackProps)) {
      expect(schemas.check(object)).toEqual([]);
    }
  });
});

test('images and users of Redis with access lists', () => {
  const redis = RedisConnection.sentinel({ ...SENTINELS, user: 'harbor' });
  const objects = emitted({ redis });
  expect(secretOf(objects, 'harbor-redis-urls').target.template.data.jobs).toContain('redis+sentinel://harbor:{{');
  const names = valuesIn(objects).registry.registry.extraEnvVars.map(({ name }: any) => name);
  expect(names).toEqual(['REGISTRY_REDIS_PASSWORD', 'REGISTRY_REDIS_USERNAME']);
});
