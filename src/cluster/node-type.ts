import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Architecture } from './architecture';
import { awsMachine, awsMachineNames, awsPods, awsVolumes } from './instance-types/aws';
import { azureMachine, azureMachineNames } from './instance-types/azure';
import { gcpMachine, gcpMachineNames } from './instance-types/gcp';
import { Cloud, Machine, unknownMachine } from './instance-types/machine';
import { kubeletLabels } from './node-labels';
import { NodeReserve } from './node-reserve';
import { checkNodeType } from './node-type-checks';
import {
  AwsNodeTypeProps,
  AzureNodeTypeProps,
  GcpNodeTypeProps,
  MachineTypeProps,
  NodeTypeProps,
} from './node-type-props';
import { Price } from './price';
import { sortedRecord } from '../capacity/order';
import { plus, Resources, volumesOf } from '../capacity/resources';
import { bytesOf, hugePagesOf, millisOf } from '../manifest/amounts';
import { Problems } from '../manifest/problems';

/** Label of nodes whose cores are licensed for guests with Windows. */
export const WINDOWS_GUESTS = { 'cdk8s-autonomous.dev/windows-guests': 'true' };

/** Label that KubeVirt gives nodes that give pods cores of their own. */
export const PINNED_CORES = { cpumanager: 'true' };

/** Where a machine type is from. */
interface Origin {
  readonly cloud: Cloud;
  readonly machine: Machine;
  /** Pods that the reserve keeps memory for, where these are not as many as may run. */
  readonly reservedPods?: number;
}

/** A kind of machine: capacity, what is left of it for pods, price. Never emitted itself. */
export class NodeType {
  /**
   * A node type.
   * @param name instance type, as the label `node.kubernetes.io/instance-type` says it
   * @param props shape and price
   */
  public static of(name: string, props: NodeTypeProps): NodeType {
    return new NodeType(name, props);
  }

  /**
   * A machine type of AWS with Amazon Linux 2023: capacity, most pods, GPUs and volumes that may be attached, from a table. Local NVMe disks are
   * not counted. Throws, with the nearest names, where the table does not have it.
   * @param instanceType name of the machine type, for example 'm7i.2xlarge'
   * @param props price, and what differs from the defaults of EKS
   */
  public static aws(instanceType: string, props: AwsNodeTypeProps = {}): NodeType {
    const machine = known('AWS', instanceType, awsMachine(instanceType), awsMachineNames());
    const { prefixDelegation = false, ...own } = props;
    const problems = new Problems(`NodeType '${instanceType}'`);
    const allowed = machine.hasPrefixes || !prefixDelegation;
    const cure = 'leave it out';
    problems.check(allowed, 'prefixDelegation', true, 'needs a machine on Nitro, this one is on Xen', cure);
    problems.raise();
    const maxPods = props.maxPods ?? awsPods(machine, prefixDelegation);
    return new NodeType(
      instanceType,
      {
        reserve: NodeReserve.aws(),
        ephemeralStorage: Size.gibibytes(20),
        attachableVolumes: { 'ebs.csi.aws.com': awsVolumes(machine, maxPods, prefixDelegation) },
        ...own,
        ...shapeOf(machine, props),
        maxPods,
      },
      // Images and Karpenter reserve memory for the pods that have an address each, whatever kubelet was told later.
      { cloud: 'aws', machine, reservedPods: awsPods(machine, false) },
    );
  }

  /**
   * A machine type of Azure: capacity, GPUs and data disks, from a table. Throws, with the nearest names, where the table does not have it.
   * @param vmSize name of the machine type, for example 'Standard_D8s_v5'
   * @param props reserve, most pods, price
   */
  public static azure(vmSize: string, props: AzureNodeTypeProps): NodeType {
    const machine = known('Azure', vmSize, azureMachine(vmSize), azureMachineNames());
    const problems = new Problems(`NodeType '${vmSize}'`);
    problems.check(props.maxPods !== undefined, 'maxPods', props.maxPods, 'is required');
    problems.raise();
    const attachableVolumes = { 'disk.csi.azure.com': machine.dataDisks };
    const origin: Origin = { cloud: 'azure', machine };
    return new NodeType(vmSize, { attachableVolumes, ...props, ...shapeOf(machine, props) }, origin);
  }

