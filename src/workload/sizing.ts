import { Finding, SurviveLevel } from '../capacity/model';
import { fixed } from '../capacity/quantity';
import { Demand, latencyWith, MOST_REPLICAS, sizeDemand, UtilisationCaps } from '../capacity/sizing/demand';
import { surviveSafe, utilisationTarget } from '../capacity/sizing/survive';
import { Problems } from '../manifest/problems';

/** What the number of replicas depends on besides the workload itself. */
export interface ReplicaContext {
  readonly path: string;
  readonly problems: Problems;
  readonly survive: SurviveLevel;
  readonly zones: number;
  readonly caps: UtilisationCaps;
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
  readonly findings?: readonly Finding[];
}

/** Exactly as many as the user said. */
export function fixedReplicas({ problems, survive }: ReplicaContext, count: number): Sizing {
  checkCount(problems, 'replicas', count, 0);
  return { needed: count, planned: count, ...(survive === 'none' && { degraded: 0 }) };
}

/** As many as survive the loss, for a need that the user knows. */
export function sizeRange(
  context: ReplicaContext,
  range: { readonly min: number; readonly degraded?: number; readonly max?: number },
): Sizing {
  const { problems, survive, zones, caps } = context;
  const degraded = range.degraded ?? range.min;
  checkCount(problems, 'replicas', range.min, 1);
  checkCount(problems, 'degraded', degraded, 0);
  problems.check(
    !(degraded > range.min),
    'degraded',
    degraded,
    `must not be above the ${range.min} that it needs at steady`,
  );
  const planned = surviveSafe({ steady: range.min, degraded }, survive, zones);
  checkMaximum(context, range.max, planned);
  return {
    needed: range.min,
    planned,
    degraded: survive === 'none' ? 0 : degraded,
    ...(range.max !== undefined && {
      max: range.max,
      target: utilisationTarget(range.min * caps.steady, planned, 1, caps.steady),
    }),
    reason: `${range.min} needed at steady${survive === 'none' ? '' : `, ${degraded} after a loss`}${because(survive, zones, planned)}`,
  };
}

/** As many as serve a demand within its objective. */
export function sizeForDemand(context: ReplicaContext, demand: Demand, percentile: string, max?: number): Sizing {
  const { problems, survive, zones, caps, path } = context;
  if (
    !problems.check(
      Number.isInteger(demand.workers) && demand.workers > 0,
      'workers',
      demand.workers,
      'must be a whole number above 0',
    )
  ) {
    return { needed: 1, planned: 1 };
  }
  const size = sizeDemand(demand, caps);
  if ('floor' in size) {
    return { needed: 1, planned: 1, findings: [floorFinding(path, demand, percentile, size.floor)] };
  }
  const { erlangs, steady, degraded } = size;
  problems.check(
    steady <= MOST_REPLICAS,
    'arrivals',
    `${demand.arrivals} per second`,
    `need more than ${MOST_REPLICAS} replicas`,
    'check arrivals, service time and workers',
  );
  const planned = surviveSafe({ steady, degraded }, survive, zones);
  checkMaximum(context, max, planned);
  const at = (replicas: number) => `${replicas} (${percentile} ${milliseconds(latencyWith(demand, replicas))})`;
  const queueing = demand.pooled ? 'one shared queue' : 'a queue per replica';
  return {
    needed: steady,
    planned,
    degraded: survive === 'none' ? 0 : degraded,
    ...(max !== undefined && { max, target: utilisationTarget(erlangs, planned, demand.workers, caps.steady) }),
    reason: `${fixed(erlangs, 3)} erlangs on ${demand.workers} workers each, ${queueing}: ${at(steady)} at steady${survive === 'none' ? '' : `, ${at(degraded)} after a loss`}, objective ${milliseconds(demand.objective)}${because(survive, zones, planned)}`,
  };
}

function because(survive: SurviveLevel, zones: number, planned: number): string {
  if (survive === 'zone') {
    return `; ${planned} so that any of ${zones} zones may be lost`;
  }
  return survive === 'node' ? `; ${planned} so that any node may be lost` : '';
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

function floorFinding(path: string, demand: Demand, percentile: string, floor: number): Finding {
  return {
    code: 'NO_REPLICA_COUNT_HELPS',
    severity: 'error',
    path,
    message: `no replica count meets ${percentile} ${milliseconds(demand.objective)}: the service alone takes ${milliseconds(floor)} at ${percentile}, with a mean of ${milliseconds(demand.serviceTime)}`,
    expected: `${percentile} above ${milliseconds(floor)}`,
    actual: `${percentile} ${milliseconds(demand.objective)}`,
    cure: [
      `an objective above ${milliseconds(floor)}`,
      `a mean service time below ${milliseconds((demand.serviceTime * demand.objective) / floor)}`,
    ],
  };
}

function milliseconds(seconds: number): string {
  const millis = seconds * 1000;
  return `${fixed(millis, millis < 1 ? 3 : millis < 10 ? 2 : millis < 100 ? 1 : 0)} ms`;
}
