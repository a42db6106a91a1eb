import { Domain, Topology } from './domains';
import { fill, Units, unitsIn } from './fill';
import { Room, Share } from './room';
import { ClusterModel, WorkloadModel } from '../model';
import { byCodeUnit, comparing } from '../order';

/** A cluster whose gangs have their places in the topology. */
export interface Chosen {
  /** As it is packed: every gang on the pools that were chosen for it. */
  readonly packed: ClusterModel;
  /** As nodes come and go: only what has to stay in its domain is bound to it. */
  readonly held: ClusterModel;
}

/** Equal gangs that are placed together, so that small ones share a domain instead of breaking many. */
interface Batch {
  readonly gangs: readonly WorkloadModel[];
  readonly units: Units;
}

/** So many places are tried for gangs that require one before the best that was found is taken. */
const MOST_TRIES = 2000;

/** Chooses domains for all gangs: the tightest that hold them, the largest gangs first, so that whole domains stay free. */
export function chooseDomains(model: ClusterModel): Chosen {
  const topology = new Topology(model.pools);
  const gangs = model.workloads.filter(
    ({ gang, eligible }) => gang && eligible.some((id) => topology.whole.pools.includes(id)),
  );
  if (gangs.length === 0) {
    return { packed: model, held: model };
  }
  const room = withoutPinned(model);
  const batches = batchesOf(model, topology, gangs);
  // With a node kept free for whoever has to come back into its domain, if that is possible.
  const kept = model.survive === 'node' ? new Search(topology, batches, true).run(room) : undefined;
  const chosen = kept?.complete ? kept.pools : new Search(topology, batches, false).run(room).pools;
  const limited = (pick: (workload: WorkloadModel, pools: readonly string[]) => readonly string[]): ClusterModel => ({
    ...model,
    workloads: model.workloads.map((workload) => {
      const pools = chosen.get(workload.id);
      return pools ? { ...workload, eligible: pick(workload, pools) } : workload;
    }),
  });
  return {
    packed: limited((_, pools) => pools),
    held: limited((workload, pools) =>
      workload.gang!.mode === 'required' ? around(topology, workload, pools) : workload.eligible,
    ),
  };
}

/** The nodes beside what can run nowhere but on the nodes of one pool. */
function withoutPinned(model: ClusterModel): Room {
  const pinned = model.workloads.filter(({ gang, eligible }) => !gang && eligible.length === 1);
  return pinned.reduce((room, workload) => {
    const [pool] = workload.eligible;
    return room.without(workload, pool, Math.min(workload.replicas.planned, room.for(workload, [pool])));
  }, Room.of(model));
}

/** Pools of the one domain of its level that a gang is in; none where it found no place. */
function around(topology: Topology, { gang, eligible }: WorkloadModel, pools: readonly string[]): readonly string[] {
  const domain =
    gang!.level === undefined ? topology.whole : topology.at(gang!.level).find((one) => one.pools.includes(pools[0]));
  return domain && pools.length > 0 ? eligible.filter((id) => domain.pools.includes(id)) : [];
}

function batchesOf(model: ClusterModel, topology: Topology, gangs: readonly WorkloadModel[]): Batch[] {
  const finest = topology.levels[topology.levels.length - 1];
  const empty = Room.of(model);
  const alike = new Map<string, WorkloadModel[]>();
  for (const workload of gangs) {
    const { gang, requests, eligible, priority, maxPerNode, hostSpread, id } = workload;
    // A gang that no finest domain holds is placed pod by pod, and alone.
    const small = topology.at(finest).some((leaf) => empty.for(workload, leaf.pools) >= gang!.size);
    const key = JSON.stringify([small ? '' : id, gang, requests, eligible, priority, maxPerNode, hostSpread]);
    alike.set(key, [...(alike.get(key) ?? []), workload]);
  }
  return [...alike]
    .map(([key, some]): Batch => {
      const small = key.startsWith('["",');
      const [workload] = some;
      const { size } = workload.gang!;
      return { gangs: some, units: { workload, pods: small ? size : 1, count: small ? some.length : size } };
    })
    .sort(
      comparing<Batch>(
        (a, b) => b.gangs[0].priority - a.gangs[0].priority,
        // What has no choice is no choice of anybody else's.
        (a, b) => Number(isPinned(b)) - Number(isPinned(a)),
        (a, b) => nodesOf(b, empty, topology) - nodesOf(a, empty, topology),
        (a, b) => byCodeUnit(a.gangs[0].id, b.gangs[0].id),
      ),
    );
}

function isPinned({ gangs: [{ eligible }] }: Batch): boolean {
  return eligible.length === 1;
}

/** Share of the whole topology that one gang of the batch takes. */
function nodesOf({ gangs: [workload] }: Batch, empty: Room, { whole }: Topology): number {
  const all = empty.for(workload, whole.pools);
  return all > 0 ? workload.gang!.size / all : 0;
}

