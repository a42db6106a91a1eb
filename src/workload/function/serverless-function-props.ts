import { Duration, Size } from 'cdk8s';
import { Image } from '../../platform/image';
import { PodOptions } from '../pod/pod-options';
import { Port } from '../pod/port';
import { WorkloadResources } from '../pod/workload-resources';

/** A function that runs when requests arrive. */
export interface ServerlessFunctionProps extends PodOptions {
  /** Image of its container, pinned to a tag or digest. */
  readonly image: Image;
  /** What each pod asks for and may use. */
  readonly resources: WorkloadResources;
  /** Most pods that load may start. The plan proves that they have places. */
  readonly maxScale: number;
  /**
   * Pods that run without any load.
   * @default 0
   */
  readonly minScale?: number;
  /**
   * Requests that a pod works on at once; more wait.
   * @default 1
   */
  readonly concurrency?: number;
  /**
   * Port on which it takes requests, HTTP or gRPC.
   * @default Port.http(8080)
   */
  readonly port?: Port;
  /**
   * Longest time that a request may take.
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;
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
   * Namespace of the gateway from which Knative's requests come.
   * @default 'kourier-system'
   */
  readonly ingressNamespace?: string;
}
