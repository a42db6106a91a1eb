import { LossOutcome, loseNodes, Shortfall, shortfalls } from './lose-nodes';
import { Loss, lossesOf, lostZone, SPOT_LOST } from './loss';
import { RolloutNodes, withRoomForRollouts } from './rollout-room';
import { mayGetNodes, SteadyCluster } from './steady-cluster';
import { ClusterModel, Pods, PoolModel, WorkloadModel } from '../model';
import { PackedNodes, PackRequest, roomInPool } from '../packing/request';
import { Grouped, groupNodes } from '../packing/translate';

export interface SpareOptions {
  /** True where all pods have a place at steady. */
  readonly complete: boolean;
  /** True where no node may be added. */
  readonly fixed?: boolean;
  /** What has to fit besides every loss. */
  readonly also: (start: SteadyCluster) => LossOutcome[];
}

/** Nodes with their spares, and what comes of every loss and peak with them. */
export interface Spared extends Grouped {
  /** What was packed, and the spares. */
  readonly packed: readonly PackedNodes[];
  readonly start: SteadyCluster;
  readonly losses: readonly LossOutcome[];
  readonly raised: readonly LossOutcome[];
  /** Nodes among them that only rollouts and canaries need. */
  readonly bought?: readonly RolloutNodes[];
}

/** Found out one by one, as far as somebody asks. */
class Lazily<T> {
  private readonly known: T[] = [];

  public constructor(private readonly source: Iterator<T>) {}

  public get isEmpty(): boolean {
    return this[Symbol.iterator]().next().done === true;
  }

  public *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; ; i++) {
      if (i === this.known.length) {
        const { done, value } = this.source.next();
        if (done) {
          return;
        }
        this.known.push(value);
      }
      yield this.known[i];
    }
  }
}

/** A workload that is short of pods after a loss, or where it has to have more. */
interface Lack extends Shortfall {
  readonly after: Loss | LossOutcome;
  readonly zone?: string;
  readonly spotGone?: boolean;
  /** Zones of the nodes that are lost. */
  readonly lostZones: ReadonlySet<string | undefined>;
}

/** Nodes with some spares, and what is missing with them: it is looked at no further than to what says what to do. */
interface Trial extends Grouped {
  readonly packed: readonly PackedNodes[];
  readonly start: SteadyCluster;
  readonly losses: readonly Loss[];
  readonly raised: () => readonly LossOutcome[];
  readonly missing: Lazily<Lack>;
}

/**
 * Adds empty nodes where a loss or a peak leaves too little room for the pods that must come back, takes back what was not needed, and takes
 * cheaper nodes where these do.
 */
export function withSpares(
  model: ClusterModel,
  request: PackRequest,
  packed: readonly PackedNodes[],
  { complete, fixed, also }: SpareOptions,
): Spared {
  const tryWith = (spares: readonly number[]): Trial => {
    const extra = spares.map((pool): PackedNodes => ({ pool, count: 1, steady: new Map(), peak: new Map() }));
    const all = [...packed, ...extra];
    const grouped = groupNodes(model, request, all);
    const start = new SteadyCluster(model, grouped.groups);
    const losses = complete ? lossesOf(model, grouped.groups) : [];
    let known: readonly LossOutcome[] | undefined;
    const raised = () => (known ??= complete ? also(start) : []);
    return { ...grouped, packed: all, start, losses, raised, missing: new Lazily(lacks(start, losses, raised)) };
  };
  const { spares, trial } = enough(model, request, tryWith, fixed);
  if (!holds(trial) || !complete || fixed) {
    return outcomesOf(trial);
  }
  const grow = (extra: readonly number[]) => {
    const larger = tryWith([...spares, ...extra]);
    return holds(larger) ? larger : undefined;
  };
  const { best, bought } = withRoomForRollouts(model, trial, grow);
  return { ...outcomesOf(best), bought };
}

/** So many spare nodes are tried one by one whether they are needed, or a cheaper one does. */
const MOST_TRIMMED = 60;

type TryWith = (spares: readonly number[]) => Trial;

/** Spares, as positions of pools, and what comes of them. */
interface Grown {
  readonly spares: readonly number[];
  readonly trial: Trial;
}

/** Spares, as positions of pools, with which nothing is missing; where they do not help, those that were tried. */
function enough(model: ClusterModel, request: PackRequest, tryWith: TryWith, fixed: boolean | undefined): Grown {
  const none = tryWith([]);
  if (fixed) {
    return { spares: [], trial: none };
  }
  let { spares, trial } = grown(model, request, tryWith, none, false);
  // A spread may leave no choice of the zone: then the cheapest one may be of no use, however many nodes it gets.
  if (!holds(trial) && [...trial.missing].some(({ workload }) => isSpread(workload))) {
    const inTurn = grown(model, request, tryWith, none, true);
    [spares, trial] = holds(inTurn.trial) ? [inTurn.spares, inTurn.trial] : [spares, trial];
  }
  if (!holds(trial) || spares.length > MOST_TRIMMED) {
    return { spares, trial };
  }
  const cost = (p: number) => model.pools[p].price ?? 1;
  const changes = [
    (i: number) => [spares.filter((_, j) => j !== i)],
    (i: number) =>
      model.pools
        .flatMap((_, p) => (cost(p) < cost(spares[i]) && isOpen(model, trial, p) ? [p] : []))
        .sort((a, b) => cost(a) - cost(b) || a - b)
        .map((p) => spares.map((spare, j) => (j === i ? p : spare))),
  ];
  for (const changed of changes) {
    for (let i = spares.length - 1; i >= 0; i--) {
      for (const other of changed(i)) {
        const tried = tryWith(other);
        if (holds(tried)) {
          [spares, trial] = [other, tried];
          break;
        }
      }
    }
  }
  return { spares, trial };
}

