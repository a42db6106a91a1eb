import { Ground } from './ground';
import { SurviveLevel, WorkloadModel } from '../model';
import { isSpotOnly, SPOT_LOST, spotPools, zoneLoss } from '../scenario/loss';
import { NodeStates } from '../scheduler/node-states';
import { arrivalOrder, schedule } from '../scheduler/queue';
import { Stranded } from '../scheduler/sampling';
import { Lost, Scheduler } from '../scheduler/scheduler';
import { SchedulerModel } from '../scheduler/scheduler-model';

/** A workload that a loss leaves with fewer pods than it may. */
export type Short = Omit<Stranded, 'order'>;

/** Orders in which lost pods come back, beside those that harm most, where their order matters at all. */
const RANDOM_RETURNS = 2;

/** Nodes that are lost together. */
interface Loss {
  readonly name: string;
  readonly nodes: readonly number[];
  readonly zone?: number;
  /** Ids of the pools whose nodes the cloud takes back, where that is the loss. */
  readonly spot?: ReadonlySet<string>;
}

/** Every loss that is promised to leave enough, after the scheduler has placed everything: what is short of its least in one of them. */
export function shortAfterLosses(
  ground: Ground,
  survive: SurviveLevel,
  random: () => number,
  hurried: boolean,
): Short[] {
  const short: Short[] = [];
  for (const loss of lossesOf(ground.model, survive)) {
    short.push(...afterLoss(ground, loss, random, hurried));
    if (hurried && short.length > 0) {
      break;
    }
  }
  return short;
}

function lossesOf({ cluster, poolOf, zoneOf, zoneNames }: SchedulerModel, survive: SurviveLevel): Loss[] {
  if (survive === 'none') {
    return [];
  }
  const all = [...zoneOf.keys()];
  const spot = spotPools(cluster.pools);
  const taken = all.filter((node) => spot.has(cluster.pools[poolOf[node]].id));
  const atOnce = taken.length > 0 ? [{ name: SPOT_LOST, nodes: taken, spot }] : [];
  if (survive === 'node') {
    return [...all.map((node) => ({ name: `node-lost:${node}`, nodes: [node] })), ...atOnce];
  }
  const zones = [...new Set(zoneOf)].sort((a, b) => a - b);
  return [
    ...zones.map((zone) => ({
      name: zoneLoss(zoneNames[zone]),
      nodes: all.filter((node) => zoneOf[node] === zone),
      zone,
    })),
    ...atOnce,
  ];
}

/** Pods of a workload that a loss takes, how many of them have to come back, and whether they can. */
interface Gone {
  readonly workload: number;
  readonly pods: number;
  readonly must: number;
  readonly returns: boolean;
}

function afterLoss(ground: Ground, loss: Loss, random: () => number, hurried: boolean): Short[] {
  const { model, nodes } = ground;
  const gone = goneIn(model, nodes, loss);
  const away = gone.filter(({ must, returns }) => must > 0 && !returns);
  if (away.length > 0) {
    return away.map(({ workload, must }) => ({ when: loss.name, workload, count: must }));
  }
  const back = gone.filter(({ returns }) => returns);
  const preempts = back.some(({ workload }) => model.workloads[workload].model.preempts);
  if (!preempts && back.every((one) => one.must === 0 || isSure(model, nodes, loss, one, back))) {
    return [];
  }
  const returns = loss.zone === undefined ? returnsOf(model, back, random) : usualReturns(model, back, random);
  for (const order of returns) {
    const short = afterReturn(ground, loss, order, random);
    if (short.length > 0) {
      return hurried ? short.slice(0, 1) : short;
    }
  }
  return [];
}

function goneIn(model: SchedulerModel, nodes: NodeStates, loss: Loss): Gone[] {
  const { nodes: lost, zone, spot } = loss;
  return model.workloads.flatMap(({ model: own }, workload): Gone[] => {
    const { onNode, inZone } = nodes.countsOf(workload);
    const pods = zone === undefined ? lost.reduce((sum, node) => sum + onNode[node], 0) : inZone[zone];
    const must = Math.max(0, leastAfter(own, loss) - (own.replicas.planned - pods));
    return pods === 0
      ? []
      : [{ workload, pods, must, returns: mayReturn(own, zone !== undefined || spot !== undefined) }];
  });
}

