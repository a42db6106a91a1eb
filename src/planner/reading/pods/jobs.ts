import { Finding } from '../../../capacity/model';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { CronSchedule } from './cron-schedule';
import { endlessSidecar } from './endless-sidecars';

/** Time that pods have to stop where they do not say. */
const DEFAULT_GRACE_SECONDS = 30;

/** Kinds whose pods run until their work is done. */
const JOBS: ReadonlySet<string> = new Set([
  'Job',
  'CronJob',
  'JobSet',
  'JAXJob',
  'MPIJob',
  'PaddleJob',
  'PyTorchJob',
  'TFJob',
  'TrainJob',
  'XGBoostJob',
]);

/** Since this minor version a Job may name another controller than that of Kubernetes. */
const MANAGED_SINCE = 32;
const OWN_CONTROLLER = 'kubernetes.io/job-controller';
/** Runs the job in another cluster. */
const ELSEWHERE = 'kueue.x-k8s.io/multikueue';

/** The Job that an object is or makes; undefined for those of other groups. */
function jobSpec({ apiVersion, kind, spec }: KubeObject): any {
  if (apiVersion !== 'batch/v1') {
    return undefined;
  }
  return (kind === 'CronJob' ? spec?.jobTemplate?.spec : spec) ?? {};
}

/** Pods of a Job that run at once; as somebody wrote it where that is no number. */
export function jobPods(job: any): unknown {
  const { parallelism = 1, completions = parallelism } = job;
  return typeof parallelism === 'number' && typeof completions === 'number'
    ? Math.min(parallelism, completions)
    : parallelism;
}

/** Pods of a CronJob that run at once: those of all runs that are under way together. */
export function cronPods(spec: any): unknown {
  const pods = jobPods(spec.jobTemplate?.spec ?? {});
  return spec.suspend ? 0 : typeof pods === 'number' ? pods * (runsAtOnce(spec) ?? 1) : pods;
}

/** Runs of a CronJob that are under way together; undefined where nothing bounds them. */
function runsAtOnce(spec: any): number | undefined {
  const { schedule, concurrencyPolicy = 'Allow', jobTemplate } = spec;
  const { activeDeadlineSeconds, template } = jobTemplate?.spec ?? {};
  const read = CronSchedule.of(String(schedule));
  if (concurrencyPolicy !== 'Allow' || !read) {
    return 1;
  }
  const grace = template?.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  return Number.isInteger(activeDeadlineSeconds) && activeDeadlineSeconds > 0
    ? read.mostAtOnce(activeDeadlineSeconds + grace)
    : undefined;
}

/** Whether another cluster runs the pods of a Job. */
export function runsElsewhere(json: KubeObject, objects: ClusterObjects): boolean {
  return objects.atLeast(MANAGED_SINCE) && jobSpec(json)?.managedBy === ELSEWHERE;
}

/** What is wrong with a job, or not known of it. */
export function jobFindings(
  json: KubeObject,
  pod: KubePod,
  { id, namespace, path }: { readonly id: string; readonly namespace: string; readonly path: string },
  objects: ClusterObjects,
): Finding[] {
  const kind = json.kind ?? '';
  if (!JOBS.has(kind)) {
    return [];
  }
  const job = jobSpec(json);
  const refused = job ? refusals(json, job) : [];
  const piles = kind === 'CronJob' && !json.spec?.suspend && runsAtOnce(json.spec ?? {}) === undefined;
  const sidecar = endlessSidecar(pod, namespace, objects);
  const other = objects.atLeast(MANAGED_SINCE) ? job?.managedBy : undefined;
  return [
    ...refused.map((reason) => jobRefused(id, path, reason)),
    ...(sidecar ? [neverEnds(id, path, sidecar, piles)] : piles ? [mayOverlap(id, path, json.spec)] : []),
    ...(other !== undefined && other !== OWN_CONTROLLER && other !== ELSEWHERE ? [managedBy(id, path, other)] : []),
  ];
}

interface Refusal {
  readonly reason: string;
  readonly cure: string;
}

/** pkg/apis/batch/validation of Kubernetes 1.34. */
function refusals({ kind, spec }: KubeObject, job: any): Refusal[] {
  const { restartPolicy } = job.template?.spec ?? {};
  return [
    // What is written is checked with the other templates; what is left out is Always.
    ...(restartPolicy === undefined
      ? [{ reason: 'restartPolicy of its pods must be OnFailure or Never', cure: 'restartPolicy: Never' }]
      : []),
    ...(job.completionMode === 'Indexed' && job.completions === undefined
      ? [{ reason: 'completionMode Indexed needs completions', cure: 'completions' }]
      : []),
    ...(job.podFailurePolicy && restartPolicy !== 'Never'
      ? [{ reason: 'podFailurePolicy needs restartPolicy Never', cure: 'restartPolicy: Never' }]
      : []),
    ...(kind === 'CronJob' && !CronSchedule.of(String(spec?.schedule ?? ''))
      ? [{ reason: `schedule '${spec?.schedule ?? ''}' cannot be read`, cure: "five fields, such as '0 3 * * *'" }]
      : []),
  ];
}

function jobRefused(id: string, path: string, { reason, cure }: Refusal): Finding {
  return {
    code: 'JOB_REFUSED',
    severity: 'error',
    path,
    message: `the API server refuses ${id}: ${reason}`,
    cure: [cure],
  };
}

function mayOverlap(id: string, path: string, spec: any): Finding {
  return {
    code: 'CRONJOB_MAY_OVERLAP',
    severity: 'warning',
    uncovered: true,
    path,
    message: `runs of ${id} may overlap and nothing says how long one takes: the plan counts one run at a time (schedule ${spec.schedule}, concurrencyPolicy Allow)`,
    cure: [
      'concurrencyPolicy: Forbid',
      'activeDeadlineSeconds in its job template: the plan then counts the runs that may overlap',
    ],
  };
}

function neverEnds(
  id: string,
  path: string,
  sidecar: { readonly name: string; readonly cure: readonly string[] },
  piles: boolean,
): Finding {
  return {
    code: 'JOB_NEVER_ENDS',
    severity: 'warning',
    ...(piles && { uncovered: true as const }),
    path,
    message: `${sidecar.name} in the pods of ${id} does not end by itself: the job never completes${
      piles ? ', and its runs pile up; the plan counts one of them' : ' and keeps its place'
    }`,
    cure: sidecar.cure,
  };
}

function managedBy(id: string, path: string, controller: string): Finding {
  return {
    code: 'JOB_MANAGED_ELSEWHERE',
    severity: 'warning',
    uncovered: true,
    path,
    message: `${controller} runs ${id}, not Kubernetes itself: the plan counts its pods as they are written`,
    cure: ['leave managedBy out'],
  };
}
