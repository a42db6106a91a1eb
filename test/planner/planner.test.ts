import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, Chart, Include, JsonPatch, Lazy, Size, Testing, YamlOutputType } from 'cdk8s';
import { AutonomousApp, Placement, Plan, Replicas, Survive } from 'cdk8s-autonomous';
import * as plus from 'cdk8s-plus-33';
import { Planner } from '../../src/planner/planner';
import { cluster, documents, find, messageOf, microservice, nodeType, stack, statefulService } from '../support/apps';

const { Cpu } = plus;

function folder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'plan-'));
}

/** An app with one service whose surge, quota and limits the plan decides. */
function shop(app: App) {
  const made = stack(app, {}, { survive: Survive.zone() });
  microservice(made, 'cart', { replicas: Replicas.autoscaled({ min: 3, max: 9 }) });
  return made;
}

describe('one plan for each synth', () => {
  const outputs = [
    YamlOutputType.FILE_PER_APP,
    YamlOutputType.FILE_PER_CHART,
    YamlOutputType.FILE_PER_RESOURCE,
    YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  ];

  test.each(outputs.map((type) => [YamlOutputType[type], type]))('app.synth, %s', (_, yamlOutputType) => {
    const app = new App({ outdir: folder(), yamlOutputType: yamlOutputType as YamlOutputType });
    shop(app);
    app.synth();
    expect(Planner.of(app).solves).toBe(1);
  });

  test('synthYaml and Testing.synth see the same values, and plan once for the same tree', () => {
    const app = Testing.app();
    const made = shop(app);
    const fromApp = find(documents(app), 'Deployment');
    const fromChart = find(Testing.synth(made), 'Deployment');
    expect(fromChart).toEqual(fromApp);
    expect(fromApp.spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(Planner.of(app).solves).toBe(1);
  });

  test('all output types give the same objects', () => {
    const contents = outputs.map((yamlOutputType) => {
      const outdir = folder();
      const app = new App({ outdir, yamlOutputType });
      shop(app);
      app.synth();
      const files = fs.readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      return files
        .flatMap((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8').split('---\n'))
        .map((text) => text.trim())
        .filter((text) => text)
        .sort();
    });
    expect(contents.every((content) => JSON.stringify(content) === JSON.stringify(contents[0]))).toBe(true);
  });

  test('a tree that changed is planned again', () => {
    const app = Testing.app();
    const made = shop(app);
    const before = find(Testing.synth(made), 'ResourceQuota').spec.hard.pods;
    microservice(made, 'more', { replicas: Replicas.fixed(5) });
    const after = find(Testing.synth(made), 'ResourceQuota').spec.hard.pods;
    // Pods that end count beside the others, as many as there is room for, or all of them.
    expect([before, after]).toEqual(['18', '29']);
    expect(Planner.of(app).solves).toBe(2);
  });

  test('a patch of a manifest is seen too', () => {
    const app = Testing.app();
    const made = stack(app, {}, { placement: Placement.FREE });
    const cart = microservice(made);
    expect(Plan.of(app).nodes).toEqual({ 'east/general/a': 1, 'east/general/b': 0, 'east/general/c': 0 });
    cart.deployment.addJsonPatch(JsonPatch.replace('/spec/replicas', 24));
    expect(Object.values(Plan.of(app).nodes).reduce((a, b) => a + b)).toBe(3);
  });
});

describe('the planner reads manifests, whoever made them', () => {
  test('a plain Deployment of cdk8s-plus in a stack', () => {
    const app = Testing.app();
    const made = stack(app);
    new plus.Deployment(made, 'plain', {
      replicas: 4,
      containers: [
        { image: 'x', resources: { cpu: { request: Cpu.units(8) }, memory: { request: Size.gibibytes(2) } } },
      ],
    });
    expect(Object.values(Plan.of(app).nodes).reduce((a, b) => a + b)).toBe(4);
  });

  test('an ApiObject in an included chart', () => {
    const app = Testing.app();
    const east = cluster(app);
    const foreign = new Chart(app, 'foreign');
    new ApiObject(foreign, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'train', namespace: 'ml' },
      spec: {
        parallelism: 3,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'x', image: 'x', resources: { requests: { cpu: '5', memory: '1Gi' } } }],
          },
        },
      },
    });
    east.include(foreign);
    expect(Object.values(Plan.of(app).nodes).reduce((a, b) => a + b)).toBe(3);
  });

  test('included YAML', () => {
    const file = path.join(folder(), 'vendor.yaml');
    fs.writeFileSync(
      file,
      [
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata: { name: db, namespace: vendor }',
        'spec:',
        '  replicas: 2',
        '  serviceName: db',
        '  selector: { matchLabels: { app: db } }',
        '  template:',
        '    metadata: { labels: { app: db } }',
        '    spec: { containers: [{ name: db, image: db, resources: { requests: { cpu: "7", memory: 20Gi } } }] }',
        '',
      ].join('\n'),
    );
    const app = Testing.app();
    const made = stack(app);
    new Include(made, 'vendor', { url: file });
    expect(Plan.of(app).toTable()).toContain('vendor/StatefulSet/db');
    expect(Object.values(Plan.of(app).nodes).reduce((a, b) => a + b)).toBe(2);
  });

  test('workloads in no cluster are a finding', () => {
    const app = Testing.app();
    cluster(app);
    const lost = new Chart(app, 'lost');
    new plus.k8s.KubePod(lost, 'pod', { metadata: { name: 'pod' }, spec: { containers: [{ name: 'x' }] } });
    expect(Plan.of(app).findings).toEqual([expect.stringContaining('IN_NO_CLUSTER lost/pod')]);
    expect(Plan.of(app).feasible).toBe(true);
  });

  test('daemonsets are taken off every node that they run on', () => {
    const app = Testing.app();
    const east = cluster(app, {}, { nodeType: nodeType('8x32') });
    const agents = new Chart(app, 'agents');
    new plus.k8s.KubeDaemonSet(agents, 'agent', {
      metadata: { name: 'agent', namespace: 'kube-system' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: {
          metadata: { labels: { a: 'b' } },
          spec: { containers: [{ name: 'x', resources: { requests: { cpu: plus.k8s.Quantity.fromString('1') } } }] },
        },
      },
    });
    east.include(agents);
    const made = stack(app, { cluster: east });
    microservice(made, 'cart', { replicas: Replicas.fixed(8) });
    const [entry] = JSON.parse(Plan.of(app).toJson()).clusters[0].pools;
    expect(entry.daemonsets).toEqual({ 'kube-system/DaemonSet/agent': { cpu: 1000, memory: 0, pods: 1 } });
    expect(entry.allocatable.cpu).toBe(7000);
    expect(Object.values(Plan.of(app).nodes).reduce((a, b) => a + b)).toBe(2);
  });

  test('a daemonset that does not fit is an error', () => {
    const app = Testing.app();
    const made = stack(app);
    new plus.k8s.KubeDaemonSet(made, 'agent', {
      metadata: { name: 'agent', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: {
          metadata: { labels: { a: 'b' } },
          spec: { containers: [{ name: 'x', resources: { requests: { cpu: plus.k8s.Quantity.fromString('9') } } }] },
        },
      },
    });
    expect(messageOf(() => Testing.synth(made))).toContain('DAEMONSET_DOES_NOT_FIT shop/agent');
  });
});

