import * as fs from 'fs';
import * as path from 'path';
import { App, Testing, YamlOutputType } from 'cdk8s';
import { KubernetesVersion, Plan } from 'cdk8s-autonomous';
import { environments } from '../../examples/fleet-backend/environments';
import { fleetBackend } from '../../examples/fleet-backend/fleet-backend';
import { Variation } from '../../examples/fleet-backend/variation';
import { verifyDocument } from '../../src/verifier/verify';
import { find, messageOf } from '../support/apps';
import { Schemas, STORED_VERSIONS } from '../support/schemas';
import { describeWith } from '../support/shared';

const FOLDER = path.resolve(__dirname, '../../examples/fleet-backend');

/** Objects by environment and stack, the plan of each environment, and all of it. */
function made(variation?: Variation) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, outdir: '/nowhere' });
  const backends = fleetBackend(app, variation).map(({ environment: { name }, stacks }) => [
    name,
    Object.fromEntries(stacks.map((stack) => [stack.namespaceName, Testing.synth(stack) as any[]])),
  ]);
  const document = JSON.parse(Plan.of(app).toJson());
  const planOf = (name: string) => document.clusters.find((cluster: any) => cluster.name === name);
  const all = app.charts.flatMap((chart) => Testing.synth(chart) as any[]);
  return { objects: Object.fromEntries(backends) as Record<string, Record<string, any[]>>, document, planOf, all };
}

const { objects, document, planOf, all } = made();
const { production, staging, development } = objects;
const podOf = (some: any[], kind: string, name: string) => find(some, kind, name).spec.template;
const templatesOf = (some: any[]) =>
  some
    .filter(({ spec }) => spec?.template?.spec?.containers)
    .map(({ metadata, spec }) => [metadata.name, spec.template]);
const containersOf = ({ spec }: any): any[] => [...spec.containers, ...(spec.initContainers ?? [])];
const workload = (cluster: string, id: string) => planOf(cluster).workloads.find((one: any) => one.id === id);

test('one definition, three environments, each with a plan that holds, that the checker accepts, and without a warning', () => {
  expect(document.clusters.map(({ name, status, survive }: any) => [name, status, survive])).toEqual([
    ['development', 'feasible', 'none'],
    ['production', 'feasible', 'zone'],
    ['staging', 'feasible', 'node'],
  ]);
  expect(verifyDocument(document)).toEqual([]);
  const findings = document.clusters.flatMap((cluster: any) => cluster.findings);
  expect(findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
  const accepted = findings.filter((finding: any) => finding.accepted).map(({ code }: any) => code);
  expect(accepted).toEqual([
    'ROLLOUT_RUNS_SHORT',
    'WRITABLE_ROOT',
    'LOSS_NOT_SURVIVED',
    'WRITABLE_ROOT',
    'WRITABLE_ROOT',
  ]);
  expect(planOf('production').workloads).toHaveLength(17);
});

test('no patch anywhere', () => {
  const sources = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(8);
  for (const name of sources) {
    expect(fs.readFileSync(path.join(FOLDER, name), 'utf8')).not.toMatch(/patch|ApiObject|as any|\bk8s\b.*from/i);
  }
});

describe('secrets', () => {
  test('are references into the part of the store that the environment has, never values', () => {
    expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const [name, stacks] of Object.entries(objects)) {
      const external = Object.values(stacks)
        .flat()
        .filter(({ kind }) => kind === 'ExternalSecret');
      expect(external.length).toBeGreaterThan(10);
      const keys = external.flatMap(({ spec }) => spec.data.map(({ remoteRef }: any) => remoteRef.key));
      expect(keys.filter((key) => !key.startsWith(`${name}/`) && key !== 'registry/pull')).toEqual([]);
    }
  });

  test('of databases are files that only the pod reads, and the variables say where', () => {
    const { spec } = podOf(production.vehicles, 'Deployment', 'telemetry');
    const [container] = spec.containers;
    const volume = spec.volumes.find(({ name }: any) => name === 'secret-telemetry-db');
    expect(volume.secret).toEqual({ secretName: 'telemetry-db', defaultMode: 0o400 });
    expect(container.volumeMounts).toContainEqual({ mountPath: '/etc/db', name: volume.name, readOnly: true });
    expect(container.env).toContainEqual({ name: 'DB_PASSWORD_FILE', value: '/etc/db/password' });
    expect(find(production.vehicles, 'ExternalSecret', 'telemetry-db').spec.data).toContainEqual({
      secretKey: 'password',
      remoteRef: { key: 'production/telemetry/db', property: 'password' },
    });
  });

  test('one login of the registry in both shapes, in each namespace', () => {
    for (const some of Object.values(production)) {
      const { spec } = find(some, 'ExternalSecret', 'harbor-login');
      expect(Object.keys(spec.target.template.data).sort()).toEqual(['.dockerconfigjson', 'password', 'username']);
      for (const [, template] of templatesOf(some)) {
        expect(template.spec.imagePullSecrets).toEqual([{ name: 'harbor-login' }]);
      }
    }
  });

  test('that are variables all the same are noted in the plan, with their reader', () => {
    const noted = planOf('production').findings.filter(({ code }: any) => code === 'SECRET_IN_VARIABLE');
    expect(noted).toMatchObject([{ severity: 'info', message: expect.stringContaining('production/vehicles/redis') }]);
  });
});

