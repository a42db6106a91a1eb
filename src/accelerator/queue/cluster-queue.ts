import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Quota } from './quota';
import { QuotaAmount } from './quota-amount';
import { flavorOf } from './resource-flavor';
import { byCodeUnit } from '../../capacity/order';
import { formatQuantity } from '../../capacity/quantity';
import { Cluster } from '../../cluster/cluster';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { manifestsIn } from '../../manifest/objects';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { checked } from '../../props/checked';

/** Whose jobs a queue may stop to start more important ones. */
export enum QueuePreemption {
  /** Nobody's. */
  NEVER = 'Never',
  /** Those of lower priority. */
  LOWER_PRIORITY = 'LowerPriority',
  /** Anybody's: what was lent comes back. Only for what others of the cohort borrowed. */
  ANY = 'Any',
}

/** A queue for jobs. */
export interface ClusterQueueProps {
  /** What it may use. */
  readonly quotas: Quota[];
  /**
   * Queues of one cohort lend each other what they do not use.
   * @default - none: it neither lends nor borrows
   */
  readonly cohort?: string;
  /**
   * Jobs of its own that a more important one stops.
   * @default QueuePreemption.LOWER_PRIORITY
   */
  readonly preemptsWithin?: QueuePreemption;
  /**
   * Jobs of others that run on what they borrowed from it.
   * @default QueuePreemption.ANY
   */
  readonly reclaims?: QueuePreemption;
  /**
   * Whether a job that does not fit holds up all that came after it.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Namespaces besides those of its LocalQueues whose jobs it takes, where LocalQueues are made elsewhere.
   * @default - those of its LocalQueues in the charts of its cluster; all where there are none
   */
  readonly namespaces?: string[];
}

/** The fields of a ClusterQueue that are used here. */
interface ClusterQueueFields {
  readonly cohortName?: string;
  readonly queueingStrategy: string;
  readonly namespaceSelector: object;
  readonly resourceGroups: readonly object[];
  readonly preemption: object;
}

/**
 * A queue of Kueue (ClusterQueue, kueue.x-k8s.io/v1beta2) with the ResourceFlavor of each pool that it draws on, and the Topology of
 * its nodes. Made in a cluster: `new ClusterQueue(cluster, 'perception', ...)`. All queues together may have no more than is there.
 *
 * @example
 * new ClusterQueue(cluster, 'perception', {
 *   cohort: 'driving',
 *   quotas: [Quota.of(gpus, { nominal: 16, borrowing: 8 })],
 * });
 */
@checked
export class ClusterQueue extends Construct {
  /** Name of the queue. */
  public readonly queueName: string;
  /** The cluster that it is in. */
  public readonly cluster: Cluster;
  /** What it may use. */
  public readonly quotas: Quota[];
  /** The ClusterQueue. */
  public readonly apiObject: ApiObject;

  /**
   * @param cluster Cluster that it is in.
   * @param id Name of the ClusterQueue.
   * @param props Quotas, cohort, and who is preempted.
   */
  public constructor(cluster: Cluster, id: string, props: ClusterQueueProps) {
    super(cluster, id);
    this.cluster = cluster;
    this.queueName = id;
    this.quotas = [...props.quotas];
    this.check(props);
    cluster._deliverOwn();
    const {
      cohort,
      preemptsWithin = QueuePreemption.LOWER_PRIORITY,
      reclaims = QueuePreemption.ANY,
      strict = false,
    } = props;
    const flavors = new Map(this.quotas.map((quota) => [quota, flavorOf(quota.pool)]));
    this.apiObject = customResource<ClusterQueueFields>(this, 'Resource', {
      apiVersion: 'kueue.x-k8s.io/v1beta2',
      kind: 'ClusterQueue',
      metadata: clusterScoped('ClusterQueue', id, { partOf: cluster.clusterName }),
      spec: {
        ...(cohort !== undefined && { cohortName: cohort }),
        queueingStrategy: strict ? 'StrictFIFO' : 'BestEffortFIFO',
        namespaceSelector: Lazy.any({ produce: () => this.namespaceSelector(props.namespaces ?? []) }) as any,
        resourceGroups: Lazy.any({ produce: () => [this.resourceGroup(cohort !== undefined, flavors)] }) as any,
        preemption: {
          withinClusterQueue: preemptsWithin,
          ...(cohort !== undefined && { reclaimWithinCohort: reclaims }),
        },
      },
    });
  }

  /**
   * Whether Kueue places the pods of its jobs by the topology of its pools: then every pod has to say how near it wants to be to the others.
   * @internal
   */
  public get _isPlacing(): boolean {
    return this.quotas.some(({ pool }) => pool.topology !== undefined);
  }

