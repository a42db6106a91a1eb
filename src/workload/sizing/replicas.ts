import { ConnectionDemand, Demand, ProfiledDemand, Queueing, ServiceLevel, ThroughputDemand } from './demand';
import { Latency } from './latency';
import { fixedReplicas, ReplicaContext, Sizing, sizeRange } from './sizing';
import { Objective, sizeForConnections, sizeForDemand, sizeForProfile, sizeForThroughput } from './sizing-for-load';
import { checked } from '../../props/checked';
import { ObservedLatency } from '../observed/observed-latency';

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

/**
 * How many replicas a workload has: as many as you say, a range for an autoscaler, or as many as demand and latency need.
 * Where the workload survives a loss, the number is raised until what the loss leaves is enough.
 */
@checked
export abstract class Replicas {
  /**
   * Exactly this many. All of them must come back after a loss.
   * @param count At least 1.
   */
  public static fixed(count: number): Replicas {
    return Replicas.sizedBy((context) => fixedReplicas(context, count), { scales: false });
  }

  /**
   * As many as needed at steady and after a loss, rounded up so that the loss can happen.
   * @param need How many at steady, and after a loss.
   */
  public static needed(need: NeededReplicas): Replicas {
    return Replicas.sizedBy((context) => sizeRange(context, { min: need.steady, degraded: need.degraded }), {
      scales: false,
    });
  }

  /**
   * A range for a HorizontalPodAutoscaler.
   * @param bounds Fewest and most.
   */
  public static autoscaled(bounds: ReplicaRange): Replicas {
    return Replicas.sizedBy((context) => sizeRange(context, bounds), { scales: true });
  }

  /**
   * As many as serve the demand within the latency objective: a waiting line with exponential arrivals and services (M/M/c,
   * Erlang C), the response time as the sum of wait and service. With other variabilities the wait is scaled by the formula of
   * Allen and Cunneen. The workers stay below the utilisation caps of the cluster.
   * @param demand Arrivals, service time, and the latency objective.
   */
  public static forDemand(demand: Demand): Replicas {
    return Replicas.sizedBy(
      (context) => sizeForDemand(context, objectiveOf(demand), demand.arrivals.toPerSecond(), demand.max),
      { latency: demand.latency, arrivals: demand.arrivals.toPerSecond(), scales: demand.max !== undefined },
    );
  }

  /**
   * As many as serve a demand that changes over the day: the autoscaler's minimum serves the quietest hour, its maximum the
   * busiest, and its target is the highest at which the replicas of every hour meet the objective, also after a loss.
   * @param demand Arrivals over the day or week, service time, and the latency objective.
   */
  public static forProfile(demand: ProfiledDemand): Replicas {
    return Replicas.sizedBy(
      (context) =>
        sizeForProfile(
          context,
          objectiveOf(demand),
          demand.profile.hours.map((rate) => rate.toPerSecond()),
        ),
      { latency: demand.latency, scales: true },
    );
  }

  /**
   * As many as a measured throughput asks for: the load of each stays below the utilisation caps of the cluster.
   * @param demand Load, and what one replica was measured to do.
   */
  public static forThroughput(demand: ThroughputDemand): Replicas {
    return Replicas.sizedBy(
      (context) =>
        sizeForThroughput(context, demand.arrivals.toPerSecond(), demand.perReplica.toPerSecond(), demand.max),
      { arrivals: demand.arrivals.toPerSecond(), scales: demand.max !== undefined },
    );
  }

  /**
   * As many as hold the connections, also after a loss.
   * @param demand How many connections, and what one replica holds.
   */
  public static forConnections(demand: ConnectionDemand): Replicas {
    return Replicas.sizedBy(
      (context) => sizeForConnections(context, demand.connections, demand.perReplica, demand.max),
      { scales: demand.max !== undefined },
    );
  }

  private static sizedBy(
    size: (context: ReplicaContext) => Sizing,
    {
      latency,
      arrivals = 0,
      scales,
    }: { readonly latency?: Latency; readonly arrivals?: number; readonly scales: boolean },
  ): Replicas {
    return new (class extends Replicas {
      public get _mayScale(): boolean {
        return scales;
      }

      public _size(context: ReplicaContext): Sizing {
        return size(context);
      }

      public get _latency(): ObservedLatency | undefined {
        return latency && { seconds: secondsOf(latency), percent: latency.percent };
      }

      public get _objectiveSeconds(): number {
        return latency ? secondsOf(latency) : 0;
      }

      public _arrivalsOf({ hours }: Pick<Sizing, 'hours'>): number {
        return hours ? Math.max(...hours.arrivals) : arrivals;
      }

      public _rateOf({ needed, degraded = 0, hours }: Sizing): number {
        const least = Math.max(1, degraded > 0 ? Math.min(degraded, needed) : needed);
        return hours ? Math.max(...hours.arrivals.map((rate, i) => rate / hours.replicas[i])) : arrivals / least;
      }
    })();
  }

  private constructor() {}

  /** @internal */
  public abstract _size(context: ReplicaContext): Sizing;

  /**
   * True where there is a maximum that an autoscaler goes up to.
   * @internal
   */
  public abstract get _mayScale(): boolean;

  /**
   * Seconds that a request may take; 0 where nobody said.
   * @internal
   */
  public abstract get _objectiveSeconds(): number;

  /**
   * The latency objective; undefined where nobody said.
   * @internal
   */
  public abstract get _latency(): ObservedLatency | undefined;

  /**
   * Requests per second of the declared demand, in its busiest hour; 0 where nobody said.
   * @internal
   */
  public abstract _arrivalsOf(sizing: Pick<Sizing, 'hours'>): number;

  /**
   * Most requests per second that one replica gets at the declared demand, also after a loss; 0 where nobody said.
   * @internal
   */
  public abstract _rateOf(sizing: Sizing): number;
}

function secondsOf(latency: Latency): number {
  return latency.objective.toMilliseconds({ integral: false }) / 1000;
}

function objectiveOf({
  service,
  workers,
  latency,
  queueing,
  serviceVariability,
  arrivalVariability,
}: ServiceLevel): Objective {
  return {
    serviceTime: service.toSeconds(),
    workers,
    pooled: queueing === Queueing.POOLED,
    ...(serviceVariability && { serviceCv: serviceVariability.cv }),
    ...(arrivalVariability && { arrivalCv: arrivalVariability.cv }),
    ...(latency.percent !== undefined && { percentile: Number((latency.percent / 100).toPrecision(15)) }),
    objective: secondsOf(latency),
    name: latency._name,
    ...(latency._of !== undefined && { of: latency._of }),
  };
}
