import { QuotaAmount } from './quota-amount';
import { Resources } from '../../capacity/resources';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { GpuPool } from '../gpu-pool';

/** What a queue may borrow and lend of a pool. */
export interface QuotaLimits {
  /**
   * Devices that it may borrow from others of its cohort that do not use theirs.
   * @default - all that is free
   */
  readonly borrowing?: number;
  /**
   * Devices of its own that others of its cohort may borrow.
   * @default - all
   */
  readonly lending?: number;
}

/** How much of a pool a queue may use. */
export interface QuotaProps extends QuotaLimits {
  /** Devices that are its own. Processors and memory come with them, as on a node of the pool. */
  readonly nominal: number;
}

/** A share of the devices of one pool, whole ones or slices. */
@checked
export class Quota {
  /**
   * A share of a pool whose nodes offer one resource.
   * @param pool the pool
   * @param props devices: GPUs, or slices where the pool is divided
   */
  public static of(pool: GpuPool, props: QuotaProps): Quota {
    return Quota.made(pool, props, props.nominal);
  }

  /**
   * As many devices as the jobs ask for that wait in the queue, by the plan.
   * @param pool the pool
   * @param limits what it may borrow and lend besides
   */
  public static planned(pool: GpuPool, limits: QuotaLimits = {}): Quota {
    return Quota.made(pool, limits);
  }

  private static made(pool: GpuPool, { borrowing, lending }: QuotaLimits, nominal?: number): Quota {
    const problems = new Problems(`Quota of ${pool.poolName}`);
    const { most } = pool._nodes;
    const [[resource, perNode], ...others] = Object.entries(pool.devices);
    problems.check(
      others.length === 0,
      'pool',
      Object.keys(pool.devices),
      'offers several resources',
      'a pool of each, or Quota of one resource',
    );
    problems.check(
      pool._isCounted,
      'pool',
      pool.poolName,
      'hands out parts or claims of devices, which queues do not count',
      'a pool with whole devices or slices',
    );
    problems.check(
      pool._nodes.allocatable['ephemeral-storage'] !== undefined,
      'pool',
      pool.poolName,
      'does not say how much ephemeral storage its nodes have: queues admit no pod that asks for what they do not cover',
      'ephemeralStorage on its NodeType',
    );
    for (const [name, value] of Object.entries({ nominal, borrowing, lending })) {
      const right = value === undefined || (Number.isInteger(value) && value >= 0);
      problems.check(right, name, value, 'must be a whole number of at least 0');
    }
    problems.check(
      !(nominal! > most * perNode),
      'nominal',
      nominal,
      `pool ${pool.poolName} has ${most * perNode} of ${resource}`,
      `at most ${most * perNode}`,
    );
    problems.check(!(lending! > nominal!), 'lending', lending, `must not be above nominal ${nominal}`);
    problems.raise();
    return new Quota(pool, resource, nominal, borrowing, lending, perNode);
  }

  private constructor(
    /** The pool. */
    public readonly pool: GpuPool,
    /** Resource of the devices. */
    public readonly resource: string,
    /** Devices that are its own; undefined where the plan counts them. */
    public readonly nominal: number | undefined,
    private readonly borrowing: number | undefined,
    private readonly lending: number | undefined,
    private readonly perNode: number,
  ) {}

  /** @internal */
  public get _limits(): { readonly borrowing?: number; readonly lending?: number } {
    return { borrowing: this.borrowing, lending: this.lending };
  }

  /**
   * Every resource that pods of the pool ask for, with the part of a node that goes with the devices: Kueue admits nothing that asks for a
   * resource which the queue does not cover.
   * @internal
   */
  public _amounts(nominal: number | undefined): QuotaAmount[] {
    const { allocatable } = this.pool._nodes;
    const part = (amounts: Resources, name: string, devices: number | undefined) =>
      devices === undefined ? undefined : Math.floor((amounts[name] * devices) / this.perNode);
    return Object.keys(allocatable)
      .filter((name) => name !== 'pods' && !(name in this.pool.devices && name !== this.resource))
      .sort()
      .map((name) => ({
        name,
        nominal: part(allocatable, name, nominal),
        borrowing: part(allocatable, name, this.borrowing),
        lending: part(allocatable, name, this.lending),
      }));
  }
}
