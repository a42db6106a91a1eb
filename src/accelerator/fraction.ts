import { Size } from 'cdk8s';
import { FractionResources } from './accelerator-props';
import { Asked } from './asked';
import { bytesOf, quantityOf } from '../manifest/amounts';

/** What a part of a device is taken from. */
interface Whole {
  readonly name: string;
  readonly memory?: Size;
  readonly fractions?: FractionResources;
}

/**
 * HAMi spreads the parts over the devices of a node unless it is told otherwise; the plan counts on parts that fill one device before the
 * next.
 */
const PACKED = { 'hami.io/gpu-scheduler-policy': 'binpack' };

/** The resources by which a pod asks HAMi for a part of one device. Throws where it is none. */
export function fractionOf(
  { name, memory: whole, fractions }: Whole,
  { memory, cores }: { readonly memory?: Size; readonly cores?: number },
): Asked {
  const fail = (what: string): never => {
    throw new Error(`${name} fraction: ${what}`);
  };
  if (!fractions) {
    return fail('HAMi gives no parts of it; devices(...) for whole ones');
  }
  if (memory === undefined && cores === undefined) {
    fail('must say its memory, its cores, or both');
  }
  if (memory && !(bytesOf(memory) > 0)) {
    fail(`memory ${quantityOf(memory)} must be above 0`);
  }
  if (memory && whole && bytesOf(memory) > bytesOf(whole)) {
    fail(`memory ${quantityOf(memory)} is more than one device has, ${quantityOf(whole)}; devices(...) for whole ones`);
  }
  if (cores !== undefined && !(Number.isInteger(cores) && cores > 0 && cores <= 100)) {
    fail(`cores ${cores} must be a whole number of percent from 1 to 100 of one device; devices(...) for whole ones`);
  }
  if (cores !== undefined && fractions.coresResource === undefined) {
    fail('its cores cannot be limited; memory only');
  }
  const { resource, memoryResource, coresResource, coresPerDevice = 100 } = fractions;
  return {
    resource: resource ?? memoryResource,
    count: 1,
    implied: resource === undefined,
    companions: {
      ...(memory && { [memoryResource]: unitsOf(memory, fractions) }),
      ...(cores !== undefined && { [coresResource!]: Math.ceil((cores * coresPerDevice) / 100) }),
    },
    annotations: PACKED,
  };
}

/** Units of memory, rounded up to what the vendor takes. */
export function unitsOf(memory: Size, { memoryUnit, memorySteps }: FractionResources): number {
  const units = Math.ceil(bytesOf(memory) / bytesOf(memoryUnit));
  return memorySteps?.find((step) => step >= units) ?? units;
}
