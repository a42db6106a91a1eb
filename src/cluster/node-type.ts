import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { NodeReserve } from './node-reserve';
import { Price } from './price';
import { sortedRecord } from '../capacity/order';
import { minus, Resources, volumesOf } from '../capacity/resources';
import { bytesOf, millisOf, quantityOf } from '../manifest/amounts';
import { isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';

/** Processor architecture of a node, as `kubernetes.io/arch` says it. */
export enum Architecture {
  /** x86-64. */
  AMD64 = 'amd64',
  /** 64-bit ARM. */
  ARM64 = 'arm64',
}

/** Label of nodes whose cores are licensed for guests with Windows. */
export const WINDOWS_GUESTS = { 'cdk8s-autonomous.dev/windows-guests': 'true' };

/** Label that KubeVirt gives nodes that give pods cores of their own. */
export const PINNED_CORES = { cpumanager: 'true' };

/** Shape and price of a node. */
export interface NodeTypeProps {
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
   * Price of one node.
   * @default - none; a cluster in which some type has no price is planned for the fewest nodes instead of the lowest cost
   */
  readonly price?: Price;
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

  /** Processor architecture. */
  public readonly architecture: Architecture;
  /** Price of one node. */
  public readonly price?: Price;
  /** @internal */
  public readonly _labels: Readonly<Record<string, string>>;
  /** @internal */
  public readonly _capacity: Resources;
  /** @internal */
  public readonly _reserved: Resources;

  private constructor(
    public readonly name: string,
    props: NodeTypeProps,
  ) {
    const problems = new Problems(`NodeType '${name}'`);
    for (const prop of ['cpu', 'memory', 'reserve'] as const) {
      problems.check(props[prop] !== undefined, prop, props[prop], 'is required');
    }
    problems.raise();
    const maxPods = props.maxPods ?? 110;
    this.architecture = props.architecture ?? Architecture.AMD64;
    this.price = props.price;
    this._labels = {
      'kubernetes.io/arch': this.architecture,
      'kubernetes.io/os': 'linux',
      'node.kubernetes.io/instance-type': name,
      ...(props.windowsGuests && WINDOWS_GUESTS),
      ...(props.pinsCores && PINNED_CORES),
    };
    this._capacity = sortedRecord({
      cpu: millisOf(props.cpu),
      memory: bytesOf(props.memory),
      pods: maxPods,
      ...(props.ephemeralStorage && { 'ephemeral-storage': bytesOf(props.ephemeralStorage) }),
      ...props.extendedResources,
      ...attachLimits(props),
    });
    this._reserved = props.reserve._of(this._capacity, this.architecture === Architecture.ARM64);
    problems.check(
      /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(name),
      'name',
      name,
      'must be 1 to 63 letters, digits, -, _ and .',
    );
    problems.check(this._capacity.cpu > 0, 'cpu', props.cpu.amount, 'must be above 0');
    problems.check(this._capacity.memory > 0, 'memory', quantityOf(props.memory), 'must be above 0');
    problems.check(Number.isInteger(maxPods) && maxPods > 0, 'maxPods', maxPods, 'must be a whole number above 0');
    for (const [resource, amount] of Object.entries(props.extendedResources ?? {})) {
      problems.check(
        resource.includes('/'),
        'extendedResources',
        resource,
        'must be <domain>/<name>',
        "for example 'nvidia.com/gpu'",
      );
      problems.check(
        Number.isInteger(amount) && amount >= 0,
        `extendedResources['${resource}']`,
        amount,
        'must be a whole number of at least 0',
      );
    }
    for (const [driver, amount] of Object.entries(props.attachableVolumes ?? {})) {
      problems.check(
        isDnsSubdomain(driver),
        'attachableVolumes',
        driver,
        'must be the name of a CSI driver',
        "for example 'ebs.csi.aws.com'",
      );
      problems.check(
        Number.isInteger(amount) && amount > 0,
        `attachableVolumes['${driver}']`,
        amount,
        'must be a whole number above 0',
      );
    }
    for (const [resource, left] of Object.entries(minus(this._capacity, this._reserved))) {
      problems.check(
        !(left < 0) && !Number.isNaN(left),
        'reserve',
        resource,
        `keeps more ${resource} than the node has`,
        'reserve less or use a larger node',
      );
    }
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

function attachLimits({ attachableVolumes = {} }: NodeTypeProps): Resources {
  return Object.fromEntries(Object.entries(attachableVolumes).map(([driver, most]) => [volumesOf(driver), most]));
}
