import { Duration } from 'cdk8s';
import { Receiver } from './receiver';
import { RequestMetric } from './request-metric';

/** What is watched of a stack beside what its plan says. */
export interface ObserveOptions {
  /**
   * Percent of the requests that are to be answered without an error of the server.
   * @default 99.9
   */
  readonly availability?: number;
  /**
   * By which metric of its own an application tells how its requests fare, by the names of workloads outside the mesh.
   * @default - none: requests of workloads outside the mesh are not watched
   */
  readonly requests?: Record<string, RequestMetric>;
  /**
   * Who is told of the alerts of its namespace.
   * @default - whoever Alertmanager's own configuration says
   */
  readonly receivers?: Receiver[];
  /**
   * How long a device may be silent before somebody is told.
   * @default Duration.minutes(15)
   */
  readonly deviceSilence?: Duration;
  /**
   * Series that one pod has: those of its application, and of its sidecar.
   * @default - 300, with a sidecar 1000
   */
  readonly seriesPerPod?: number;
}
