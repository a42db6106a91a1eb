import { Finding } from '../../../capacity/model';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ClusterObjects } from '../cluster-objects';

/** Equal pods of one role in an object that runs several. */
export interface PodSet {
  /** Name of the role; pods are named after it. */
  readonly role: string;
  readonly pods: KubePod;
  /** How many of them; as somebody wrote it. */
  readonly count: unknown;
}

type Reader = (json: KubeObject, objects: ClusterObjects, path: string, findings: Finding[]) => PodSet[];

/** Kinds that run pods in roles, as `<group>/<kind>`. */
const READERS: Readonly<Record<string, Reader>> = {
  'kubeflow.org/PyTorchJob': ({ spec }) => replicaSpecs(spec?.pytorchReplicaSpecs),
  'kubeflow.org/TFJob': ({ spec }) => replicaSpecs(spec?.tfReplicaSpecs),
  'kubeflow.org/MPIJob': ({ spec }) => replicaSpecs(spec?.mpiReplicaSpecs),
  'kubeflow.org/XGBoostJob': ({ spec }) => replicaSpecs(spec?.xgbReplicaSpecs),
  'kubeflow.org/PaddleJob': ({ spec }) => replicaSpecs(spec?.paddleReplicaSpecs),
  'kubeflow.org/JAXJob': ({ spec }) => replicaSpecs(spec?.jaxReplicaSpecs),
  'jobset.x-k8s.io/JobSet': ({ spec }) => replicatedJobs(spec?.replicatedJobs),
  'trainer.kubeflow.org/TrainJob': trainJob,
  'batch.volcano.sh/Job': ({ spec }) =>
    list(spec?.tasks).map(({ name = '', replicas = 1, template = {} }) => ({
      role: name,
      pods: template,
      count: replicas,
    })),
  'ray.io/RayCluster': ({ spec }) => rayGroups(spec),
  'ray.io/RayJob': ({ spec }) => rayGroups(spec?.rayClusterSpec),
  'ray.io/RayService': ({ spec }) => rayGroups(spec?.rayClusterConfig),
};

/** Whether an object is of a kind that runs pods in roles. */
export function hasRoles({ apiVersion, kind }: KubeObject): boolean {
  return Object.hasOwn(READERS, `${groupOfVersion(apiVersion)}/${kind}`);
}

/** The pods of each role of an object; undefined where its kind has no roles. */
export function podSetsOf(
  json: KubeObject,
  objects: ClusterObjects,
  path: string,
  findings: Finding[],
): PodSet[] | undefined {
  return hasRoles(json)
    ? READERS[`${groupOfVersion(json.apiVersion)}/${json.kind}`](json, objects, path, findings)
    : undefined;
}

function list(value: any): any[] {
  return value ?? [];
}

/** `{ Master: { replicas, template }, Worker: ... }` of the training operator. */
function replicaSpecs(specs: any): PodSet[] {
  return Object.entries<any>(specs ?? {}).map(([role, { replicas = 1, template = {} }]) => ({
    role: role.toLowerCase(),
    pods: template,
    count: replicas,
  }));
}

function replicatedJobs(jobs: any): PodSet[] {
  return list(jobs).map(({ name = '', replicas = 1, template }) => {
    const { parallelism = 1, completions = parallelism, template: pods = {} } = template?.spec ?? {};
    return { role: name, pods, count: replicas * Math.min(parallelism, completions) };
  });
}

/** The head, and groups of workers that may have several hosts each. */
function rayGroups(spec: any): PodSet[] {
  return [
    { role: 'head', pods: spec?.headGroupSpec?.template ?? {}, count: 1 },
    ...list(spec?.workerGroupSpecs).map(
      ({ groupName = 'workers', replicas, minReplicas = 0, maxReplicas, numOfHosts = 1, template = {} }) => ({
        role: groupName,
        pods: template,
        // With its autoscaler Ray goes up to the maximum whenever it has work.
        count: (spec?.enableInTreeAutoscaling ? (maxReplicas ?? replicas) : (replicas ?? minReplicas)) * numOfHosts,
      }),
    ),
  ];
}

const TRAINER_STEP = 'trainer.kubeflow.org/trainjob-ancestor-step';

/** A TrainJob has its pods from its runtime; number and resources of the trainer's may be its own. */
function trainJob(json: KubeObject, objects: ClusterObjects, path: string, findings: Finding[]): PodSet[] {
  const { runtimeRef = {}, trainer = {}, runtimePatches = [] } = json.spec ?? {};
  const { kind = 'ClusterTrainingRuntime', name } = runtimeRef;
  const namespace = json.metadata?.namespace ?? 'default';
  const isOwn = ({ metadata }: KubeObject) =>
    metadata?.name === name && (kind !== 'TrainingRuntime' || (metadata?.namespace ?? 'default') === namespace);
  const runtime = objects.of(kind).find(isOwn);
  if (!runtime) {
    return foreignRuntime(json, path, findings);
  }
  if (runtimePatches.length > 0) {
    findings.push({
      code: 'NOT_MODELLED',
      severity: 'warning',
      uncovered: true,
      path,
      message: `patches of the runtime in TrainJob ${json.metadata?.name} are not modelled: the plan does not check them`,
      cure: ['a runtime of its own with what the patches change'],
    });
  }
  const { mlPolicy = {}, template } = runtime.spec ?? {};
  const nodes = trainer.numNodes ?? mlPolicy.numNodes ?? 1;
  const launches = mlPolicy.mpi?.runLauncherAsNode === true;
  const jobs = list(template?.spec?.replicatedJobs);
  return replicatedJobs(jobs).map((set, i) => {
    const isTrainer = jobs[i].template?.metadata?.labels?.[TRAINER_STEP] === 'trainer';
    const pods = withResources(set.pods, trainer.resourcesPerNode);
    if (mlPolicy.mpi && ['launcher', 'node'].includes(set.role)) {
      // The launcher is one of the nodes, or a pod of its own beside them.
      const isNode = set.role === 'node';
      return isNode || launches ? { ...set, count: isNode ? nodes - Number(launches) : 1, pods } : set;
    }
    return isTrainer ? { ...set, count: nodes, pods } : set;
  });
}

/** The first container is the trainer's. */
function withResources(pods: KubePod, resources: any): KubePod {
  if (!resources) {
    return pods;
  }
  const [first, ...others] = pods.spec?.containers ?? [];
  return { ...pods, spec: { ...pods.spec, containers: [{ ...first, resources }, ...others] } };
}

/** Pods of a runtime that is in no chart are planned from what the job says itself. */
function foreignRuntime(json: KubeObject, path: string, findings: Finding[]): PodSet[] {
  const { runtimeRef = {}, trainer = {} } = json.spec ?? {};
  const { kind = 'ClusterTrainingRuntime', name } = runtimeRef;
  const known = trainer.resourcesPerNode !== undefined;
  findings.push({
    code: 'TRAINING_RUNTIME_UNKNOWN',
    severity: known ? 'warning' : 'error',
    ...(known && { uncovered: true }),
    path,
    message: `${kind} ${name} of TrainJob ${json.metadata?.name} is in no chart of the cluster: ${known ? 'its pods are planned by resourcesPerNode alone, without what selects their nodes' : 'nobody knows what its pods ask for'}`,
    cure: ['include the chart with the runtime in the cluster', ...(known ? [] : ['trainer.resourcesPerNode'])],
  });
  const { numNodes: count = 1, resourcesPerNode: resources } = trainer;
  return known ? [{ role: 'node', count, pods: { spec: { containers: [{ name: 'node', resources }] } } }] : [];
}
