import { Size, SizeRoundingBehavior } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { formatQuantity, parseQuantity } from '../capacity/quantity';

/** Millicores of a `Cpu`, rounded up; NaN when it is no amount that Kubernetes takes. */
export function millisOf(cpu: Cpu): number {
  return parseQuantity('cpu', cpu.amount) ?? NaN;
}

/** Bytes of a `Size`, rounded up; NaN when it is no amount that Kubernetes takes. */
export function bytesOf(size: Size): number {
  const bytes = Math.ceil(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : NaN;
}

/** A `Size` as a Kubernetes quantity. */
export function quantityOf(size: Size): string {
  return formatQuantity('memory', bytesOf(size));
}
