import { checked } from '../props/checked';

/** An amount of processor time. That of any cdk8s-plus is taken in its place. */
@checked
export class Cpu {
  /**
   * Thousandths of a core.
   * @param amount At least 0.
   */
  public static millis(amount: number): Cpu {
    return new Cpu(`${amount}m`);
  }

  /**
   * Cores: virtual ones, where the machine is virtual.
   * @param amount At least 0; parts of a core to the thousandth.
   */
  public static units(amount: number): Cpu {
    return new Cpu(`${amount}`);
  }

  /**
   * @param amount as Kubernetes writes it, for example '250m'. A member that is not public would refuse those of cdk8s-plus.
   */
  private constructor(public readonly amount: string) {}
}
