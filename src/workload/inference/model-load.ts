import { Duration, Size } from 'cdk8s';
import { ModelSource } from './model-source';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Bandwidth } from '../../units/bandwidth';

/** What a model server has to read before it can answer. */
export interface ModelLoadProps {
  /** Size of the model's files. */
  readonly size: Size;
  /** Where the server has it from. */
  readonly source: ModelSource;
  /** How fast a pod reads them. */
  readonly bandwidth: Bandwidth;
  /**
   * What it does then, such as compiling kernels and answering the first request.
   * @default Duration.seconds(30)
   */
  readonly warmUp?: Duration;
}

/** How often slower than usual loading may be before the server is restarted: other pods start on the same node and read from the same store. */
const PATIENCE = 2;

/** The time that a model server takes to start. */
@checked
export class ModelLoad {
  /**
   * From the size of the model and how fast it is read.
   * @param props Size, and the ways that it is read.
   */
  public static of(props: ModelLoadProps): ModelLoad {
    const { size, source, bandwidth, warmUp = Duration.seconds(30) } = props;
    const problems = new Problems('ModelLoad.of');
    problems.check(bytesOf(size) > 0, 'size', quantityOf(size), 'must be above 0');
    problems.raise();
    const reading = (bytesOf(size) * 8) / bandwidth.toBitsPerSecond();
    return new ModelLoad(size, source, Math.ceil(PATIENCE * (reading + warmUp.toSeconds({ integral: false }))));
  }

  private constructor(
    /** Size of the model's files. */
    public readonly size: Size,
    /** Where the server has it from. */
    public readonly source: ModelSource,
    private readonly seconds: number,
  ) {}

  /** Longest time that a pod may take to start: twice what reading and warming up take. */
  public get startup(): Duration {
    return Duration.seconds(this.seconds);
  }
}
