import { Size } from 'cdk8s';
import { Architecture } from '../../cluster/architecture';
import { NodeReserve } from '../../cluster/node/node-reserve';
import { NodeType } from '../../cluster/node/node-type';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';

/** A computer of a vehicle. */
export interface OnboardComputerProps {
  /** Its cores, those of hypervisor and operating system in. */
  readonly cores: number;
  /** Its memory. */
  readonly memory: Size;
  /**
   * Cores that hypervisor, operating system and kubelet keep; one at least, without which kubelet pins none.
   * @default 1
   */
  readonly reservedCores?: number;
  /**
   * Memory that they keep.
   * @default - none
   */
  readonly reservedMemory?: Size;
  /**
   * Devices by extended resource, for example `{ 'nvidia.com/gpu': 1 }`.
   * @default - none
   */
  readonly devices?: Record<string, number>;
  /**
   * Processor architecture.
   * @default Architecture.ARM64
   */
  readonly architecture?: Architecture;
  /**
   * Local storage.
   * @default Size.gibibytes(64)
   */
  readonly storage?: Size;
  /**
   * Memory that is set aside at boot as pages of 2 MiB, for machines with `tuning.hugePages`; others have that much less.
   * @default - none
   */
  readonly hugePages2Mi?: Size;
  /**
   * Memory that is set aside at boot as pages of 1 GiB, for machines with `tuning.hugePages`; others have that much less.
   * @default - none
   */
  readonly hugePages1Gi?: Size;
  /**
   * Whether its kernel lets processes in real time run as long as they want (sysctl `kernel.sched_rt_runtime_us` -1).
   * @default false
   */
  readonly realtime?: boolean;
}

/** A computer of a vehicle: a system on chip, or a part of one that a hypervisor gives away as a whole. */
@checked
export class OnboardComputer {
  /**
   * A computer. Throws where numbers are none.
   * @param name Name of the computer, and of its node.
   * @param props Cores, memory, and who has which of them.
   */
  public static of(name: string, props: OnboardComputerProps): OnboardComputer {
    const { cores, memory, reservedCores = 1, reservedMemory } = props;
    const problems = new Problems(`OnboardComputer '${name}'`);
    checkDnsLabel(problems, 'name', name, 20);
    const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
    problems.check(whole(cores, 1), 'cores', cores, 'must be a whole number above 0');
    const kept = whole(reservedCores, 1) && reservedCores < cores;
    problems.check(kept, 'reservedCores', reservedCores, `must be a whole number from 1 to below its ${cores} cores`);
    problems.check(bytesOf(memory) > 0, 'memory', quantityOf(memory), 'must be above 0');
    problems.check(
      reservedMemory === undefined || bytesOf(reservedMemory) < bytesOf(memory),
      'reservedMemory',
      reservedMemory && quantityOf(reservedMemory),
      `must be less than its ${quantityOf(memory)}`,
    );
    problems.raise();
    return new OnboardComputer(name, props);
  }

  private constructor(
    /** What the platform and the plan call it. */
    public readonly name: string,
    private readonly props: OnboardComputerProps,
  ) {}

  /** @internal */
  public get _architecture(): Architecture {
    return this.props.architecture ?? Architecture.ARM64;
  }

  /** @internal */
  public _nodeType(platform: string): NodeType {
    const { cores, memory, reservedCores = 1, reservedMemory, devices, storage } = this.props;
    const { hugePages2Mi, hugePages1Gi, realtime } = this.props;
    return NodeType.of(`${platform}-${this.name}`, {
      cpu: Cpu.units(cores),
      memory,
      ephemeralStorage: storage ?? Size.gibibytes(64),
      extendedResources: devices,
      architecture: this._architecture,
      pinsCores: true,
      hugePages2Mi,
      hugePages1Gi,
      realtime,
      windowsGuests: false,
      reserve: NodeReserve.explicit({ cpu: Cpu.units(reservedCores), memory: reservedMemory ?? Size.kibibytes(0) }),
    });
  }
}
