import { DemandProfile } from './demand-profile';
import { Latency } from './latency';
import { Rate } from './rate';
import { ServiceTime } from './service-time';
import { Variability } from './variability';

/** How requests reach the replicas of a service. */
export enum Queueing {
  /** All replicas take from one queue: a consumer group, or a balancer that picks the least busy one. */
  POOLED = 'pooled',
  /** Each replica has a queue of its own: random or round-robin balancing. The careful assumption. */
  SPLIT = 'split',
}

/** How a service works, and how fast it has to be. */
export interface ServiceLevel {
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
   * How much the service time varies. Other than random the latency is an approximation: docs/sizing.md says how far off.
   * @default Variability.random()
   */
  readonly serviceVariability?: Variability;
  /**
   * How much the times between arrivals vary. Other than random the latency is an approximation: docs/sizing.md says how far off.
   * @default Variability.random()
   */
  readonly arrivalVariability?: Variability;
}

/** What a service has to serve, and how fast. */
export interface Demand extends ServiceLevel {
  /** Arrivals at the declared load, which the autoscaler's minimum holds. */
  readonly arrivals: Rate;
  /**
   * Most replicas that an autoscaler may start.
   * @default - no autoscaler
   */
  readonly max?: number;
}

/** What a service has to serve over a day or a week, and how fast. */
export interface ProfiledDemand extends ServiceLevel {
  /** Arrivals hour by hour. */
  readonly profile: DemandProfile;
}

/** A load, and what one replica was measured to do. */
export interface ThroughputDemand {
  /** Arrivals at the declared load, which the autoscaler's minimum holds. */
  readonly arrivals: Rate;
  /** Most that one replica served in a load test with good latency. */
  readonly perReplica: Rate;
  /**
   * Most replicas that an autoscaler may start.
   * @default - no autoscaler
   */
  readonly max?: number;
}

/** Connections that stay open, and how many one replica holds. */
export interface ConnectionDemand {
  /** Connections at the same time. */
  readonly connections: number;
  /** Most connections that one replica holds: a limit, from which no utilisation cap is taken off. */
  readonly perReplica: number;
  /**
   * Most replicas that an autoscaler may start.
   * @default - no autoscaler
   */
  readonly max?: number;
}
