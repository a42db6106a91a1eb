import { SpotShare } from './spot-share';
import { Cluster } from '../../cluster/cluster';
import { spotMarks } from '../../cluster/node/spot-marks';
import { Survive } from '../../cluster/survive';
import { Taint } from '../../cluster/taint';
import { Problems } from '../../manifest/problems';

/** What says where pods run. */
interface Placed {
  readonly spot?: SpotShare;
  readonly nodeLabels?: Record<string, string>;
  readonly tolerates?: Taint[];
}

/** The same on spot nodes alone, where all its pods are to be there. */
export function withSpot<P extends Placed>(props: P, cluster: Cluster): P {
  return props.spot?.isWhole ? onSpot(props, cluster) : props;
}

/** The same on the spot nodes that the cluster has when the workload is made. */
export function onSpot<P extends Placed>(props: P, cluster: Cluster): P {
  const [marks] = marksOf(cluster);
  return marks === undefined
    ? props
    : {
        ...props,
        nodeLabels: { ...props.nodeLabels, [marks.label[0]]: marks.label[1] },
        tolerates: [...(props.tolerates ?? []), marks.taint],
      };
}

/** What it survives: nothing, where all its pods are on spot nodes. */
export function surviveOf({ spot, survive }: Outliving, cluster: Survive): Survive {
  return survive ?? (spot?.isWhole ? Survive.none() : cluster);
}

/** What says what is left after a loss. */
interface Outliving {
  readonly spot?: SpotShare;
  readonly survive?: Survive;
}

/**
 * Checks that there are spot nodes, and that the kind of workload can have such a share of its pods on them.
 * @param whole why only all of its pods can be there; absent: some of them can
 */
export function checkSpot(problems: Problems, cluster: Cluster, { spot, survive }: Outliving, whole?: string): void {
  if (spot === undefined) {
    return;
  }
  if (!problems.check(spot instanceof SpotShare, 'spot', spot, 'must be a SpotShare', 'SpotShare.of(0.5)')) {
    return;
  }
  const keys = [...new Set(marksOf(cluster).map(({ label: [key] }) => key))];
  problems.check(
    keys.length > 0,
    'spot',
    `${spot}`,
    `needs spot nodes, and cluster ${cluster.clusterName} has none when the workload is made`,
    "cluster.addNodePool('spot', { nodeType, capacity: CapacityType.SPOT }) before it",
  );
  problems.check(
    keys.length < 2,
    'spot',
    `${spot}`,
    `spot nodes of cluster ${cluster.clusterName} are known by several labels: ${keys.join(', ')}`,
    'one provisioner for all its spot pools',
  );
  problems.check(
    !spot.isWhole || survive === undefined || survive.level === 'none',
    'survive',
    survive?.level,
    'nothing is left when all spot nodes are lost',
    'leave it out, or SpotShare.of(...) with a smaller share',
  );
  problems.check(spot.isWhole || whole === undefined, 'spot', `${spot}`, whole ?? '', 'SpotShare.all(), or none');
}

/** Refuses spot nodes for a kind of workload that has no use for them. */
export function refuseSpot(problems: Problems, spot: SpotShare | undefined, why: string): void {
  problems.check(spot === undefined, 'spot', `${spot}`, why, 'leave it out');
}

function marksOf(cluster: Cluster) {
  return cluster._nodes.describe().flatMap((pool) => spotMarks(pool) ?? []);
}
