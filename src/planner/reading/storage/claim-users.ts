import { Claim } from './claim';
import { claimsOf } from './claims-of-pods';
import { Storage } from './storage';
import { mostPods } from '../scheduling/rules';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A claim that is one object, and who mounts it. */
export interface SharedClaim {
  readonly claim: Claim;
  readonly users: readonly WorkloadDraft[];
}

/** Who mounts which claim. */
export class ClaimUsers {
  private readonly claims: ReadonlyMap<WorkloadDraft, readonly Claim[]>;
  private readonly users = new Map<string, { readonly claim: Claim; readonly users: WorkloadDraft[] }>();

  public constructor(drafts: readonly WorkloadDraft[], storage: Storage) {
    this.claims = new Map(drafts.map((draft) => [draft, claimsOf(draft.pod.spec ?? {}, draft.namespace, storage)]));
    for (const [draft, claims] of this.claims) {
      for (const claim of claims.filter(({ own }) => !own)) {
        const key = `${draft.namespace}/${claim.name}`;
        const shared = this.users.get(key) ?? { claim, users: [] };
        shared.users.push(draft);
        this.users.set(key, shared);
      }
    }
  }

  public of(draft: WorkloadDraft): readonly Claim[] {
    return this.claims.get(draft) ?? [];
  }

  /** Claims that are one object each, in the order of their users. */
  public get shared(): readonly SharedClaim[] {
    return [...this.users.values()];
  }

  /** Claims of which a pod of the workload has one that no other pod has. */
  public alone(draft: WorkloadDraft): readonly Claim[] {
    return this.of(draft).filter(
      ({ own, name }) => own || this.users.get(`${draft.namespace}/${name}`)!.users.every(isOnePod(draft)),
    );
  }
}

/** Most pods of a workload that run at a time; those of a daemonset are one for each node. */
export function podsOf(draft: WorkloadDraft): number {
  return draft.daemon ? Infinity : mostPods(draft);
}

function isOnePod(draft: WorkloadDraft): (user: WorkloadDraft) => boolean {
  return (user) => user === draft && podsOf(user) <= 1;
}
