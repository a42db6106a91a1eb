import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Quota } from './quota';
import { formatQuantity } from '../../capacity/quantity';
import { Cluster } from '../../cluster/cluster';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** A queue of Volcano. */
export interface VolcanoQueueProps {
  /** What it may use of one pool: the nominal quota is what it deserves, with what it may borrow what it may have at most. */
  readonly quota: Quota;
  /**
   * Whether others take back what it has beyond what it deserves.
   * @default true
   */
  readonly reclaimable?: boolean;
  /**
   * Which queue is served first; larger is earlier.
   * @default 0
   */
  readonly priority?: number;
}

/**
 * A queue of the Volcano scheduler (Queue, scheduling.volcano.sh/v1beta1), for clusters that have Volcano in place of Kueue. Made in a cluster: `new
 * VolcanoQueue(cluster, 'perception', ...)`.
 *
 * @example
 * const volcanoQueue = new VolcanoQueue(cluster, 'perception', { quota: Quota.of(gpus, { nominal: 16 }) });
 */
@checked
export class VolcanoQueue extends Construct {
  /** Name of the queue. */
  public readonly queueName: string;
  /** The cluster that it is in. */
  public readonly cluster: Cluster;
  /** What it may use. */
  public readonly quota: Quota;
  /** The Queue. */
  public readonly apiObject: ApiObject;

  /**
   * @param cluster Cluster that it is in.
   * @param id Name of the Queue.
   * @param props Its share, and what it may take.
   */
  public constructor(cluster: Cluster, id: string, props: VolcanoQueueProps) {
    super(cluster, id);
    const { quota, reclaimable = true, priority = 0 } = props;
    this.cluster = cluster;
    this.queueName = id;
    this.quota = quota;
    const problems = new Problems(pathOf(cluster, id));
    checkDnsLabel(problems, 'name', id);
    problems.check(!['default', 'root'].includes(id), 'name', id, 'is a queue that Volcano has itself');
    problems.check(Number.isInteger(priority), 'priority', priority, 'must be a whole number');
    const { nominal, _limits: limits } = quota;
    problems.check(nominal !== undefined, 'quota', 'planned', 'must say its nominal quota', 'Quota.of(...)');
    problems.check(limits.lending === undefined, 'quota.lending', limits.lending, 'Volcano lends all that is not used');
    problems.check(quota.pool.cluster === cluster, 'quota', quota.pool.poolName, 'is a pool of another cluster');
    problems.raiseFor(this);
    cluster._deliverOwn();
    const amounts = (devices: number) =>
      Object.fromEntries(
        quota._amounts(devices).map(({ name, nominal: amount }) => [name, formatQuantity(name, amount!)]),
      );
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'Queue',
      metadata: clusterScoped('Queue', id, { partOf: cluster.clusterName }),
      spec: {
        deserved: amounts(nominal!),
        ...(limits.borrowing !== undefined && { capability: amounts(nominal! + limits.borrowing) }),
        reclaimable,
        priority,
      },
    });
  }
}
