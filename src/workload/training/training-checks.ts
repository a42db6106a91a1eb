import { TrainingFramework } from './training-framework';
import { TrainingJobProps } from './training-job-props';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { checkDnsLabel, checkLabels } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { PodSecurity } from '../../platform/pod-security';
import { checkImage, checkResources } from '../pod/container-checks';
import { refuseReloader } from '../pod/content/content-refusals';
import { NO_CLAIMS_IN_QUEUES, refuseClaim } from '../pod/device-claim';
import { checkJobPods } from '../pod/helpers/job-checks';
import { checkPodOptions } from '../pod/pod-checks';
import { checkSpot } from '../spot/spot-nodes';
import { checkPriority, refuseMesh } from '../workload-checks';

/** Longest name: operators make names of pods and services from it. */
const LONGEST_NAME = 40;

/** Checks everything about a job that its own props tell. */
export function checkTrainingJob(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: TrainingJobProps,
): void {
  const { nodes, retries = 3, deadline, sharedMemory, image } = props;
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  problems.check(Number.isInteger(nodes) && nodes > 0, 'nodes', nodes, 'must be a whole number above 0');
  problems.check(Number.isInteger(retries) && retries >= 0, 'retries', retries, 'must be a whole number of at least 0');
  problems.check(!deadline || deadline.toMilliseconds() > 0, 'deadline', timeText(deadline), 'must be above 0');
  checkVolcano(problems, stack, props);
  checkElastic(problems, props);
  checkRdma(problems, stack, props);
  const shm = sharedMemory === undefined || bytesOf(sharedMemory) > 0;
  problems.check(shm, 'sharedMemory', sharedMemory && quantityOf(sharedMemory), 'must be above 0');
  checkResources(problems, props);
  refuseClaim(problems, props.resources.accelerator, NO_CLAIMS_IN_QUEUES);
  checkPodOptions(problems, stack, props, {
    name: id,
    taken: ['/tmp', ...(sharedMemory ? ['/dev/shm'] : [])],
  });
  refuseReloader(problems, props, 'a job runs once');
  checkJobPods(problems, stack, props, nodes);
  checkLabels(problems, 'nodeLabels', props.nodeLabels ?? {});
  checkImage(problems, stack, image);
  refuseMesh(problems, stack, 'which would keep its pods from ending', 'training');
  checkQueue(problems, stack, props);
  checkSpot(problems, stack.cluster, props, 'only all of its pods can be there: they are of one job');
}

/** Only one operator knows jobs that go on with fewer pods. */
function checkElastic(problems: Problems, { minNodes, nodes, framework }: TrainingJobProps): void {
  const whole = minNodes === undefined || (Number.isInteger(minNodes) && minNodes > 0 && minNodes <= nodes);
  problems.check(whole, 'minNodes', minNodes, `must be a whole number from 1 to nodes, ${nodes}`);
  problems.check(
    minNodes === undefined || framework === TrainingFramework.PYTORCH_JOB,
    'minNodes',
    minNodes,
    `${framework} cannot go on with fewer pods`,
    'TrainingFramework.PYTORCH_JOB',
  );
}

/** One scheduler places the pods of a job. */
function checkVolcano(
  problems: Problems,
  { cluster }: AutonomousStack,
  { volcanoQueue, queue, resources }: TrainingJobProps,
): void {
  problems.check(!(volcanoQueue && queue), 'volcanoQueue', 'given', 'is not beside queue', 'one of the two');
  const own = !volcanoQueue || volcanoQueue.cluster === cluster;
  problems.check(own, 'volcanoQueue', volcanoQueue?.queueName, `is of another cluster than ${cluster.clusterName}`);
  const asked = resources.accelerator;
  const most = volcanoQueue?.quota.pool.devices[asked?.resource ?? ''] ?? 0;
  problems.check(
    !volcanoQueue || !asked || asked.count <= most,
    'resources.accelerator',
    asked?.count,
    `of ${asked?.resource} for each pod: a node that queue ${volcanoQueue?.queueName} draws on has ${most}`,
  );
}

