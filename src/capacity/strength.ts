import { diagnose, Diagnosis } from './diagnosis';
import { ClusterModel, Finding, PlacementKind } from './model';
import { objectiveOf } from './objective';
import { Objective, Strength } from './plan';
import { attempt, costOf } from './planning';
import { fixed } from './quantity';
import { diagnoseReserved, Reserved } from './reserved-attempt';
import { Shed, withoutShed } from './shed';

/** Places of their own may cost so many times what is needed without; beyond, pods are placed freely where nobody asked for more. */
const AFFORDABLE = 1.25;

/** So many workloads are named. */
const MOST_NAMED = 5;

/** How a cluster was planned, and what stands behind the plan. */
export interface Placed {
  readonly diagnosis: Diagnosis;
  readonly reserved?: Reserved;
  readonly shed?: Shed;
  /** Known already where the choice took it. */
  readonly objective?: Objective;
  /** Why it is not as strong as it might be. */
  readonly findings: readonly Finding[];
}

/** Plans with what is to stand behind it, or with the strongest that the cluster can have at a price that is taken. */
export function placed(asked: ClusterModel): Placed {
  const { placement = 'free' } = asked;
  const reserved = placement === 'free' || placement === 'steered' ? undefined : diagnoseReserved(asked);
  if (!reserved) {
    return { ...freely(asked), findings: placement === 'reserved' ? [noPlaces(asked)] : [] };
  }
  const { diagnosis } = reserved;
  const shown = diagnosis.spare?.shown ?? diagnosis.tried;
  const objective = objectiveOf(shown, reserved);
  const owned = { diagnosis, reserved, objective, findings: leftOut(reserved, placement) };
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
export function strengthOf({ diagnosis: { robust }, reserved }: Placed): Strength {
  if (reserved && !reserved.rest) {
    return { kind: 'reserved' };
  }
  const measured = robust?.robustness;
  return { kind: 'free', ...(measured && { orders: measured.orders, fresh: 0, failed: measured.stranded }) };
}

function freely(asked: ClusterModel): Omit<Placed, 'findings'> {
  const whole = attempt(asked);
  const shed = withoutShed(whole);
  return shed ? { diagnosis: diagnose(attempt(shed.model)), shed } : { diagnosis: diagnose(whole) };
}

function holds({ fits, rollouts, robust }: Diagnosis): boolean {
  return fits && rollouts.length === 0 && (robust?.robustness?.stranded ?? 0) === 0;
}

function noPlaces({ path }: ClusterModel): Finding {
  return {
    code: 'PLACES_NOT_OWNED',
    severity: 'warning',
    path,
    message: 'no plan was found in which pods own places: they are placed freely, which is measured, not proved',
    cure: ['higher limits on the pools', 'placement: Placement.FREE, which asks for none'],
  };
}

function leftOut({ rest }: Reserved, placement: PlacementKind): Finding[] {
  if (!rest || placement !== 'reserved') {
    return [];
  }
  const { workloads, path } = rest.tried.model;
  const named = workloads.slice(0, MOST_NAMED).map(({ id }) => id);
  const more = workloads.length > MOST_NAMED ? ` and ${workloads.length - MOST_NAMED} more` : '';
  return [
    {
      code: 'PLACES_NOT_OWNED',
      severity: 'warning',
      path,
      message: `pods of ${named.join(', ')}${more} own no places: they are placed freely, which is measured, not proved`,
      cure: ['pools of their own for what cannot own places, and for what shares nodes with it'],
    },
  ];
}

function tooDear({ path }: ClusterModel, { kind, value }: Objective, cost: number): Finding {
  const unit = kind === 'cost' ? ' per hour' : ' nodes';
  return {
    code: 'PLACES_COST_MORE',
    severity: 'info',
    path,
    message: `places of their own for all pods would take ${fixed(value, 4)}${unit}, placed freely they take ${fixed(cost, 4)}: they are placed freely, which is measured, not proved`,
    cure: ['placement: Placement.RESERVED, at that price'],
  };
}
