import { ClusterModel, PoolModel, WorkloadModel } from '../model';
import { shareOfLargest } from './scheduler-model';
import { isSpotOnly, nodeLosses, spotPools } from '../scenario/loss';
import { endsAnywhere } from '../scenario/rollout';

/** Sums of shares are exact only so far. */
const ROUNDING = 1e-9;

/** Nodes by pool id. */
type Nodes = Readonly<Record<string, number>>;

/** Amounts of resources. */
type Limits = readonly (readonly [resource: string, amount: number])[];

/** What may be in the way of a pod: most pods of each workload, by position, and most of each in one zone. */
interface Crowd {
  readonly pods: readonly number[];
  readonly inZone: (w: number) => number;
}

/**
 * True where each pod finds a place in every order of arrival, wherever kube-scheduler puts all others: at steady, at HPA maximum, for the surge of
 * each rollout and for what has to come back after a loss. A node refuses a pod only when others fill it beyond what the pod leaves free, and all
 * others together can do that to fewer nodes than there are. False where that is not so, or the rules of some pods are not reasoned about.
 * @param surges extra pods that rollouts have to start, by workload id
 */
export function fitsInAnyOrder(model: ClusterModel, nodes: Nodes, surges: ReadonlyMap<string, number>): boolean {
  const { workloads, queues = [], sites = [] } = model;
  if (queues.length + sites.length > 0 || !workloads.every(isOrdinary)) {
    return false;
  }
  const room = new Room(model, nodes, surges);
  const shares = workloads.map((workload) => shareOfLargest(workload, model.pools));
  // Where one does not fit it is a large one, most often.
  return [...workloads.keys()]
    .sort((a, b) => shares[b] - shares[a])
    .every((w) => room.atMaximum(w) && room.inRollout(w) && room.afterLosses(w));
}

/** What is told nothing but a place: neither a device, nor a node, nor others that it has to be with. */
function isOrdinary(workload: WorkloadModel): boolean {
  const { gang, device, site, pinned, migrates, mayShed, nodePinned, spreadPools, maxPerZone } = workload;
  const bound = gang ?? device ?? site ?? spreadPools ?? maxPerZone;
  return bound === undefined && !pinned && !migrates && !mayShed && !nodePinned;
}

class Room {
  private readonly steady: readonly number[];
  private readonly rivals: ReadonlySet<string>;
  /** What all requests of a resource are multiples of. */
  private readonly granules: ReadonlyMap<string, number>;

  public constructor(
    private readonly model: ClusterModel,
    private readonly nodes: Nodes,
    private readonly surges: ReadonlyMap<string, number>,
  ) {
    this.steady = model.workloads.map(({ replicas }) => replicas.planned);
    this.rivals = new Set(model.conflicts.flatMap(([a, b]) => [`${a}|${b}`, `${b}|${a}`]));
    const names = new Set(model.workloads.flatMap(({ requests }) => Object.keys(requests)));
    this.granules = new Map(
      [...names].map((name) => [name, granuleOf(model.workloads.map(({ requests }) => requests[name] ?? 0))]),
    );
  }

  /** Beside all pods that autoscalers may start. */
  public atMaximum(w: number): boolean {
    const pods = this.model.workloads.map(({ replicas: { planned, max = 0 } }) => Math.max(planned, max));
    return pods[w] === 0 || this.fits(w, { pods, inZone: (other) => this.mostInZone(other, pods[other]) }, this.nodes);
  }

  /** Beside all pods at steady and its own old ones; and beside those of others that are rolled out at the same time. */
  public inRollout(w: number): boolean {
    const { workloads, concurrentRollouts = 1 } = this.model;
    const many = concurrentRollouts > 1;
    const { rollout, canary = 0, replicas } = workloads[w];
    const extra = workloads.map((_, other) => (many || other === w ? this.extraIn(other) : 0));
    if (replicas.planned === 0 || (!rollout && canary === 0) || (extra[w] === 0 && !many)) {
      return true;
    }
    const pods = this.steady.map((count, other) => count + extra[other]);
    return this.fits(w, { pods, inZone: (other) => this.mostInRollout(other, extra[other]) }, this.nodes);
  }

  /** Extra pods that a rollout starts; one at least where it is somebody else's and has to end. */
  private extraIn(w: number): number {
    const workload = this.model.workloads[w];
    const { id, rollout, canary = 0 } = workload;
    const ends = !rollout || rollout.ours || endsAnywhere(workload);
    const chosen = this.surges.get(id) ?? 0;
    return Math.max(chosen, rollout?.ours ? 0 : canary, rollout && !rollout.ours ? rollout.surge : 0, ends ? 0 : 1);
  }

  /** Most pods in one zone while it is rolled out; where the spread sees one revision only, old ones may all be where new ones come. */
  private mostInRollout(w: number, extra: number): number {
    const old = this.steady[w];
    const all = this.mostInZone(w, old + extra);
    return extra > 0 && this.model.workloads[w].zoneSkewByRevision ? all + this.mostInZone(w, old) : all;
  }

