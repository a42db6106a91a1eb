import { App, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { platform } from '../../examples/platform/platform';
import { verifyDocument } from '../../src/verifier/verify';

const app = new App();
platform(app);
const document = JSON.parse(Plan.of(app).toJson());
const [frankfurt, tokyo, virginia] = ['frankfurt', 'tokyo', 'virginia'].map((name) =>
  document.clusters.find((one: any) => one.name === name),
);
const objects: any[] = app.charts.flatMap((chart) => Testing.synth(chart));

test('each region has a plan that holds, proved for every order of arrival, and that the checker accepts', () => {
  expect(verifyDocument(document)).toEqual([]);
  for (const cluster of [frankfurt, tokyo, virginia]) {
    expect([cluster.status, cluster.survive, cluster.strength.kind]).toEqual(['feasible', 'zone', 'reserved']);
    expect(cluster.findings.filter(({ uncovered }: any) => uncovered)).toEqual([]);
  }
});

test('nothing is found but that old gateways of EMQX believe vehicles, and what is told of secrets in variables', () => {
  const codes = document.clusters.flatMap(({ findings }: any) => findings.map(({ code }: any) => code));
  expect([...new Set(codes)].sort()).toEqual(['GATEWAY_BELIEVES_ID', 'SECRET_IN_VARIABLE']);
});

test('every pod of the platform is in the plan, those of charts and operators too', () => {
  const ids = frankfurt.workloads.map(({ id, replicas }: any) => `${id} x ${replicas.planned}`);
  for (const expected of [
    'registry-frankfurt/Cluster/registry-db x 3',
    'registry-frankfurt/StatefulSet/registry-cache x 3',
    'registry-frankfurt/Deployment/harbor-core x 3',
    'registry-frankfurt/Deployment/harbor-registry x 3',
    'registry-frankfurt/Deployment/harbor-jobservice x 3',
    'registry-frankfurt/Deployment/harbor-portal x 2',
    'registry-frankfurt/StatefulSet/harbor-trivy x 2',
    'streams/StatefulSet/broker x 9',
    'streams/KafkaNodePool/brokers x 6',
    'streams/KafkaNodePool/controllers x 3',
    'streams/Kafka/log-entity-operator x 1',
    'streams/StatefulSet/nacos x 3',
    'strimzi-system/Footprint/frankfurt-strimzi x 2',
    'cnpg-system/Footprint/frankfurt-cloudnative-pg x 2',
    'cert-manager/Footprint/frankfurt-cert-manager-webhook x 2',
    'external-secrets/Footprint/frankfurt-external-secrets-controller x 2',
  ]) {
    expect(ids).toContain(expected);
  }
  const kept = (id: string) => frankfurt.workloads.find((one: any) => one.id === id).afterLoss.pods;
  expect([kept('streams/StatefulSet/nacos'), kept('streams/KafkaNodePool/controllers')]).toEqual([2, 2]);
});

test('storage after a year, the backup, the pull storm and the copies are in the plan', () => {
  const TIB = 2 ** 40;
  const store = (path: string) => frankfurt.storage.find((one: any) => one.path === path);
  const raw = store('streams/drives/raw');
  // 150,000 messages of 1 KiB in each second of a day.
  expect(raw.perDay).toBe(150_000 * 1024 * 86_400);
  expect(raw.after.year / TIB).toBeCloseTo(12.07 * 30 * (1 + 0.3 * (350 / 365)), 0);
  const log = store('streams/log');
  expect(log.after.year).toBeLessThan(log.room);
  const names = frankfurt.transfers.map(({ name }: any) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'backup of registry-db',
      'images to harbor.tokyo.cars.example.com',
      'images to harbor.virginia.cars.example.com',
      'ingest of the busiest hour',
      'pull storm of 12 nodes from harbor.frankfurt.cars.example.com',
    ]),
  );
  for (const { seconds, window } of frankfurt.transfers) {
    expect(seconds).toBeLessThanOrEqual(window);
  }
});

test('stacks of all regions run images from the registry of their region', () => {
  const images = (namespace: string) =>
    objects
      .filter(({ metadata, spec }) => metadata.namespace === namespace && spec?.template?.spec?.containers)
      .flatMap(({ spec }) => spec.template.spec.containers.map(({ image }: any) => image.split('/')[0]));
  expect(new Set(images('streams'))).toEqual(new Set(['harbor.frankfurt.cars.example.com']));
});
