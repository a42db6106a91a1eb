import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { parseAllDocuments } from 'yaml';
import { PlanDocument } from '../../src/report/document';
import { thirdPartyIn } from '../images/needs';
import { openIn, secretsOf } from '../images/secrets';
import { hiddenFaults } from '../linters/hidden';
import { driftOf } from '../support/live/drift-of';
import { describeWith, SHARED } from '../support/shared';

const EXAMPLES = path.resolve(__dirname, '../../examples');
// Those of other languages are in .ci/languages.
const NAMES = fs.readdirSync(EXAMPLES).filter((name) => fs.existsSync(path.join(EXAMPLES, name, 'main.ts')));

/** Runs the command that the README of an example names. */
function synth(name: string): { stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('npx', ['cdk8s', 'synth', '--check-upgrade', 'false'], {
    cwd: path.join(EXAMPLES, name),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return { stdout, stderr };
}

const READ = new Map<string, any[]>();

/** What the synth of an example wrote, read once. */
function manifests(folder: string): any[] {
  const read = READ.get(folder) ?? parsed(path.join(folder, 'dist'));
  READ.set(folder, read);
  return read;
}

function parsed(dist: string): any[] {
  return fs
    .readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(fs.readFileSync(path.join(dist, file), 'utf8')).map((one) => one.toJS()));
}

/** Pod templates anywhere in an object, those of copied workloads among them. */
function podsIn(value: any): any[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = Array.isArray(value.spec?.containers) ? [value] : [];
  return [...own, ...Object.values(value).flatMap(podsIn)];
}

/** Software of others that the examples run: everything else is the car maker's own by its name. */
const THIRD_PARTY: Record<string, string[]> = {
  'connected-vehicle': ['emqx/emqx'],
  factory: ['nacos/nacos-server'],
  'fleet-backend': ['apache/kafka', 'library/redis', 'otel/opentelemetry-collector'],
  platform: ['emqx/emqx-enterprise', 'library/node', 'library/redis', 'nacos/nacos-server'],
  roadside: ['library/node'],
  'swap-stations': ['library/eclipse-mosquitto', 'library/node'],
};

test('there is an example for each story that is told', () => {
  expect(NAMES).toEqual([
    'connected-vehicle',
    'factory',
    'fleet-backend',
    'hello',
    'onboard-platform',
    'operations',
    'platform',
    'roadside',
    'speech-assistant',
    'swap-stations',
    'training-cluster',
  ]);
});

describe.each(NAMES)('examples/%s', (name) => {
  const folder = path.join(EXAMPLES, name);

  test('has a program, a configuration and a README', () => {
    for (const file of ['main.ts', 'cdk8s.yaml', 'README.md']) {
      expect(fs.existsSync(path.join(folder, file))).toBe(true);
    }
  });

  test('the cdk8s command writes manifests and plan and shows the table', () => {
    const { stdout, stderr } = synth(name);
    expect(stdout).toContain('.k8s.yaml');
    // Small clusters whose pods all own places are above what the packing alone could cost.
    expect(stderr).toMatch(name === 'platform' ? /gap \d+ % \(certified\)/ : /gap 0 % \(certified\)/);
    expect(fs.existsSync(path.join(folder, 'plan/plan.json'))).toBe(true);
  });

  test('no role and no project of Argo CD admits everything of a kind', () => {
    const objects = manifests(folder);
    expect(objects.length).toBeGreaterThan(10);
    const rules = objects.filter(({ kind }) => /^(Cluster)?Role$/.test(kind)).flatMap((role) => role.rules);
    for (const { apiGroups, resources, verbs } of rules) {
      expect([...apiGroups, ...resources, ...verbs].filter((word: string) => word.includes('*'))).toEqual([]);
    }
    for (const { spec } of objects.filter(({ kind }) => kind === 'AppProject')) {
      const kinds = [...(spec.clusterResourceWhitelist ?? []), ...(spec.namespaceResourceWhitelist ?? [])];
      const places = spec.destinations.flatMap((place: any) => [place.name, place.namespace]);
      const named = [...kinds.map(({ group, kind }) => `${group}/${kind}`), ...places, ...spec.sourceRepos];
      expect(named.length).toBeGreaterThan(3);
      expect(named.filter((word: string) => word.includes('*'))).toEqual([]);
    }
  });

  test('no secret, no password that everybody knows, and no host that is any host is in what is written', () => {
    expect(openIn(manifests(folder))).toEqual([]);
  });

  test('nodes with pods that have a scratch volume can be removed', () => {
    const local = manifests(folder)
      .flatMap(podsIn)
      .flatMap(({ metadata, spec }) => {
        const volumes = (spec.volumes ?? []).filter(({ emptyDir }: any) => emptyDir && emptyDir.medium !== 'Memory');
        return volumes.map((volume: any) => ({ volume: volume.name, metadata }));
      });
    for (const { volume, metadata } of local) {
      const kept = metadata.annotations['cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes'];
      expect(kept.split(',')).toContain(volume);
    }
  });

  test('images of others get the ports, paths, user and secrets that they need', () => {
    const { images, faults } = thirdPartyIn(manifests(folder).flatMap(podsIn));
    expect(faults).toEqual([]);
    expect(images).toEqual(THIRD_PARTY[name] ?? []);
  });

  test('a cluster that is as planned is told from its plan by nothing', () => {
    const { clusters } = JSON.parse(fs.readFileSync(path.join(folder, 'plan/plan.json'), 'utf8')) as PlanDocument;
    for (const cluster of clusters) {
      const charts = fs.readdirSync(path.join(folder, 'dist')).filter((chart) => chart.startsWith(`${cluster.name}-`));
      const own =
        clusters.length > 1 && charts.length > 0
          ? charts.flatMap((chart) => parsed(path.join(folder, 'dist', chart)))
          : manifests(folder);
      expect([cluster.name, driftOf(cluster, own)]).toEqual([cluster.name, { differences: [], broken: [] }]);
    }
  });

  test('its README names the secrets that have to be there, with their keys', () => {
    const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
    const missing = Object.entries(secretsOf(manifests(folder))).flatMap(([secret, keys]) =>
      [secret, ...keys].filter((word) => !readme.includes(`\`${word}\``)),
    );
    expect(missing).toEqual([]);
  });

  test('what linters are told to pass over is what the reasons say, and nothing else', () => {
    expect(hiddenFaults(manifests(folder))).toEqual([]);
  });

  describeWith('tools/verify-plan.mjs', 'the independent checker', () => {
    test('accepts the plan', () => {
      const checker = path.join(SHARED, 'tools/verify-plan.mjs');
      expect(
        execFileSync(process.execPath, [checker, path.join(folder, 'plan/plan.json')], { encoding: 'utf8' }),
      ).toMatch(/^\d+ checks, 0 refused/);
    });
  });
});
