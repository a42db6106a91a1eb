import { Attempt, costOf, everythingFits, isCheaper, keepsAll, Packed, stuckInRollouts } from './attempt';
import { NodeCounts, numbersOfNodes, withoutHostSpread } from './even-hosts';
import { ClusterModel } from '../model';
import { byCodeUnit } from '../order';
import { overZones } from './over-zones';
import { withPins } from './pinned';
import { spreadOut } from './spread-out';
import { pack } from '../packing/engine';
import { levelled } from '../packing/level';
import { PackedNodes, PackRequest } from '../packing/request';
import { groupNodes, requestOf } from '../packing/translate';
import { RolloutPlan, Scenario, Unplaced } from '../plan';
import { placedOnNodes } from '../scenario/on-nodes';
import { partOf, Peak, peaksOf, raise } from '../scenario/peak';
import { rollOut } from '../scenario/rollout';
import { rollOutTogether } from '../scenario/rollouts-together';
import { withSpares } from '../scenario/spares';
import { SteadyCluster } from '../scenario/steady-cluster';
import { chooseDomains, Chosen } from '../topology/choose';
import { Closed } from '../topology/empty-zones';

export type { Attempt } from './attempt';
export { costOf, everythingFits, nodesOf, surgesOf, tooMuchSurge } from './attempt';

/**
 * Packs the cluster, adds nodes until every loss and every peak holds (as far as the pools allow), and tries every rollout.
 * Where groups of autoscalers peak apart, each of them is packed in turn, and all together; the cheapest that fits is taken.
 */
export function attempt(model: ClusterModel): Attempt {
  const limited = attemptWithLimits(model);
  return model.workloads.some(({ hostSpread }) => hostSpread) ? overHosts(limited) : withReplicasApart(limited);
}

/** The same plan with replicas of services that survive a node on as many nodes as there are, where that costs and promises the same. */
function withReplicasApart(tried: Attempt): Attempt {
  const { model, packed } = tried;
  const apart = model.effort !== 'quick' && everythingFits(tried) ? spreadOut(tried, packed.chosen.packed) : undefined;
  const again = apart && attemptFor(model, { ...packed.chosen, packed: apart }, packed.base, packed.closed);
  return again && costOf(again) <= costOf(tried) * (1 + 1e-9) && keepsAll(again, tried) ? again : tried;
}

/**
 * A hard spread over nodes holds where no node has more pods than the skew, which may take more nodes than there are, or than it needs to:
 * then pods are placed one by one on as few as the spread itself allows.
 */
function overHosts(limited: Attempt): Attempt {
  const { model, packed } = limited;
  const fits = everythingFits(limited);
  const stuck = fits ? stuckInRollouts(limited) : Infinity;
  const { nodes, packed: loose } = attemptWithLimits(withoutHostSpread(model));
  for (const counts of numbersOfNodes(model, nodes, fits ? costOf(limited) : Infinity)) {
    const tried = attemptOn(
      model,
      { ...packed, request: requestOf(packed.chosen.packed, loose.base), base: loose.base },
      counts,
    );
    const holds = tried && everythingFits(tried) && stuckInRollouts(tried) <= stuck;
    if (holds && (!fits || costOf(tried) < costOf(limited) * (1 - 1e-9))) {
      return tried;
    }
  }
  return limited;
}

/** A plan on so many nodes, on which pods are placed one by one; undefined where that strands one. */
function attemptOn(model: ClusterModel, packed: Packed, counts: NodeCounts): Attempt | undefined {
  const result = placedOnNodes(packed.chosen.packed, counts, packed.base);
  return result && withScenarios(model, { ...packed, result, evenly: true });
}

/** The cheapest plan with no more pods of a workload on a node than its spread over nodes allows whatever the others have. */
function attemptWithLimits(model: ClusterModel): Attempt {
  const chosen = chooseDomains(model);
  const tried = overZones(model, chosen, overPeaks);
  if (everythingFits(tried) || chosen.packed === chosen.held) {
    return tried;
  }
  // What is bound to no domain may need the place of a gang that is: then gangs keep what they require, and no more.
  const freer = overZones(model, { ...chosen, packed: chosen.held }, overPeaks);
  return everythingFits(freer) ? freer : tried;
}

/** Every peak packed in turn, and all together: the cheapest that fits. */
function overPeaks(model: ClusterModel, chosen: Chosen, closed: Closed): Attempt {
  const peaks = peaksOf(model);
  return [undefined, ...(peaks.length > 1 ? peaks : [])]
    .map((base) => attemptFor(model, chosen, base, closed))
    .reduce((best, one) => (isCheaper(one, best) ? one : best));
}

/** Of two packings that cost and promise the same, the one with the lower highest utilisation is taken. */
function attemptFor(model: ClusterModel, chosen: Chosen, base: Peak | undefined, closed: Closed): Attempt {
  const request = requestOf(chosen.packed, base, closed);
  const result = pack(request);
  const plain = withScenarios(model, { chosen, closed, request, result, base, surges: new Map() });
  // Levelling would move pods that an earlier plan has in place.
  const settled = model.effort === 'quick' || request.previous.length > 0;
  const level = settled ? undefined : levelled(request, result.nodes);
  const even = level && withScenarios(model, { ...plain.packed, result: { ...result, nodes: level } });
  return even && keepsAll(even, plain) ? even : plain;
}

/** What comes of nodes that something else packed. */
export function attemptWith(model: ClusterModel, packed: Omit<Packed, 'chosen' | 'request'>): Attempt {
  const chosen = chooseDomains(model);
  const request = requestOf(chosen.packed, packed.base, packed.closed);
  return withScenarios(model, { ...packed, chosen, request });
}

