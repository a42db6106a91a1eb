import { job, list, pick, pod } from './made';
import { mostAtOnce, Step, together, widest } from './most-at-once';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { KubeContainer, KubeObject } from '../../../manifest/kube';

/** Runs of Tekton Pipelines v1 (pkg/pod, docs/compute-resources.md): the steps of a task are containers of one pod, whose requests add up. */
export const TEKTON: OperatorReaders = {
  'tekton.dev/PipelineRun': pipelineRun,
  'tekton.dev/TaskRun': taskRun,
};

/** Containers of the pod of a task. Amounts for the whole task stand in place of those of its steps. */
function containersOf(task: any, whole: any): KubeContainer[] {
  const { stepTemplate, sidecars } = task;
  const steps = list(task.steps).map(({ name, computeResources, resources }) => ({
    name,
    resources: computeResources ?? resources ?? stepTemplate?.computeResources ?? {},
  }));
  const beside = list(sidecars).map(({ name, computeResources, resources }) => ({
    name,
    resources: computeResources ?? resources ?? {},
  }));
  return whole ? [{ name: 'task', resources: whole }, ...beside] : [...steps, ...beside];
}

/** The task that something names: written there, or an object of the charts. */
function taskOf(given: any, resource: KubeObject, { objects, path, findings }: OperatorContext): any {
  const { taskSpec, taskRef } = given;
  if (taskSpec || !taskRef) {
    return taskSpec ?? {};
  }
  const { kind = 'Task', name } = taskRef;
  const found = objects
    .of(kind)
    .find(
      ({ metadata }) =>
        metadata?.name === name &&
        (kind !== 'Task' || (metadata?.namespace ?? 'default') === (resource.metadata?.namespace ?? 'default')),
    );
  if (!found) {
    findings.push(unknown(`${kind} ${name ?? taskRef.resolver}`, resource, path));
  }
  return found?.spec ?? {};
}

function unknown(what: string, { kind, metadata }: KubeObject, path: string) {
  return {
    code: 'PIPELINE_PART_UNKNOWN',
    severity: 'warning' as const,
    path,
    message: `${what} of ${kind} ${metadata?.name} is in no chart of the cluster: the plan does not know what its pods ask for`,
    cure: ['include the chart with it in the cluster'],
    uncovered: true as const,
  };
}

function taskRun(resource: KubeObject, context: OperatorContext): Made[] {
  const { spec = {}, metadata } = resource;
  const containers = containersOf(taskOf(spec, resource, context), spec.computeResources);
  const made = pod(
    { 'tekton.dev/taskRun': `${metadata?.name}` },
    { ...scheduling(spec.podTemplate), containers: [together('steps', containers)] },
  );
  return [{ json: job(`${metadata?.name}-pod`, 1, made) }];
}

function scheduling(template: any) {
  return pick(
    template,
    'nodeSelector',
    'tolerations',
    'affinity',
    'topologySpreadConstraints',
    'priorityClassName',
    'schedulerName',
    'runtimeClassName',
  );
}

/** As many pods as tasks may run at once, each as wide as the widest of them. */
function pipelineRun(resource: KubeObject, context: OperatorContext): Made[] {
  const { spec = {}, metadata } = resource;
  const { objects, path, findings } = context;
  const { pipelineSpec, pipelineRef, taskRunSpecs, taskRunTemplate } = spec;
  const isOwn = (other: KubeObject) =>
    other.metadata?.name === pipelineRef?.name &&
    (other.metadata?.namespace ?? 'default') === (metadata?.namespace ?? 'default');
  const pipeline = pipelineSpec ?? objects.of('Pipeline').find(isOwn)?.spec;
  if (!pipeline) {
    findings.push(unknown(`Pipeline ${pipelineRef?.name ?? pipelineRef?.resolver}`, resource, path));
    return [];
  }
  const all = [...list(pipeline.tasks), ...list(pipeline.finally)];
  const pods = all.map((task) => {
    const own = list(taskRunSpecs).find(({ pipelineTaskName }) => pipelineTaskName === task.name);
    return containersOf(taskOf(task, resource, context), own?.computeResources);
  });
  const width = Math.max(mostAtOnce(list(pipeline.tasks).map(stepOf)), mostAtOnce(list(pipeline.finally).map(stepOf)));
  const made = pod(
    { 'tekton.dev/pipelineRun': `${metadata?.name}` },
    { ...scheduling(taskRunTemplate?.podTemplate ?? spec.podTemplate), ...widest(pods) },
  );
  return all.length === 0 ? [] : [{ json: job(`${metadata?.name}`, width, made) }];
}

/** A task waits for those that it names, and for those whose results it uses. A matrix runs it once for every combination. */
function stepOf(task: any): Step {
  const { name, runAfter, matrix } = task;
  const results = [...JSON.stringify(task).matchAll(/\$\(tasks\.([^.)]+)\.results\./g)].map(([, other]) => other);
  const params = list(matrix?.params);
  const combinations = params.reduce((product, { value }) => product * Math.max(1, list(value).length), 1);
  const included = params.length === 0 ? list(matrix?.include).length : 0;
  return { name, after: [...list(runAfter), ...results], pods: Math.max(included, combinations) };
}
