import { acceptanceFindings, withAccepted } from '../acceptance';
import { DeviceSlots } from '../device-slots';
import { diagnose, Diagnosis } from './diagnosis';
import { normalised } from './normalise';
import { objectiveOf } from './objective';
import { attempt, Attempt, everythingFits } from './planning';
import { asAsked, shedFindings } from './shed';
import { placed, strengthOf } from './strength';
import { withDrainCures } from '../explain/cures/drain-cures';
import { withRoomCures } from '../explain/cures/room-cures';
import { fits, quickly } from '../explain/cures/trial';
import { grouped } from '../explain/group';
import { guardRails } from '../explain/guard-rails';
import { explainLeftBehind, withoutPromises } from '../explain/left-behind';
import { explainLimits } from '../explain/limits';
import { explainGangs, splitGangs, withoutDomains } from '../explain/queues/gangs';
import { explainNamespaceQuotas } from '../explain/queues/namespace-quotas';
import { explainQueues } from '../explain/queues/queues';
import { quotaOverlap } from '../explain/queues/quota-overlap';
import { explainRolloutNodes } from '../explain/rollout-nodes';
import { explainInterruptions } from '../explain/rollouts/interruptions';
import { explainSyncs } from '../explain/rollouts/syncs';
import { explainSites, withoutSites } from '../explain/sites';
import { explainSpot } from '../explain/spot';
import { explainEmptyZones, explainFewZones } from '../explain/spreads';
import { explainStranded } from '../explain/stranded';
import { explainRollouts } from '../explain/surge';
import { explainTimetables } from '../explain/timetables';
import { explainTogether } from '../explain/together';
import { explainUnplaceable } from '../explain/unplaceable';
import { explainUnprovenLosses } from '../explain/unproven-losses';
import { verdictsOf } from '../explain/why-not';
import { ClusterModel, Finding } from '../model';
import { byCodeUnit, comparing } from '../order';
import { balanceOf } from '../outcome/balance';
import { drainCosts } from '../outcome/drain-costs';
import { leftAfterLosses } from '../outcome/left-after-loss';
import { Proven } from '../outcome/namespace-peak';
import { transitionsOf } from '../outcome/transitions';
import { ClusterPlan } from '../plan';
import { ClusterState } from '../scenario/cluster-state';
import { roomOf } from '../scenario/steady-cluster';
import { atAllSites, placeOf } from '../sites';
import { giveUpSolver, SOLVER, SolverFailed, theSolver } from '../solver/solver';
import { someOf } from '../some-of';
import { timetableOf } from '../timetable/schedule';

/** So many workloads are named. */
const MOST_NAMED = 3;

const SEVERITIES = ['error', 'warning', 'info'];

/** Plans one cluster: places every pod, checks every scenario, proves a bound, and explains what does not hold. */
export function planCluster(given: ClusterModel): ClusterPlan {
  const model = normalised(given);
  try {
    return theSolver() ? planned(model) : planned(withoutSolver(model));
  } catch (error) {
    if (!(error instanceof SolverFailed)) {
      throw error;
    }
    giveUpSolver();
    return planned(withoutSolver(model, error.message));
  }
}

/** The same cluster, planned by heuristics alone, and saying so. */
function withoutSolver(model: ClusterModel, why = 'it could not be loaded'): ClusterModel {
  const finding: Finding = {
    code: 'SOLVER_UNAVAILABLE',
    severity: 'warning',
    path: model.path,
    message: `planned by heuristics alone, with a weak bound: the solver (${SOLVER}) is of no use here: ${why}`,
    cure: [
      'in a program bundled into one file: highs.wasm and highs.js of the package beside it',
      'else install the package again: its files are not complete',
      'a Node.js with WebAssembly',
    ],
  };
  return { ...model, effort: 'quick', findings: [...model.findings, finding] };
}

