import { Size } from 'cdk8s';
import { Resources } from '../../capacity/resources';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';

/** What a node keeps for itself, of each resource. */
export interface ExplicitReserve {
  /** Kept of the processors. */
  readonly cpu: Cpu;
  /** Kept of the memory. */
  readonly memory: Size;
  /**
   * Kept of the local disk.
   * @default - nothing
   */
  readonly ephemeralStorage?: Size;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** What kubelet, container runtime and system keep of a node: allocatable is capacity less this, less daemonsets. */
@checked
export abstract class NodeReserve {
  /**
   * The amounts that `kubectl describe node` shows as the difference between capacity and allocatable.
   * @param reserve What pods cannot have of a node.
   */
  public static explicit(reserve: ExplicitReserve): NodeReserve {
    return new (class extends NodeReserve {
      public _of(): Resources {
        return {
          cpu: millisOf(reserve.cpu),
          memory: bytesOf(reserve.memory),
          ...(reserve.ephemeralStorage && { 'ephemeral-storage': bytesOf(reserve.ephemeralStorage) }),
        };
      }
    })();
  }

  /**
   * The reserve of Amazon Linux 2023 nodes on EKS. Processors: 60 m of the first core, 10 m of the second, 5 m of the third and
   * fourth, 2.5 m of each further one. Memory: 64 MiB of the machine on arm64, 7.5 % for the hypervisor, 11 MiB per pod and
   * 255 MiB for kubelet, 100 MiB for eviction (figures of the Karpenter provider for AWS; within 1 m and 2 MiB of all types that it publishes).
   * Local disk: 1 GiB for kubelet, 10 % for eviction.
   */
  public static aws(): NodeReserve {
    return new (class extends NodeReserve {
      public _of(capacity: Resources, arm64: boolean, pods = capacity.pods): Resources {
        const cores = capacity.cpu / 1000;
        const cpu =
          [60, 10, 5, 5].slice(0, cores).reduce((sum, millis) => sum + millis, 0) + 2.5 * Math.max(0, cores - 4);
        const mebibytes = capacity.memory / MIB;
        const left = Math.floor((mebibytes - (arm64 ? 64 : 0)) * (1 - 0.075) - (11 * pods + 255) - 100);
        const disk = capacity['ephemeral-storage'];
        return {
          cpu: Math.ceil(cpu),
          memory: Math.ceil((mebibytes - left) * MIB),
          ...(disk !== undefined && { 'ephemeral-storage': GIB + Math.ceil(disk / 10) }),
        };
      }
    })();
  }

  private constructor() {}

  /**
   * The reserve of a node with that capacity.
   * @param pods what memory is kept for, where that is not for as many as may run
   * @internal
   */
  public abstract _of(capacity: Resources, arm64: boolean, pods?: number): Resources;
}