/** Spares one after the other, for what is missing with those before: as long as some pool may grow, and until every pod that has to be placed has one. */
function grown(model: ClusterModel, request: PackRequest, tryWith: TryWith, none: Trial, inTurn: boolean): Grown {
  const spares: number[] = [];
  let trial = none;
  // With a node of its own for every pod that has to come back or be there, room is not what is missing.
  const most = podsToPlace(none) * (inTurn ? new Set(model.pools.map(({ zone }) => zone)).size : 1);
  while (spares.length < most) {
    const more = spareNodes(model, request, trial, inTurn ? spares : []);
    if (more.length === 0) {
      break;
    }
    spares.push(...more.slice(0, most - spares.length));
    trial = tryWith(spares);
  }
  return { spares, trial };
}

/** The same with what comes of every loss. */
function outcomesOf({ losses, raised, missing, ...trial }: Trial): Spared {
  return { ...trial, losses: losses.map((loss) => loseNodes(trial.start, loss)), raised: raised() };
}

function holds({ missing }: Trial): boolean {
  return missing.isEmpty;
}

/** Pods that have to find a place where some find none, those with one too: they may take it from others. */
function podsToPlace({ missing, start }: Trial): number {
  const sum = (pods: Pods, count = 1) => count * Object.values(pods).reduce((all, n) => all + n, 0);
  let pods = 0;
  for (const after of new Set([...missing].map((lack) => lack.after))) {
    if ('scenario' in after) {
      after.scenario.added.forEach((more) => (pods += sum(more.pods, more.count)));
      after.scenario.unplaced.forEach(({ count }) => (pods += count));
    } else {
      after.lost.forEach(([group, count]) => (pods += sum(start.runOf(group).group.pods, count)));
    }
  }
  return pods;
}

function isSpread({ zoneSkew, maxPerZone }: WorkloadModel): boolean {
  return zoneSkew !== undefined || maxPerZone !== undefined;
}

/** True where the pool may have a node more. */
function isOpen(model: ClusterModel, { nodes, start }: Trial, p: number): boolean {
  const pool = model.pools[p];
  return nodes[pool.id] < (pool.maxNodes ?? Infinity) && (nodes[pool.id] > 0 || mayGetNodes(start, pool));
}

/** What losses leave short, and what has to fit besides, in turn. */
function* lacks(start: SteadyCluster, losses: readonly Loss[], raised: () => readonly LossOutcome[]): Generator<Lack> {
  for (const loss of losses) {
    const { name, lost } = loss;
    const lostZones = new Set(lost.map(([group]) => start.runOf(group).pool.zone));
    for (const short of shortfalls(start, loss)) {
      yield { ...short, after: loss, zone: lostZone(name), spotGone: name === SPOT_LOST, lostZones };
    }
  }
  for (const outcome of raised()) {
    for (const short of outcome.short) {
      yield { ...short, after: outcome, lostZones: new Set() };
    }
  }
}

/**
 * Nodes that help a workload that a loss leaves short, as positions of pools: of the cheapest pool for its pods, in the zone with fewest nodes, or fewest of
 * the spares given; several at once where much is missing. Empty where no pool may grow.
 */
function spareNodes(model: ClusterModel, request: PackRequest, trial: Trial, before: readonly number[]): number[] {
  const { nodes } = trial;
  const sparesIn = ({ zone }: PoolModel) => before.filter((p) => model.pools[p].zone === zone).length;
  for (const { workload, left, needed, zone, spotGone, lostZones } of trial.missing) {
    if (workload.nodePinned || (zone !== undefined && workload.zonePinned)) {
      continue;
    }
    const shape = model.workloads.indexOf(workload);
    // Back into its own zone a pod may always come, whatever its spread.
    const isHome = (pool: PoolModel) => isSpread(workload) && zone === undefined && lostZones.has(pool.zone);
    const open = model.pools
      .map((pool, p) => ({ pool, p, room: roomInPool(request, shape, p) }))
      .filter(
        ({ pool, p, room }) =>
          room > 0 &&
          workload.eligible.includes(pool.id) &&
          (zone === undefined || pool.zone !== zone) &&
          !(spotGone && pool.spot) &&
          (!workload.zonePinned || lostZones.size === 0 || lostZones.has(pool.zone)) &&
          isOpen(model, trial, p),
      )
      .sort(
        (a, b) =>
          Number(isHome(b.pool)) - Number(isHome(a.pool)) ||
          sparesIn(a.pool) - sparesIn(b.pool) ||
          (a.pool.price ?? 1) / Math.min(a.room, needed - left) -
            (b.pool.price ?? 1) / Math.min(b.room, needed - left) ||
          nodes[a.pool.id] - nodes[b.pool.id] ||
          a.p - b.p,
      );
    if (open.length > 0) {
      const [{ pool, p, room }] = open;
      const alike = open.filter((other) => other.pool.pool === pool.pool).length;
      const wanted = Math.max(1, Math.floor(Math.ceil((needed - left) / room) / alike));
      return new Array<number>(Math.min(wanted, (pool.maxNodes ?? Infinity) - nodes[pool.id])).fill(p);
    }
  }
  return [];
}