  /** Namespaces whose jobs it takes: whoever may write a LocalQueue elsewhere gets none of its devices. */
  private namespaceSelector(more: readonly string[]): object {
    const own = manifestsIn(this.cluster._charts())
      .filter(({ group, kind }) => group === 'kueue.x-k8s.io' && kind === 'LocalQueue')
      .filter(({ json }) => (json() as { spec?: { clusterQueue?: unknown } }).spec?.clusterQueue === this.queueName)
      .map(({ namespace }) => namespace ?? 'default');
    const values = [...new Set([...own, ...more])].sort(byCodeUnit);
    return values.length === 0
      ? {}
      : { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] };
  }

  private check({ cohort, preemptsWithin, namespaces = [] }: ClusterQueueProps): void {
    const problems = new Problems(pathOf(this.cluster, this.queueName));
    checkDnsLabel(problems, 'name', this.queueName);
    if (cohort !== undefined) {
      checkDnsLabel(problems, 'cohort', cohort);
    }
    namespaces.forEach((name) => checkDnsLabel(problems, 'namespaces', name));
    problems.check(this.quotas.length > 0, 'quotas', '[]', 'must hold at least one');
    problems.check(
      preemptsWithin !== QueuePreemption.ANY,
      'preemptsWithin',
      preemptsWithin,
      'must be NEVER or LOWER_PRIORITY',
    );
    const pools = this.quotas.map(({ pool }) => pool);
    problems.check(
      new Set(pools).size === pools.length,
      'quotas',
      pools.map(({ poolName }) => poolName),
      'must name each pool once',
    );
    const levelled = pools.filter(({ topology }) => topology !== undefined);
    problems.check(
      levelled.length === 0 || levelled.length === pools.length,
      'quotas',
      pools.map(({ poolName }) => poolName),
      'mix pools with a topology and without: Kueue admits a job to one kind only',
      'a queue of each, or a topology for all of them',
    );
    const limits = this.quotas.some(({ _limits }) => _limits.borrowing !== undefined || _limits.lending !== undefined);
    problems.check(
      cohort !== undefined || !limits,
      'quotas',
      'borrowing, lending',
      'need a cohort to do it with',
      'cohort',
    );
    const strange = pools.filter((pool) => pool.cluster !== this.cluster).map(({ poolName }) => poolName);
    problems.check(strange.length === 0, 'quotas', strange, 'are pools of another cluster');
    problems.raiseFor(this);
  }

  /** A resource may be in one group only, and all flavors of a group list the same: what a pool has not is a quota of nothing. */
  private resourceGroup(inCohort: boolean, flavors: ReadonlyMap<Quota, string>): object {
    const { quotas } = this;
    const amounts = new Map(quotas.map((quota) => [quota, this.amountsOf(quota)]));
    const covered = [...new Set([...amounts.values()].flatMap((one) => [...one.keys()]))].sort();
    return {
      coveredResources: covered,
      flavors: quotas.map((quota) => ({
        name: flavors.get(quota)!,
        resources: covered.map((name) => {
          const { nominal, borrowing, lending } = amounts.get(quota)!.get(name) ?? { nominal: 0 };
          return {
            name,
            // Absent while the plan is made that decides it.
            ...(nominal !== undefined && { nominalQuota: formatQuantity(name, nominal) }),
            ...(inCohort && borrowing !== undefined && { borrowingLimit: formatQuantity(name, borrowing) }),
            ...(inCohort &&
              lending !== undefined && { lendingLimit: formatQuantity(name, Math.min(lending, nominal ?? lending)) }),
          };
        }),
      })),
    };
  }

  /**
   * What goes with the devices that were said, or that the plan counts for the jobs of the queue; of everything else no less than these jobs ask
   * for.
   */
  private amountsOf(quota: Quota): Map<string, QuotaAmount> {
    const asked = quota.nominal === undefined ? this.askedOf(quota) : undefined;
    const amounts = quota._amounts(quota.nominal ?? asked?.get(quota.resource));
    return new Map(
      amounts.map((one) => [
        one.name,
        { ...one, ...(one.nominal !== undefined && { nominal: Math.max(one.nominal, asked?.get(one.name) ?? 0) }) },
      ]),
    );
  }

  /** What the plan counts for its jobs, by resource; undefined while it is made. */
  private askedOf({ pool }: Quota): ReadonlyMap<string, number> | undefined {
    const counted = Planner.of(this).planned(this.cluster, ({ model }) => {
      const queue = model.queues!.find(({ name }) => name === this.queueName)!;
      const own = new Set(model.pools.filter((one) => one.pool === pool.poolName).map(({ id }) => id));
      const quotas = queue.quotas.filter(({ pools }) => pools.some((id) => own.has(id)));
      return new Map(quotas.map(({ resource, nominal }) => [resource, nominal]));
    });
    return counted.produce();
  }
}
