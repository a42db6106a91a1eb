import { Size, SizeRoundingBehavior } from 'cdk8s';
import { checked } from '../props/checked';

/** An amount of data, in the decimal units of networks and image registries; `Size` has the binary ones of memory. */
@checked
export class DataSize {
  /**
   * Millions of bytes.
   * @param amount Above 0.
   */
  public static megabytes(amount: number): DataSize {
    return new DataSize(amount * 1e6, `megabytes(${amount})`);
  }

  /**
   * Billions of bytes.
   * @param amount Above 0.
   */
  public static gigabytes(amount: number): DataSize {
    return new DataSize(amount * 1e9, `gigabytes(${amount})`);
  }

  /**
   * The same amount as a `Size`.
   * @param size Above 0.
   */
  public static of(size: Size): DataSize {
    const kibibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
    return new DataSize(kibibytes * 1024, `of(${kibibytes} KiB)`);
  }

  private readonly bytes: number;

  private constructor(bytes: number, made: string) {
    this.bytes = Math.ceil(bytes);
    if (!(this.bytes > 0 && Number.isSafeInteger(this.bytes))) {
      throw new Error(`DataSize.${made}: must be above 0 and at most 9,007,199 GB`);
    }
  }

  /** Bytes, rounded up. */
  public toBytes(): number {
    return this.bytes;
  }
}