describe('infeasible', () => {
  const tooMuch = (app: App) =>
    microservice(stack(app, {}, {}), 'cart', { resources: { cpu: Cpu.units(9), memory: Size.gibibytes(1) } });

  test.each<[string, (app: App) => unknown]>([
    ['app.synth', (app) => app.synth()],
    ['synthYaml', (app) => app.synthYaml()],
    ['Testing.synth', (app) => Testing.synth(app.charts[0])],
  ])('%s throws the finding with path and cure', (_, synth) => {
    const app = new App({ outdir: folder() });
    tooMuch(app);
    const message = messageOf(() => synth(app));
    expect(message).toContain('error POD_TOO_BIG shop/cart:');
    expect(message).toContain('cure: request at most 8 cpu');
  });

  test('the plan is written all the same, without manifests', () => {
    const outdir = folder();
    const planDirectory = folder();
    const app = new AutonomousApp({ outdir, planDirectory, printPlan: false });
    tooMuch(app);
    expect(() => app.synth()).toThrow('POD_TOO_BIG');
    expect(JSON.parse(fs.readFileSync(path.join(planDirectory, 'plan.json'), 'utf8')).clusters[0].status).toBe(
      'infeasible',
    );
    expect(fs.readdirSync(outdir)).toEqual([]);
  });
});

