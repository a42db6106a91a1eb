import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Environment, EnvironmentRule, Image, ImageLock, Plan, Replicas, Survive } from 'cdk8s-autonomous';
import { cluster, documents, find, IMAGE, messageOf, microservice, stack, statefulService } from '../../support/apps';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const LOCK = ImageLock.of({ [IMAGE.reference]: DIGEST });
const PINNED = `${IMAGE.reference}@${DIGEST}`;

/** A stack of that environment, with nodes enough for every loss. */
const shop = (environment?: Environment, more: any = {}, app: App = Testing.app()) =>
  stack(app, {}, { environment, ...more });

const codes = (chart: Chart) =>
  (JSON.parse(Plan.of(chart).toJson()).clusters[0].findings as { code: string; severity: string }[])
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

const finding = (chart: Chart, code: string) =>
  JSON.parse(Plan.of(chart).toJson()).clusters[0].findings.find((one: any) => one.code === code);

describe('what environments demand', () => {
  test.each([
    [Environment.production(), ['data-retained', 'images-by-digest', 'survives-node', 'two-replicas']],
    [Environment.staging(), ['images-by-digest', 'two-replicas']],
    [Environment.test(), ['images-by-digest']],
    [Environment.development(), []],
  ])('%#', (environment, rules) => {
    expect(environment.rules).toEqual(rules);
    expect(environment.isProduction).toBe(rules.length === 4);
  });

  test('others demand more where they say so', () => {
    const environment = Environment.staging({ name: 'rehearsal', demands: [EnvironmentRule.SURVIVES_NODE] });
    expect(environment.name).toBe('rehearsal');
    expect(environment.rules).toContain('survives-node');
  });

  test('without an environment nothing is demanded and nothing is pinned', () => {
    const own = shop();
    microservice(own, 'cart', { replicas: Replicas.fixed(1) });
    expect(codes(own)).toEqual([]);
  });
});

describe('images by digest', () => {
  test('the lock gives the digest in manifest and plan', () => {
    const app = Testing.app();
    const own = shop(Environment.production({ images: LOCK }), {}, app);
    microservice(own);
    expect(codes(own)).toEqual([]);
    expect(find(documents(app), 'Deployment').spec.template.spec.containers[0].image).toBe(PINNED);
  });

  test('an image that it does not have is refused, with the command that cures it', () => {
    const own = shop(Environment.production({ images: ImageLock.of({}) }));
    microservice(own);
    microservice(own, 'pay', { image: Image.of('registry.example.com/shop/pay', { tag: '2.0' }) });
    expect(finding(own, 'IMAGE_WITHOUT_DIGEST')).toMatchObject({
      severity: 'error',
      path: 'east',
      paths: ['shop/cart', 'shop/pay'],
      cure: ['npx cdk8s-autonomous images lock registry.example.com/shop/cart:1.0.0 registry.example.com/shop/pay:2.0'],
    });
    expect(messageOf(() => (own.node.root as App).synthYaml())).toContain('IMAGE_WITHOUT_DIGEST');
  });

  test('without a lock it says how to have one', () => {
    const own = shop(Environment.test());
    microservice(own);
    expect(finding(own, 'IMAGE_WITHOUT_DIGEST').cure[1]).toContain("ImageLock.read('images.lock.json')");
  });

  test('a digest of the program is enough', () => {
    const own = shop(Environment.test());
    microservice(own, 'cart', { image: Image.of('registry.example.com/shop/cart', { tag: '1.0.0', digest: DIGEST }) });
    expect(codes(own)).toEqual([]);
  });

  test("images of others' charts, of helper containers and of custom resources too", () => {
    const app = Testing.app();
    const own = shop(Environment.production({ images: LOCK }), {}, app);
    microservice(own);
    const chart = new Chart(app, 'raw');
    own.cluster.include(chart);
    const image = IMAGE.reference;
    new ApiObject(chart, 'set', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace: 'x' },
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: {
            initContainers: [{ name: 'i', image }],
            containers: [{ name: 'c', image }],
            volumes: [{ name: 'v', image: { reference: image } }],
          },
        },
      },
    });
    new ApiObject(chart, 'text', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' }, data: { image } });
    expect(codes(own)).toEqual([]);
    const written = documents(app);
    const { spec } = find(written, 'DaemonSet').spec.template;
    expect([spec.initContainers[0].image, spec.containers[0].image, spec.volumes[0].image.reference]).toEqual(
      Array(3).fill(PINNED),
    );
    expect(find(written, 'ConfigMap', 't').data.image).toBe(image);
  });

  test('a stack may be of another environment than its cluster', () => {
    const app = Testing.app();
    const own = stack(app, { environment: Environment.development() }, { environment: Environment.production() });
    microservice(own, 'cart', { replicas: Replicas.fixed(1), survive: Survive.none() });
    expect(codes(own)).toEqual([]);
    expect(own.environment?.name).toBe('development');
    const relaxed = stack(
      Testing.app(),
      { environment: Environment.test() },
      { environment: Environment.development() },
    );
    microservice(relaxed);
    expect(finding(relaxed, 'IMAGE_WITHOUT_DIGEST').path).toBe('shop/cart');
  });
});

