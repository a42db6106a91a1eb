import { Size, SizeRoundingBehavior } from 'cdk8s';
import { Problems } from './problems';
import { formatQuantity, parseQuantity } from '../capacity/quantity';
import { Cpu } from '../units/cpu';

/** Millicores of a `Cpu`, rounded up; NaN when it is no amount that Kubernetes takes. */
export function millisOf(cpu: Cpu): number {
  return parseQuantity('cpu', cpu.amount) ?? NaN;
}

/** Bytes of a `Size`, rounded up; NaN when it is no amount that Kubernetes takes. */
export function bytesOf(size: Size): number {
  const bytes = Math.ceil(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : NaN;
}

/** Bytes of what many machines hold together, which may be more than a pod can have: up to 8 EiB, as Kubernetes counts; NaN when it is no amount. */
export function largeOf(size: Size): number {
  const bytes = Math.ceil(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
  return bytes >= 0 && bytes < 2 ** 63 ? bytes : NaN;
}

/** Memory in pages of other sizes than the usual one. */
export interface HugePages {
  readonly hugePages2Mi?: Size;
  readonly hugePages1Gi?: Size;
}

/** Bytes of huge pages, by the resource that counts them. */
export function hugePagesOf({ hugePages2Mi, hugePages1Gi }: HugePages): Record<string, number> {
  return {
    ...(hugePages2Mi && { 'hugepages-2Mi': bytesOf(hugePages2Mi) }),
    ...(hugePages1Gi && { 'hugepages-1Gi': bytesOf(hugePages1Gi) }),
  };
}

/** Notes huge pages that are no whole pages. */
export function checkHugePages(problems: Problems, prefix: string, props: HugePages): void {
  for (const [prop, mebibytes] of [
    ['hugePages2Mi', 2],
    ['hugePages1Gi', 1024],
  ] as const) {
    const size = props[prop];
    if (size !== undefined) {
      const bytes = bytesOf(size);
      const whole = bytes > 0 && bytes % (mebibytes * 2 ** 20) === 0;
      problems.check(
        whole,
        `${prefix}${prop}`,
        quantityOf(size),
        `must be whole pages of ${mebibytes} MiB, at least one`,
      );
    }
  }
}

/** A `Size` as a Kubernetes quantity. */
export function quantityOf(size: Size): string {
  return formatQuantity('memory', bytesOf(size));
}
