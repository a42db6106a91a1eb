import { Taint } from '../cluster/taint';

/** What an accelerator asks of the nodes of pods that want it. */
export interface AcceleratorNodes {
  readonly name: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly taint?: Taint;
}

/** What each pod of a workload asks of an accelerator; made by `Accelerator.devices`, `slices` and `shares`. */
export class AcceleratorRequest {
  /** @internal */
  public static _of(nodes: AcceleratorNodes, resource: string, count: number): AcceleratorRequest {
    if (!Number.isInteger(count) || count < 1) {
      throw new Error(
        `${nodes.name}: ${count} of ${resource} must be a whole number above 0: devices are not divisible`,
      );
    }
    return new AcceleratorRequest(nodes, resource, count);
  }

  private constructor(
    private readonly nodes: AcceleratorNodes,
    /** Extended resource that pods request. */
    public readonly resource: string,
    /** How many of it each pod requests. */
    public readonly count: number,
  ) {}

  /** What the plan and messages call the accelerator. */
  public get acceleratorName(): string {
    return this.nodes.name;
  }

  /** @internal */
  public get _extended(): Record<string, number> {
    return { [this.resource]: this.count };
  }

  /** @internal */
  public get _nodeLabels(): Readonly<Record<string, string>> {
    return this.nodes.nodeLabels;
  }

  /** @internal */
  public get _tolerates(): Taint[] {
    return this.nodes.taint ? [this.nodes.taint] : [];
  }
}
