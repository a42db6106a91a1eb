import { Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { articles } from '../../examples/onboard-platform/articles';
import { vehicle, VehicleVariation } from '../../examples/onboard-platform/vehicle';
import { find } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

function planOf(cluster: string, variation?: VehicleVariation) {
  const app = Testing.app();
  vehicle(app, variation);
  articles(app);
  return JSON.parse(Plan.of(app).toJson()).clusters.find(({ name }: any) => name === cluster);
}

describe('the computer of a car', () => {
  const plan = planOf('bench');

  test('holds a safety guest, a cockpit and two containers: eleven of its twelve cores, one is kept', () => {
    expect([plan.status, plan.pools[0].nodes, plan.pools[0].reserved.cpu]).toEqual(['feasible', 1, 1000]);
    expect(plan.workloads.reduce((sum: number, { requests }: any) => sum + requests.cpu, 0)).toBe(11_000);
  });

  test('a cockpit of five cores is one too many', () => {
    const { status, findings } = planOf('bench', { cockpitCores: 5 });
    expect(status).toBe('infeasible');
    expect(findings[0]).toMatchObject({
      code: 'POOL_TOO_SMALL',
      message: expect.stringContaining('pool car-soc: maxNodesPerZone 1 < 2 needed at steady'),
    });
  });

  test('guests and containers have cores of their own', () => {
    const { stack } = vehicle(Testing.app());
    const objects = Testing.synth(stack);
    for (const { spec } of objects.filter(({ kind }) => kind === 'VirtualMachine')) {
      expect(spec.template.spec.domain.cpu.dedicatedCpuPlacement).toBe(true);
    }
    const { requests, limits } = find(objects, 'Deployment', 'perception').spec.template.spec.containers[0].resources;
    expect([requests.cpu, limits.cpu, requests.memory === limits.memory]).toEqual(['3', '3', true]);
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test('of KubeVirt and Kubernetes', () => {
      const schemas = new Schemas('1.32');
      const app = Testing.app();
      const objects = [...Testing.synth(vehicle(app).stack), ...Testing.synth(articles(app))];
      expect(objects.flatMap((object) => schemas.check(object))).toEqual([]);
    });
  });
});

describe('the examples of the articles', () => {
  const plan = planOf('examples');
  const placeOf = (task: string): string | undefined =>
    plan.steady.nodes.find(({ pods }: any) => pods[`articles/Deployment/${task}`])?.pool.replace(/\/lab$/, '');

  test('two tasks: the only assignment of the four that fits', () => {
    expect(['two-tasks-task1', 'two-tasks-task2'].map(placeOf)).toEqual(['two-tasks-vm2', 'two-tasks-vm1']);
  });

  test('a core and a GPU at once: the only assignment that fits', () => {
    expect(['with-gpu-task1', 'with-gpu-task2'].map(placeOf)).toEqual(['with-gpu-vm1', 'with-gpu-vm2']);
  });

  test('three tasks: none is lost', () => {
    const places = ['task1', 'task2', 'task3'].map((task) => placeOf(`three-tasks-${task}`));
    expect(places.every((place) => place?.startsWith('three-tasks-vm'))).toBe(true);
  });

  test('priorities: the most important first, the others stay out and may', () => {
    expect(['brake-assist', 'lane-keeping', 'voice-control', 'software-update'].map(placeOf)).toEqual([
      'priorities-soc',
      'priorities-soc',
      undefined,
      undefined,
    ]);
    expect(plan.steady.unplaced).toEqual([
      { workload: 'articles/Deployment/software-update', count: 1, code: 'POD_SHED' },
      { workload: 'articles/Deployment/voice-control', count: 1, code: 'POD_SHED' },
    ]);
    expect(plan.status).toBe('feasible');
    expect(plan.findings.map(({ code, severity }: any) => [code, severity])).toEqual([
      ['POD_SHED', 'info'],
      ['POD_SHED', 'info'],
    ]);
  });

  test('balance: four cores of six on each computer', () => {
    const cores = (pool: string) =>
      plan.steady.nodes
        .filter((group: any) => group.pool === pool)
        .flatMap(({ pods }: any) => Object.keys(pods))
        .reduce((sum: number, id: string) => sum + plan.workloads.find((one: any) => one.id === id).requests.cpu, 0);
    expect([cores('balance-vm1/lab'), cores('balance-vm2/lab')]).toEqual([4000, 4000]);
  });

  test('timetable: ten milliseconds, and no order is faster', () => {
    const [{ makespan, bound, steps }] = plan.timetables;
    expect([makespan, bound]).toEqual([10_000, 10_000]);
    expect(steps.filter(({ machine }: any) => machine === 'cpu').map(({ task }: any) => task)).toEqual([
      'camera',
      'lidar',
      'fusion',
    ]);
  });

  test('where the scheduler could go wrong, the plan is written into the pods', () => {
    const app = Testing.app();
    const objects = Testing.synth(articles(app));
    const computer = (name: string) =>
      find(objects, 'Deployment', name).spec.template.spec.nodeSelector['cdk8s-autonomous.dev/onboard-computer'];
    expect([computer('two-tasks-task1'), computer('two-tasks-task2')]).toEqual(['vm2', 'vm1']);
    expect(plan.robustness).toMatchObject({ stranded: 0 });
  });

  test('the picture is in the table, the Markdown and the page', () => {
    const app = Testing.app();
    articles(app);
    const texts = Plan.of(app);
    const line = 'cpu |BBBBBBBBBBBBCCCCCCCCCCCCCCCCCCAAAAAAAAAAAAAAAAAAAAAAAA......|';
    expect(texts.toTable()).toContain(line);
    expect(texts.toMarkdown()).toContain(line);
    expect(texts.toHtml()).toContain('title="camera: 0 ms to 2 ms"');
  });
});
