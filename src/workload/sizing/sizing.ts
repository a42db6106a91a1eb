import { Finding, HourlyModel } from '../../capacity/model';
import { MOST_REPLICAS, UtilisationCaps } from '../../capacity/sizing/demand';
import { LossScope, Need, surviveSafe, utilisationTarget } from '../../capacity/sizing/survive';
import { largestShares, zonedReplicas, ZoneShares } from '../../capacity/sizing/zone-shares';
import { Problems } from '../../manifest/problems';

/** What the number of replicas depends on besides the workload itself. */
export interface ReplicaContext extends LossScope {
  readonly path: string;
  readonly problems: Problems;
  readonly caps: UtilisationCaps;
  /** Share of the calls of each zone, where these stay in their zone. */
  readonly shares?: readonly number[];
}

/** The replicas of a workload and why. */
export interface Sizing {
  readonly needed: number;
  readonly planned: number;
  readonly degraded?: number;
  readonly max?: number;
  /** Share of busy workers in percent at which the autoscaler keeps the planned count at the declared load. */
  readonly target?: number;
  readonly reason?: string;
  /** Seconds from arrival to answer at the percentile of the objective, with the planned replicas; absent without an objective. */
  readonly answerSeconds?: number;
  /** Arrivals and replicas over the day or week, where the demand has a profile. */
  readonly hours?: HourlyModel;
  readonly findings?: readonly Finding[];
}

/** Exactly as many as the user said. */
export function fixedReplicas(context: ReplicaContext, count: number): Sizing {
  const { problems, survive } = context;
  refuseShares(context);
  checkCount(problems, 'replicas', count, 0);
  return { needed: count, planned: count, ...(survive === 'none' && { degraded: 0 }) };
}

/** As many as survive the loss, for a need that the user knows. */
export function sizeRange(
  context: ReplicaContext,
  range: { readonly min: number; readonly degraded?: number; readonly max?: number },
): Sizing {
  const { problems, survive, caps } = context;
  const degraded = range.degraded ?? range.min;
  refuseShares(context);
  checkCount(problems, 'replicas', range.min, 1);
  checkCount(problems, 'degraded', degraded, 0);
  problems.check(
    !(degraded > range.min),
    'degraded',
    degraded,
    `must not be above the ${range.min} that it needs at steady`,
  );
  return sizedFor(context, { steady: range.min, degraded }, range.max, {
    target: (planned) => utilisationTarget(range.min * caps.steady, planned, 1, caps.steady),
    reason: `${range.min} needed at steady${survive === 'none' ? '' : `, ${degraded} after a loss`}`,
  });
}

/** How many a zone needs for its calls follows from how many there are. */
function refuseShares({ problems, shares }: ReplicaContext): void {
  const cure = 'Replicas.forDemand(...), forThroughput(...) or forConnections(...)';
  problems.check(!shares, 'locality', 'given', 'sizes every zone for its share of a demand, and none is said', cure);
}

/** What one zone needs at its share of the load, before a loss and after it. */
export interface ZoneNeed {
  need(share: number, caps: 'steady' | 'degraded'): number;
  /** Says why, for so many in each zone. */
  reason(each: number, shares: ZoneShares): string;
}

/** Replicas of a workload whose zones serve their own calls. */
export function sizedByZone(context: ReplicaContext, shares: readonly number[], { need, reason }: ZoneNeed): Sizing {
  const { survive } = context;
  const largest = largestShares(shares, survive);
  const zone = { steady: need(largest.steady, 'steady'), degraded: need(largest.degraded, 'degraded') };
  const { each, planned, degraded } = zonedReplicas(zone, context, need(largest.steady, 'degraded'));
  const needed = zone.steady * shares.length;
  if (each === Infinity) {
    return { needed, planned: needed, degraded: 0, findings: [tooFewNodes(context, zone)] };
  }
  return { needed, planned, degraded, reason: `${reason(each, largest)}${because(context, planned)}` };
}

/** Survive-safe replicas for a need, with the autoscaler where there is a maximum. */
export function sizedFor(
  context: ReplicaContext,
  need: Need,
  max: number | undefined,
  more: { readonly target: (planned: number) => number; readonly reason: string },
): Sizing {
  const planned = surviveSafe(need, context);
  if (planned === Infinity) {
    const some = { needed: need.steady, planned: need.steady, degraded: 0 };
    return { ...some, ...(max !== undefined && { max }), findings: [tooFewNodes(context, need)] };
  }
  checkMaximum(context, max, planned);
  return {
    needed: need.steady,
    planned,
    degraded: context.survive === 'none' ? 0 : need.degraded,
    ...(max !== undefined && { max, target: more.target(planned) }),
    reason: `${more.reason}${because(context, planned)}`,
  };
}

/** `; 9 so that any of 3 zones may be lost` */
export function because({ survive, zones, hosts }: LossScope, planned: number): string {
  if (survive === 'zone') {
    return `; ${planned} so that any of ${zones} zones may be lost`;
  }
  const shared = hosts < planned ? ` of the ${hosts} that admit it` : '';
  return survive === 'node' ? `; ${planned} so that any node${shared} may be lost` : '';
}

function tooFewNodes({ path, survive, hosts }: ReplicaContext, { degraded }: Need): Finding {
  return {
    code: 'SURVIVE_NEEDS_NODES',
    severity: 'error',
    path,
    message: `survive ${survive}: ${degraded} of its replicas must be left when a node is lost, and only ${hosts} node admits it`,
    expected: 'at least 2 nodes that admit it',
    actual: String(hosts),
    cure: ['a second node that admits it', 'survive: Survive.none() on the workload'],
  };
}

function checkCount(problems: Problems, prop: string, count: number, least: number): void {
  problems.check(
    Number.isInteger(count) && count >= least && count <= MOST_REPLICAS,
    prop,
    count,
    `must be a whole number from ${least} to ${MOST_REPLICAS}`,
  );
}

function checkMaximum({ problems }: ReplicaContext, max: number | undefined, planned: number): void {
  if (max === undefined) {
    return;
  }
  checkCount(problems, 'max', max, 1);
  problems.check(
    !(max <= planned),
    'max',
    max,
    `must be above the survive-safe minimum ${planned}`,
    `max ${planned + 1} or more, or no autoscaler`,
  );
}
