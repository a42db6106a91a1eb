import * as fs from 'fs';
import * as path from 'path';
import { faultsOf } from './needs';
import { openIn } from './secrets';
import { parts, THIRD_PARTY, thirdPartyOf } from './third-party';

const ROOT = path.resolve(__dirname, '../..');

/** Images that a text names: in programs, and in manifests. */
function imagesIn(text: string): string[] {
  const programs = [
    /\bImage\.of\(\s*[`'"]([^`'"]+)/g,
    /\bregistry\.image\(\s*[`'"]([^`'"]+)/g,
    /\bVirtualDisk\.registry\(\s*[`'"]([^`'"]+)/g,
    /\bimage: [`'"]?([\w.$-][^\s`'"]*[./:][^\s`'"]*)/g,
  ];
  return programs
    .flatMap((pattern) => [...text.matchAll(pattern)].map(([, named]) => named))
    .filter((named) => !/^(auto\.|Image\.|registry\.image|props\.)/.test(named))
    .map((named) => named.replace(/\$\{[^}]*\}/g, 'one'))
    .map((named) => parts(named).repository)
    .map((named) => (/^[^/]+\.[^/]+\//.test(named) ? named : `registry.example.com/${named}`));
}

const TEXTS = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`)];
const PROGRAMS = fs
  .readdirSync(path.join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `examples/${name}`);

test('an image that pages and programs name is the car maker’s own by its name, or one whose needs are known', () => {
  const named = [...TEXTS, ...PROGRAMS].flatMap((file) =>
    imagesIn(fs.readFileSync(path.join(ROOT, file), 'utf8')).map((repository) => ({ file, repository })),
  );
  expect(named.length).toBeGreaterThan(40);
  const unknown = named.filter(({ repository }) => {
    const name = thirdPartyOf(repository);
    return name !== undefined && !Object.hasOwn(THIRD_PARTY, name);
  });
  expect(unknown).toEqual([]);
});

test('so do the images that the library itself names', () => {
  const sources = fs
    .readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'));
  const quoted =
    /['"`]((?:docker\.io|quay\.io|ghcr\.io|gcr\.io|registry\.k8s\.io|nvcr\.io|public\.ecr\.aws)\/[^'"`\s]+)/g;
  const named = sources.flatMap((file) =>
    [...fs.readFileSync(path.join(ROOT, 'src', file), 'utf8').matchAll(quoted)].map(([, one]) => one),
  );
  const images = named.filter((one) => one.split('/').length > 2);
  expect([...new Set(images)]).toEqual(['docker.io/kubeedge/installation-package']);
  expect(images.filter((one) => !Object.hasOwn(THIRD_PARTY, thirdPartyOf(one)!))).toEqual([]);
});

describe('the table', () => {
  const container = {
    image: 'harbor.cars.example.com/docker-hub/emqx/emqx:5.8.9',
    env: THIRD_PARTY['emqx/emqx'].env.map((name) => ({ name })),
    ports: [{ containerPort: 8883 }],
    livenessProbe: { httpGet: { port: 18083, path: '/status' } },
    securityContext: { readOnlyRootFilesystem: true },
    volumeMounts: ['/opt/emqx/data', '/opt/emqx/log', '/tmp'].map((mountPath) => ({ mountPath })),
  };
  const faults = (differs: any, annotations = {}) =>
    faultsOf(
      THIRD_PARTY['emqx/emqx'],
      { ...container, ...differs },
      { securityContext: { runAsUser: 1000 } },
      annotations,
    );

  test('says where each fact is from', () => {
    expect(Object.values(THIRD_PARTY).filter(({ sources }) => sources.length === 0)).toEqual([]);
  });

  test('finds what is missing', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ image: 'emqx/emqx:4.4.0' })).toEqual(['tag 4.4.0 was not looked at']);
    expect(faults({ ports: [{ containerPort: 9100 }] })).toEqual(['does not listen on 9100']);
    expect(faults({ readinessProbe: { httpGet: { port: 8883, path: '/readyz' } } })).toEqual([
      'does not answer 8883/readyz',
    ]);
    expect(faults({}, { 'prometheus.io/port': '18083', 'prometheus.io/path': '/metrics' })).toEqual([
      'does not answer 18083/metrics',
    ]);
    expect(faults({ securityContext: { runAsUser: 10001 } })).toEqual(['runs as 10001, owner is 1000']);
    expect(
      faults({ securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{ mountPath: '/tmp' }] }),
    ).toEqual(['cannot write /opt/emqx/data', 'cannot write /opt/emqx/log']);
    expect(faults({ env: [] })).toHaveLength(5);
  });

  test('knows names that nobody can call their own', () => {
    expect(thirdPartyOf('harbor.cars.example.com/telemetry/rules')).toBeUndefined();
    expect(thirdPartyOf('harbor.plant.example.com/platform/nacos-server')).toBeDefined();
    expect(thirdPartyOf('harbor.driving.example.com/simulation/carla')).toBeDefined();
    expect(thirdPartyOf('quay.io/someone/something')).toBe('quay.io/someone/something');
  });
});

test('what lets everybody in is told by name', () => {
  const of = (kind: string, more: object) => ({ kind, metadata: { name: 'one' }, ...more });
  expect(openIn([of('Secret', { stringData: { password: 'x' } })])).toEqual(['Secret one has values']);
  expect(openIn([of('Application', { spec: { values: { harborAdminPassword: 'Harbor12345' } } })])).toEqual([
    'Application one: Harbor12345',
  ]);
  expect(openIn([of('Gateway', { spec: { servers: [{ hosts: ['istio-system/*'] }] } })])).toEqual([
    'Gateway one is for istio-system/*',
  ]);
  expect(openIn([of('HTTPRoute', { spec: { hostnames: ['*.cars.example.com'] } })])).toHaveLength(1);
  expect(openIn([of('Gateway', { spec: { servers: [{ hosts: ['./api.example.com'] }] } })])).toEqual([]);
});
