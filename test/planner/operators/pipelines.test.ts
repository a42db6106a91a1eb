import { mostAtOnce } from '../../../src/planner/reading/operators/most-at-once';
import { amounts, readObjects, resource } from '../../support/operators';

describe('the most steps at once', () => {
  const step = (name: string, after: string[] = [], pods = 1) => ({ name, after, pods });

  test.each<[string, ReturnType<typeof step>[], number]>([
    ['none', [], 0],
    ['a chain', [step('a'), step('b', ['a']), step('c', ['b'])], 1],
    ['two that wait for one', [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])], 2],
    ['beside what waits through others', [step('a'), step('b', ['a']), step('c', ['b']), step('x')], 2],
    ['several of one', [step('a', [], 3), step('b', ['a'], 5), step('c')], 6],
    ['what nobody has', [step('a', ['gone']), step('b')], 2],
    ['a circle', [step('a', ['b']), step('b', ['a'])], 1],
  ])('%s', (_, steps, most) => {
    expect(mostAtOnce(steps)).toBe(most);
  });

  test('agrees with trying all sets of steps', () => {
    for (let seed = 0; seed < 200; seed++) {
      const edge = (i: number, j: number) => ((seed * 31 + i * 17 + j * 7) * 2654435761) % 5 === 0;
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const steps = names.map((name, i) =>
        step(
          name,
          names.filter((_, j) => j < i && edge(i, j)),
        ),
      );
      const before = new Map<string, Set<string>>();
      for (const { name, after } of steps) {
        before.set(name, new Set(after.flatMap((other) => [other, ...before.get(other)!])));
      }
      const sets = Array.from({ length: 64 }, (_, bits) =>
        names.filter((__, i) => Math.floor(bits / 2 ** i) % 2 === 1),
      );
      const free = sets.filter((set) => set.every((one) => set.every((other) => !before.get(one)!.has(other))));
      expect(mostAtOnce(steps)).toBe(Math.max(...free.map(({ length }) => length)));
    }
  });
});

const steps = (...cpus: string[]) => cpus.map((cpu, i) => ({ name: `s${i}`, computeResources: amounts(cpu, '1Gi') }));

describe('Tekton', () => {
  const V1 = 'tekton.dev/v1';
  const run = (spec: object) => resource(V1, 'PipelineRun', 'r', spec);

  test('the steps of a task add up although they run one after the other', () => {
    const taskSpec = { steps: steps('1', '2'), sidecars: [{ name: 'db', computeResources: amounts('500m', '1Gi') }] };
    expect(readObjects([resource(V1, 'TaskRun', 't', { taskSpec })]).pods).toEqual({
      'data/TaskRun/t': [1, 3500, 3072],
    });
    const whole = resource(V1, 'TaskRun', 't', { taskSpec, computeResources: amounts('1', '2Gi') });
    expect(readObjects([whole]).pods).toEqual({ 'data/TaskRun/t': [1, 1500, 3072] });
  });

  test('a run has as many pods as tasks run at once, each as wide as the widest', () => {
    const task = (name: string, cpu: string, more: object = {}) => ({ name, taskSpec: { steps: steps(cpu) }, ...more });
    const pipelineSpec = {
      tasks: [
        task('build', '4'),
        task('test', '1', { runAfter: ['build'], matrix: { params: [{ name: 'os', value: ['a', 'b', 'c'] }] } }),
        task('scan', '2', { params: [{ name: 'image', value: '$(tasks.build.results.image)' }] }),
      ],
      finally: [task('report', '1')],
    };
    const podTemplate = { priorityClassName: 'system-cluster-critical' };
    const { of, pods } = readObjects([run({ pipelineSpec, taskRunTemplate: { podTemplate } })]);
    expect(pods).toEqual({ 'data/PipelineRun/r': [4, 4000, 1024] });
    expect(of('data/PipelineRun/r').priority).toBe(2_000_000_000);
  });

  test('pipelines and tasks come from the charts; what is in none is found', () => {
    const pipeline = resource(V1, 'Pipeline', 'p', { tasks: [{ name: 'a', taskRef: { name: 'build' } }] });
    const task = resource(V1, 'Task', 'build', { steps: steps('3') });
    const pipelineRef = { name: 'p' };
    expect(readObjects([run({ pipelineRef }), pipeline, task]).pods).toEqual({ 'data/PipelineRun/r': [1, 3000, 1024] });
    expect(readObjects([run({ pipelineRef }), pipeline]).findings).toContainEqual(
      expect.objectContaining({ code: 'PIPELINE_PART_UNKNOWN', uncovered: true, path: 'test/0' }),
    );
    expect(readObjects([run({ pipelineRef })]).codes).toEqual(['PIPELINE_PART_UNKNOWN']);
  });
});

