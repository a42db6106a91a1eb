import { createHash } from 'crypto';
import { ApiObject, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { PrewarmNight } from './prewarm-props';
import { PullJob } from './pull-jobs';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { selectorLabels } from '../../manifest/labels';
import { clusterScoped, namespaced, podLabels } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { Cpu } from '../../units/cpu';
import { CallGraph } from '../../workload/calls/call-graph';
import { plainTemplate } from '../../workload/pod/young-fields';
import { isZone } from '../../workload/scaling/schedule-checks';

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Most that the API server takes of a ConfigMap, less what is around the data. */
const MOST_BYTES = 1024 * 1024 - 8192;

const FOLDER = '/etc/prewarm';

/**
 * Applies the jobs of a wave, waits until they have ended, and goes on. Jobs that are there stay as they are: a night that was too short is gone on with in the next one. The API server
 * writes fields in the order of their names, so the phase of a job of KubeEdge follows the list of its nodes, or comes first.
 */
const SCRIPT = `set -eu
account=/var/run/secrets/kubernetes.io/serviceaccount
api="https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT"
call() { curl -fsS --retry 5 --cacert $account/ca.crt -H "Authorization: Bearer $(cat $account/token)" "$@"; }
for wave in $(ls ${FOLDER} | sed -n 's/-1[.]json$//p'); do
  for job in ${FOLDER}/$wave-*.json; do
    call -X PATCH -H 'Content-Type: application/apply-patch+yaml' --data-binary @"$job" -o /dev/null "$api$(cat "\${job%.json}.path")?fieldManager=prewarm"
  done
  for job in ${FOLDER}/$wave-*.json; do
    while :; do
      state=$(call "$api$(cat "\${job%.json}.path")" | tr -d ' \\n')
      case $state in
        *'],"phase":"Failure"'*|*'"status":{"phase":"Failure"'*) echo "$job failed at more nodes than it tolerates"; exit 1 ;;
        *'],"phase":"Completed"'*|*'"status":{"phase":"Completed"'*|*'"completionTime"'*) break ;;
      esac
      sleep 15
    done
  done
  echo "$wave is done"
done
`;

/** Checks when it begins, and that it fits. */
export function checkNight(problems: Problems, { at, timeZone, image, stack }: PrewarmNight, cluster: object): void {
  problems.check(TIME.test(at), 'night.at', at, "must be a time of day from '00:00' to '23:59'");
  problems.check(
    isZone(timeZone),
    'night.timeZone',
    timeZone,
    'must be the IANA name of a time zone',
    "'Asia/Shanghai'",
  );
  const pinned = image._pinnedBy(stack.environment?.images).reference.includes('@sha256:');
  problems.check(
    pinned,
    'night.image',
    image.reference,
    'has no digest',
    '{ tag, digest }, or the lock of the environment',
  );
  problems.check(stack.cluster === cluster, 'night.stack', stack.node.path, 'is in another cluster');
  problems.check(
    stack.mesh._istio === undefined,
    'night.stack',
    stack.node.path,
    'has sidecars, with which a Job does not end',
    'a stack without mesh',
  );
}

/** Checks that the jobs fit into one ConfigMap. */
export function checkRoom(problems: Problems, jobs: readonly PullJob[]): void {
  const bytes = Buffer.byteLength(JSON.stringify(filesOf(jobs)));
  problems.check(
    bytes <= MOST_BYTES,
    'sites',
    `${bytes} bytes`,
    'do not fit into one ConfigMap',
    'an ImagePrewarm for some of them',
  );
}

/**
 * A CronJob that starts the waves at night, one after the other. No sync waits for them.
 * @param seconds after which it stops for that night
 */
export function emitNight(
  scope: Construct,
  id: string,
  { at, timeZone, stack, image: given, apiServer }: PrewarmNight,
  jobs: readonly PullJob[],
  seconds: number,
): ApiObject {
  const { _owner: owner, cluster, namespaceName } = stack;
  const name = `${id}-prewarm`;
  const selector = selectorLabels(name, namespaceName);
  const image = given._pinnedBy(stack.environment?.images);
  const data = { 'run.sh': SCRIPT, ...filesOf(jobs) };
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
  emitRights(scope, name, stack, jobs);
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
  const [, hour, minute] = TIME.exec(at)!;
  const template = () => podOf(stack, name, selector, image, files);
  return customResource(scope, 'CronJob', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: namespaced('CronJob', name, owner, selector),
    spec: {
      schedule: `${Number(minute)} ${Number(hour)} * * *`,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: { backoffLimit: 0, activeDeadlineSeconds: seconds, template: Lazy.any({ produce: template }) as any },
      },
    },
  });
}

function podOf(
  stack: AutonomousStack,
  name: string,
  selector: Record<string, string>,
  image: Image,
  files: string,
): any {
  const pods = plainTemplate({
    name,
    cluster: stack.cluster,
    labels: podLabels(stack._owner, selector, image.shortVersion),
    annotations: {},
    selector,
    image,
    resources: { cpu: Cpu.millis(20), memory: Size.mebibytes(32), memoryLimit: Size.mebibytes(64) },
    ports: [],
    options: { identity: { mountsToken: true } },
    command: ['/bin/sh', `${FOLDER}/run.sh`],
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
function emitRights(
  scope: Construct,
  name: string,
  { _owner: owner, namespaceName }: AutonomousStack,
  jobs: readonly PullJob[],
): void {
  const [{ kind, apiVersion }] = jobs;
  const own = `${namespaceName}-${name}`;
  kubeObject(scope, 'ClusterRole', 'ClusterRole', {
    metadata: clusterScoped('ClusterRole', own, owner),
    rules: [
      {
        apiGroups: [apiVersion.split('/')[0]],
        resources: [`${kind.toLowerCase()}s`],
        resourceNames: jobs.map(({ metadata }) => metadata.name),
        verbs: ['create', 'get', 'patch'],
      },
    ],
  });
  kubeObject(scope, 'ClusterRoleBinding', 'ClusterRoleBinding', {
    metadata: clusterScoped('ClusterRoleBinding', own, owner),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: own },
    subjects: [{ kind: 'ServiceAccount', name, namespace: namespaceName }],
  });
}

/** Each job, and where the API server has it, by wave and number. */
function filesOf(jobs: readonly PullJob[]): Record<string, string> {
  const digits = Math.max(2, String(jobs.length).length);
  const counts = new Map<number, number>();
  return Object.fromEntries(
    jobs.flatMap(({ wave, ...job }) => {
      const number = (counts.get(wave) ?? 0) + 1;
      counts.set(wave, number);
      const file = `w${String(wave + 1).padStart(digits, '0')}-${number}`;
      const { namespace, name } = job.metadata;
      const inNamespace = namespace === undefined ? '' : `/namespaces/${namespace}`;
      return [
        [`${file}.json`, JSON.stringify(job)],
        [`${file}.path`, `/apis/${job.apiVersion}${inNamespace}/${job.kind.toLowerCase()}s/${name}`],
      ];
    }),
  );
}