/**
 * The same plan with nodes more, as positions of pools, and with smaller surges. The nodes are empty, unless pods that spread evenly over all
 * nodes have to lie on them too; undefined where those find no place then.
 */
export function adjusted(
  { model, packed: before, nodes, bought }: Attempt,
  extra: readonly number[],
  smaller: ReadonlyMap<string, number>,
): Attempt | undefined {
  const packed = { ...before, surges: new Map([...before.surges, ...smaller]) };
  if (packed.evenly) {
    const counts = { ...nodes };
    extra.forEach((pool) => (counts[model.pools[pool].id] += 1));
    const again = attemptOn(model, packed, counts);
    return again && { ...again, bought };
  }
  const empty = extra.map((pool): PackedNodes => ({ pool, count: 1, steady: new Map(), peak: new Map() }));
  const result = { ...packed.result, nodes: [...packed.result.nodes, ...empty] };
  return { ...withScenarios(model, { ...packed, result }), bought };
}

function withScenarios(model: ClusterModel, packed: Packed): Attempt {
  const { request, result, base, chosen, evenly } = packed;
  const complete = result.unplacedSteady.size === 0;
  const peaks = peaksOf(model);
  const packedPeaks = base ? [base] : peaks;
  const others = base ? peaks.filter(({ name }) => name !== base.name) : [];
  const {
    groups,
    nodes,
    atMaximum,
    packed: all,
    start,
    losses,
    raised,
    bought = [],
  } = withSpares(withPins(chosen.held, groupNodes(chosen.held, request, result.nodes).groups), request, result.nodes, {
    complete,
    fixed: evenly,
    also: (steady) => others.map((peak) => raise(steady, peak)),
  });
  const missingAtPeak = missing(request, result.unplacedPeak, 'NO_ROOM_AT_HPA_MAXIMUM');
  const unplacedIn = (peak: Peak) => missingAtPeak.filter(({ workload }) => peak.members.has(workload));
  const scenarios: Scenario[] = [
    ...packedPeaks.map((peak) => ({
      name: peak.name,
      lost: {},
      added: partOf(peak, atMaximum),
      unplaced: unplacedIn(peak),
    })),
    ...raised.map(({ scenario }) => scenario),
  ].sort((a, b) => byCodeUnit(a.name, b.name));
  const rolled = rolledOut(model, start, complete, packed.surges);
  return {
    model,
    nodes,
    steady: groups,
    start,
    unplaced: missing(request, result.unplacedSteady, 'NO_ROOM'),
    unplacedAtMaximum: [...missingAtPeak, ...raised.flatMap(({ scenario }) => scenario.unplaced)],
    ...rolled,
    scenarios: [...scenarios, ...rolled.scenarios, ...losses.map((loss) => loss.scenario)],
    losses,
    bought,
    packed: { ...packed, result: { ...result, nodes: all } },
    method: result.method,
  };
}

type RolledOut = Pick<Attempt, 'rollouts' | 'scenarios' | 'together' | 'colliding' | 'unproven'>;

/** Every rollout alone, and any few of them at once, with surges that fit. */
function rolledOut(
  model: ClusterModel,
  start: SteadyCluster,
  complete: boolean,
  surges: ReadonlyMap<string, number>,
): RolledOut {
  const alone = (limits: ReadonlyMap<string, number>) => {
    const rollouts: Record<string, RolloutPlan> = {};
    const scenarios: Scenario[] = [];
    for (const workload of complete ? model.workloads : []) {
      const outcome = rollOut(start, workload, limits.get(workload.id));
      if (outcome) {
        rollouts[workload.id] = outcome.plan;
      }
      if (outcome?.scenario) {
        scenarios.push(outcome.scenario);
      }
    }
    return { rollouts, scenarios };
  };
  const first = inGroups(model, alone, surges);
  const {
    limits,
    scenarios,
    colliding,
    unproven = false,
  } = rollOutTogether(start, first.rollouts, model.concurrentRollouts ?? 1);
  const rolled = limits.size > 0 ? inGroups(model, alone, new Map([...surges, ...limits])) : first;
  return { ...rolled, together: scenarios, colliding, unproven };
}

type Alone = (limits: ReadonlyMap<string, number>) => Pick<RolledOut, 'rollouts' | 'scenarios'>;

/** Workloads that are rolled out at the same time have one surge, the one that all of them have room for, unless each has settings of its own. */
function inGroups(model: ClusterModel, alone: Alone, limits: ReadonlyMap<string, number>): ReturnType<Alone> {
  const free = alone(limits);
  const least = new Map<string, number>();
  const alike = model.workloads.filter(({ rollout }) => !rollout?.own);
  for (const { id, rolloutGroup } of alike) {
    const surge = free.rollouts[id]?.surge;
    if (rolloutGroup !== undefined && surge !== undefined) {
      least.set(rolloutGroup, Math.min(surge, least.get(rolloutGroup) ?? Infinity));
    }
  }
  const above = alike.filter(
    ({ id, rolloutGroup }) => (free.rollouts[id]?.surge ?? 0) > (least.get(rolloutGroup ?? '') ?? Infinity),
  );
  return above.length === 0
    ? free
    : alone(new Map([...limits, ...above.map(({ id, rolloutGroup }) => [id, least.get(rolloutGroup!)!] as const)]));
}

function missing(request: PackRequest, map: ReadonlyMap<number, number>, code: string): Unplaced[] {
  return [...map]
    .map(([shape, count]) => ({ workload: request.shapes[shape].id, count, code }))
    .sort((a, b) => byCodeUnit(a.workload, b.workload));
}