describe('replicas, losses and data', () => {
  const production = () => Environment.production({ images: LOCK });

  test('a cluster of production survives a node unless it says otherwise', () => {
    expect(shop(production()).cluster.survive.level).toBe('node');
    expect(shop(Environment.staging()).cluster.survive.level).toBe('none');
    expect(shop(production(), { survive: Survive.zone() }).cluster.survive.level).toBe('zone');
  });

  test('one that survives nothing is refused', () => {
    const own = shop(production(), { survive: Survive.none() });
    microservice(own);
    expect(finding(own, 'LOSS_NOT_SURVIVED')).toMatchObject({ path: 'east', severity: 'error' });
  });

  test('a workload for which nothing is promised is refused', () => {
    const own = shop(production());
    microservice(own, 'cart', { survive: Survive.none() });
    expect(finding(own, 'LOSS_NOT_SURVIVED')).toMatchObject({ path: 'shop/cart' });
  });

  test('what may be shed says so by name', () => {
    const own = shop(production());
    microservice(own, 'cart', { sheddable: true, replicas: Replicas.fixed(1) });
    expect(codes(own)).toEqual([]);
  });

  test('a single replica is refused in production and staging, not in test', () => {
    const alone = (environment: Environment) => {
      const own = shop(environment);
      microservice(own, 'cart', { replicas: Replicas.fixed(1) });
      return codes(own);
    };
    expect(alone(production())).toContain('SINGLE_REPLICA');
    expect(alone(Environment.staging({ images: LOCK }))).toEqual(['SINGLE_REPLICA']);
    expect(alone(Environment.test({ images: LOCK }))).toEqual([]);
  });

  test('it is accepted by name, with a reason', () => {
    const own = shop(Environment.staging({ images: LOCK }));
    microservice(own, 'cart', { replicas: Replicas.fixed(1) });
    own.cluster.accept({ code: 'SINGLE_REPLICA', path: 'shop/cart', reason: 'a leader that elects itself' });
    expect(codes(own)).toEqual([]);
  });

  test('data that go with what uses them are refused in production', () => {
    const data = (environment: Environment) => {
      const own = shop(environment);
      const { statefulSet } = statefulService(own, 'store', {});
      const policy = '/spec/persistentVolumeClaimRetentionPolicy';
      statefulSet.addJsonPatch(JsonPatch.add(policy, { whenDeleted: 'Delete' }));
      new ApiObject(own, 'class', {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'fast' },
        provisioner: 'ebs.csi.aws.com',
      });
      return finding(own, 'DATA_NOT_RETAINED');
    };
    expect(data(production()).message).toContain(
      'StatefulSet store (whenDeleted: Delete of its claims), StorageClass fast (reclaimPolicy: Delete)',
    );
    expect(data(Environment.staging({ images: LOCK }))).toBeUndefined();
  });
});

describe('values', () => {
  const environment = Environment.production({ values: { domain: 'fleet.example.com', region: 'eu' } });

  test('are there by name', () => {
    expect(environment.value('domain')).toBe('fleet.example.com');
    expect(environment.valueOr('port', '443')).toBe('443');
    expect(environment.valueNames).toEqual(['domain', 'region']);
  });

  test('one that is missing is refused with what there is', () => {
    expect(messageOf(() => environment.value('domian'))).toBe(
      "environment production has no value 'domian': it has domain, region; did you mean 'domain'?",
    );
    expect(messageOf(() => Environment.test().value('x'))).toBe(
      "environment test has no value 'x': it has none; give it one: values: { x: '...' }",
    );
    expect(messageOf(() => environment.value('toString'))).toContain('has no value');
  });

  test('wrong names and values are refused at once', () => {
    expect(messageOf(() => Environment.test({ values: { n: 1 } as any }))).toContain("values['n'] 1: must be a string");
    expect(messageOf(() => Environment.test({ name: 'A b' }))).toMatch(/name 'A b': must be/);
  });
});

describe('ImageLock', () => {
  const fileOf = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'images.lock.json');
    writeFileSync(file, text);
    return file;
  };

  test('reads what the command wrote; what is not there is empty', () => {
    const file = fileOf(JSON.stringify({ version: 1, images: { [IMAGE.reference]: DIGEST } }));
    expect(ImageLock.read(file).digestOf(IMAGE.reference)).toBe(DIGEST);
    expect(ImageLock.read(`${file}.none`).digestOf(IMAGE.reference)).toBeUndefined();
  });

  test.each([
    ['{', 'is no JSON'],
    ['[]', 'must be { "version": 1'],
    ['{"version":2,"images":{}}', 'must be { "version": 1'],
    ['{"version":1,"images":{"x":"sha256:1"}}', "'x' must be <host>/<path>:<tag>"],
  ])('%s is refused with all that is wrong', (text, message) => {
    const error = messageOf(() => ImageLock.read(fileOf(text)));
    expect(error).toContain(message);
    expect(error).toContain('npx cdk8s-autonomous images lock writes it');
  });

  test('another file is named in the command', () => {
    const own = shop(Environment.test({ images: ImageLock.read('locks/none.json') }));
    microservice(own);
    expect(finding(own, 'IMAGE_WITHOUT_DIGEST').cure).toEqual([
      `npx cdk8s-autonomous images lock ${IMAGE.reference} --file locks/none.json`,
    ]);
  });

  test('a whole path is told from the working folder: plans are the same on every machine', () => {
    const cureWith = (file: string) => {
      const own = shop(Environment.test({ images: ImageLock.read(resolve(file)) }));
      microservice(own);
      return finding(own, 'IMAGE_WITHOUT_DIGEST').cure;
    };
    expect(cureWith('locks/none.json')).toEqual([
      `npx cdk8s-autonomous images lock ${IMAGE.reference} --file locks/none.json`,
    ]);
    expect(cureWith('images.lock.json')).toEqual([`npx cdk8s-autonomous images lock ${IMAGE.reference}`]);
  });
});

test('the order of environments and charts does not matter', () => {
  const app = Testing.app();
  const own = cluster(app, { environment: Environment.test({ images: LOCK }) });
  const chart = new Chart(app, 'raw');
  new ApiObject(chart, 'd', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: IMAGE.reference }] },
  });
  own.include(chart);
  expect(find(documents(app), 'Pod').spec.containers[0].image).toBe(PINNED);
});
