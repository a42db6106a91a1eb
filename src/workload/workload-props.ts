import { Duration, Size } from 'cdk8s';
import { Health } from './pod/health';
import { PodOptions } from './pod/pod-options';
import { Port } from './pod/port';
import { WorkloadResources } from './pod/workload-resources';
import { ServiceOptions } from './service/service-options';
import { Replicas } from './sizing/replicas';
import { Priority } from '../cluster/priority';
import { Survive } from '../cluster/survive';
import { Taint } from '../cluster/taint';
import { Image } from '../platform/image';

/** What every long-running workload has, wherever it runs. */
export interface ContainerProps extends PodOptions {
  /** Image of its container, pinned to a tag or digest. */
  readonly image: Image;
  /** What each pod asks for and may use. */
  readonly resources: WorkloadResources;
  /** How many replicas it has. */
  readonly replicas: Replicas;
  /**
   * Ports that others call. The first is the one that routes lead to and probes ask.
   * @default - none: no Service and no probes
   */
  readonly ports?: Port[];
  /**
   * Port with metrics for Prometheus, apart from the ports that others call.
   * @default - none
   */
  readonly metricsPort?: Port;
  /**
   * Path of the metrics.
   * @default '/metrics'
   */
  readonly metricsPath?: string;
  /**
   * How kubelet asks for its health.
   * @default - by the protocol of the first port: `/readyz` and `/healthz` for HTTP; the health service and a connection for
   * gRPC; for TCP a connection, and one to the metrics port for liveness where there is one
   */
  readonly health?: Health;
  /**
   * Longest time that it may take to start; until then it is not restarted for being silent.
   * @default - no startup probe
   */
  readonly startup?: Duration;
  /**
   * Command of the container.
   * @default - that of the image
   */
  readonly command?: string[];
  /**
   * Arguments of the container.
   * @default - those of the image
   */
  readonly args?: string[];
  /**
   * Size of the scratch volume at /tmp; the rest of the file system is read-only.
   * @default Size.mebibytes(64)
   */
  readonly scratch?: Size;
  /**
   * Time between the order to stop and the end.
   * @default - 30 seconds, or 10 seconds more than the latency objective where that is longer. From Kubernetes 1.30 on the first 5 seconds
   * are for balancers to notice; on older clusters the image has to keep serving that long after SIGTERM
   */
  readonly grace?: Duration;
  /**
   * Importance: who is placed first when not everything fits.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
  /**
   * Labels of its pods on top of the standard ones, for example to tell subsets apart.
   * @default - none
   */
  readonly podLabels?: Record<string, string>;
  /**
   * Labels that nodes must have, for example those of a node pool.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that its pods tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
}

/** What every long-running workload of a stack has. */
export interface WorkloadProps extends ContainerProps {
  /**
   * `Survive.none()` where nothing is promised after a loss.
   * @default - what the cluster survives
   */
  readonly survive?: Survive;
  /**
   * Whether it may stay out where not everything fits, also after a loss: the least important first. Its manifest then asks for as many replicas as the
   * plan has places for. Nothing is promised for it after a loss. Not with an autoscaler.
   * @default false
   */
  readonly sheddable?: boolean;
  /**
   * Whether its pods get a sidecar of the stack's mesh.
   * @default true
   */
  readonly inMesh?: boolean;
  /**
   * What its Service is like. Clients outside the cluster are let in by `exposeOutside`.
   * @default - one address for all its pods
   */
  readonly service?: ServiceOptions;
  /**
   * Zones that its pods run in.
   * @default - all zones of the cluster
   */
  readonly zones?: string[];
}
