import { Image } from '../../platform/image';
import { checked } from '../../props/checked';

/**
 * Who makes the spans of a workload that makes none by itself: an agent that the OpenTelemetry operator copies into its pods. Programs in Go are built
 * with the SDK instead: their agent needs a privileged container that sees the processes of the pod.
 */
@checked
export class TraceAgent {
  /**
   * Programs of the JVM. The agent takes about 100 MiB of the container's memory.
   * @param image Agent, for example a copy of `autoinstrumentation-java` of the OpenTelemetry operator.
   */
  public static java(image: Image): TraceAgent {
    return new TraceAgent('java', 'resources', image);
  }

  /**
   * Programs of Node.js.
   * @param image Agent, for example a copy of `autoinstrumentation-nodejs` of the OpenTelemetry operator.
   */
  public static nodeJs(image: Image): TraceAgent {
    return new TraceAgent('nodejs', 'resourceRequirements', image);
  }

  /**
   * Programs in Python.
   * @param image Agent, for example a copy of `autoinstrumentation-python` of the OpenTelemetry operator.
   */
  public static python(image: Image): TraceAgent {
    return new TraceAgent('python', 'resourceRequirements', image);
  }

  /**
   * Programs of .NET.
   * @param image Agent, for example a copy of `autoinstrumentation-dotnet` of the OpenTelemetry operator.
   */
  public static dotNet(image: Image): TraceAgent {
    return new TraceAgent('dotnet', 'resourceRequirements', image);
  }

  private constructor(
    /** Language, as annotations of pods name it. */
    public readonly language: string,
    /** @internal */
    public readonly _resourcesField: string,
    /** Image of the agent. */
    public readonly image: Image,
  ) {}
}
