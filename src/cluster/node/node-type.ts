import { Size } from 'cdk8s';
import { Architecture } from '../architecture';
import { factsOf, logBytesOf, NodeFacts, Origin, WINDOWS_GUESTS } from './node-facts';
import { NodeReserve } from './node-reserve';
import {
  AwsNodeTypeProps,
  AzureNodeTypeProps,
  GcpNodeTypeProps,
  MachineTypeProps,
  NodeTypeProps,
} from './node-type-props';
import { Resources } from '../../capacity/resources';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { awsMachine, awsMachineNames, awsPods, awsVolumes } from '../instance-types/aws';
import { azureMachine, azureMachineNames } from '../instance-types/azure';
import { gcpMachine, gcpMachineNames } from '../instance-types/gcp';
import { Cloud, Machine, unknownMachine } from '../instance-types/machine';
import { Price } from '../price';
import { reportedFacts, ReportedNodeTypeProps } from '../reported/reported-node-type';

/** A kind of machine: capacity, what is left of it for pods, price. Never emitted itself. */
@checked
export class NodeType {
  /**
   * A node type.
   * @param name instance type, as the label `node.kubernetes.io/instance-type` says it
   * @param props shape and price
   */
  public static of(name: string, props: NodeTypeProps): NodeType {
    return new NodeType(name, factsOf(name, props));
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
    const given: NodeTypeProps = {
      reserve: NodeReserve.aws(),
      ephemeralStorage: Size.gibibytes(20),
      attachableVolumes: { 'ebs.csi.aws.com': awsVolumes(machine, maxPods, prefixDelegation) },
      ...own,
      ...shapeOf(machine, props),
      maxPods,
    };
    // Images and Karpenter reserve memory for the pods that have an address each, whatever kubelet was told later.
    const origin: Origin = { cloud: 'aws', machine, reservedPods: awsPods(machine, false) };
    return new NodeType(instanceType, factsOf(instanceType, given, origin));
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
    const logRotation = { maxSize: Size.mebibytes(50) };
    const given: NodeTypeProps = { attachableVolumes, logRotation, ...props, ...shapeOf(machine, props) };
    return new NodeType(vmSize, factsOf(vmSize, given, { cloud: 'azure', machine }));
  }

  /**
   * A machine type of Google Cloud: capacity, GPUs and disks, from a table. Throws, with the nearest names, where the table does not have it.
   * @param machineType name of the machine type, for example 'n2-standard-8'
   * @param props reserve, price
   */
  public static gcp(machineType: string, props: GcpNodeTypeProps): NodeType {
    const machine = known('Google Cloud', machineType, gcpMachine(machineType), gcpMachineNames());
    const attachableVolumes = { 'pd.csi.storage.gke.io': machine.dataDisks };
    const given: NodeTypeProps = { attachableVolumes, ...props, ...shapeOf(machine, props) };
    return new NodeType(machineType, factsOf(machineType, given, { cloud: 'gcp', machine }));
  }

  /**
   * The type of nodes that a cluster reports: what is left for pods is exact. Throws where the file cannot be read, and where the nodes with these
   * labels are of several kinds.
   * @param file what `kubectl get nodes -o json` wrote; it is read when the program runs, no cluster is asked
   * @param props which nodes are meant, their price
   */
  public static reported(file: string, props: ReportedNodeTypeProps = {}): NodeType {
    const { name, facts } = reportedFacts(file, props);
    return new NodeType(name, facts);
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
  public readonly _logBytes: number;
  /** @internal */
  public readonly _capacity: Resources;
  /** @internal */
  public readonly _reserved: Resources;

  private constructor(
    public readonly name: string,
    facts: NodeFacts,
  ) {
    this.architecture = facts.architecture;
    this.price = facts.price;
    this.maxPods = facts.capacity.pods - (facts.reserved.pods ?? 0);
    this.acceleratorModel = facts.acceleratorModel;
    this._cloud = facts.cloud;
    this._labels = facts.labels;
    this._logBytes = facts.logBytes ?? logBytesOf({ maxSize: Size.mebibytes(10) });
    this._capacity = facts.capacity;
    this._reserved = facts.reserved;
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