test('another log level replaces the pods that read it, and no others', () => {
  const other = made({ logLevel: 'trace', environments: ['production'] }).objects.production;
  const rolled = Object.keys(production).flatMap((stack) => {
    const now = Object.fromEntries(templatesOf(other[stack]));
    return templatesOf(production[stack]).flatMap(([name, template]: any) =>
      JSON.stringify(template) === JSON.stringify(now[name]) ? [] : [name],
    );
  });
  expect(rolled.sort()).toEqual(['decode-on-demand', 'decode-spot', 'trips']);
});

test('images are pinned to what the lock says, which has those of the program and no others', () => {
  const lock = JSON.parse(fs.readFileSync(path.join(FOLDER, 'images.lock.json'), 'utf8')).images;
  const images = all.flatMap((object) =>
    [...JSON.stringify(object).matchAll(/"image":"([^"]+)"/g)].map(([, one]) => one),
  );
  expect(new Set(images)).toEqual(new Set(Object.entries(lock).map(([tag, digest]) => `${tag}@${digest}`)));
  const bare = messageOf(() => made({ locked: false, environments: ['production'] }));
  expect(bare).toContain('17 images have no digest, which production asks for');
  expect(bare).toContain('npx cdk8s-autonomous images lock harbor.cars.example.com/docker-hub/apache/kafka:3.9.1');
});

test('environments differ in what they say: replicas by load and survival, zones, hosts, databases', () => {
  const replicas = (id: string) =>
    ['production', 'staging', 'development'].map((name) => workload(name, id).replicas.planned);
  expect(replicas('vehicles/Deployment/gateway')).toEqual([12, 2, 1]);
  expect(replicas('mobility/Deployment/billing')).toEqual([3, 2, 1]);
  expect(replicas('vehicles/StatefulSet/kafka')).toEqual([3, 3, 1]);
  const properties = ({ vehicles }: any) => find(vehicles, 'ConfigMap', 'kafka').data['server.properties'];
  expect(properties(production)).toContain('min.insync.replicas=2');
  expect(properties(development)).toContain('voters=0@kafka-0.kafka-headless.vehicles.svc.cluster.local:9093\n');
  const network = ({ vehicles }: any) => JSON.stringify(find(vehicles, 'NetworkPolicy', 'trips').spec.egress);
  expect(network(production)).toContain('10.20.32.0/20');
  expect(network(staging)).toContain('10.30.32.0/20');
  const hosts = ({ mobility }: any) => find(mobility, 'Gateway').spec.servers.flatMap((one: any) => one.hosts);
  expect(hosts(staging)).toContain('app.staging.fleet.cars.example.com');
});

