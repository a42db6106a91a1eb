import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { YamlOutputType } from 'cdk8s';
import { AutonomousApp, Replicas, Survive } from 'cdk8s-autonomous';
import { cluster, ISTIO, microservice, nodeType, stack, statefulService } from './support/apps';

function folder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'same-'));
}

/** Names and contents of all files below a folder, in order. */
function contents(directory: string): string {
  const files = fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return names.map((name) => `${path.relative(directory, name)}\n${fs.readFileSync(name, 'utf8')}`).join('\n');
}

/** One app whose services, pools and calls are declared in the order of `order`. */
function declared(order: readonly number[]): string {
  const root = folder();
  const [outdir, planDirectory] = ['dist', 'plan'].map((name) => path.join(root, name));
  const app = new AutonomousApp({
    outdir,
    planDirectory,
    printPlan: false,
    yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  });
  const east = cluster(app, { survive: Survive.zone() }, null);
  const pools = ['small', 'large', 'huge'].map(
    (name, i) => () => east.addNodePool(name, { nodeType: nodeType(name, 4 * 2 ** i, 16 * 2 ** i, 2 ** i) }),
  );
  const turned = <T>(items: T[]) => order.filter((i) => i < items.length).map((i) => items[i]);
  turned(pools).forEach((add) => add());
  const made = stack(app, { cluster: east, ...ISTIO });
  const workloads = new Map<string, any>();
  turned([
    () => workloads.set('a', microservice(made, 'a', { replicas: Replicas.autoscaled({ min: 3, max: 8 }) })),
    () => workloads.set('b', microservice(made, 'b', { replicas: Replicas.needed({ steady: 5 }) })),
    () => workloads.set('c', statefulService(made, 'c', { replicas: Replicas.needed({ steady: 4, degraded: 3 }) })),
    () => workloads.set('d', microservice(made, 'd', { replicas: Replicas.needed({ steady: 2 }) })),
  ]).forEach((add) => add());
  turned([
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
    ['d', 'a'],
    ['d', 'b'],
  ]).forEach(([from, to]) => workloads.get(from).calls(workloads.get(to)));
  turned(['x.example.com', 'y.example.com']).forEach((host) => made.route(host, workloads.get('a')));
  app.synth();
  return contents(outdir) + contents(planDirectory);
}

test('the order of declarations changes no byte', () => {
  const first = declared([0, 1, 2, 3, 4]);
  expect(first).toContain('kind: StatefulSet');
  for (const order of [
    [4, 3, 2, 1, 0],
    [2, 0, 4, 1, 3],
    [3, 1, 0, 4, 2],
    [1, 4, 3, 2, 0],
    [0, 2, 1, 4, 3],
  ]) {
    expect(declared(order)).toBe(first);
  }
});

/** Synthesises the connected-vehicle example in a process of its own, under another environment. */
function inProcess(environment: Record<string, string>): string {
  const root = folder();
  const [outdir, planDirectory] = ['dist', 'plan'].map((name) => path.join(root, name));
  execFileSync(process.execPath, ['--import', 'tsx', 'support/synth-example.ts', outdir, planDirectory], {
    cwd: __dirname,
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  });
  return contents(outdir) + contents(planDirectory);
}

test('other processes, locales and time zones give the same bytes', () => {
  const first = inProcess({ LC_ALL: 'C', TZ: 'UTC' });
  expect(inProcess({ LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Shanghai' })).toBe(first);
  expect(inProcess({ LC_ALL: 'ar_EG.UTF-8', TZ: 'Pacific/Apia', HOME: '/nonexistent', USER: 'somebody' })).toBe(first);
});
