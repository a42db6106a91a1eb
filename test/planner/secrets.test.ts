import { Testing } from 'cdk8s';
import { ConfigFile, Configuration, Mount, SecretRef, Variable, VariableSource } from 'cdk8s-autonomous';
import { microservice, stack } from '../support/apps';
import { readForeign } from '../support/foreign';

const about = (...objects: object[]) =>
  readForeign(objects).findings.filter(({ code }) => code.startsWith('SECRET_IN'));
const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } };

function deployment(name: string, container: object, annotations: Record<string, string> = {}): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels, annotations }, spec: { containers: [{ name, resources, ...container }] } },
    },
  };
}

const READS = { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'a' } } }] };
const WRITTEN = { env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] };

test('all that read secrets from variables are one info', () => {
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'shop' },
    spec: {
      schedule: '0 1 * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              initContainers: [{ name: 'init', resources, envFrom: [{ secretRef: { name: 's' } }] }],
              containers: [{ name: 'run', resources }],
            },
          },
        },
      },
    },
  };
  expect(about(deployment('a', READS), deployment('b', {}), cronJob, deployment('c', READS))).toEqual([
    {
      code: 'SECRET_IN_VARIABLE',
      severity: 'info',
      path: 'east',
      message: expect.stringContaining('theirs/0, theirs/2, theirs/3 read secrets from variables'),
      count: 3,
      paths: ['theirs/0', 'theirs/2', 'theirs/3'],
      cure: [expect.stringContaining('Mount.secret')],
    },
  ]);
});

test('secrets in manifests of others are one warning, which names them and shows none', () => {
  const [finding, ...more] = about(
    deployment('a', WRITTEN),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login' }, stringData: { password: 'hunter2' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'filled-later' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' }, data: { 'a.ini': 'password = hunter2', b: 'c' } },
  );
  expect(more).toEqual([]);
  expect([finding.code, finding.severity]).toEqual(['SECRET_IN_MANIFEST', 'warning']);
  expect(finding.message).toBe(
    'Deployment a (DB_PASSWORD), Secret login (its values: password), ConfigMap app (a.ini) hold what looks like secrets: whoever reads the manifests reads them',
  );
  expect(finding.paths).toEqual(['theirs/0', 'theirs/1', 'theirs/3']);
});

test('commands of others hold them too', () => {
  const command = ['sh', '-c', 'mysql --password=hunter2'];
  expect(about(deployment('a', { command }))[0].message).toContain('Deployment a (its command) holds what looks like');
});

test('what its author says is none is none', () => {
  expect(about(deployment('a', WRITTEN, { 'cdk8s-autonomous.dev/not-secret': 'DB_PASSWORD' }))).toEqual([]);
  expect(about(deployment('a', WRITTEN, { 'cdk8s-autonomous.dev/not-secret': 'OTHER' }))).toHaveLength(1);
});

test('of our own, files of secrets say nothing, and what is no secret with a reason neither', () => {
  const made = stack();
  const key = 'q8Zr2Lw9TtB4vX1c';
  const file = ConfigFile.text(`signing_key: ${key}`, { notSecret: 'the public half' });
  const settings = new Configuration(made, 'cart', { files: { a: file }, values: { LEVEL: 'info' } });
  const secret = SecretRef.existing('login', ['password']);
  microservice(made, 'cart', {
    variables: { SIGNING_KEY: Variable.notSecret(key, 'the public half'), LEVEL: settings.value('LEVEL') },
    mounts: [Mount.secret(secret, '/etc/login'), Mount.configuration(settings, '/etc/cart')],
  });
  expect(about(...Testing.synth(made))).toEqual([]);
  microservice(made, 'orders', { variablesFrom: [VariableSource.secret(secret)] });
  expect(about(...Testing.synth(made)).map(({ code }) => code)).toEqual(['SECRET_IN_VARIABLE']);
});
