import { job, list, pick, pod } from './made';
import { mostAtOnce, widest } from './most-at-once';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { Finding } from '../../../capacity/model';
import { KubeContainer, KubeObject } from '../../../manifest/kube';

/** Workflows of Argo Workflows 4 (workflow/controller): a pod for each step that runs something. */
export const ARGO_WORKFLOWS: OperatorReaders = {
  'argoproj.io/CronWorkflow': ({ spec = {}, ...rest }, context) =>
    workflow({ ...rest, spec: { ...spec.workflowSpec, suspend: spec.suspend } }, context),
  'argoproj.io/Workflow': workflow,
};

/** Templates that call each other deeper than this call themselves. */
const DEEPEST = 20;

/** What a workflow runs: the most pods at once, and what each kind of pod asks for. */
interface Found {
  readonly leaves: KubeContainer[][];
  readonly unknown: Set<string>;
}

function workflow(resource: KubeObject, context: OperatorContext): Made[] {
  const { metadata, spec: own = {} } = resource;
  const { path, findings } = context;
  const shared = own.workflowTemplateRef ? referred(own.workflowTemplateRef, resource, context) : undefined;
  const spec = { ...shared?.spec, ...own };
  const found: Found = { leaves: [], unknown: new Set() };
  if (own.workflowTemplateRef && !shared) {
    found.unknown.add(`template ${own.workflowTemplateRef.name}`);
  }
  const templates = new Map<string, any>(list(spec.templates).map((template) => [template.name, template]));
  const entry = templates.get(spec.entrypoint);
  const reach = (step: any): any => {
    const { templateRef, template, inline } = step;
    if (inline) {
      return inline;
    }
    if (!templateRef) {
      return templates.get(template);
    }
    const other = referred(templateRef, resource, context);
    return list(other?.spec?.templates).find(({ name }) => name === templateRef.template);
  };
  const wide = spec.suspend === true || !entry ? 0 : pods(entry, reach, found, 0);
  findings.push(...notKnown(resource, found.unknown, path));
  if (found.leaves.length === 0) {
    return [];
  }
  const width = Math.min(wide, typeof spec.parallelism === 'number' ? spec.parallelism : Infinity);
  const made = pod(
    { ...spec.podMetadata?.labels, 'workflows.argoproj.io/workflow': `${metadata?.name}` },
    {
      ...pick(spec, 'nodeSelector', 'tolerations', 'affinity', 'schedulerName', 'hostNetwork'),
      ...(spec.podPriorityClassName && { priorityClassName: spec.podPriorityClassName }),
      ...widest(found.leaves),
    },
    spec.podMetadata?.annotations,
  );
  const json = job(metadata?.name ?? `${metadata?.generateName}`, width, made);
  return [{ json: { ...json, metadata: { ...json.metadata, labels: metadata?.labels } } }];
}

/** The most pods that a template runs at once. */
function pods(template: any, reach: (step: any) => any, found: Found, depth: number): number {
  if (depth > DEEPEST) {
    found.unknown.add(`how often template ${template.name} calls itself`);
    return 0;
  }
  const each = (step: any) => {
    const called = reach(step);
    if (!called) {
      found.unknown.add(`template ${step.template ?? step.templateRef?.template}`);
      return 0;
    }
    return repeats(step, found) * pods(called, reach, found, depth + 1);
  };
  const limited = (n: number) =>
    Math.min(n, typeof template.parallelism === 'number' ? template.parallelism : Infinity);
  if (template.dag) {
    const tasks = list(template.dag.tasks);
    return limited(
      mostAtOnce(tasks.map((task) => ({ name: task.name, after: waitsFor(task, tasks), pods: each(task) }))),
    );
  }
  if (template.steps) {
    // One list of steps after the other; those of one list side by side.
    const sums = list(template.steps).map((group) =>
      list(Array.isArray(group) ? group : [group]).reduce((sum: number, step: any) => sum + each(step), 0),
    );
    return limited(Math.max(0, ...sums));
  }
  const main = template.container ?? template.script;
  const inside = main ? [main] : list(template.containerSet?.containers);
  if (inside.length === 0) {
    return 0;
  }
  found.leaves.push([...inside, ...list(template.sidecars)]);
  return 1;
}

/** Names of the tasks that a task waits for. */
function waitsFor({ dependencies, depends = '' }: any, tasks: readonly any[]): string[] {
  const words = new Set(String(depends).match(/[A-Za-z0-9_-]+/g) ?? []);
  return [...list(dependencies), ...tasks.map(({ name }) => name).filter((name) => words.has(name))];
}

/** How often a step is started side by side. */
function repeats({ withItems, withSequence, withParam, name }: any, found: Found): number {
  if (withItems) {
    return list(withItems).length;
  }
  if (withSequence) {
    const { count, start = 0, end } = withSequence;
    const times = count === undefined ? Number(end) - Number(start) + 1 : Number(count);
    if (Number.isInteger(times) && times >= 0) {
      return times;
    }
  }
  if (withSequence || withParam) {
    found.unknown.add(`how often step ${name} is started`);
  }
  return 1;
}

/** A WorkflowTemplate, or one of the cluster. */
function referred(
  { name, clusterScope }: any,
  resource: KubeObject,
  { objects }: OperatorContext,
): KubeObject | undefined {
  const namespace = resource.metadata?.namespace ?? 'default';
  return objects
    .of(clusterScope ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate')
    .find(
      (one) => one.metadata?.name === name && (clusterScope || (one.metadata?.namespace ?? 'default') === namespace),
    );
}

function notKnown({ kind, metadata }: KubeObject, unknown: ReadonlySet<string>, path: string): Finding[] {
  return [...unknown].map((what) => ({
    code: 'PIPELINE_PART_UNKNOWN',
    severity: 'warning',
    path,
    message: `${what} of ${kind} ${metadata?.name} is not known from the charts of the cluster: the plan does not count what it runs beyond one pod`,
    cure: [
      'include the chart with it in the cluster',
      'parallelism, and withItems in place of what is only known when it runs',
    ],
    uncovered: true,
  }));
}