  /** What has to come back after each loss, if anything, finds a place beside all that may come back before it. */
  public afterLosses(w: number): boolean {
    const { survive, pools, workloads } = this.model;
    const { replicas, zonePinned, staysBound, deadZonesCount } = workloads[w];
    const mayGo = Math.max(0, replicas.planned - (replicas.degraded ?? replicas.planned));
    const returns = !zonePinned && !staysBound && !deadZonesCount;
    const crowd = { pods: this.steady, inZone: (other: number) => this.steady[other] };
    const holds = (left: Nodes) => returns && this.fits(w, crowd, left);
    const own = this.poolsOf(w);
    const zones = survive === 'zone' && this.mostInZone(w, replicas.planned) > mayGo ? zonesOf(own) : [];
    const lost = zones.map((zone) => new Set(pools.flatMap((pool) => (pool.zone === zone ? [pool.id] : []))));
    const onNode = own.filter((pool) => nodeLosses(this.model)(pool.id) && this.mostOnNode(w, pool) > mayGo);
    const spot = spotPools(survive === 'none' ? [] : pools);
    const mixes = !isSpotOnly(workloads[w], spot) && own.some(({ id }) => spot.has(id));
    if (mixes && replicas.planned > mayGo) {
      lost.push(new Set(spot));
    }
    return (
      lost.every((gone) => holds(Object.fromEntries(Object.entries(this.nodes).filter(([id]) => !gone.has(id))))) &&
      onNode.every(({ id }) => holds({ ...this.nodes, [id]: this.nodes[id] - 1 }))
    );
  }

  /** Whether one more pod of the workload finds a node, in each zone that its spread may leave open. */
  private fits(w: number, crowd: Crowd, nodes: Nodes): boolean {
    const workload = this.model.workloads[w];
    const pools = this.poolsOf(w, nodes);
    const zones = zonesOf(pools);
    if (pools.length === 0 || (workload.zoneSkew !== undefined && zones.length < (workload.minZones ?? 0))) {
      return false;
    }
    return workload.zoneSkew === undefined
      ? this.hasNode(w, pools, (other) => crowd.pods[other], nodes)
      : zones.every((zone) =>
          this.hasNode(
            w,
            pools.filter((pool) => pool.zone === zone),
            (other) => Math.min(crowd.pods[other], crowd.inZone(other)),
            nodes,
          ),
        );
  }

  /** Whether all others are too few to fill each of the nodes beyond what a pod of the workload leaves free. */
  private hasNode(w: number, pools: readonly PoolModel[], podsOf: (other: number) => number, nodes: Nodes): boolean {
    const { workloads } = this.model;
    const large = pools.flatMap((pool) => {
      const limits = this.limitsOn(w, pool);
      return limits ? [{ id: pool.id, limits }] : [];
    });
    const open = large.reduce((sum, { id }) => sum + nodes[id], 0);
    let filled = 0;
    for (let other = 0; other < workloads.length && filled < open; other++) {
      const pods = podsOf(other) - (other === w ? 1 : 0);
      const there = pods > 0 ? large.filter(({ id }) => workloads[other].eligible.includes(id)) : [];
      const share = there.reduce((most, { limits }) => Math.max(most, this.shareOf(other, w, limits)), 0);
      filled += share * pods;
    }
    return open > Math.floor(filled + ROUNDING);
  }

  /** The share of a node that one pod of another workload, or of its own, closes for the workload. */
  private shareOf(other: number, w: number, limits: Limits): number {
    const { id, maxPerNode = Infinity, hostSpread } = this.model.workloads[w];
    const one = this.model.workloads[other];
    if (this.rivals.has(`${id}|${one.id}`)) {
      return 1;
    }
    const own = other === w ? Math.max(1 / maxPerNode, hostSpread ? 1 / hostSpread.maxSkew : 0) : 0;
    return limits.reduce((most, [name, limit]) => Math.max(most, Math.min(1, (one.requests[name] ?? 0) / limit)), own);
  }

  /** What others have to take of a node at least for it to refuse the workload; undefined where it always does. */
  private limitsOn(w: number, { allocatable }: PoolModel): Limits | undefined {
    const limits = Object.entries(this.model.workloads[w].requests).flatMap(([name, amount]): [string, number][] => {
      const spare = (allocatable[name] ?? 0) - amount;
      const granule = this.granules.get(name)!;
      const more = granule > 0 ? (Math.floor(spare / granule) + 1) * granule : Math.max(spare, Number.MIN_VALUE);
      return amount > 0 ? [[name, spare < 0 ? 0 : more]] : [];
    });
    return limits.every(([, limit]) => limit > 0) ? limits : undefined;
  }

  /** Most pods of so many that come to one zone: none comes where there are more than in the emptiest and the skew. */
  private mostInZone(w: number, pods: number): number {
    const { zoneSkew, minZones = 0 } = this.model.workloads[w];
    const zones = zonesOf(this.poolsOf(w)).length;
    const even = zoneSkew !== undefined && zones >= minZones && zones > 0;
    return even ? Math.min(pods, Math.floor((pods + (zones - 1) * zoneSkew) / zones)) : pods;
  }

  private mostOnNode(w: number, { allocatable }: PoolModel): number {
    const { requests, replicas, maxPerNode = Infinity } = this.model.workloads[w];
    const room = Object.entries(requests).map(([name, amount]) =>
      amount > 0 ? Math.floor((allocatable[name] ?? 0) / amount) : Infinity,
    );
    return Math.min(replicas.planned, maxPerNode, ...room);
  }

  private poolsOf(w: number, nodes: Nodes = this.nodes): PoolModel[] {
    const { eligible } = this.model.workloads[w];
    return this.model.pools.filter(({ id }) => (nodes[id] ?? 0) > 0 && eligible.includes(id));
  }
}

function zonesOf(pools: readonly PoolModel[]): (string | undefined)[] {
  return [...new Set(pools.map(({ zone }) => zone))];
}

/** The largest number of which all are multiples; 0 where they are no whole numbers. */
function granuleOf(amounts: readonly number[]): number {
  return amounts.every(Number.isInteger) ? amounts.reduce(gcd, 0) : 0;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
