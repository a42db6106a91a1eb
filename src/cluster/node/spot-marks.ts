import { Maker, PoolDescription } from '../../planner/reading/description';
import { CAPACITY_TYPE, spotLabels } from '../../planner/reading/spot-nodes';
import { Taint } from '../taint';

/** The taint of spot nodes where it is not Karpenter's: AKS sets its own, the documentation of GKE names its own for everybody to set. */
const SPOT_TAINTS: Readonly<Record<string, Taint>> = {
  gke: Taint.noSchedule('cloud.google.com/gke-spot', 'true'),
  aks: Taint.noSchedule('kubernetes.azure.com/scalesetpriority', 'spot'),
};

/** The taint of spot nodes. */
export function spotTaint(maker: Maker | undefined): Taint {
  return SPOT_TAINTS[maker ?? ''] ?? Taint.noSchedule(CAPACITY_TYPE, 'spot');
}

/** What whoever makes spot nodes has to set up; undefined where that follows from what is emitted, or the cloud does it. */
export function spotRemark(pool: string, maker: Maker | undefined): string | undefined {
  const { key, value, effect } = spotTaint(maker);
  const taint = `taint ${key}=${value}:${effect}`;
  switch (maker) {
    case 'karpenter':
      return undefined;
    case 'aks':
      return `the agent pool of ${pool} has to be one with priority Spot: AKS then sets its label and its ${taint}`;
    case 'eks':
      return `the node group of ${pool} has to have the capacity type SPOT and the ${taint}, which EKS does not set`;
    case 'gke':
      return `the node pool of ${pool} has to have --spot and the ${taint}, which GKE does not set`;
    default:
      return `nodes of pool ${pool} have to join with the label ${CAPACITY_TYPE}=spot and the ${taint}`;
  }
}

/** The label and the taint by which pods know the spot nodes of a pool; undefined where its nodes are none. */
export function spotMarks(
  pool: PoolDescription,
): { readonly label: readonly [string, string]; readonly taint: Taint } | undefined {
  if (!pool.spot) {
    return undefined;
  }
  const [label] = Object.entries(spotLabels(pool.maker));
  return { label, taint: spotTaint(pool.maker) };
}
