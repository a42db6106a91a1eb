import { Duration, Size } from 'cdk8s';
import { Lifecycle } from './hook';
import { Image } from '../../../platform/image';
import { checked } from '../../../props/checked';
import { ContainerOptions } from '../container-options';
import { Health } from '../health';
import { Port } from '../port';
import { WorkloadResources } from '../workload-resources';

/** A container of a pod beside that of the workload. Its variables and files are its own; all containers of a pod share its network, user and volumes. */
export interface HelperProps extends ContainerOptions {
  /** Its image, pinned to a tag or digest. */
  readonly image: Image;
  /** What it asks for and may use. Init containers come one after the other, and count where one asks for more than what runs later. */
  readonly resources: WorkloadResources;
  /**
   * Its command.
   * @default - that of the image
   */
  readonly command?: string[];
  /**
   * Its arguments.
   * @default - those of the image
   */
  readonly args?: string[];
  /**
   * Size of its scratch volume at /tmp, which is its own.
   * @default Size.mebibytes(64)
   */
  readonly scratch?: Size;
}

/** A container that runs as long as its pod. */
export interface SidecarProps extends HelperProps {
  /**
   * Ports that others call, beside those of the workload: they are in its Service and network policy. What only its own pod calls, over localhost, need
   * not be here.
   * @default - none
   */
  readonly ports?: Port[];
  /**
   * How kubelet asks for its health. As long as it is not ready its pod is not.
   * @default - none: it counts as ready when it has started
   */
  readonly health?: Health;
  /**
   * Longest time that it may take to start: what comes after it in the pod waits so long.
   * @default - no startup probe
   */
  readonly startup?: Duration;
  /**
   * What happens at the begin and at the end of its life.
   * @default - nothing
   */
  readonly lifecycle?: Lifecycle;
}

/** A container that comes before that of the workload, or runs beside it. Helpers start in their order, before the container of the workload. */
@checked
export class Helper {
  /**
   * An init container: it does its work and ends, and what comes after it waits for that.
   * @param name Name of the container.
   * @param props Image, command and resources.
   */
  public static init(name: string, props: HelperProps): Helper {
    return new Helper(name, false, props);
  }

  /**
   * A container that runs as long as its pod: it starts before the container of the workload and stops after it, and does not keep a job from ending.
   * Before Kubernetes 1.29 it starts and stops together with it, and jobs cannot have one.
   * @param name Name of the container.
   * @param props Image, resources, ports and health.
   */
  public static sidecar(name: string, props: SidecarProps): Helper {
    return new Helper(name, true, props);
  }

  private constructor(
    /** Name of the container, unique in the pod. */
    public readonly name: string,
    /** True where it runs as long as its pod. */
    public readonly isSidecar: boolean,
    /** @internal */
    public readonly _props: SidecarProps,
  ) {}
}
