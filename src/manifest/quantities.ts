import { formatQuantity } from '../capacity/quantity';
import { Resources } from '../capacity/resources';

/** Amounts as Kubernetes quantities in canonical form. */
export function quantities(resources: Resources): Record<string, string> {
  return Object.fromEntries(Object.entries(resources).map(([name, amount]) => [name, formatQuantity(name, amount)]));
}
