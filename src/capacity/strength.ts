import { diagnose, Diagnosis } from './diagnosis';
import { leftOut, noPlaces, rolesWithoutTaint, tooDear } from './explain/places';
import { ClusterModel, Finding } from './model';
import { objectiveOf } from './objective';
import { Objective, Strength } from './plan';
import { attempt, costOf } from './planning';
import { diagnoseReserved, Reserved } from './reserved-attempt';
import { Shed, withoutShed } from './shed';
import { diagnoseSteered, runningShort } from './steered-attempt';

/** Places of their own may cost so many times what is needed without; beyond, pods are placed freely where nobody asked for more. */
const AFFORDABLE = 1.25;

/** How a cluster was planned, and what stands behind the plan. */
export interface Placed {
  readonly diagnosis: Diagnosis;
  readonly reserved?: Reserved;
  /** True where sync waves and priorities steer the scheduler. */
  readonly steered?: true;
  readonly shed?: Shed;
  /** Known already where the choice took it. */
  readonly objective?: Objective;
  /** Why it is not as strong as it might be. */
  readonly findings: readonly Finding[];
}

/** Plans with what is to stand behind it, or with the strongest that the cluster can have at a price that is taken. */
export function placed(asked: ClusterModel): Placed {
  const { placement = 'free' } = asked;
  const diagnosed = placement === 'steered' ? diagnoseSteered(asked) : undefined;
  if (diagnosed) {
    return { diagnosis: { ...diagnosed, rollouts: [] }, steered: true, findings: runningShort(diagnosed) };
  }
  const reserved = placement === 'free' || placement === 'steered' ? undefined : diagnoseReserved(asked);
  if (!reserved) {
    const free = freely(asked);
    return { ...free, findings: placement === 'reserved' && free.diagnosis.fits ? [noPlaces(asked)] : [] };
  }
  const { diagnosis } = reserved;
  const shown = diagnosis.spare?.shown ?? diagnosis.tried;
  const objective = objectiveOf(shown, reserved);
  const findings = [
    ...(placement === 'reserved' ? leftOut(asked.path, reserved.rest?.tried.model.workloads ?? []) : []),
    ...rolesWithoutTaint(asked, reserved.reservation),
  ];
  const owned = { diagnosis, reserved, objective, findings };
  if (placement === 'reserved' || objective.value <= AFFORDABLE * (objective.claimed?.bound ?? objective.bound)) {
    return owned;
  }
  const free = freely(asked);
  const cost = costOf(free.diagnosis.tried);
  return holds(free.diagnosis) && costOf(diagnosis.tried) > AFFORDABLE * cost
    ? { ...free, findings: [tooDear(asked, objective, cost)] }
    : owned;
}

/** What stands behind a plan: it is as strong as the weakest of its parts. */
export function strengthOf({ diagnosis: { robust }, reserved, steered }: Placed): Strength {
  if (reserved && !reserved.rest) {
    return { kind: 'reserved' };
  }
  const kind = steered ? 'steered' : 'free';
  const rate = robust?.fresh?.();
  return { kind, ...(rate && { orders: robust!.robustness!.orders, ...rate }) };
}

function freely(asked: ClusterModel): Omit<Placed, 'findings'> {
  const whole = attempt(asked);
  const shed = withoutShed(whole);
  return shed ? { diagnosis: diagnose(attempt(shed.model)), shed } : { diagnosis: diagnose(whole) };
}

/** What runs short for the time of a rollout is warned of, and buys no nodes. */
function holds({ fits, rollouts, robust }: Diagnosis): boolean {
  const lasting = rollouts.filter(({ kind }) => kind !== 'short');
  return fits && lasting.length === 0 && (robust?.robustness?.stranded ?? 0) === 0;
}
