import * as fs from 'fs';
import * as path from 'path';
import { Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { blocksOf, Outcome, patched, run, runAll } from './support/documents';
import { objectsReversed } from './support/objects-reversed';
import { connectedVehicle } from '../examples/connected-vehicle/connected-vehicle';
import { CATALOGUE, UNPLACED_CODES } from '../src/report/catalogue';
import { POLICY_ERRORS } from '../src/report/catalogue/policy';
import { diffText } from '../src/report/diff-text';
import { PlanDocument } from '../src/report/document';
import { diffPlans } from '../src/report/plan-diff';

const ROOT = path.resolve(__dirname, '..');
const PAGES = fs
  .readdirSync(path.join(ROOT, 'docs'))
  .map((name) => `docs/${name}`)
  .filter((page) => blocksOf(page).some(({ language }) => language === 'ts'));

/** Pages whose programs are one, shown in parts. */
const IN_PARTS = new Set(['docs/from-compose-and-helm.md']);

test('each construct family has a page', () => {
  expect(PAGES.sort()).toEqual([
    'docs/accelerators.md',
    'docs/algorithms.md',
    'docs/backup.md',
    'docs/break-out.md',
    'docs/charts.md',
    'docs/cluster.md',
    'docs/config-centre.md',
    'docs/configuration.md',
    'docs/data-security.md',
    'docs/data.md',
    'docs/databases.md',
    'docs/delivery.md',
    'docs/dev-environment.md',
    'docs/devices.md',
    'docs/drift.md',
    'docs/edge-operations.md',
    'docs/edge.md',
    'docs/edgex.md',
    'docs/environments.md',
    'docs/from-compose-and-helm.md',
    'docs/functions.md',
    'docs/harbor.md',
    'docs/identity.md',
    'docs/inference.md',
    'docs/kafka.md',
    'docs/locality.md',
    'docs/mesh.md',
    'docs/microservice.md',
    'docs/mirrors.md',
    'docs/mqtt.md',
    'docs/observability-traces-logs.md',
    'docs/observability.md',
    'docs/onboard.md',
    'docs/patches.md',
    'docs/placement.md',
    'docs/pods.md',
    'docs/rehearse.md',
    'docs/routes.md',
    'docs/scaling.md',
    'docs/simulation.md',
    'docs/sizing.md',
    'docs/stateful-service.md',
    'docs/tenants.md',
    'docs/training.md',
    'docs/virtual-machine.md',
  ]);
});

describe('what pages show', () => {
  let outcomes: Outcome[] = [];
  const textsOf = (page: string, language: string) =>
    blocksOf(page).flatMap((block) => (block.language === language ? [block.text] : []));

  beforeAll(() => {
    const programs = PAGES.map((page) => {
      const parts = textsOf(page, 'ts');
      return IN_PARTS.has(page) ? parts.join('\n') : parts[0];
    });
    const changed = PAGES.map((page, i) => patched(programs[i], textsOf(page, 'diff')[0]));
    outcomes = runAll([...programs, ...changed, ...programs.map(objectsReversed)]);
  }, 600_000);

  describe.each(PAGES.map((page, i) => [page, i] as const))('%s', (page, i) => {
    const [table, failure] = textsOf(page, 'text');

    test('the program gives that YAML and that plan', () => {
      const { status, stderr, manifests } = outcomes[i];
      expect(stderr.trim()).toBe(table.trim());
      expect(status).toBe(0);
      for (const yaml of textsOf(page, 'yaml')) {
        expect(manifests.some((manifest) => manifest.includes(yaml))).toBe(true);
      }
    });

    test('no order of props and maps changes anything', () => {
      const { stderr, manifests } = outcomes[2 * PAGES.length + i];
      expect(stderr).toBe(outcomes[i].stderr);
      expect(manifests).toEqual(outcomes[i].manifests);
    });

    test('the change makes it fail with that message', () => {
      const { status, stderr } = outcomes[PAGES.length + i];
      expect(status).not.toBe(0);
      expect(stderr).toContain(failure.trim());
    });
  });
});

describe('README.md', () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const blocks = blocksOf('README.md');
  const of = (language: string) => blocks.filter((block) => block.language === language).map(({ text }) => text);

  test('exactly two commands, and CI runs the second', () => {
    expect(of('sh').map((text) => text.trim())).toEqual(['npm ci && npm run example', 'npm ci && npm test']);
    expect(fs.readFileSync(path.join(ROOT, '.ci/run'), 'utf8')).toContain('\nnpm ci && npm test\n');
  });

  test('the first stack is the hello example, in under 40 lines', () => {
    const [program] = of('ts');
    expect(program).toBe(fs.readFileSync(path.join(ROOT, 'examples/hello/main.ts'), 'utf8'));
    expect(program.trim().split('\n').length).toBeLessThan(40);
  });

  test('it gives that YAML and that plan', () => {
    const { stderr, manifests } = run(of('ts')[0]);
    expect(readme).toContain(`writes ${manifests.length} objects`);
    expect(stderr.trim()).toBe(of('text')[0].trim());
    for (const yaml of of('yaml')) {
      expect(manifests.some((manifest) => manifest.includes(yaml))).toBe(true);
    }
  });

  test('every page that it names is there', () => {
    for (const [, target] of readme.matchAll(/\]\(([^)#]+)\)/g)) {
      expect(fs.existsSync(path.join(ROOT, target))).toBe(true);
    }
  });
});

test('every code of the sources is in the catalogue, and no other', () => {
  const sources = fs
    .readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => fs.readFileSync(path.join(ROOT, 'src', name), 'utf8'))
    .join('\n');
  const inSources = [...sources.matchAll(/['`]([A-Z]{2,}(?:_[A-Z]+)+)(?=['` ])/g)].map(([, code]) => code);
  const catalogue = ['findings.md', 'drift.md']
    .map((page) => fs.readFileSync(path.join(ROOT, 'docs', page), 'utf8'))
    .join('');
  const documented = [...catalogue.matchAll(/`([A-Z]{2,}(?:_[A-Z]+)+)`/g)].map(([, code]) => code);
  const known = new Set(inSources.filter((code) => !NOT_CODES.has(code)));
  expect([...new Set(documented)].sort()).toEqual([...known].sort());
});

test('the page on the command line shows what the command prints', () => {
  const [before, now] = [{}, { rulesMaximum: 33 }].map((variation) => {
    const app = Testing.app();
    connectedVehicle(app, variation);
    return JSON.parse(Plan.of(app).toJson()) as PlanDocument;
  });
  const page = fs.readFileSync(path.join(ROOT, 'docs/command-line.md'), 'utf8');
  expect(page).toContain(`$ cdk8s-autonomous diff --baseline origin/main\n${diffText(diffPlans(before, now))}`);
});

test('every code is in a test that makes it appear', () => {
  const tests = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !/^(docs|cli)/.test(name))
    .map((name) => fs.readFileSync(path.join(__dirname, name), 'utf8'))
    .join('\n');
  const codes = [...Object.keys(CATALOGUE), ...Object.keys(UNPLACED_CODES)];
  expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([]);
});

test('the catalogue on the command line says the same as the page', () => {
  const page = fs.readFileSync(path.join(ROOT, 'docs/findings.md'), 'utf8');
  for (const [code, { severity, meaning, cure }] of Object.entries(CATALOGUE)) {
    expect(page).toContain(`| \`${code}\` | ${severity} | ${meaning} | ${cure} |`);
  }
  for (const code of Object.keys(UNPLACED_CODES)) {
    expect(page).toContain(`\`${code}\``);
  }
});

test('the page names the errors that may be accepted', () => {
  const page = fs.readFileSync(path.join(ROOT, 'docs/findings.md'), 'utf8');
  const listed = /about what is promised or wanted:\n([^.]*)\./.exec(page)![1].match(/[A-Z_]+/g);
  expect(listed).toEqual([...POLICY_ERRORS]);
  expect([...POLICY_ERRORS].map((code) => CATALOGUE[code].severity)).toEqual([...POLICY_ERRORS].map(() => 'error'));
});

/** Names in capitals that are other things. */
const NOT_CODES = new Set([
  'AUDIT_WRITE',
  // What Istio calls services of the mesh; variables of OpenTelemetry.
  ...['MESH_INTERNAL', 'QUEUE_BYTES', 'OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_LOGS_EXPORTER', 'OTEL_METRICS_EXPORTER'],
  // Patches of Envoy, and what sidecars let through.
  ...['HTTP_FILTER', 'HTTP_ROUTE', 'INSERT_AFTER', 'INSERT_BEFORE', 'NETWORK_FILTER'],
  ...['REGISTRY_ONLY', 'ROUTE_CONFIGURATION', 'VIRTUAL_HOST'],
  'AWS_ACCESS_KEY_ID',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AZURE_STORAGE_ACCESS_KEY',
  'BUCKET_NAME',
  'CSRF_KEY',
  'DAC_OVERRIDE',
  'DCGM_FI_DEV_XID_ERRORS',
  'DISCRETES_INPUT',
  'FOLDER_PER_CHART_FILE_PER_RESOURCE',
  'GCS_KEY_DATA',
  'HARBOR_ADMIN_PASSWORD',
  'HOLDING_REGISTERS',
  'INPUT_REGISTERS',
  'IPC_LOCK',
  'JAVA_TOOL_OPTIONS',
  'JOBSERVICE_SECRET',
  'JOB_COMPLETION_INDEX',
  'LEAST_REQUEST',
  'MESH_EXTERNAL',
  'NET_ADMIN',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'NODE_NAME',
  'ON_DEMAND',
  'REDIS_PASSWORD',
  'REDIS_USERNAME',
  'REGISTRY_HTPASSWD',
  'REGISTRY_HTTP_SECRET',
  'REGISTRY_PASSWD',
  'ROOK_OBC_ALLOW_ADDITIONAL_CONFIG_FIELDS',
  'ROUND_ROBIN',
  'SASL_SSL',
  'SCENARIO_FILE',
  'SPRING_CLOUD_NACOS',
  'SPRING_DATASOURCE_PASSWORD',
  'SPRING_DATASOURCE_USERNAME',
  'SYS_CHROOT',
  'SYS_NICE',
  'SYS_PTRACE',
  'SYS_TIME',
  'VERIFY_CA',
  'VERIFY_IDENTITY',
]);
