import { Maker } from './description';

type Label = readonly [key: string, value: string];

/** Label of Karpenter for the way in which a node was bought. */
export const CAPACITY_TYPE = 'karpenter.sh/capacity-type';

/** Labels that spot nodes have by who makes them, that which pods ask for first. */
const OF_MAKER: Readonly<Record<Maker, readonly Label[]>> = {
  karpenter: [[CAPACITY_TYPE, 'spot']],
  eks: [['eks.amazonaws.com/capacityType', 'SPOT']],
  gke: [
    ['cloud.google.com/gke-spot', 'true'],
    ['cloud.google.com/gke-provisioning', 'spot'],
  ],
  aks: [['kubernetes.azure.com/scalesetpriority', 'spot']],
};

/** Labels of spot nodes. */
export function spotLabels(maker: Maker = 'karpenter'): Record<string, string> {
  return Object.fromEntries(OF_MAKER[maker]);
}

/** True where the labels of nodes say that the cloud may take them back. */
export function areSpot(labels: Readonly<Record<string, string>>): boolean {
  return Object.values(OF_MAKER).some((some) => some.some(([key, value]) => labels[key] === value));
}
