import { Duration, Size } from 'cdk8s';
import { TopologyRequest } from './topology-request';
import { TrainingFramework } from './training-framework';
import { LocalQueue } from '../../accelerator/queue/local-queue';
import { QueuePriority } from '../../accelerator/queue/queue-priority';
import { VolcanoQueue } from '../../accelerator/queue/volcano-queue';
import { Rdma } from '../../accelerator/rdma';
import { Priority } from '../../cluster/priority';
import { Survive } from '../../cluster/survive';
import { Taint } from '../../cluster/taint';
import { Image } from '../../platform/image';
import { PodOptions } from '../pod/pod-options';
import { WorkloadResources } from '../pod/workload-resources';

/** A job that trains a model on several nodes at once. */
export interface TrainingJobProps extends PodOptions {
  /** What runs its pods together. */
  readonly framework: TrainingFramework;
  /** Image of its container, pinned to a tag or digest. */
  readonly image: Image;
  /** Pods; they start together or not at all. */
  readonly nodes: number;
  /**
   * Pods with which it goes on when others are lost, and starts where there is no room for all (PYTORCH_JOB).
   * @default - all of `nodes`
   */
  readonly minNodes?: number;
  /** What each pod asks for and may use, with its accelerators. */
  readonly resources: WorkloadResources;
  /**
   * The queue that it waits in until there is room for all of its pods.
   * @default - none: it starts at once, pod by pod
   */
  readonly queue?: LocalQueue;
  /**
   * The queue of Volcano that it waits in, in place of `queue`: Volcano then places its pods, all of them at once.
   * @default - none
   */
  readonly volcanoQueue?: VolcanoQueue;
  /**
   * Importance in the queue.
   * @default - none
   */
  readonly queuePriority?: QueuePriority;
  /**
   * Importance of its pods to the scheduler.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
  /**
   * How near to each other its pods have to be. Needs a queue: Kueue places them.
   * @default - TopologyRequest.unconstrained() where it is in a queue
   */
  readonly topology?: TopologyRequest;
  /**
   * Labels that nodes must have, beside those of its accelerator.
   * @default - none
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that it tolerates, beside that of its accelerator.
   * @default - none
   */
  readonly tolerates?: Taint[];
  /**
   * `Survive.none()` where it may wait for the repair of a node.
   * @default - what the cluster survives: there has to be another node on which it goes on from its last checkpoint
   */
  readonly survive?: Survive;
  /**
   * Command of the container.
   * @default - that of the image
   */
  readonly command?: string[];
  /**
   * Arguments of the container.
   * @default - those of the image
   */
  readonly args?: string[];
  /**
   * Network by which its accelerators reach those of other nodes. Its pods lock memory, which Pod Security does not allow in "restricted" or
   * "baseline": the job needs a stack of its own with `PodSecurity.PRIVILEGED`.
   * @default - none
   */
  readonly rdma?: Rdma;
  /**
   * Adapters of that network for each pod.
   * @default - all of a node
   */
  readonly rdmaDevices?: number;
  /**
   * Size of /dev/shm, through which the processes of a pod exchange data. It is memory on top of what the pod requests, and the plan counts it.
   * @default - 64 MiB, as container runtimes give
   */
  readonly sharedMemory?: Size;
  /**
   * Size of the scratch volume at /tmp.
   * @default Size.gibibytes(1)
   */
  readonly scratch?: Size;
  /**
   * How often the whole job starts again when a pod fails.
   * @default 3
   */
  readonly retries?: number;
  /**
   * Time after which it is stopped.
   * @default - none
   */
  readonly deadline?: Duration;
}
