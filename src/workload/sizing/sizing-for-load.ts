import { because, ReplicaContext, sizedByZone, sizedFor, Sizing } from './sizing';
import { Finding } from '../../capacity/model';
import { fixed } from '../../capacity/quantity';
import {
  Demand,
  DemandSize,
  Floor,
  fewestFor,
  latencyWith,
  MOST_REPLICAS,
  sizeDemand,
} from '../../capacity/sizing/demand';
import { sizeProfile } from '../../capacity/sizing/profile';
import { utilisationTarget } from '../../capacity/sizing/survive';

/** How a service works and how fast it has to be, without how much arrives. */
export interface Objective extends Omit<Demand, 'arrivals'> {
  /** `p99` or `mean`. */
  readonly name: string;
  /** What it is a part of, for the plan. */
  readonly of?: string;
}

/** As many as serve a demand within its objective. */
export function sizeForDemand(context: ReplicaContext, objective: Objective, arrivals: number, max?: number): Sizing {
  if (!checkWorkers(context, objective)) {
    return NOTHING;
  }
  const demand: Demand = { ...objective, arrivals };
  const size = sizeDemand(demand, context.caps);
  if ('floor' in size) {
    return belowFloor(context, objective, size, max);
  }
  if (!checkSize(context, `${arrivals} per second`, size)) {
    return NOTHING;
  }
  if (context.shares) {
    return zonesForDemand(context, context.shares, objective, demand);
  }
  const sizing = sizedFor(context, size, max, {
    target: (planned) => utilisationTarget(size.erlangs, planned, demand.workers, context.caps.steady),
    reason: reasonOf(context, objective, demand, size),
  });
  return { ...sizing, answerSeconds: latencyWith(demand, sizing.planned) };
}

/** As many in each zone as serve the calls of its own callers in a line of its own. */
function zonesForDemand(
  context: ReplicaContext,
  shares: readonly number[],
  objective: Objective,
  demand: Demand,
): Sizing {
  const inZone = (share: number): Demand => ({
    ...demand,
    arrivals: Number((demand.arrivals * share).toPrecision(12)),
  });
  const sizing = sizedByZone(context, shares, {
    need: (share, caps) => (sizeDemand(inZone(share), context.caps) as DemandSize)[caps],
    reason: (each, { steady, degraded }) => {
      const { erlangs } = sizeDemand(inZone(steady), context.caps) as DemandSize;
      const at = (share: number) =>
        `${percent(share)} (${objective.name} ${milliseconds(latencyWith(inZone(share), each))})`;
      const after = context.survive === 'zone' ? `, ${at(degraded)} after a loss` : '';
      return `${each} in each zone for at most ${at(steady)} of the calls at steady${after}: ${fixed(erlangs, 3)} erlangs on ${demand.workers} workers each, ${demand.pooled ? 'one queue for a zone' : 'a queue per replica'}, objective ${milliseconds(demand.objective)}`;
    },
  });
  return { ...sizing, answerSeconds: latencyWith(inZone(Math.max(...shares)), sizing.planned / shares.length) };
}

/** As many as serve the quietest hour, and an autoscaler for the others. */
export function sizeForProfile(context: ReplicaContext, objective: Objective, hours: readonly number[]): Sizing {
  if (!checkWorkers(context, objective)) {
    return NOTHING;
  }
  const size = sizeProfile(objective, hours, context.caps, context);
  if ('floor' in size) {
    return belowFloor(context, objective, size, NOTHING.planned + 1);
  }
  if (!checkSize(context, `${Math.max(...hours)} per second`, size.peak)) {
    return NOTHING;
  }
  const { base, min, max, target, replicas } = size;
  if (min === Infinity) {
    return sizedFor(context, base, undefined, { target: () => target, reason: '' });
  }
  const quietest = Math.min(...hours);
  return {
    needed: base.steady,
    planned: min,
    degraded: context.survive === 'none' ? 0 : base.degraded,
    ...(max > min && { max, target }),
    reason: `${hours.length} hours of ${fixed(quietest, 2)} to ${fixed(Math.max(...hours), 2)} per second: ${reasonOf(context, objective, { ...objective, arrivals: quietest }, base)}${because(context, min)}; ${max} in the busiest hour`,
    hours: { arrivals: [...hours], replicas },
    answerSeconds: Math.max(...hours.map((arrivals, i) => latencyWith({ ...objective, arrivals }, replicas[i]))),
  };
}