function checkRdma(problems: Problems, stack: AutonomousStack, { rdma, rdmaDevices, queue }: TrainingJobProps): void {
  problems.check(
    rdma === undefined || stack.podSecurity === PodSecurity.PRIVILEGED,
    'rdma',
    rdma?.resource,
    `locks memory, namespace ${stack.namespaceName} admits Pod Security "${stack.podSecurity}" only`,
    'podSecurity: PodSecurity.PRIVILEGED on a stack of its own',
  );
  const most = rdma?.devicesPerNode ?? 0;
  const whole = rdmaDevices === undefined || (Number.isInteger(rdmaDevices) && rdmaDevices > 0 && rdmaDevices <= most);
  problems.check(
    whole,
    'rdmaDevices',
    rdmaDevices,
    rdma ? `must be a whole number from 1 to ${most}, what a node has` : 'needs rdma',
  );
  const pools = queue?.clusterQueue.quotas.map(({ pool }) => pool) ?? [];
  problems.check(
    !rdma || pools.length === 0 || pools.some((pool) => pool.rdma?.resource === rdma.resource),
    'rdma',
    rdma?.resource,
    `is of no pool that queue ${queue?.queueName} draws on`,
    'rdma on the GpuPool',
  );
}

/** What a job says of its queue. */
type Queued = Pick<TrainingJobProps, 'queue' | 'queuePriority' | 'topology' | 'priority' | 'resources'>;

/** Checks that the queue is its own, and may use nodes on which a pod fits. */
export function checkQueue(problems: Problems, stack: AutonomousStack, props: Queued): void {
  const { queue, queuePriority, topology, priority, resources } = props;
  const { cluster, namespaceName } = stack;
  const own = !queue || queue.stack.namespaceName === namespaceName;
  problems.check(
    own,
    'queue',
    queue?.node.path,
    `is in another namespace than ${namespaceName}`,
    'a LocalQueue of its stack',
  );
  problems.check(
    queue !== undefined || !topology,
    'topology',
    'given',
    'needs a queue: Kueue places the pods',
    'queue',
  );
  problems.check(
    !topology || !queue || queue.clusterQueue._isPlacing,
    'topology',
    'given',
    `needs pools with a topology, those of queue ${queue?.queueName} have none`,
    'topology on the GpuPool',
  );
  problems.check(
    !queue || !resources.accelerator?._isPart,
    'resources.accelerator',
    'fraction',
    'is a part of a device, which queues do not count',
    'whole devices or slices',
  );
  problems.check(queue !== undefined || !queuePriority, 'queuePriority', 'given', 'needs a queue', 'queue');
  const same = !queuePriority || queuePriority.cluster === cluster;
  problems.check(
    same,
    'queuePriority',
    queuePriority?.priorityName,
    `is of another cluster than ${cluster.clusterName}`,
  );
  checkPriority(problems, cluster, priority);
  const pools = queue?.clusterQueue.quotas.map(({ pool }) => pool) ?? [];
  const levels = pools.flatMap((pool) => pool.topology?._all ?? []);
  problems.check(
    !topology?.level || !queue || levels.includes(topology.level),
    'topology',
    topology?.level?.levelName,
    `is no level of a pool that queue ${queue?.queueName} draws on`,
    levels.length > 0
      ? `one of ${[...new Set(levels.map(({ levelName }) => levelName))].join(', ')}`
      : 'a pool with a topology',
  );
  const asked = resources.accelerator;
  const offered = pools.map((pool) => pool.devices[asked?.resource ?? ''] ?? 0);
  const most = Math.max(0, ...offered);
  problems.check(
    !asked || !queue || asked.count <= most,
    'resources.accelerator',
    asked?.count,
    most > 0
      ? `of ${asked?.resource} for each pod: a node that queue ${queue?.queueName} draws on has ${most}`
      : `of ${asked?.resource}, which no pool has that queue ${queue?.queueName} draws on`,
    most > 0 ? `at most ${most}, and more nodes` : undefined,
  );
}