/** The least that a loss may leave; none where all its nodes are lost, and it may run on no others. */
function leastAfter(workload: WorkloadModel, { spot }: Loss): number {
  const { degraded, planned } = workload.replicas;
  return spot && isSpotOnly(workload, spot) ? 0 : Math.min(degraded ?? planned, planned);
}

function mayReturn({ nodePinned, staysBound, zonePinned }: WorkloadModel, zoneGone: boolean): boolean {
  return !nodePinned && !staysBound && !(zonePinned && zoneGone);
}

/**
 * True where its pods find places whatever comes before them: each other pod takes at most one of the nodes with room for one of them. A spread
 * that could close a node again is not reasoned about.
 */
function isSure(model: SchedulerModel, nodes: NodeStates, loss: Loss, one: Gone, back: readonly Gone[]): boolean {
  const { model: own, rivals, resourceOf, amountOf, admitted } = model.workloads[one.workload];
  if (own.zoneSkew || own.maxPerZone !== undefined || own.hostSpread || own.zonePinned || rivals.length > 0) {
    return false;
  }
  const others = back.reduce((sum, { pods }) => sum + pods, 0);
  const { onNode } = nodes.countsOf(one.workload);
  let roomy = 0;
  for (let node = 0; node < onNode.length && roomy < others; node++) {
    const open = admitted[model.poolOf[node]] === 1 && onNode[node] < (own.maxPerNode ?? Infinity);
    if (open && !loss.nodes.includes(node) && resourceOf.every((r, i) => nodes.freeOf(node, r) >= amountOf[i])) {
      roomy++;
    }
  }
  return roomy >= others;
}

/** Orders of return: those who may stay out first and the others from the smallest or the largest on, and some drawn by chance. */
function returnsOf(model: SchedulerModel, back: readonly Gone[], random: () => number): number[][] {
  const podsOf = (some: readonly Gone[], count: (one: Gone) => number) =>
    some.flatMap((one) => new Array<number>(count(one)).fill(one.workload));
  const smallest = [...back].sort((a, b) => sizeOf(model, a.workload) - sizeOf(model, b.workload));
  const largest = [...smallest].reverse();
  const harmful = [smallest, largest].map((must) => [
    ...podsOf(largest, ({ pods, must: few }) => pods - Math.min(pods, few)),
    ...podsOf(must, ({ pods, must: few }) => Math.min(pods, few)),
  ]);
  const wanted = model.workloads.map(() => 0);
  back.forEach(({ workload, pods }) => (wanted[workload] = pods));
  const drawn = Array.from({ length: RANDOM_RETURNS }, () => arrivalOrder(wanted, 'one by one', random));
  return [...harmful, ...drawn];
}

/** The pods of a zone wait together, so that the larger ones come first; and one order drawn by chance. */
function usualReturns(model: SchedulerModel, back: readonly Gone[], random: () => number): number[][] {
  const largest = [...back].sort((a, b) => sizeOf(model, b.workload) - sizeOf(model, a.workload));
  const wanted = model.workloads.map(() => 0);
  back.forEach(({ workload, pods }) => (wanted[workload] = pods));
  return [
    largest.flatMap(({ workload, pods }) => new Array<number>(pods).fill(workload)),
    arrivalOrder(wanted, 'one by one', random),
  ];
}

function sizeOf(model: SchedulerModel, workload: number): number {
  return model.weights[workload];
}

/** Lets pods come back in this order; what then has fewer than its least. */
function afterReturn(
  { model, nodes: before, scratch }: Ground,
  loss: Loss,
  order: readonly number[],
  random: () => number,
): Short[] {
  const nodes = scratch.become(before);
  loss.nodes.forEach((node) => nodes.lose(node));
  const away: Lost = { zone: loss.zone };
  const home = loss.zone === undefined ? model.zoneOf[loss.nodes[0]] : undefined;
  const pinned = (workload: number) => model.workloads[workload].model.zonePinned === true;
  const scheduler = new Scheduler(model, nodes, random, away);
  const inZone = new Scheduler(model, nodes, random, { ...away, onlyZone: home });
  schedule(model, inZone, order.filter(pinned), false);
  schedule(
    model,
    scheduler,
    order.filter((workload) => !pinned(workload)),
    false,
  );
  return model.workloads.flatMap(({ model: own }, workload): Short[] => {
    const missing = leastAfter(own, loss) - nodes.runningOf(workload);
    return missing > 0 ? [{ when: loss.name, workload, count: missing }] : [];
  });
}
