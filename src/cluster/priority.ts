import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { SIZES } from '../capacity/steer/size-classes';
import { kubeObject } from '../manifest/k8s/kube-object';
import { clusterScoped } from '../manifest/metadata';
import { isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** Importance of workloads. */
export interface PriorityProps {
  /** Larger is more important; at most 1,000,000,000. */
  readonly value: number;
  /**
   * Whether waiting pods of this class may evict running pods of lower ones. By default they wait: the plan proves that every
   * workload keeps its degraded count with the pods that survive, and eviction would take that away from others.
   * @default false
   */
  readonly preempts?: boolean;
  /**
   * What the class is for.
   * @default - none
   */
  readonly description?: string;
}

/**
 * A priority class of a cluster; made by `cluster.addPriority`. Emits a `PriorityClass`.
 *
 * @example
 * const priority = cluster.addPriority('urgent', { value: 1000, description: 'Commands that a driver waits for' });
 * new Microservice(stack, 'commands', { image, resources, replicas, priority });
 */
@checked
export class Priority extends Construct {
  /** @internal */
  public static _in(
    scope: Construct,
    id: string,
    props: PriorityProps,
    clusterName: string,
    bands: readonly number[],
  ): Priority {
    return new Priority(scope, id, props, clusterName, bands);
  }

  /** The emitted object. */
  public readonly apiObject: ApiObject;
  /** Name of the class. */
  public readonly priorityName: string;

  private constructor(
    scope: Construct,
    id: string,
    props: PriorityProps,
    clusterName: string,
    bands: readonly number[],
  ) {
    super(scope, `priority-${id}`);
    const problems = new Problems(this.node.path);
    problems.check(
      isDnsSubdomain(id) && !id.startsWith('system-'),
      'name',
      id,
      'must be a DNS name that does not start with system-',
    );
    problems.check(
      Number.isInteger(props.value) && Math.abs(props.value) <= 1_000_000_000,
      'value',
      props.value,
      'must be a whole number from -1,000,000,000 to 1,000,000,000',
    );
    const near = bands.find((value) => Math.abs(value - props.value) < SIZES);
    problems.check(
      near === undefined,
      'value',
      props.value,
      `is less than ${SIZES} from ${near}: a steered cluster has ${SIZES} classes by size from each value on`,
      'values that are further apart; workloads without a priority have 0',
    );
    problems.raiseFor(this);
    this.priorityName = id;
    this.apiObject = kubeObject(this, 'Resource', 'PriorityClass', {
      metadata: clusterScoped('PriorityClass', id, { partOf: clusterName }),
      value: props.value,
      globalDefault: false,
      preemptionPolicy: props.preempts ? 'PreemptLowerPriority' : 'Never',
      ...(props.description && { description: props.description }),
    });
  }
}
