import { PoolModel, WorkloadModel } from '../../../capacity/model';
import { PoolDescription } from '../description';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A pool in one zone, as described and as planned. */
interface Place {
  readonly pool: PoolDescription;
  readonly zone: string | undefined;
  readonly model: PoolModel;
}

/** Where the pods of workloads may run. */
export class Places {
  /**
   * @param pools of the cluster, or of one site
   * @param models of the workloads; daemonsets stand in the pools
   */
  public constructor(
    public readonly pools: readonly Place[],
    private readonly models: ReadonlyMap<WorkloadDraft, WorkloadModel>,
  ) {}

  public of(draft: WorkloadDraft): Place[] {
    const admitted = this.models.get(draft)?.eligible;
    return this.pools.filter(({ model }) =>
      admitted ? admitted.includes(model.id) : model.daemonsets[draft.id] !== undefined,
    );
  }

  /** Most pods of the workload that may be on one node. */
  public mostOnNode(draft: WorkloadDraft): number {
    return draft.daemon ? 1 : (this.models.get(draft)?.maxPerNode ?? Infinity);
  }

  /** Most nodes on which pods of these workloads may be. */
  public nodes(drafts: readonly WorkloadDraft[]): number {
    const places = new Set(drafts.flatMap((draft) => this.of(draft)));
    return [...places].reduce((sum, { model }) => sum + (model.maxNodes ?? Infinity), 0);
  }

  /** Number of zones in which pods of these workloads may be. */
  public zones(drafts: readonly WorkloadDraft[]): number {
    return new Set(drafts.flatMap((draft) => this.of(draft)).map(({ zone }) => zone)).size;
  }
}