  /**
   * A machine type of Google Cloud: capacity, GPUs and disks, from a table. Throws, with the nearest names, where the table does not have it.
   * @param machineType name of the machine type, for example 'n2-standard-8'
   * @param props reserve, price
   */
  public static gcp(machineType: string, props: GcpNodeTypeProps): NodeType {
    const machine = known('Google Cloud', machineType, gcpMachine(machineType), gcpMachineNames());
    const attachableVolumes = { 'pd.csi.storage.gke.io': machine.dataDisks };
    const origin: Origin = { cloud: 'gcp', machine };
    return new NodeType(machineType, { attachableVolumes, ...props, ...shapeOf(machine, props) }, origin);
  }

  /** Processor architecture. */
  public readonly architecture: Architecture;
  /** Price of one node. */
  public readonly price?: Price;
  /** Most pods that kubelet runs on it. */
  public readonly maxPods: number;
  /** Model of its GPUs or other accelerators as the provider calls it, such as 'a100'; undefined where it has none or nobody said. */
  public readonly acceleratorModel?: string;
  /**
   * Whose machine it is; undefined where nobody said.
   * @internal
   */
  public readonly _cloud?: Cloud;
  /** @internal */
  public readonly _labels: Readonly<Record<string, string>>;
  /** @internal */
  public readonly _capacity: Resources;
  /** @internal */
  public readonly _reserved: Resources;

  private constructor(
    public readonly name: string,
    props: NodeTypeProps,
    origin?: Origin,
  ) {
    const problems = new Problems(`NodeType '${name}'`);
    for (const prop of ['cpu', 'memory', 'reserve'] as const) {
      problems.check(props[prop] !== undefined, prop, props[prop], 'is required');
    }
    problems.raise();
    this.maxPods = props.maxPods ?? 110;
    this.architecture = props.architecture ?? Architecture.AMD64;
    this.price = props.price;
    this.acceleratorModel = origin?.machine.acceleratorModel;
    this._cloud = origin?.cloud;
    this._labels = {
      ...kubeletLabels(this.architecture),
      'node.kubernetes.io/instance-type': name,
      ...(props.windowsGuests && WINDOWS_GUESTS),
      ...(props.pinsCores && PINNED_CORES),
    };
    this._capacity = sortedRecord({
      cpu: millisOf(props.cpu),
      memory: bytesOf(props.memory),
      pods: this.maxPods,
      ...(props.ephemeralStorage && { 'ephemeral-storage': bytesOf(props.ephemeralStorage) }),
      ...hugePagesOf(props),
      ...props.extendedResources,
      ...attachLimits(props),
    });
    this._reserved = reservedOf(props, this._capacity, origin?.reservedPods);
    checkNodeType(problems, name, props, this._capacity, this._reserved);
    problems.raise();
  }

  /**
   * Labels that whoever makes the nodes has to give them.
   * @internal
   */
  public get _ownLabels(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(this._labels).filter(([key]) => key in WINDOWS_GUESTS));
  }

  /** Processors left for pods once the reserve is taken, daemonsets still in. */
  public get allocatableCpu(): Cpu {
    return Cpu.millis(this._capacity.cpu - this._reserved.cpu);
  }

  /** Memory left for pods once the reserve is taken, daemonsets still in. */
  public get allocatableMemory(): Size {
    return Size.kibibytes(Math.floor((this._capacity.memory - this._reserved.memory) / 1024));
  }
}

/** A machine type of a table, or an error with the names that are nearest. */
function known<T extends Machine>(provider: string, name: string, machine: T | undefined, all: Iterable<string>): T {
  if (!machine) {
    throw new Error(`[NodeType '${name}'] ${unknownMachine(provider, name, all)}`);
  }
  return machine;
}

/** What no prop of a machine type changes. */
function shapeOf(machine: Machine, { extendedResources }: MachineTypeProps) {
  return {
    cpu: Cpu.units(machine.cores),
    memory: Size.kibibytes(machine.mebibytes * 1024),
    architecture: machine.architecture === 'arm64' ? Architecture.ARM64 : Architecture.AMD64,
    extendedResources: { ...machine.devices, ...extendedResources },
  };
}

function attachLimits({ attachableVolumes = {} }: NodeTypeProps): Resources {
  return Object.fromEntries(Object.entries(attachableVolumes).map(([driver, most]) => [volumesOf(driver), most]));
}

/** Huge pages are taken out of the memory that kubelet has for pods (kubelet, nodestatus/setters.go). */
function reservedOf(props: NodeTypeProps, capacity: Resources, pods: number | undefined): Resources {
  const memory = Object.values(hugePagesOf(props)).reduce((sum, bytes) => sum + bytes, 0);
  const kept = props.reserve._of(capacity, props.architecture === Architecture.ARM64, pods);
  return memory > 0 ? plus(kept, { memory }) : kept;
}
