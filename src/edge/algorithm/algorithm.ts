import { Duration, Size } from 'cdk8s';
import { AlgorithmAbi } from './algorithm-abi';
import { Accelerator } from '../../accelerator/accelerator';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { isDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { Image } from '../../platform/image';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { Port } from '../../workload/pod/port';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { Latency } from '../../workload/sizing/latency';
import { Rate } from '../../workload/sizing/rate';
import { ServiceTime } from '../../workload/sizing/service-time';

/** Pictures, or measurements, that algorithms look at. */
export interface AlgorithmStream {
  /** Name of the stream, the same for all algorithms that look at it. */
  readonly name: string;
  /** Frames of it at each site. */
  readonly frames: Rate;
}

/** An algorithm of a vendor, as it was built for one kind of hardware. */
export interface AlgorithmProps {
  /** Who made it: a DNS label. */
  readonly vendor: string;
  /** What it does, such as 'lane-occupancy': a DNS label. */
  readonly name: string;
  /** Its version, for example '2.1.0'. */
  readonly version: string;
  /** Image with program and model. */
  readonly image: Image;
  /** What the binary needs of its node. */
  readonly abi: AlgorithmAbi;
  /**
   * Accelerator that it runs on.
   * @default - none
   */
  readonly accelerator?: Accelerator;
  /**
   * Memory of the accelerator that it takes.
   * @default - not known: the whole device is its own
   */
  readonly memory?: Size;
  /**
   * Whether others may have the rest of the device: it asks for a part with its memory, by the names of HAMi.
   * @default false
   */
  readonly shared?: boolean;
  /** Processors of each pod. */
  readonly cpu: Cpu;
  /** Memory of each pod, that of the accelerator not included. */
  readonly podMemory: Size;
  /** Mean time for one frame on this hardware. */
  readonly perFrame: ServiceTime;
  /** Longest time until a frame is evaluated. */
  readonly latency: Latency;
  /**
   * Ports that others call for its results. The first answers for its health.
   * @default - gRPC on port 9000
   */
  readonly ports?: Port[];
  /**
   * Longest time that it takes to load its model.
   * @default Duration.minutes(2)
   */
  readonly startup?: Duration;
}

/** One version of an algorithm, built for one kind of hardware; others of the same vendor and name are its other versions and builds. */
@checked
export class Algorithm {
  /**
   * @param props Who made it, what it needs, and how fast it is.
   */
  public static of(props: AlgorithmProps): Algorithm {
    const { vendor, name, version, accelerator, memory, shared = false } = props;
    const problems = new Problems(`Algorithm ${vendor}/${name}`);
    problems.check(isDnsLabel(vendor), 'vendor', vendor, 'must be a DNS label: a-z, 0-9 and -');
    problems.check(isDnsLabel(name), 'name', name, 'must be a DNS label: a-z, 0-9 and -');
    problems.check(/^[0-9A-Za-z][-._0-9A-Za-z]*$/.test(version), 'version', version, 'must be a version');
    const given = memory === undefined && !shared;
    problems.check(
      accelerator !== undefined || given,
      'memory, shared',
      'given',
      'are of an accelerator',
      'accelerator',
    );
    problems.check(!shared || memory !== undefined, 'shared', true, 'needs the memory of its part', 'memory');
    const whole = accelerator?.memory;
    problems.check(
      !memory || !whole || bytesOf(memory) <= bytesOf(whole),
      'memory',
      memory && quantityOf(memory),
      `is more than one ${accelerator?.name} has, ${whole && quantityOf(whole)}`,
      'a larger accelerator, or a smaller model',
    );
    problems.raise();
    return new Algorithm(props);
  }

  private constructor(
    /** @internal */
    public readonly _props: AlgorithmProps,
  ) {}

  /** Vendor and name. */
  public get algorithmName(): string {
    return `${this._props.vendor}-${this._props.name}`;
  }

  /** @internal */
  public get _resources(): WorkloadResources {
    const { accelerator, memory, shared, cpu, podMemory } = this._props;
    const asked = accelerator && (shared ? accelerator.fraction({ memory }) : accelerator.devices(1));
    return { cpu, memory: podMemory, ...(asked && { accelerator: asked }) };
  }

  /**
   * What stands in the catalogue, and in a file beside the program.
   * @internal
   */
  public get _card(): Readonly<Record<string, unknown>> {
    const { vendor, name, version, image, abi, accelerator, memory } = this._props;
    return {
      vendor,
      name,
      version,
      image: image.reference,
      abi: abi.abiName,
      architectures: [...abi.architectures].sort(),
      ...(accelerator && { accelerator: accelerator.name }),
      ...(memory && { acceleratorMemory: quantityOf(memory) }),
    };
  }
}