describe('helpers', () => {
  test('a migration comes before the service, a collector runs beside it, and both are counted', () => {
    const { spec } = podOf(production.vehicles, 'Deployment', 'telemetry');
    expect(spec.initContainers.map(({ name, restartPolicy }: any) => [name, restartPolicy])).toEqual([
      ['migrate', undefined],
      ['collector', 'Always'],
    ]);
    // The service, the collector, and Istio's sidecar for its rate.
    expect(workload('production', 'vehicles/Deployment/telemetry').requests).toMatchObject({
      cpu: 2000 + 50 + 350,
      memory: (2048 + 128 + 128) * 2 ** 20,
    });
  });

  test('brokers are formatted once, by the number of their pod, with less than they need later', () => {
    const { spec } = podOf(production.vehicles, 'StatefulSet', 'kafka');
    const [format] = spec.initContainers;
    expect(format.command[2]).toContain('--ignore-formatted');
    expect(format.volumeMounts).toContainEqual({ mountPath: '/var/lib/kafka', name: 'data' });
    expect(spec.containers[0].env).toContainEqual({ name: 'KAFKA_HEAP_OPTS', value: '-Xmx4096m' });
    expect(workload('production', 'vehicles/StatefulSet/kafka').requests.cpu).toBe(2000);
  });
});

test('memory-backed scratch is memory, and tiles are local disk', () => {
  const { requests } = workload('production', 'vehicles/Deployment/geofence');
  expect(requests.memory).toBe((4096 + 2048 + 128) * 2 ** 20);
  expect(requests['ephemeral-storage']).toBeGreaterThan(8 * 2 ** 30);
  const [{ resources }] = podOf(production.vehicles, 'Deployment', 'geofence').spec.containers;
  expect(resources.limits.memory).toBe('6Gi');
});

describe('spot nodes', () => {
  const { spotLoss, pools } = planOf('production');

  test('their loss, all at once, leaves enough to decode; what is only there is late', () => {
    const parts = ['on-demand', 'spot'].map((part) => workload('production', `vehicles/Deployment/decode-${part}`));
    expect(parts.map(({ replicas }) => replicas.planned)).toEqual([6, 3]);
    const spot = pools.filter((pool: any) => pool.spot).map(({ id }: any) => id);
    expect(parts[0].eligible.filter((id: string) => spot.includes(id))).toEqual([]);
    expect(parts[1].eligible.filter((id: string) => !spot.includes(id))).toEqual([]);
    expect(spotLoss.unplaced.map(({ workload: id, count }: any) => [id.split('/')[2], count])).toEqual([
      ['exporter', 2],
      ['replay-2026-11-30', 10],
      ['decode-spot', 3],
    ]);
  });

  test('a batch runs on nodes of its own, and what outlives nothing is accepted with a reason', () => {
    const { eligible } = workload('production', 'analytics/Job/replay-2026-11-30');
    expect(eligible.every((id: string) => id.startsWith('batch/'))).toBe(true);
    const [lost] = planOf('production').findings.filter(({ code }: any) => code === 'LOSS_NOT_SURVIVED');
    expect(lost).toMatchObject({
      path: 'production/analytics/exporter',
      accepted: { severity: 'error', reason: expect.stringContaining('Kafka') },
    });
  });
});

test('two teams call each other, and only what they declare', () => {
  const callers = (some: any[], name: string) =>
    find(some, 'AuthorizationPolicy', name)
      .spec.rules.flatMap(({ from }: any) => from)
      .flatMap(({ source }: any) => source.principals)
      .map((principal: string) => principal.replace('cluster.local/ns/', ''))
      .sort();
  expect(callers(production.vehicles, 'trips')).toEqual(['mobility/sa/app-api', 'mobility/sa/billing']);
  expect(callers(production.mobility, 'notifications')).toEqual(['vehicles/sa/geofence']);
});

