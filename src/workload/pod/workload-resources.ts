import { Size } from 'cdk8s';
import { AcceleratorRequest } from '../../accelerator/accelerator-request';
import { Cpu } from '../../units/cpu';

/** What each pod of a workload asks for and may use. Nothing is assumed: a plan is only as good as these numbers. */
export interface WorkloadResources {
  /** Processors that each pod requests. */
  readonly cpu: Cpu;
  /** Memory that each pod requests. */
  readonly memory: Size;
  /**
   * Most memory that each pod may use; above it the pod is killed.
   * @default - as much as it requests
   */
  readonly memoryLimit?: Size;
  /**
   * Most processors that each pod may use; above it the pod is slowed down.
   * @default - no limit: a limit costs latency and frees nothing that others requested
   */
  readonly cpuLimit?: Cpu;
  /**
   * What each pod asks of an accelerator, for example `Accelerator.NVIDIA_H100_80_GB.devices(8)`. Its nodes and their taint come with it.
   * @default - none
   */
  readonly accelerator?: AcceleratorRequest;
  /**
   * Memory in pages of 2 MiB that each pod gets beside `memory`, from nodes that have such.
   * @default - none
   */
  readonly hugePages2Mi?: Size;
  /**
   * Memory in pages of 1 GiB that each pod gets beside `memory`, from nodes that have such.
   * @default - none
   */
  readonly hugePages1Gi?: Size;
  /**
   * Devices, whole ones, for example `{ 'nvidia.com/gpu': 1 }`.
   * @default - none
   */
  readonly extended?: Record<string, number>;
}
