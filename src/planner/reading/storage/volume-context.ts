import { AttachLimits } from './attach-limits';
import { ClaimUsers } from './claim-users';
import { Places } from './places';
import { SurviveLevel } from '../../../capacity/model';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Who uses which volumes where, in the cluster or at one site. */
export interface VolumeContext {
  readonly users: ClaimUsers;
  readonly drafts: readonly WorkloadDraft[];
  readonly places: Places;
  readonly limits: AttachLimits;
  readonly survive: SurviveLevel;
  /** Where findings about several workloads are. */
  readonly path: string;
}
