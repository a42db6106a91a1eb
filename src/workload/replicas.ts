import { Latency } from './latency';
import { Rate } from './rate';
import { ServiceTime } from './service-time';
import { fixedReplicas, ReplicaContext, Sizing, sizeForDemand, sizeRange } from './sizing';

/** How requests reach the replicas of a service. */
export enum Queueing {
  /** All replicas take from one queue: a consumer group, or a balancer that picks the least busy one. */
  POOLED = 'pooled',
  /** Each replica has a queue of its own: random or round-robin balancing. The careful assumption. */
  SPLIT = 'split',
}

/** Replicas that a workload needs, from which those that survive a loss follow. */
export interface NeededReplicas {
  /** Replicas that it needs when nothing is lost. */
  readonly steady: number;
  /**
   * Replicas that it needs after a loss.
   * @default - as many as at steady
   */
  readonly degraded?: number;
}

/** A range for an autoscaler. */
export interface ReplicaRange {
  /** Fewest replicas that it needs when nothing is lost. The autoscaler's minimum is the survive-safe count that follows. */
  readonly min: number;
  /** Most replicas. */
  readonly max: number;
  /**
   * Replicas that it needs after a loss.
   * @default - `min`
   */
  readonly degraded?: number;
}

/** What a service has to serve, and how fast. */
export interface Demand {
  /** Arrivals at the declared load, which the autoscaler's minimum holds. */
  readonly arrivals: Rate;
  /** Mean time that one worker takes for one request. */
  readonly service: ServiceTime;
  /** Requests that one replica works on at the same time: threads, connections, slots of a batch. With all of them busy the replica
   * is taken to use the processors that it requests; the target of a CPU autoscaler follows from that. */
  readonly workers: number;
  /** The objective that the replicas have to meet, also after a loss. */
  readonly latency: Latency;
  /**
   * How requests reach the replicas.
   * @default Queueing.SPLIT
   */
  readonly queueing?: Queueing;
  /**
   * Most replicas that an autoscaler may start.
   * @default - no autoscaler
   */
  readonly max?: number;
}

/**
 * How many replicas a workload has: as many as you say, a range for an autoscaler, or as many as demand and latency need.
 * Where the workload survives a loss, the number is raised until what the loss leaves is enough.
 */
export abstract class Replicas {
  /** Exactly this many. All of them must come back after a loss. */
  public static fixed(count: number): Replicas {
    return new (class extends Replicas {
      public _size(context: ReplicaContext): Sizing {
        return fixedReplicas(context, count);
      }
    })();
  }

  /** As many as needed at steady and after a loss, rounded up so that the loss can happen. */
  public static needed(need: NeededReplicas): Replicas {
    return new (class extends Replicas {
      public _size(context: ReplicaContext): Sizing {
        return sizeRange(context, { min: need.steady, degraded: need.degraded });
      }
    })();
  }

  /** A range for a HorizontalPodAutoscaler. */
  public static autoscaled(range: ReplicaRange): Replicas {
    return new (class extends Replicas {
      public _size(context: ReplicaContext): Sizing {
        return sizeRange(context, range);
      }
    })();
  }

  /**
   * As many as serve the demand within the latency objective: a waiting line with exponential arrivals and services (M/M/c,
   * Erlang C), the response time as the sum of wait and service. The workers stay below the utilisation caps of the cluster.
   */
  public static forDemand(demand: Demand): Replicas {
    return new (class extends Replicas {
      public _size(context: ReplicaContext): Sizing {
        return sizeForDemand(
          context,
          {
            arrivals: demand.arrivals.toPerSecond(),
            serviceTime: demand.service.toSeconds(),
            workers: demand.workers,
            pooled: demand.queueing === Queueing.POOLED,
            ...(demand.latency.percent !== undefined && {
              percentile: Number((demand.latency.percent / 100).toPrecision(15)),
            }),
            objective: demand.latency.objective.toMilliseconds({ integral: false }) / 1000,
          },
          demand.latency._name,
          demand.max,
        );
      }

      public get _objectiveSeconds(): number {
        return demand.latency.objective.toMilliseconds({ integral: false }) / 1000;
      }
    })();
  }

  private constructor() {}

  /** @internal */
  public abstract _size(context: ReplicaContext): Sizing;

  /**
   * Seconds that a request may take; 0 where nobody said.
   * @internal
   */
  public get _objectiveSeconds(): number {
    return 0;
  }
}