/** As many as a measured throughput asks for. */
export function sizeForThroughput(context: ReplicaContext, arrivals: number, each: number, max?: number): Sizing {
  const { caps, survive } = context;
  const size = { steady: fewestFor(arrivals, each, caps.steady), degraded: fewestFor(arrivals, each, caps.degraded) };
  if (!checkSize(context, `${arrivals} per second`, size)) {
    return NOTHING;
  }
  if (context.shares) {
    return sizedByZone(context, context.shares, {
      need: (share, cap) => fewestFor(arrivals * share, each, caps[cap]),
      reason: (inEach, { steady }) =>
        `${inEach} in each zone for at most ${percent(steady)} of ${fixed(arrivals, 2)} per second, ${fixed(each, 2)} measured on one`,
    });
  }
  const at = (replicas: number) => `${replicas} (${fixed((100 * arrivals) / (replicas * each), 0)} % of what they can)`;
  return sizedFor(context, size, max, {
    target: (planned) => utilisationTarget(arrivals / each, planned, 1, caps.steady),
    reason: `${fixed(arrivals, 2)} per second, ${fixed(each, 2)} measured on one: ${at(size.steady)} at steady${survive === 'none' ? '' : `, ${at(size.degraded)} after a loss`}`,
  });
}

/** As many as hold the connections. */
export function sizeForConnections(context: ReplicaContext, connections: number, each: number, max?: number): Sizing {
  const { problems, caps } = context;
  const whole = (prop: string, value: number) =>
    problems.check(Number.isInteger(value) && value > 0, prop, value, 'must be a whole number above 0');
  if (![whole('connections', connections), whole('perReplica', each)].every(Boolean)) {
    return NOTHING;
  }
  const needed = Math.ceil(connections / each);
  const size = { steady: needed, degraded: needed };
  if (!checkSize(context, connections, size, 'connections')) {
    return NOTHING;
  }
  if (context.shares) {
    return sizedByZone(context, context.shares, {
      need: (share) => Math.ceil(Number(((connections * share) / each).toPrecision(12))),
      reason: (inEach, { steady }) =>
        `${inEach} in each zone for at most ${percent(steady)} of ${connections} connections, at most ${each} on one`,
    });
  }
  return sizedFor(context, size, max, {
    target: (planned) => utilisationTarget(connections / each, planned, 1, caps.steady),
    reason: `${connections} connections, at most ${each} on one: ${needed} also after a loss`,
  });
}

/** Stands for a size while a problem is reported: nothing is promised of it after a loss, which would be a fault of its own. */
const NOTHING: Sizing = { needed: 1, planned: 1, degraded: 0 };

function checkWorkers({ problems }: ReplicaContext, { workers }: Objective): boolean {
  const allowed = Number.isInteger(workers) && workers > 0;
  return problems.check(allowed, 'workers', workers, 'must be a whole number above 0');
}

function checkSize(
  { problems }: ReplicaContext,
  load: string | number,
  { steady }: Pick<DemandSize, 'steady' | 'degraded'>,
  prop = 'arrivals',
): boolean {
  const cure = `check ${prop === 'arrivals' ? 'arrivals, service time and workers' : 'connections and perReplica'}`;
  return problems.check(steady <= MOST_REPLICAS, prop, load, `need more than ${MOST_REPLICAS} replicas`, cure);
}

function reasonOf(
  { survive }: ReplicaContext,
  { name, of }: Objective,
  demand: Demand,
  { erlangs, steady, degraded }: DemandSize,
): string {
  const at = (replicas: number) => `${replicas} (${name} ${milliseconds(latencyWith(demand, replicas))})`;
  const queueing = demand.pooled ? 'one shared queue' : 'a queue per replica';
  const varied =
    demand.arrivalCv !== undefined || demand.serviceCv !== undefined
      ? `, variability ${demand.arrivalCv ?? 1} of arrivals and ${demand.serviceCv ?? 1} of services (approximated)`
      : '';
  return `${fixed(erlangs, 3)} erlangs on ${demand.workers} workers each, ${queueing}${varied}: ${at(steady)} at steady${survive === 'none' ? '' : `, ${at(degraded)} after a loss`}, objective ${milliseconds(demand.objective)}${of === undefined ? '' : ` (${of})`}`;
}

/** No replica count meets the objective: the service alone is slower. */
function belowFloor({ path }: ReplicaContext, objective: Objective, { floor }: Floor, max?: number): Sizing {
  const { name, of, objective: seconds, serviceTime } = objective;
  const finding: Finding = {
    code: 'NO_REPLICA_COUNT_HELPS',
    severity: 'error',
    path,
    message: `no replica count meets ${name} ${milliseconds(seconds)}${of === undefined ? '' : ` (${of})`}: the service alone takes ${milliseconds(floor)} at ${name}, with a mean of ${milliseconds(serviceTime)}`,
    expected: `${name} above ${milliseconds(floor)}`,
    actual: `${name} ${milliseconds(seconds)}`,
    cure: [
      of === undefined
        ? `an objective above ${milliseconds(floor)}`
        : `a budget above ${milliseconds(floor)} for the stage`,
      `a mean service time below ${milliseconds((serviceTime * seconds) / floor)}`,
    ],
  };
  // What else is said of the autoscaler is checked all the same.
  return { ...NOTHING, ...(max !== undefined && { max }), findings: [finding] };
}

function milliseconds(seconds: number): string {
  const millis = seconds * 1000;
  return `${fixed(millis, millis < 1 ? 3 : millis < 10 ? 2 : millis < 100 ? 1 : 0)} ms`;
}

function percent(share: number): string {
  return `${fixed(100 * share, 1)} %`;
}
