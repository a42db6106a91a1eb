import { checked } from '../../props/checked';

/** Mean time that one worker takes for one request, waiting not included. Finer than `Duration`, which ends at milliseconds. */
@checked
export class ServiceTime {
  /**
   * Microseconds. Throws unless the number is above 0.
   * @param amount Above 0.
   */
  public static micros(amount: number): ServiceTime {
    return ServiceTime.checked('micros', amount, 1e-6);
  }

  /**
   * Milliseconds; may have decimals. Throws unless the number is above 0.
   * @param amount Above 0.
   */
  public static millis(amount: number): ServiceTime {
    return ServiceTime.checked('millis', amount, 1e-3);
  }

  /**
   * Seconds; may have decimals. Throws unless the number is above 0.
   * @param amount Above 0.
   */
  public static seconds(amount: number): ServiceTime {
    return ServiceTime.checked('seconds', amount, 1);
  }

  private static checked(unit: string, amount: number, factor: number): ServiceTime {
    if (!Number.isFinite(amount) || amount <= 0) {
      throw new Error(`ServiceTime.${unit}(${amount}): must be a number above 0`);
    }
    return new ServiceTime(Number((amount * factor).toPrecision(15)));
  }

  private constructor(private readonly seconds: number) {}

  /** Seconds. */
  public toSeconds(): number {
    return this.seconds;
  }
}
