import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ClusterQueue } from './cluster-queue';
import { QueuePriority } from './queue-priority';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';

/** The way of a team to a queue. */
export interface LocalQueueProps {
  /** The queue that its jobs wait in. */
  readonly clusterQueue: ClusterQueue;
}

/**
 * The queue of a namespace: jobs of its stack that name it wait in a ClusterQueue. A LocalQueue, kueue.x-k8s.io/v1beta2.
 *
 * @example
 * const clusterQueue = new ClusterQueue(cluster, 'perception', { quotas: [Quota.of(gpus, { nominal: 16 })] });
 * const queue = new LocalQueue(stack, 'training', { clusterQueue });
 */
@checked
export class LocalQueue extends Construct {
  /** Name of the queue. */
  public readonly queueName: string;
  /** The stack whose jobs may wait in it. */
  public readonly stack: AutonomousStack;
  /** The queue that they wait in. */
  public readonly clusterQueue: ClusterQueue;
  /** The LocalQueue. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope Stack whose jobs it takes.
   * @param id Name of the LocalQueue.
   * @param props The ClusterQueue that it leads to.
   */
  public constructor(scope: Construct, id: string, props: LocalQueueProps) {
    super(scope, id);
    const { clusterQueue } = props;
    this.queueName = id;
    this.clusterQueue = clusterQueue;
    this.stack = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    const { cluster } = this.stack;
    const own = clusterQueue.cluster === cluster;
    problems.check(
      own,
      'clusterQueue',
      clusterQueue.node.path,
      `is of another cluster than the stack, ${cluster.clusterName}`,
    );
    problems.raiseFor(this);
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'kueue.x-k8s.io/v1beta2',
      kind: 'LocalQueue',
      metadata: namespaced('LocalQueue', id, this.stack._owner),
      spec: { clusterQueue: clusterQueue.queueName },
    });
  }

  /**
   * Labels of a job that waits in it.
   * @internal
   */
  public _jobLabels(priority?: QueuePriority): Record<string, string> {
    return {
      'kueue.x-k8s.io/queue-name': this.queueName,
      ...(priority && { 'kueue.x-k8s.io/priority-class': priority.priorityName }),
    };
  }
}
