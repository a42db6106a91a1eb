import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { parseQuantity } from '../capacity/quantity';

/** Millicores of a `Cpu`, rounded up; NaN when it is no amount that Kubernetes takes. */
export function millisOf(cpu: Cpu): number {
  return parseQuantity('cpu', cpu.amount) ?? NaN;
}

/** Bytes of a `Size`, rounded up; NaN when it is no amount that Kubernetes takes. */
export function bytesOf(size: Size): number {
  return parseQuantity('memory', size.asString()) ?? NaN;
}
