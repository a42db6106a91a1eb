import { sortedEntries } from './order';

/**
 * Amounts of resources by name. `cpu` is in millicores, `memory` and `ephemeral-storage` are in bytes, everything else
 * (`pods`, `nvidia.com/gpu`, ...) is a count. All amounts are whole numbers.
 */
export type Resources = Readonly<Record<string, number>>;

/** The sum of two amounts. */
export function plus(a: Resources, b: Resources): Resources {
  const sum: Record<string, number> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    sum[name] = (sum[name] ?? 0) + amount;
  }
  return sum;
}

/** The amount, `factor` times. */
export function times(a: Resources, factor: number): Resources {
  return Object.fromEntries(Object.entries(a).map(([name, amount]) => [name, amount * factor]));
}

/** What is left of `a` once `b` is taken; may be negative. */
export function minus(a: Resources, b: Resources): Resources {
  return plus(a, times(b, -1));
}

/** The larger of the two amounts of each resource. */
export function larger(a: Resources, b: Resources): Resources {
  const most: Record<string, number> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    most[name] = Math.max(most[name] ?? 0, amount);
  }
  return most;
}

/** The first resource of which `request` asks for more than `available` has; undefined when it fits. */
export function firstShortage(request: Resources, available: Resources): string | undefined {
  return sortedEntries(request).find(([name, amount]) => amount > 0 && amount > (available[name] ?? 0))?.[0];
}

const EIGHTHS = '-eighths';

/** Counts devices of which pods may have a part in eighths of them; only the planner knows of it. */
export function eighthsOf(resource: string): string {
  return `${resource}${EIGHTHS}`;
}

/** Whether a resource is counted in eighths of devices. */
export function isEighths(resource: string): boolean {
  return resource.endsWith(EIGHTHS);
}

const ATTACHABLE = 'attachable-volumes-csi-';

/** Counts volumes of a CSI driver that are attached to a node, under the name that Kubernetes gives their limit. */
export function volumesOf(driver: string): string {
  return `${ATTACHABLE}${driver}`;
}

/** Whether a resource counts attached volumes. */
export function isVolumes(resource: string): boolean {
  return resource.startsWith(ATTACHABLE);
}

/** The driver whose attached volumes a resource counts. */
export function driverOfVolumes(resource: string): string {
  return resource.slice(ATTACHABLE.length);
}
