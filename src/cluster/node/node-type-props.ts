import { Size } from 'cdk8s';
import { Architecture } from '../architecture';
import { NodeReserve } from './node-reserve';
import { Cpu } from '../../units/cpu';
import { Price } from '../price';

/** How kubelet turns over the logs of a container. */
export interface LogRotation {
  /** Size at which a file is closed and a new one begun (`containerLogMaxSize` of kubelet). */
  readonly maxSize: Size;
  /**
   * Files that are kept, the one being written among them (`containerLogMaxFiles` of kubelet).
   * @default 5
   */
  readonly files?: number;
}

/** What is said of nodes of any type. */
export interface NodeOptions {
  /**
   * Memory that is set aside at boot as pages of 2 MiB: pods ask for it as `hugepages-2Mi`, and have that much less ordinary memory.
   * @default - none
   */
  readonly hugePages2Mi?: Size;
  /**
   * Memory that is set aside at boot as pages of 1 GiB: pods ask for it as `hugepages-1Gi`, and have that much less ordinary memory.
   * @default - none
   */
  readonly hugePages1Gi?: Size;
  /**
   * Whether virtual machines with Windows may run on it: Microsoft licenses the cores of the host. Its nodes join with the label
   * `cdk8s-autonomous.dev/windows-guests=true`.
   * @default false
   */
  readonly windowsGuests?: boolean;
  /**
   * Whether its kubelet gives cores of their own to pods that ask for whole ones (CPU manager policy "static"). KubeVirt labels such nodes
   * `cpumanager=true`.
   * @default false
   */
  readonly pinsCores?: boolean;
  /**
   * Whether its kernel lets processes in real time run as long as they want (sysctl `kernel.sched_rt_runtime_us` -1). KubeVirt labels such nodes
   * `kubevirt.io/realtime=true`.
   * @default false
   */
  readonly realtime?: boolean;
  /**
   * How its kubelet turns over the logs of containers. They count against the local disk that a container may use, so that its limit has room for
   * the most that any node of its cluster keeps.
   * @default - kubelet's own: 5 files of 10 MiB; of machines of Azure 5 files of 50 MiB, as AKS has them
   */
  readonly logRotation?: LogRotation;
  /**
   * Price of one node.
   * @default - none; a cluster in which some type has no price is planned for the fewest nodes instead of the lowest cost
   */
  readonly price?: Price;
}

/** Shape and price of a node. */
export interface NodeTypeProps extends NodeOptions {
  /** Processors of the machine. */
  readonly cpu: Cpu;
  /** Memory of the machine. */
  readonly memory: Size;
  /** What kubelet and system keep of it. */
  readonly reserve: NodeReserve;
  /**
   * Local disk for writable layers, logs and `emptyDir` volumes.
   * @default - not known; ephemeral storage is then not planned
   */
  readonly ephemeralStorage?: Size;
  /**
   * Processor architecture.
   * @default Architecture.AMD64
   */
  readonly architecture?: Architecture;
  /**
   * Devices and other extended resources by name, for example `{ 'nvidia.com/gpu': 8 }`.
   * @default - none
   */
  readonly extendedResources?: Record<string, number>;
  /**
   * Most pods that kubelet runs on it.
   * @default 110
   */
  readonly maxPods?: number;
  /**
   * Most volumes of each CSI driver that may be attached to it, as its CSINode says (`spec.drivers[].allocatable.count`), for example
   * `{ 'ebs.csi.aws.com': 27 }`. Drivers that are not named are planned without a limit.
   * @default - not known; the plan says so where it matters
   */
  readonly attachableVolumes?: Record<string, number>;
}

/** What is chosen about a machine type of a provider; its shape is in a table. */
export interface MachineTypeProps extends NodeOptions {
  /**
   * Extended resources on top of its GPUs, which the table has.
   * @default - none
   */
  readonly extendedResources?: Record<string, number>;
  /**
   * Most volumes of each CSI driver that may be attached to it.
   * @default - as the disk driver of the provider counts them
   */
  readonly attachableVolumes?: Record<string, number>;
}

/** What is chosen about a machine type of AWS. */
export interface AwsNodeTypeProps extends MachineTypeProps {
  /**
   * What kubelet and system keep of it.
   * @default NodeReserve.aws()
   */
  readonly reserve?: NodeReserve;
  /**
   * Local disk for writable layers, logs and `emptyDir` volumes: the root volume. NVMe disks of the machine are no part of it unless
   * they were made one.
   * @default Size.gibibytes(20)
   */
  readonly ephemeralStorage?: Size;
  /**
   * Whether network interfaces take whole prefixes of addresses (prefix delegation of the VPC network plugin) and kubelet was told
   * so: at most 110 pods where it has up to 30 processors, else 250.
   * @default false
   */
  readonly prefixDelegation?: boolean;
  /**
   * Most pods that kubelet runs on it, where it was told another number.
   * @default - as many as have an address of the VPC: interfaces x (addresses of each - 1) + 2
   */
  readonly maxPods?: number;
}

/** What is said of a machine type of Azure or Google Cloud: what is left of it depends on how the cluster was made. */
export interface ReservedMachineTypeProps extends MachineTypeProps {
  /** What kubelet and system keep of it. */
  readonly reserve: NodeReserve;
  /**
   * Local disk for writable layers, logs and `emptyDir` volumes.
   * @default - not known; ephemeral storage is then not planned
   */
  readonly ephemeralStorage?: Size;
}

/** What is said of a machine type of Azure. */
export interface AzureNodeTypeProps extends ReservedMachineTypeProps {
  /** Most pods that kubelet runs on it, as the agent pool says it: 30, 110 or 250 unless somebody chose another number. */
  readonly maxPods: number;
}

/** What is said of a machine type of Google Cloud. */
export interface GcpNodeTypeProps extends ReservedMachineTypeProps {
  /**
   * Most pods that kubelet runs on it, as the node pool says it.
   * @default 110
   */
  readonly maxPods?: number;
}
