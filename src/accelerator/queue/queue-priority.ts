import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { clusterScoped } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** Importance of jobs in queues. */
export interface QueuePriorityProps {
  /** The higher, the more important. */
  readonly value: number;
  /**
   * When to use it.
   * @default - none
   */
  readonly description?: string;
}

/**
 * Importance of jobs while they wait, and of whose jobs a queue may stop; their pods keep the priority that the scheduler sees. A
 * WorkloadPriorityClass, kueue.x-k8s.io/v1beta2. Made in a cluster: `new QueuePriority(cluster, 'release', { value: 1000 })`.
 *
 * @example
 * const release = new QueuePriority(cluster, 'release', { value: 1000, description: 'What the next release waits for' });
 */
@checked
export class QueuePriority extends Construct {
  /** Name of the class. */
  public readonly priorityName: string;
  /** The cluster that it is in. */
  public readonly cluster: Cluster;
  /** The WorkloadPriorityClass. */
  public readonly apiObject: ApiObject;

  /**
   * @param cluster Cluster that it is in.
   * @param id Name of the WorkloadPriorityClass.
   * @param props How important its jobs are.
   */
  public constructor(cluster: Cluster, id: string, props: QueuePriorityProps) {
    super(cluster, id);
    const { value, description } = props;
    this.cluster = cluster;
    this.priorityName = id;
    const problems = new Problems(pathOf(cluster, id));
    checkDnsLabel(problems, 'name', id);
    const whole = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
    problems.check(whole, 'value', value, 'must be a whole number of 32 bits');
    problems.raiseFor(this);
    cluster._deliverOwn();
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'kueue.x-k8s.io/v1beta2',
      kind: 'WorkloadPriorityClass',
      metadata: { ...clusterScoped('WorkloadPriorityClass', id, { partOf: cluster.clusterName }) },
      value,
      ...(description !== undefined && { description }),
    });
  }
}
