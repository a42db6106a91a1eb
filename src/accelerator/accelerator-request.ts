import { AcceleratorNodes, Asked, DeviceClaim } from './asked';
import { Taint } from '../cluster/taint';
import { checked } from '../props/checked';

/** What each pod of a workload asks of an accelerator; made by `Accelerator.devices`, `slices`, `shares`, `fraction` and `claim`. */
@checked
export class AcceleratorRequest {
  /** @internal */
  public static _of(nodes: AcceleratorNodes, asked: Asked): AcceleratorRequest {
    const { resource, count } = asked;
    if (!Number.isInteger(count) || count < 1) {
      throw new Error(
        `${nodes.name}: ${count} of ${resource} must be a whole number above 0: devices are not divisible${count > 0 && !Number.isInteger(count) ? '; a part of one is fraction(...)' : ''}`,
      );
    }
    return new AcceleratorRequest(nodes, asked);
  }

  private constructor(
    private readonly nodes: AcceleratorNodes,
    private readonly asked: Asked,
  ) {}

  /** Extended resource that pods request, or the DeviceClass of their claim. */
  public get resource(): string {
    return this.asked.resource;
  }

  /** How many of it each pod requests. */
  public get count(): number {
    return this.asked.count;
  }

  /** What the plan and messages call the accelerator. */
  public get acceleratorName(): string {
    return this.nodes.name;
  }

  /** @internal */
  public get _extended(): Record<string, number> {
    const { resource, count, companions, implied, claim } = this.asked;
    return { ...(!implied && !claim && { [resource]: count }), ...companions };
  }

  /** @internal */
  public get _claim(): DeviceClaim | undefined {
    return this.asked.claim;
  }

  /** @internal */
  public get _isPart(): boolean {
    return this.asked.companions !== undefined;
  }

  /** @internal */
  public get _passthrough(): boolean {
    return this.asked.passthrough === true;
  }

  /** @internal */
  public get _annotations(): Readonly<Record<string, string>> {
    return this.asked.annotations ?? {};
  }

  /** @internal */
  public get _nodeLabels(): Readonly<Record<string, string>> {
    return this.nodes.nodeLabels;
  }

  /** @internal */
  public get _runtimeClass(): string | undefined {
    return this.nodes.runtimeClass;
  }

  /** @internal */
  public get _tolerates(): Taint[] {
    return this.nodes.taint ? [this.nodes.taint] : [];
  }
}
