import { ClusterState } from './cluster-state';
import { Comeback, Returning } from './comeback';
import { isSpotOnly, Loss, lostZone, SPOT_LOST, spotPools } from './loss';
import { SteadyCluster } from './steady-cluster';
import { Back, worstBack } from './worst-return';
import { WorkloadModel } from '../model';
import { byCodeUnit } from '../order';

/** Why lost pods do not come back elsewhere; undefined where they may. */
function staysAway({ staysBound, zonePinned, nodePinned }: WorkloadModel, zoneGone: boolean): string | undefined {
  if (nodePinned) {
    return 'VOLUME_ON_LOST_NODE';
  }
  if (staysBound) {
    return 'STAYS_ON_LOST_NODE';
  }
  return zonePinned && zoneGone ? 'VOLUME_IN_LOST_ZONE' : undefined;
}

/** What a loss, or a drain, leaves before anything comes back. */
export class Aftermath {
  /** Pods of each workload that are lost. */
  public readonly gone = new Map<string, number>();
  private readonly zoneGone: boolean;
  private readonly spot?: ReadonlySet<string>;
  private readonly zones: ReadonlySet<string | undefined>;
  private made?: ClusterState;
  private crowd?: Comeback;

  /** @param drained true where the nodes are drained: pods are then evicted one by one, and any may come back first */
  public constructor(
    private readonly start: SteadyCluster,
    private readonly loss: Loss,
    private readonly drained = false,
  ) {
    for (const [group, count] of loss.lost) {
      for (const [id, n] of Object.entries(start.runOf(group).group.pods)) {
        this.gone.set(id, (this.gone.get(id) ?? 0) + n * count);
      }
    }
    this.spot = loss.name === SPOT_LOST ? spotPools(start.model.pools) : undefined;
    // Nodes of all zones go with those that the cloud takes back: nobody knows which pod was tied to which of them.
    this.zoneGone = lostZone(loss.name) !== undefined || this.spot !== undefined;
    this.zones = new Set(loss.lost.map(([group]) => start.runOf(group).pool.zone));
  }

  /** The nodes that are left, and their pods. */
  public get state(): ClusterState {
    if (!this.made) {
      this.made = new ClusterState(this.start);
      this.loss.lost.forEach(([group, count]) => this.made!.lose(group, count));
    }
    return this.made;
  }

  /** Groups of nodes that there were. */
  public get groups(): number {
    return this.start.groups.length;
  }

  public staysAway(workload: WorkloadModel): string | undefined {
    return staysAway(this.drained ? { ...workload, staysBound: undefined } : workload, this.zoneGone);
  }

  /** Zones that its pods come back to; undefined where any will do. */
  public zonesFor({ zonePinned }: WorkloadModel): ReadonlySet<string | undefined> | undefined {
    return zonePinned ? this.zones : undefined;
  }

  public survivorsOf(id: string): number {
    return (this.start.running.get(id) ?? 0) - (this.gone.get(id) ?? 0);
  }

  public neededOf(workload: WorkloadModel): number {
    const { id, replicas } = workload;
    const { planned, degraded = planned } = replicas;
    if (this.isGivenUp(workload)) {
      return 0;
    }
    return Math.min(degraded, this.start.running.get(id) ?? 0);
  }

  /** True where nothing of it has to be left: nodes that the cloud takes back are all that it has, or nothing is promised after any loss. */
  public isGivenUp(workload: WorkloadModel): boolean {
    return this.spot !== undefined && (this.start.model.survive === 'none' || isSpotOnly(workload, this.spot));
  }

  /** Pods of a workload that surely come back, looked for up to so many. */
  public surelyBack(workload: WorkloadModel, wanted: number, roughly = false): number {
    if (wanted <= 0 || this.staysAway(workload)) {
      return 0;
    }
    this.crowd ??= new Comeback(this.state, this.returning(), !this.drained);
    return this.crowd.surely(workload.id, wanted, roughly);
  }

  /** Fewest that come back in any order; after a loss in any in which higher priorities come first. */
  public worstBack(workload: WorkloadModel, wanted: number, steps?: number): Back {
    const sure = this.surelyBack(workload, wanted, steps === 0);
    if (sure >= wanted || this.staysAway(workload)) {
      return { count: sure, proven: true, steps: 0 };
    }
    const all = this.returning();
    const first = ({ id }: Returning) => this.drained || this.priorityOf(id) >= workload.priority;
    const others = all.filter((one) => one.id !== workload.id && first(one));
    return worstBack(
      this.state,
      all.find(({ id }) => id === workload.id)!,
      others,
      wanted,
      steps,
    );
  }

  /** What may come back, large pods first. */
  private returning(): Returning[] {
    const all = [...this.gone].flatMap(([id, count]): Returning[] => {
      const workload = this.start.workloads.get(id)!;
      return this.staysAway(workload) ? [] : [{ id, count, onlyZones: this.zonesFor(workload) }];
    });
    return all.sort((a, b) => this.sizeOf(b.id) - this.sizeOf(a.id) || byCodeUnit(a.id, b.id));
  }

  private priorityOf(id: string): number {
    return this.start.workloads.get(id)!.priority;
  }

  private sizeOf(id: string): number {
    return this.start.demandsOf(id).share;
  }
}
