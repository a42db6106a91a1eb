import { createHash } from 'crypto';
import { Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { PROGRAM } from './prewarm-program';
import { PullJob } from './pull-jobs';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { selectorLabels } from '../../manifest/labels';
import { clusterScoped, namespaced, podLabels } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { Cpu } from '../../units/cpu';
import { CallGraph } from '../../workload/calls/call-graph';
import { Peer } from '../../workload/calls/peer';
import { plainTemplate } from '../../workload/pod/young-fields';

/** Most that the API server takes of a ConfigMap, less what is around the data. */
const MOST_BYTES = 1024 * 1024 - 8192;

const FOLDER = '/etc/prewarm';

/** Before the first workload of a stack, and after its accounts and policies. */
const BEFORE_WORKLOADS = { 'argocd.argoproj.io/sync-wave': '-12' };

/** Pods that start the jobs of a prewarm, or wait for them. */
export interface Runner {
  readonly name: string;
  readonly stack: AutonomousStack;
  /** An image with Node.js 20 or newer. */
  readonly image: Image;
  readonly apiServer: Peer;
  readonly jobs: readonly PullJob[];
  /** Whether it starts them. */
  readonly starts: boolean;
  /** Share of the nodes that may fail, for jobs that do not know it themselves. */
  readonly tolerated?: number;
}

/** Checks where it runs. */
export function checkRunner(problems: Problems, prop: string, stack: AutonomousStack, image: Image): void {
  const pinned = image._pinnedBy(stack.environment?.images).reference.includes('@sha256:');
  problems.check(
    pinned,
    `${prop}.image`,
    image.reference,
    'has no digest',
    '{ tag, digest }, or the lock of the environment',
  );
  problems.check(
    stack.mesh._istio === undefined,
    `${prop}.stack`,
    stack.node.path,
    'has sidecars, with which a Job does not end',
    'a stack without mesh',
  );
}

/** Checks that the jobs fit into one ConfigMap. */
export function checkRoom(problems: Problems, jobs: readonly PullJob[]): void {
  const bytes = Buffer.byteLength(jobsText(jobs, true, undefined)) + Buffer.byteLength(PROGRAM);
  problems.check(
    bytes <= MOST_BYTES,
    'sites',
    `${bytes} bytes`,
    'do not fit into one ConfigMap',
    'an ImagePrewarm for some of them',
  );
}

/** What such pods need: their program with its jobs, an account with the right to these by name, and the way to the API server. Returns their template. */
export function emitRunner(scope: Construct, runner: Runner): any {
  const { name, stack, image: given, apiServer, jobs, starts, tolerated } = runner;
  const { _owner: owner, cluster, namespaceName } = stack;
  const selector = selectorLabels(name, namespaceName);
  const image = given._pinnedBy(stack.environment?.images);
  const data = { 'jobs.json': jobsText(jobs, starts, tolerated), 'run.js': PROGRAM };
  const files = `${name}-${createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10)}`;
  kubeObject(scope, 'Jobs', 'ConfigMap', {
    metadata: namespaced('ConfigMap', files, owner, selector),
    immutable: true,
    data,
  });
  kubeObject(scope, 'ServiceAccount', 'ServiceAccount', {
    metadata: namespaced('ServiceAccount', name, owner, selector),
    automountServiceAccountToken: false,
  });
  emitRights(scope, runner);
  const graph = new CallGraph(scope, 'Calls', {
    name,
    owner,
    selector,
    ports: [],
    monitoringNamespace: stack.monitoringNamespace,
    peers: 'none',
  });
  const caller = { path: scope.node.path, cluster, owner, selector, declareHost: () => undefined };
  graph.addEgress(apiServer._calledBy(caller));
  return Lazy.any({ produce: () => podOf(runner, selector, image, files) });
}

function podOf({ stack, name, starts }: Runner, selector: Record<string, string>, image: Image, files: string): any {
  const pods = plainTemplate({
    name,
    cluster: stack.cluster,
    labels: podLabels(stack._owner, selector, image.shortVersion),
    annotations: {},
    selector,
    image,
    resources: { cpu: Cpu.millis(20), memory: Size.mebibytes(64), memoryLimit: Size.mebibytes(128) },
    ports: [],
    options: { identity: { mountsToken: true } },
    command: ['node', `${FOLDER}/run.js`, starts ? 'apply' : 'wait'],
    scratch: Size.mebibytes(16),
    volumes: [{ name: 'jobs', configMap: { name: files } }],
    volumeMounts: [{ name: 'jobs', mountPath: FOLDER, readOnly: true }],
    graceSeconds: 10,
    nodeLabels: {},
    tolerates: [],
    survive: 'none',
    zones: 1,
    replicated: false,
  });
  return { ...pods, spec: { ...pods.spec, restartPolicy: 'Never' } };
}

/** The right to its jobs, by their names: it makes them by server-side apply, with which the name is known when the right is looked for. */
function emitRights(scope: Construct, { name, stack, jobs, starts }: Runner): void {
  const { _owner: owner, namespaceName } = stack;
  const [{ kind, apiVersion }] = jobs;
  const own = `${namespaceName}-${name}`;
  const when = starts ? {} : BEFORE_WORKLOADS;
  kubeObject(scope, 'ClusterRole', 'ClusterRole', {
    metadata: clusterScoped('ClusterRole', own, owner, {}, when),
    rules: [
      {
        apiGroups: [apiVersion.split('/')[0]],
        resources: [`${kind.toLowerCase()}s`],
        resourceNames: jobs.map(({ metadata }) => metadata.name),
        verbs: starts ? ['create', 'get', 'patch'] : ['get'],
      },
    ],
  });
  kubeObject(scope, 'ClusterRoleBinding', 'ClusterRoleBinding', {
    metadata: clusterScoped('ClusterRoleBinding', own, owner, {}, when),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: own },
    subjects: [{ kind: 'ServiceAccount', name, namespace: namespaceName }],
  });
}

/** The jobs of each wave, where the API server has them, and what is applied there. */
function jobsText(jobs: readonly PullJob[], starts: boolean, tolerated: number | undefined): string {
  const waves: object[][] = [];
  for (const { wave, ...job } of jobs) {
    const { namespace, name } = job.metadata;
    const inNamespace = namespace === undefined ? '' : `/namespaces/${namespace}`;
    (waves[wave] ??= []).push({
      path: `/apis/${job.apiVersion}${inNamespace}/${job.kind.toLowerCase()}s/${name}`,
      ...(tolerated !== undefined && { tolerated }),
      ...(starts && { job }),
    });
  }
  return JSON.stringify(waves);
}
