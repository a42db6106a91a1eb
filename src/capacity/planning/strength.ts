import { diagnose, Diagnosis } from './diagnosis';
import { leftOut, noPlaces, outOfReach, rolesWithoutTaint, steersForMore, tooDear } from '../explain/places';
import { ClusterModel, Finding, PlacementKind } from '../model';
import { objectiveOf } from './objective';
import { Objective, Strength } from '../plan';
import { attempt, costOf } from './planning';
import { diagnoseReserved, Reserved } from './reserved-attempt';
import { Shed, withoutShed } from './shed';
import { diagnoseSteered, runningShort, whyNotSteered } from './steered-attempt';

/** Places of their own may cost so many times what is needed without; beyond, pods are placed freely where nobody asked for more. */
const AFFORDABLE = 1.25;

/** So much more or less where an earlier plan has them already, or does without: a workload that grows by a pod is no reason to turn a whole cluster. */
const TURNS = 0.1;

/** Steered plans that strand a pod in a greater share of fresh orders are not taken where something proved is to be had. */
const MOST_STRANDING = 0.001;

type Unsteered = Exclude<PlacementKind, 'steered'>;

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
  if (placement === 'steered') {
    return steeredAtBest(asked);
  }
  return unsteered(asked, placement, placement === 'free' ? undefined : diagnoseReserved(asked));
}

function unsteered(asked: ClusterModel, placement: Unsteered, reserved: Reserved | undefined): Placed {
  if (!reserved) {
    const free = freely(asked);
    return { ...free, findings: placement === 'reserved' && free.diagnosis.fits ? [noPlaces(asked)] : [] };
  }
  const owned = owning(asked, reserved, placement === 'reserved');
  const { value, claimed, bound } = owned.objective;
  const most = affordable(asked);
  if (placement === 'reserved' || value <= most * (claimed?.bound ?? bound)) {
    return owned;
  }
  const free = freely(asked);
  const cost = costOf(free.diagnosis.tried);
  return holds(free.diagnosis) && costOf(reserved.diagnosis.tried) > most * cost
    ? { ...free, findings: [tooDear(asked, owned.objective, cost)] }
    : owned;
}

function affordable({ previous = [], previousRoles = [] }: ClusterModel): number {
  return AFFORDABLE + (previousRoles.length > 0 ? TURNS : previous.length > 0 ? -TURNS : 0);
}

/** What comes of places that workloads own. */
function owning(asked: ClusterModel, reserved: Reserved, wanted: boolean): Placed & { readonly objective: Objective } {
  const { diagnosis, rest, reservation } = reserved;
  const findings = [
    ...(wanted ? leftOut(asked.path, rest?.tried.model.workloads ?? []) : []),
    ...rolesWithoutTaint(asked, reservation),
  ];
  return { diagnosis, reserved, objective: objectiveOf(diagnosis.spare?.shown ?? diagnosis.tried, reserved), findings };
}

/**
 * Steered; or what promises as much for less. The search begins with the nodes on which workloads own places too: what holds there in every order
 * holds where larger pods come first.
 */
function steeredAtBest(asked: ClusterModel): Placed {
  const reserved = diagnoseReserved(asked);
  const against = whyNotSteered(asked);
  const steered =
    against === undefined ? diagnoseSteered(asked, reserved ? [nodesByPool(asked, reserved)] : []) : undefined;
  if (!steered) {
    const other = unsteered(asked, 'automatic', reserved);
    return other.diagnosis.fits ? { ...other, findings: [...other.findings, outOfReach(asked, against)] } : other;
  }
  const cost = costOf(steered.tried);
  const cheaper = (diagnosis: Diagnosis) => costOf(diagnosis.tried) < cost * (1 - 1e-9);
  if (reserved && !reserved.rest && (cheaper(reserved.diagnosis) || strandsOften(steered))) {
    const owned = owning(asked, reserved, false);
    return { ...owned, findings: [...owned.findings, steersForMore(asked, cost, owned.diagnosis, 'reserved')] };
  }
  // What is placed freely never costs less than its packing alone, which is known sooner.
  const free = costOf(attempt(asked)) < cost * (1 - 1e-9) ? freely(asked) : undefined;
  return free && cheaper(free.diagnosis) && holds(free.diagnosis) && !strandsOften(free.diagnosis)
    ? { ...free, findings: [steersForMore(asked, cost, free.diagnosis, 'free')] }
    : { diagnosis: { ...steered, rollouts: [] }, steered: true, findings: runningShort(steered) };
}

/** Nodes of every pool, by position, whatever their roles. */
function nodesByPool({ pools }: ClusterModel, { split, diagnosis }: Reserved): number[] {
  const { nodes } = diagnosis.tried;
  return pools.map(({ id }) => split(id).reduce((sum, part) => sum + (nodes[part] ?? 0), 0));
}

/** True where fresh orders strand pods more often than steering is worth. */
function strandsOften({ robust }: Diagnosis): boolean {
  if (robust?.proved) {
    return false;
  }
  const { failed, fresh } = robust?.fresh?.() ?? { failed: 1, fresh: 1 };
  return failed > MOST_STRANDING * fresh;
}

/** What stands behind a plan: it is as strong as the weakest of its parts. */
export function strengthOf({ diagnosis: { robust }, reserved, steered }: Placed): Strength {
  if (reserved && !reserved.rest) {
    return { kind: 'reserved' };
  }
  const kind = steered ? 'steered' : 'free';
  if (robust?.proved) {
    return { kind, proof: 'any-fit' };
  }
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