function planned(asked: ClusterModel): ClusterPlan {
  const chosen = placed(asked);
  const { diagnosis, reserved, shed } = chosen;
  const timetables = asked.timetables?.map(timetableOf);
  const { tried, robust, spare, transitions } = diagnosis;
  const { model } = tried;
  const shown = spare?.shown ?? tried;
  const slots = new DeviceSlots(model);
  const proven: Proven = {
    model: shed ? asAsked(model, asked) : model,
    nodes: shown.nodes,
    scenarios: slots.ofScenarios(shown.scenarios, shown.steady),
    transitions: slots.ofScenarios(
      (transitions && shown !== tried ? transitionsOf(shown) : transitions)?.scenarios ?? [],
      shown.steady,
    ),
    rollouts: tried.rollouts,
    room: diagnosis.fits ? roomOf(tried.start) : {},
  };
  const all = [
    ...model.findings,
    ...chosen.findings,
    ...explain(diagnosis),
    ...explainUnprovenLosses(diagnosis),
    ...explainStranded(reserved ? reserved.rest : diagnosis),
    ...withDrainCures(diagnosis, withRoomCures(diagnosis)),
    ...guardRails(tried),
    ...explainNamespaceQuotas({ model, nodes: shown.nodes, rollouts: tried.rollouts }),
    ...explainQueues(tried, spare?.spares ?? {}),
    ...shedFindings(asked, shed?.unplaced ?? []),
    ...explainTimetables(timetables ?? []),
    ...quotaOverlap(proven),
  ];
  const findings = settled(model, all);
  const feasible = !findings.some(isError);
  const drains = feasible && transitions ? drainCosts(tried, transitions.drains) : undefined;
  const balance = balanceOf(model, tried.steady, tried.scenarios);
  return {
    ...proven,
    feasible,
    steady: slots.ofGroups(shown.steady),
    unplaced: [...tried.unplaced, ...(shed?.unplaced ?? [])],
    budgets: transitions?.budgets ?? {},
    afterLoss: feasible ? leftAfterLosses(tried, robust?.placements?.left, reserved?.reservation) : {},
    ...(drains && { drains }),
    spares: spare?.spares ?? {},
    ...(robust?.robustness && { robustness: robust.robustness }),
    verdicts: verdictsOf(tried.start),
    headroom: feasible ? headroomOf(tried) : {},
    ...(timetables && { timetables }),
    ...(feasible && {
      objective: chosen.objective ?? objectiveOf(shown, reserved),
      strength: strengthOf(chosen),
    }),
    ...(reserved && { reservation: reserved.reservation }),
    packing: { effort: model.effort ?? 'standard', method: tried.method },
    ...(balance && { balance }),
    findings,
  };
}

/** Findings as they are told: those that the user accepts lowered, equal ones together, the worst first. */
function settled(model: ClusterModel, all: readonly Finding[]): Finding[] {
  const judged = withAccepted(all, model.accepted ?? []);
  // A plan with errors was not tried in every way: what it does not say, it might.
  const idle = judged.findings.some(isError) ? [] : judged.idle;
  const told = [...judged.findings, ...acceptanceFindings({ ...judged, idle })];
  return grouped(atAllSites(model, told)).sort(
    comparing<Finding>(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
      (a, b) => byCodeUnit(a.code, b.code),
      (a, b) => byCodeUnit(a.path, b.path),
      (a, b) => byCodeUnit(a.message, b.message),
    ),
  );
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function headroomOf({ model, start }: Attempt): Record<string, number> {
  return Object.fromEntries(
    model.workloads.map(({ id, replicas }) => [id, new ClusterState(start).add(id, replicas.planned)]),
  );
}

function explain(diagnosis: Diagnosis): Finding[] {
  const { tried } = diagnosis;
  const unplaceable = [...explainUnplaceable(tried.model), ...explainFewZones(tried.model)];
  if (unplaceable.length > 0) {
    return unplaceable;
  }
  if (!diagnosis.fits) {
    const zones = explainEmptyZones(tried);
    if (zones.length > 0) {
      return zones;
    }
    const gangs = explainGangs({ ...tried, model: quickly(tried.model) });
    if (gangs.length > 0) {
      const others = withoutDomains(tried.model, gangs);
      return [...gangs, ...(fits(quickly(others)) ? [] : explainLimits(others))];
    }
    const behind = explainLeftBehind(tried);
    if (behind.length > 0) {
      const others = attempt(withoutPromises(tried.model, behind));
      return [...behind, ...(everythingFits(others) ? [] : explain(diagnose(others)))];
    }
    const atSites = explainSites(tried.model);
    const cloud = withoutSites(tried.model);
    return [...atSites, ...(atSites.length > 0 && fits(quickly(cloud)) ? [] : explainLimits(cloud))];
  }
  return [
    ...explainInterruptions(tried),
    ...splitGangs(tried),
    ...explainRollouts(diagnosis),
    ...explainRolloutNodes(tried),
    ...explainSyncs(diagnosis),
    ...explainTogether(tried),
    ...explainPreemption(tried),
    ...explainSpot(tried),
  ];
}

/** Preemption is simulated only where the scheduler is steered: elsewhere the plan says where it could happen. */
function explainPreemption(tried: Attempt): Finding[] {
  if (tried.model.workloads.some(({ size }) => size !== undefined)) {
    return [];
  }
  const byWorkload = new Map<string, string[]>();
  for (const { scenario, mayPreempt } of tried.losses) {
    for (const id of mayPreempt) {
      byWorkload.set(id, [...(byWorkload.get(id) ?? []), scenario.name]);
    }
  }
  if (byWorkload.size === 0) {
    return [];
  }
  const named = [...byWorkload].map(([id, scenarios]) => `${id} (${scenarios.join(', ')})`);
  const workloads = [...byWorkload.keys()].map((id) => tried.start.workloads.get(id)!);
  const paths = [...new Set(workloads.map(({ path }) => path))];
  return [
    {
      code: 'PREEMPTION_NOT_MODELLED',
      severity: 'warning',
      uncovered: true,
      ...placeOf(workloads[0]),
      message: `pods that wait after a loss may evict pods of lower priority, which the plan does not simulate: of ${someOf(named, MOST_NAMED)}`,
      ...(paths.length > 1 && { count: paths.length, paths }),
      cure: ['a priority class with preemptionPolicy Never'],
    },
  ];
}
