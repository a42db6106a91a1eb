import { onSpot } from './spot-nodes';
import { PartOf, SurviveLevel } from '../../capacity/model';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Sizing } from '../sizing/sizing';
import { WorkloadProps } from '../workload-props';

/** Replicas of a workload that have a controller of their own. */
export interface ServicePart {
  /** What its names and ids end in; empty where it is the whole workload. */
  readonly suffix: string;
  readonly name: string;
  /** Labels of its pods, and of no others. */
  readonly selector: Record<string, string>;
  readonly props: WorkloadProps;
  readonly sizing: Sizing;
  /** Its share of the replicas at steady. */
  readonly share: number;
  /** How many of so many replicas are its own. */
  readonly of: (replicas: number) => number;
  readonly partOf?: PartOf;
}

/** Label that tells the pods on nodes that stay from those on spot nodes. */
const CAPACITY = 'cdk8s-autonomous.dev/capacity';

/** A workload of one part. */
export function wholeService(
  name: string,
  selector: Record<string, string>,
  props: WorkloadProps,
  sizing: Sizing,
): ServicePart {
  return { suffix: '', name, selector, props, sizing, share: 1, of: (replicas) => replicas };
}

/** The parts of a workload: two where only some of its replicas are on spot nodes. */
export function serviceParts(stack: AutonomousStack, whole: ServicePart, survive: SurviveLevel): ServicePart[] {
  const { spot } = whole.props;
  return spot === undefined || spot.isWhole ? [whole] : spotParts(stack, whole, survive === 'zone');
}

/**
 * Two parts of a workload, on nodes that stay and on spot nodes. Each has a controller: the one thing that keeps a share when replicas come and go. A
 * spread over both kinds of nodes does not: a ReplicaSet ends pods by their age and their nodes, whatever the spread says, and after that the spread
 * says nothing of those that are left (kubernetes 1.32, controller_utils: ActivePodsWithRanks).
 */
function spotParts({ cluster, namespaceName }: AutonomousStack, whole: ServicePart, zones: boolean): ServicePart[] {
  const { name, props, sizing, selector } = whole;
  const { needed, planned, degraded = planned, max } = sizing;
  const spot = props.spot!._of(planned);
  const split = (total: number, onSpotNodes: number) => [total - onSpotNodes, onSpotNodes];
  const plannedIn = split(planned, spot);
  const neededIn = split(needed, Math.floor((needed * spot) / planned));
  // A lost node is of one part, a lost zone takes of both.
  const mayGo = planned - degraded;
  const degradedIn = zones
    ? split(degraded, Math.floor((degraded * spot) / planned))
    : plannedIn.map((count) => Math.max(0, count - mayGo));
  const grown = (total: number) => split(total, Math.max(spot, props.spot!._of(total)));
  return ['on-demand', 'spot'].map((kind, i): ServicePart => ({
    suffix: `-${kind}`,
    name: `${name}-${kind}`,
    selector: { ...selector, [CAPACITY]: kind },
    props: i === 0 ? props : onSpot(props, cluster),
    share: plannedIn[i] / planned,
    of: (total) => grown(total)[i],
    partOf: { name: `${namespaceName}/${name}`, least: degraded },
    sizing: {
      ...sizing,
      needed: neededIn[i],
      planned: plannedIn[i],
      degraded: degradedIn[i],
      ...(max !== undefined && { max: grown(max)[i] }),
      reason: `${plannedIn[i]} of ${planned} on ${i === 0 ? 'nodes that stay' : 'spot nodes'}${sizing.reason ? `; ${sizing.reason}` : ''}`,
      // Those of the hours are of all replicas together.
      hours: undefined,
      ...(i > 0 && { findings: undefined }),
    },
  }));
}

/** Checks that some replicas can be on spot nodes, and that those that are not are enough when all of these are gone. */
export function checkParts(problems: Problems, { planned, degraded = planned }: Sizing, { spot }: WorkloadProps): void {
  if (!spot || spot.isWhole) {
    return;
  }
  const count = spot._of(planned);
  problems.check(
    count > 0,
    'spot',
    `${spot}`,
    `is none of ${planned} replicas`,
    `at least ${percentOf(1, planned)}, or leave it out`,
  );
  const most = planned - degraded;
  problems.check(
    planned - count >= degraded,
    'spot',
    `${spot}`,
    `leaves ${planned - count} of ${planned} replicas when all spot nodes are lost, and ${degraded} are needed then`,
    most > 0
      ? `at most ${percentOf(most, planned)}, or more replicas`
      : 'more replicas, a degraded count, or Survive.none()',
  );
}

/** The smallest share of four digits that is so many of them. */
function percentOf(count: number, of: number): string {
  return `SpotShare.of(${Math.ceil((10_000 * count) / of) / 10_000})`;
}
