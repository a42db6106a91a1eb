import { checked } from '../props/checked';

/** How a cloud sells nodes. */
@checked
export class CapacityType {
  /** They stay until somebody gives them back. */
  public static readonly ON_DEMAND = new CapacityType('on-demand');
  /**
   * They cost less, and the cloud takes them back when it wants them, all at once at worst. They have a label and a taint that says so: only pods run
   * there that ask for it (`spot` of a workload).
   */
  public static readonly SPOT = new CapacityType('spot');

  private constructor(
    /** on-demand or spot. */
    public readonly typeName: string,
  ) {}
}
