import { Architecture } from '../../cluster/architecture';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { NPU_CHIP } from '../site/site-checks';

/** An engine of TensorRT. */
export interface TensorRtProps {
  /** Version of TensorRT that made the engine, for example '10.3': it runs with that one alone. */
  readonly version: string;
  /** Version of CUDA, for example '12.6'. */
  readonly cuda: string;
  /** Compute capability of the GPU that it was made for, for example '8.7'. It runs on no other. */
  readonly computeCapability: string;
}

/** A model that was converted for a chip of Ascend. */
export interface CannProps {
  /** Version of CANN, for example '8.0'. */
  readonly version: string;
  /** The chip, for example '310P3' or '910B4'. It runs on no other. */
  readonly chip: string;
}

/** A label of a node, and what it has to say. */
interface Demand {
  readonly label: string;
  /** What an algorithm wants, in messages. */
  readonly wants: string;
  readonly takes: (value: string) => boolean;
}

/** Least major version of NVIDIA's driver for the major versions of CUDA (CUDA compatibility: any minor version runs with it). */
const DRIVERS: Readonly<Record<number, number>> = { 11: 450, 12: 525, 13: 580 };

/**
 * What the binary of an algorithm needs of its node: architecture, driver and chip. Nodes say theirs by labels, those of GPU feature discovery and of Ascend's device plugin;
 * at sites somebody gives them to the nodes.
 */
@checked
export class AlgorithmAbi {
  /**
   * CUDA. Nodes say the major version of their driver by `nvidia.com/cuda.driver.major`.
   * @param version For example '12.4'.
   * @param architectures Architectures that the image has.
   */
  public static cuda(version: string, architectures: Architecture[]): AlgorithmAbi {
    return new AlgorithmAbi(`CUDA ${version}`, architectures, [driverOf('AlgorithmAbi.cuda', version)]);
  }

  /**
   * An engine of TensorRT. Nodes say their compute capability by `nvidia.com/gpu.compute.major` and `nvidia.com/gpu.compute.minor`.
   * @param props Versions, and the GPU that it was made for.
   * @param architectures Architectures that the image has.
   */
  public static tensorRt(props: TensorRtProps, architectures: Architecture[]): AlgorithmAbi {
    const { version, cuda, computeCapability } = props;
    const problems = new Problems('AlgorithmAbi.tensorRt');
    problems.check(/^\d+\.\d+(\.\d+)*$/.test(version), 'version', version, "must be a version, for example '10.3'");
    const [, major = '', minor = ''] = /^(\d+)\.(\d+)$/.exec(computeCapability) ?? [];
    problems.check(major !== '', 'computeCapability', computeCapability, "must be like '8.7'");
    problems.raise();
    return new AlgorithmAbi(`TensorRT ${version} for compute capability ${computeCapability}`, architectures, [
      driverOf('AlgorithmAbi.tensorRt', cuda),
      exactly('nvidia.com/gpu.compute.major', major, `compute capability ${computeCapability}`),
      exactly('nvidia.com/gpu.compute.minor', minor, `compute capability ${computeCapability}`),
    ]);
  }

  /**
   * A model for a chip of Ascend. Nodes say theirs by `node.kubernetes.io/npu.chip.name`.
   * @param props Version of CANN, and the chip.
   * @param architectures Architectures that the image has.
   */
  public static cann(props: CannProps, architectures: Architecture[]): AlgorithmAbi {
    const { version, chip } = props;
    const plain = (name: string) => name.replace(/^Ascend/, '');
    const problems = new Problems('AlgorithmAbi.cann');
    problems.check(/^\d+\.\d+/.test(version), 'version', version, "must be a version, for example '8.0'");
    problems.check(/^(Ascend)?\d{3}[A-Z0-9]*$/.test(chip), 'chip', chip, "must be a chip, for example '310P3'");
    problems.raise();
    return new AlgorithmAbi(`CANN ${version} for ${plain(chip)}`, architectures, [
      {
        label: NPU_CHIP,
        wants: plain(chip),
        takes: (value) => plain(value) === plain(chip),
      },
    ]);
  }

  /**
   * No accelerator.
   * @param architectures Architectures that the image has.
   */
  public static cpu(architectures: Architecture[]): AlgorithmAbi {
    return new AlgorithmAbi('processor', architectures, []);
  }

  private constructor(
    /** What it is called in messages and in the model card. */
    public readonly abiName: string,
    /** Architectures that the image has. */
    public readonly architectures: Architecture[],
    private readonly demands: readonly Demand[],
  ) {
    if (architectures.length === 0) {
      throw new Error(`AlgorithmAbi ${abiName}: architectures []: must name at least one`);
    }
  }

  /**
   * Why it does not run on a node with these labels; undefined where nothing speaks against it.
   * @internal
   */
  public _refuses(labels: Readonly<Record<string, string>>): string | undefined {
    const wrong = this.demands.find(({ label, takes }) => label in labels && !takes(labels[label]));
    return wrong && `${wrong.label} is ${labels[wrong.label]}, ${this.abiName} needs ${wrong.wants}`;
  }

  /**
   * Labels that such a node does not have, so that nobody knows.
   * @internal
   */
  public _unknown(labels: Readonly<Record<string, string>>): string[] {
    return this.demands.map(({ label }) => label).filter((label) => !(label in labels));
  }
}

function exactly(label: string, value: string, wants: string): Demand {
  return { label, wants, takes: (given) => given === value };
}

function driverOf(place: string, version: string): Demand {
  const major = Number(/^(\d+)\.\d+$/.exec(version)?.[1]);
  const least = DRIVERS[major];
  if (least === undefined) {
    throw new Error(`${place}: CUDA '${version}' must be a version of ${Object.keys(DRIVERS).join(', ')}, like '12.4'`);
  }
  return {
    label: 'nvidia.com/cuda.driver.major',
    wants: `a driver of at least ${least}`,
    takes: (value) => Number(value) >= least,
  };
}