test('exports are who they are to the cloud, and may do with leases what an election takes', () => {
  const { metadata, automountServiceAccountToken } = find(production.analytics, 'ServiceAccount', 'exporter');
  expect(metadata.annotations['eks.amazonaws.com/role-arn']).toBe('arn:aws:iam::111111111111:role/fleet-exporter');
  const { rules } = find(production.analytics, 'Role', 'exporter');
  expect(rules.map(({ resources, verbs, resourceNames }: any) => [resources, verbs, resourceNames])).toEqual([
    [['leases'], ['create'], undefined],
    [['leases'], ['get', 'update'], ['exporter']],
  ]);
  const { spec } = podOf(production.analytics, 'Deployment', 'exporter');
  expect(spec.automountServiceAccountToken ?? automountServiceAccountToken).toBe(true);
});

test('one image writes to its own file system, for a reason that is in the plan', () => {
  const roots = templatesOf(all).flatMap(([name, template]: any) =>
    containersOf(template).flatMap(({ securityContext }) => (securityContext.readOnlyRootFilesystem ? [] : [name])),
  );
  expect(new Set(roots)).toEqual(new Set(['invoices']));
  const [found] = planOf('production').findings.filter(({ code }: any) => code === 'WRITABLE_ROOT');
  expect(found).toMatchObject({
    path: 'production/mobility/invoices',
    accepted: { reason: expect.stringContaining('fonts') },
  });
});

test('vehicles reach the gateway by TCP and UDP, which drains before it stops', () => {
  const { spec } = find(production.vehicles, 'Service', 'gateway-external');
  expect(spec).toMatchObject({ type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' });
  expect(spec.ports.map(({ port, protocol }: any) => [port, protocol])).toEqual([
    [8883, 'TCP'],
    [5684, 'UDP'],
  ]);
  const [{ lifecycle }] = podOf(production.vehicles, 'Deployment', 'gateway').spec.containers;
  expect(lifecycle.preStop.httpGet).toEqual({ path: '/drain', port: 9464 });
});

test('autoscalers: lag and processors, memory and the time of day', () => {
  const triggers = (some: any[], name: string) =>
    find(some, 'ScaledObject', name).spec.triggers.map(({ type }: any) => type);
  expect(triggers(production.vehicles, 'decode-on-demand')).toEqual(['cpu', 'prometheus']);
  expect(triggers(production.mobility, 'app-api')).toEqual(['cpu', 'memory', 'cron']);
});

test('Pod Security "restricted" in each namespace and each container', () => {
  const namespaces = all.filter(({ kind }) => kind === 'Namespace');
  expect(namespaces).toHaveLength(9);
  for (const { metadata } of namespaces) {
    expect(metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  }
  for (const [, template] of templatesOf(all) as [string, any][]) {
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    for (const { securityContext, resources } of containersOf(template)) {
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
      expect(resources.requests).toMatchObject({ cpu: expect.anything(), memory: expect.anything() });
    }
  }
});

describeWith('crds/index.json', 'official schemas, unknown fields refused', () => {
  test.each(['1.27', '1.30', '1.32', '1.36'])('for a cluster of %s', (version) => {
    const variation = { kubernetesVersion: KubernetesVersion.of(version), environments: ['production'] };
    const some = version === '1.32' ? all : made(variation).all;
    for (const stored of STORED_VERSIONS.filter((one) => Number(one.slice(2)) >= Number(version.slice(2)))) {
      const schemas = new Schemas(stored);
      expect(some.flatMap((object) => schemas.check(object))).toEqual([]);
    }
  });
});

test('an environment is the same whether the others are there or not', () => {
  expect(made({ environments: ['staging'] }).objects).toEqual({ staging });
});

test('each environment says what the others say', () => {
  const [first, ...others] = environments().map(({ valueNames }) => valueNames);
  others.forEach((names) => expect(names).toEqual(first));
});