describe('Argo Workflows', () => {
  const leaf = (name: string, cpu: string, more: object = {}) => ({
    name,
    container: { image: 'i', resources: amounts(cpu, '1Gi') },
    ...more,
  });
  const workflow = (spec: object, kind = 'Workflow') => resource('argoproj.io/v1alpha1', kind, 'w', spec);
  const diamond = {
    name: 'main',
    dag: {
      tasks: [
        { name: 'a', template: 'small' },
        { name: 'b', template: 'large', dependencies: ['a'] },
        { name: 'c', template: 'small', depends: 'a.Succeeded', withItems: ['1', '2', '3'] },
        { name: 'd', template: 'small', depends: 'b && c' },
      ],
    },
  };
  const templates = [diamond, leaf('small', '1'), leaf('large', '4')];

  test('a graph', () => {
    expect(readObjects([workflow({ entrypoint: 'main', templates })]).pods).toEqual({
      'data/Workflow/w': [4, 4000, 1024],
    });
  });

  test('parallelism, of the workflow or of a template, is a limit', () => {
    expect(readObjects([workflow({ entrypoint: 'main', templates, parallelism: 2 })]).pods).toEqual({
      'data/Workflow/w': [2, 4000, 1024],
    });
    const limited = [{ ...diamond, parallelism: 3 }, ...templates.slice(1)];
    expect(
      readObjects([workflow({ entrypoint: 'main', templates: limited })]).of('data/Workflow/w').replicas.planned,
    ).toBe(3);
  });

  test('lists of steps, with graphs inside, started several times', () => {
    const outer = {
      name: 'outer',
      steps: [
        [
          { name: 'one', template: 'main' },
          { name: 'two', template: 'small' },
        ],
        [{ name: 'x', template: 'main', withSequence: { count: '3' } }],
      ],
    };
    const { of } = readObjects([workflow({ entrypoint: 'outer', templates: [outer, ...templates] })]);
    expect(of('data/Workflow/w').replicas.planned).toBe(12);
  });

  test('by a timetable, from a template of the charts', () => {
    const cron = workflow(
      { schedule: '* * * * *', workflowSpec: { workflowTemplateRef: { name: 'nightly' } } },
      'CronWorkflow',
    );
    const template = resource('argoproj.io/v1alpha1', 'WorkflowTemplate', 'nightly', { entrypoint: 'main', templates });
    expect(readObjects([cron, template]).pods).toEqual({ 'data/CronWorkflow/w': [4, 4000, 1024] });
    const stopped = { ...cron, spec: { ...cron.spec, suspend: true } };
    expect(readObjects([stopped, template]).pods).toEqual({});
  });

  test.each<[string, object]>([
    ['a template that is nowhere', { entrypoint: 'main', templates: [diamond] }],
    ['a workflow template that is nowhere', { workflowTemplateRef: { name: 'gone' } }],
    [
      'items that only the run knows',
      {
        entrypoint: 'm',
        templates: [{ name: 'm', steps: [[{ name: 'x', template: 'small', withParam: '{{x}}' }]] }, leaf('small', '1')],
      },
    ],
    [
      'a template that calls itself',
      { entrypoint: 'm', templates: [{ name: 'm', steps: [[{ name: 'x', template: 'm' }]] }] },
    ],
  ])('%s is found', (_, spec) => {
    const { findings } = readObjects([workflow(spec)]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'PIPELINE_PART_UNKNOWN', uncovered: true }));
  });
});