/** Tries the domains of gangs that require one, tightest first; what only prefers one takes what is left. */
class Search {
  private tries = 0;
  private best: { readonly pods: number; readonly pools: ReadonlyMap<string, readonly string[]> } = {
    pods: -1,
    pools: new Map(),
  };

  /** @param keeps whether a node stays free in each domain into which a gang has to come back after a loss */
  public constructor(
    private readonly topology: Topology,
    private readonly batches: readonly Batch[],
    private readonly keeps: boolean,
  ) {}

  /** Pools by gang, none for one that finds no place; and whether all found one. */
  public run(room: Room): { readonly pools: ReadonlyMap<string, readonly string[]>; readonly complete: boolean } {
    const complete = this.place(0, room, new Map(), 0);
    return { pools: this.best.pools, complete };
  }

  /** True where all gangs from here on have a place. */
  private place(at: number, room: Room, pools: ReadonlyMap<string, readonly string[]>, pods: number): boolean {
    const batch = this.batches[at];
    if (!batch) {
      if (pods > this.best.pods) {
        this.best = { pods, pools };
      }
      return pods === this.wanted;
    }
    for (const domain of this.candidates(batch, room)) {
      this.tries += 1;
      const { share, room: filled } = fill(room, batch.units, domain);
      const left = this.keeps ? this.withoutReserve(batch, share, filled) : filled;
      if (left && this.place(at + 1, left, new Map([...pools, ...dealt(batch, share)]), pods + podsOf(batch))) {
        return true;
      }
      if (batch.gangs[0].gang!.mode === 'preferred' || this.tries > MOST_TRIES) {
        return false;
      }
    }
    return this.split(at, room, pools, pods);
  }

  /**
   * The room without a node in each domain into which pods of the batch have to come back; undefined where one has none left. A gang that goes
   * on with fewer pods keeps none.
   */
  private withoutReserve({ gangs: [workload] }: Batch, share: Share, room: Room): Room | undefined {
    const { gang, replicas } = workload;
    if (gang!.mode !== 'required' || gang!.level === undefined || (replicas.degraded ?? gang!.size) < gang!.size) {
      return room;
    }
    const domains = this.topology.at(gang!.level).filter(({ pools }) => pools.some((id) => share.has(id)));
    return domains.reduce<Room | undefined>((left, { pools }) => left?.withoutNode(workload, pools), room);
  }

  /** Where no domain holds the batch: its gangs one by one, and none of a gang that finds no place. */
  private split(at: number, room: Room, pools: ReadonlyMap<string, readonly string[]>, pods: number): boolean {
    const batch = this.batches[at];
    let now = room;
    let placed = pods;
    const own = new Map<string, readonly string[]>();
    for (const workload of batch.gangs) {
      const one: Batch = {
        gangs: [workload],
        units: { ...batch.units, count: batch.units.pods === 1 ? workload.gang!.size : 1 },
      };
      const [domain] = this.candidates(one, now);
      const filled = domain && fill(now, one.units, domain);
      own.set(workload.id, filled ? [...filled.share.keys()] : []);
      now = filled?.room ?? now;
      placed += filled ? workload.gang!.size : 0;
    }
    return this.place(at + 1, now, new Map([...pools, ...own]), placed);
  }

  private get wanted(): number {
    return this.batches.reduce((sum, batch) => sum + podsOf(batch), 0);
  }

  /** Domains that hold the batch, those that are to be tried first in front. */
  private candidates({ units, gangs: [{ gang }] }: Batch, room: Room): Domain[] {
    const { levels, whole } = this.topology;
    const holding = (domains: readonly Domain[]) =>
      domains
        .map((domain) => ({ domain, holds: unitsIn(room, units, domain) }))
        .filter(({ holds }) => holds >= units.count)
        .sort((a, b) => a.holds - b.holds)
        .map(({ domain }) => domain);
    if (gang!.mode === 'required' && gang!.level !== undefined) {
      const at = levels.indexOf(gang!.level);
      // Finer domains first: a batch may fit into one of them as a whole.
      return levels
        .slice(at)
        .reverse()
        .flatMap((level) => holding(this.topology.at(level)));
    }
    return [...[...levels].reverse().flatMap((level) => holding(this.topology.at(level))), ...holding([whole])];
  }
}

function podsOf({ gangs }: Batch): number {
  return gangs.reduce((sum, { gang }) => sum + gang!.size, 0);
}

/** Deals the pools of a batch out to its gangs, in the order of both. */
function dealt({ gangs, units }: Batch, share: Share): Map<string, readonly string[]> {
  if (units.pods !== gangs[0].gang!.size) {
    return new Map(gangs.map(({ id }) => [id, [...share.keys()]]));
  }
  const left = new Map(share);
  return new Map(
    gangs.map(({ id, gang }): [string, readonly string[]] => {
      const own: string[] = [];
      let pods = gang!.size;
      for (const [pool, here] of left) {
        const taken = Math.min(pods, here);
        if (taken > 0) {
          own.push(pool);
          left.set(pool, here - taken);
          pods -= taken;
        }
      }
      return [id, own];
    }),
  );
}
