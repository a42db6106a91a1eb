import { Duration, Size } from 'cdk8s';
import { LocalQueue } from '../../accelerator/queue/local-queue';
import { QueuePriority } from '../../accelerator/queue/queue-priority';
import { Priority } from '../../cluster/priority';
import { Taint } from '../../cluster/taint';
import { Image } from '../../platform/image';
import { PodOptions } from '../pod/pod-options';
import { WorkloadResources } from '../pod/workload-resources';

/** How fast a batch has to be done. */
export interface BatchPaceProps {
  /** Time that one scenario takes, with everything around it. */
  readonly perScenario: Duration;
  /** Time within which all scenarios have run. */
  readonly within: Duration;
}

/** Many scenarios that run in a simulator, each in a pod of its own. */
export interface SimulationBatchProps extends PodOptions {
  /** Image of the simulator, pinned to a tag or digest. */
  readonly image: Image;
  /** Names of the scenarios, each once. A pod finds the one that it runs in the variable `SCENARIO_FILE` at line `JOB_COMPLETION_INDEX`, counted from 0. */
  readonly scenarios: string[];
  /** What each pod asks for and may use, with its accelerators. */
  readonly resources: WorkloadResources;
  /**
   * Scenarios that run at once.
   * @default - as many as `pace` needs
   */
  readonly parallelism?: number;
  /**
   * How fast the batch has to be done; the parallelism follows. Either this or `parallelism`.
   * @default - `parallelism` says it
   */
  readonly pace?: BatchPaceProps;
  /**
   * How often a scenario starts again when its pod fails. Pods that a node takes with it do not count. Before Kubernetes 1.29 only the sum over all scenarios
   * is counted.
   * @default 2
   */
  readonly retries?: number;
  /**
   * Scenarios that may fail for good before the batch stops. From Kubernetes 1.29 on.
   * @default - all: each scenario has its own result
   */
  readonly failuresAllowed?: number;
  /**
   * Time after which the batch is stopped.
   * @default - none
   */
  readonly deadline?: Duration;
  /**
   * The queue that it waits in.
   * @default - none: it starts at once
   */
  readonly queue?: LocalQueue;
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
   * Size of the scratch volume at /tmp.
   * @default Size.gibibytes(1)
   */
  readonly scratch?: Size;
}
