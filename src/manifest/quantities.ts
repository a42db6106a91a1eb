import { k8s } from 'cdk8s-plus-27';
import { formatQuantity } from '../capacity/quantity';
import { Resources } from '../capacity/resources';

/** Amounts as typed Kubernetes quantities in canonical form. */
export function quantities(resources: Resources): Record<string, k8s.Quantity> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, amount]) => [name, k8s.Quantity.fromString(formatQuantity(name, amount))]),
  );
}