describe('plan files', () => {
  test('AutonomousApp writes the plan, synthYaml and Testing.synth do not', () => {
    const planDirectory = path.join(folder(), 'plan');
    const app = new AutonomousApp({ outdir: folder(), planDirectory, printPlan: false });
    const made = shop(app);
    app.synthYaml();
    Testing.synth(made);
    expect(fs.existsSync(planDirectory)).toBe(false);
    app.synth();
    expect(fs.readdirSync(planDirectory)).toEqual(['manifests.sha256', 'plan.json', 'plan.md']);
    expect(Planner.of(app).solves).toBe(1);
  });

  test('a plain App writes it with one call', () => {
    const app = new App({ outdir: folder() });
    shop(app);
    const directory = path.join(folder(), 'plan');
    Plan.of(app).write(directory);
    expect(fs.readFileSync(path.join(directory, 'plan.json'), 'utf8')).toBe(Plan.of(app).toJson());
  });

  test('the plan may not lie among the manifests', () => {
    const outdir = folder();
    const app = new AutonomousApp({ outdir, planDirectory: path.join(outdir, 'plan'), printPlan: false });
    shop(app);
    expect(() => app.synth()).toThrow(/planDirectory .* is in the folder of the manifests/);
  });

  test('a plan of an earlier synth does not outlive one that fails', () => {
    const planDirectory = folder();
    const app = new AutonomousApp({ outdir: folder(), planDirectory, printPlan: false });
    const made = shop(app);
    app.synth();
    expect(fs.readdirSync(planDirectory)).toEqual(['manifests.sha256', 'plan.json', 'plan.md']);
    new plus.k8s.KubeService(made, 'twice', { metadata: { name: 'cart', namespace: 'shop' } });
    expect(messageOf(() => app.synth())).toContain('IDENTITY_TAKEN');
    // The manifests of that synth are still there.
    expect(fs.readdirSync(planDirectory)).toEqual(['manifests.sha256']);
  });

  test('a manifest of a workload may not depend on the plan', () => {
    const app = Testing.app();
    const made = stack(app);
    const replicas = Lazy.any({ produce: () => Plan.of(app).nodes['east/general/a'] }) as unknown as number;
    new ApiObject(made, 'own', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'own', namespace: 'shop' },
      spec: { replicas },
    } as any);
    expect(messageOf(() => Testing.synth(made))).toContain(
      'the plan was asked for while the manifests that it is made of are read',
    );
  });

  test('by default the table goes to stderr', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = new AutonomousApp({ outdir: folder(), planDirectory: folder() });
    shop(app);
    app.synth();
    expect(write.mock.calls.join('')).toContain('Cluster east: the plan holds');
    write.mockRestore();
  });
});

describe('identities', () => {
  test('two objects with one kind, namespace and name name both paths', () => {
    const app = Testing.app();
    const made = stack(app);
    microservice(made, 'cart');
    new plus.k8s.KubeService(made, 'other', { metadata: { name: 'cart', namespace: 'shop' } });
    expect(messageOf(() => Testing.synth(made))).toMatch(
      /IDENTITY_TAKEN shop\/other: Service cart of namespace shop is already made at shop\/cart\/Service/,
    );
  });

  test('two objects whose files would overwrite each other are refused', () => {
    const app = new App({ outdir: folder(), yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
    const made = stack(app);
    new plus.k8s.KubeConfigMap(made, 'one', { metadata: { name: 'x', namespace: 'shop' } });
    new plus.k8s.KubeConfigMap(made, 'two', { metadata: { name: 'x', namespace: 'other' } });
    expect(messageOf(() => app.synth())).toContain(
      'FILE_TAKEN shop/two: its file ConfigMap.x would overwrite that of shop/one',
    );
  });

  test('the same in one file per chart is fine', () => {
    const app = new App({ outdir: folder(), yamlOutputType: YamlOutputType.FILE_PER_CHART });
    const made = stack(app);
    new plus.k8s.KubeConfigMap(made, 'one', { metadata: { name: 'x', namespace: 'shop' } });
    new plus.k8s.KubeConfigMap(made, 'two', { metadata: { name: 'x', namespace: 'other' } });
    expect(() => app.synth()).not.toThrow();
  });
});

test('two clusters are planned apart', () => {
  const app = Testing.app();
  const east = cluster(app, { placement: Placement.FREE });
  microservice(stack(app, { cluster: east }), 'cart', { replicas: Replicas.fixed(8) });
  const { nodes } = Plan.of(app);
  expect(nodes).toEqual({ 'east/general/a': 1, 'east/general/b': 0, 'east/general/c': 0 });
  statefulService(stack(Testing.app()));
});
