import { someClauses } from '../some-of';
import { Check, raises } from './cures/raise';
import { cures, Fault, faultsIn, quickly } from './cures/trial';
import { aggregateVerdict } from './why-not';
import { ClusterModel, Finding, RolloutModel, WorkloadModel } from '../model';
import { isSevere, RolloutFault, rolloutFaults } from '../outcome/rollout-faults';
import { diagnose, Diagnosis } from '../planning/diagnosis';
import { attempt, nodesOf } from '../planning/planning';
import { describeAmount } from '../quantity';
import { placeOf } from '../sites';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** Findings about rollouts: those that hang, surges that find no room, and rollouts that run short. One finding for all of a kind. */
export function explainRollouts(diagnosis: Diagnosis): Finding[] {
  const { rollouts } = diagnosis;
  const all = (kind: RolloutFault['kind']) => rollouts.filter((fault) => fault.kind === kind);
  const asks = ({ rollout }: RolloutFault) => rollout.asked > 0;
  const hanging = all('stuck');
  const byRevision = hanging.filter(({ workload }) => workload.zoneSkewByRevision);
  return [
    ...explained(
      diagnosis,
      hanging.filter((fault) => !byRevision.includes(fault)),
      stuck,
    ),
    ...explained(diagnosis, byRevision, spreadByRevision),
    ...explained(diagnosis, all('unproven'), unproven),
    ...explained(diagnosis, all('refused'), refused),
    ...explained(diagnosis, all('short').filter(asks), short),
    // A pod whose place is written into its manifest is replaced there, and nowhere else.
    ...explained(
      diagnosis,
      all('short').filter((fault) => !asks(fault) && !fault.workload.pinned),
      inPlace,
    ),
  ];
}

/** How one kind of fault is said, and changes of the rollout that may cure it. */
interface Kind {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly say: (fault: RolloutFault, diagnosis: Diagnosis) => string;
  readonly details: (fault: RolloutFault) => Pick<Finding, 'expected' | 'actual'>;
  readonly change: (fault: RolloutFault) => {
    readonly text: string;
    readonly rollout?: Partial<RolloutModel>;
    /** True where its spread counts all pods. */
    readonly allRevisions?: boolean;
    /** True where it is not spread over nodes. */
    readonly anyHosts?: boolean;
  };
  readonly uncovered?: true;
}

/** All pods have to stay, and none may be started beside them wherever these are. */
const stuck: Kind = {
  code: 'ROLLOUT_CANNOT_PROGRESS',
  severity: 'error',
  say: ({ workload, rollout: { asked } }) =>
    asked === 0
      ? `${workload.id} may neither start a pod during a rollout nor stop one: the API server refuses maxSurge 0 with maxUnavailable 0`
      : `a rollout of ${workload.id} can hang: ${
          workload.rollout!.maxUnavailable === 0 ? 'maxUnavailable 0 keeps every pod, and ' : ''
        }no extra pod finds a place`,
  details: ({ workload: { rollout } }) => ({
    expected: 'maxUnavailable >= 1, or room for one pod',
    actual: `maxUnavailable ${rollout!.maxUnavailable}`,
  }),
  change: ({ workload: { rollout } }) => ({
    text: `maxUnavailable ${rollout!.maxUnavailable + 1}`,
    rollout: { maxUnavailable: rollout!.maxUnavailable + 1 },
  }),
};

/** New pods are spread by themselves: an old one that ends may leave a place where the spread lets none of them in. */
const spreadByRevision: Kind = {
  code: 'SPREAD_STOPS_ROLLOUT',
  severity: 'error',
  say: ({ workload: { id } }) =>
    `a rollout of ${id} can hang: its hard spread over zones counts the pods of one revision (matchLabelKeys), so the place that an old pod leaves may be in a zone that is closed to the new one, and the zone that is open may be full`,
  details: () => ({ expected: 'a hard spread that counts all pods, or more room in every zone' }),
  change: ({ workload: { rollout } }) =>
    rollout!.maxUnavailable > 0
      ? { text: 'no matchLabelKeys in the hard spread over zones', allRevisions: true }
      : {
          text: 'no matchLabelKeys in the hard spread over zones with maxUnavailable 1',
          allRevisions: true,
          rollout: { maxUnavailable: 1 },
        },
};

/** Rules that work on each other: what is proved of each does not hold for both. */
const unproven: Kind = {
  code: 'ROLLOUT_NOT_PROVEN',
  severity: 'warning',
  uncovered: true,
  say: ({ workload: { id, hostSpread, zoneSkew, replicas }, rollout: { completesUpTo } }) =>
    `whether a rollout of ${id} runs to its end at ${replicas.planned} replicas is not known, up to ${completesUpTo} it does: ${
      hostSpread && zoneSkew !== undefined
        ? 'it is spread hard over nodes and over zones'
        : 'its hard spread and its limits count the pods of one revision'
    }`,
  details: () => ({}),
  change: ({ workload: { hostSpread, zoneSkew } }) =>
    hostSpread && zoneSkew !== undefined
      ? { text: 'whenUnsatisfiable: ScheduleAnyway in the spread over nodes', anyHosts: true }
      : { text: 'no matchLabelKeys in the hard spread over zones', allRevisions: true },
};

const refused: Kind = {
  code: 'SURGE_DOES_NOT_FIT',
  severity: 'error',
  say: ({ workload, rollout }, { tried }) => {
    const verdict = aggregateVerdict(tried.start, workload);
    return `${rollout.surge} surge slots, not ${rollout.asked}: while ${workload.id} is rolled out at ${workload.replicas.planned} replicas, only ${rollout.surge} of ${rollout.asked} extra pods find a place${verdict ? `: ${verdict}` : ''}`;
  },
  details: ({ rollout }) => ({ expected: `maxSurge <= ${rollout.surge}`, actual: `maxSurge ${rollout.asked}` }),
  change: ({ rollout: { surge } }) => ({
    text: `maxSurge ${surge}`,
    rollout: { surge, ...(surge === 0 && { maxUnavailable: 1 }) },
  }),
};

const short: Kind = {
  code: 'ROLLOUT_RUNS_SHORT',
  severity: 'warning',
  say: ({ workload: { id, replicas }, left }) =>
    `no extra pod of ${id} fits while it is rolled out, so ${left} of ${replicas.planned} replicas run meanwhile, ${replicas.needed} are needed`,
  details: ({ workload: { requests } }) => ({
    expected: `room for 1 pod of ${describeAmount('cpu', requests.cpu ?? 0)}`,
  }),
  change: ({ workload: { rollout } }) =>
    rollout!.ours
      ? { text: 'maxSurge 1', rollout: { surge: 1, explicit: true, maxUnavailable: 0 } }
      : { text: 'maxUnavailable 0', rollout: { maxUnavailable: 0 } },
};

/** The user wants no extra pod: then it says what that means, and no more. */
const inPlace: Kind = {
  ...short,
  severity: 'info',
  say: ({ workload: { id, replicas }, left }) =>
    `a rollout of ${id} starts no extra pod, so ${left} of ${replicas.planned} replicas run meanwhile, ${replicas.needed} are needed`,
  details: () => ({ expected: 'maxSurge >= 1', actual: 'maxSurge 0' }),
  change: ({ workload: { rollout } }) =>
    rollout!.ours
      ? { text: 'maxSurge 1', rollout: { surge: 1, explicit: true, maxUnavailable: 0 } }
      : { text: 'maxSurge 1 with maxUnavailable 0', rollout: { surge: 1, maxUnavailable: 0 } },
};

function explained(diagnosis: Diagnosis, faults: readonly RolloutFault[], kind: Kind): Finding[] {
  if (faults.length === 0) {
    return [];
  }
  const [first] = faults;
  const said = faults.map((fault) => kind.say(fault, diagnosis));
  const paths = [...new Set(faults.map(({ workload }) => workload.path))];
  return [
    {
      code: kind.code,
      severity: kind.severity,
      ...(kind.uncovered && { uncovered: kind.uncovered }),
      ...placeOf(first.workload),
      message: someClauses(said, MOST_NAMED),
      ...(faults.length === 1 && kind.details(first)),
      ...(paths.length > 1 && { count: paths.length, paths }),
      cure: curesOf(diagnosis, faults, kind),
    },
  ];
}

/** Another rollout, a higher limit, or both: what makes all of them right. */
function curesOf(diagnosis: Diagnosis, faults: readonly RolloutFault[], kind: Kind): string[] {
  const { model } = diagnosis.tried;
  const before = faultsIn(diagnosis);
  const ids = new Set(faults.map(({ workload }) => `${workload.id}`));
  const gone: Fault[] = faults.map(({ workload, kind: what }) => ({
    severity: kind.severity,
    what: `${what} ${workload.id}`,
  }));
  const check: Check = {
    fits: (changed) => !rolloutFaults(attempt(changed)).some((fault) => ids.has(fault.workload.id) && isSevere(fault)),
    holds: (changed) => cures(gone, before, changed),
  };
  const changes = new Map(faults.map((fault) => [fault.workload.id, kind.change(fault)]));
  const changed: ClusterModel = {
    ...model,
    workloads: model.workloads.map((workload) => {
      const change = changes.get(workload.id);
      return change ? changedBy(workload, change) : workload;
    }),
  };
  const text = textOf(faults, kind);
  const workloads = faults.map(({ workload }) => workload);
  if (check.holds(quickly(changed))) {
    return [
      `${text}${moreNodes(diagnosis, changed)}`,
      ...(kind.severity === 'error'
        ? raises(model, workloads, check)
            .filter(({ holds }) => holds)
            .map(({ cure }) => cure)
        : []),
    ];
  }
  return [
    ...raises(changed, workloads, check)
      .filter(({ holds }) => holds)
      .map(({ cure }) => `${text} with ${cure}`),
    ...(kind.severity === 'error'
      ? raises(model, workloads, check)
          .filter(({ holds }) => holds)
          .map(({ cure }) => cure)
      : []),
  ];
}

function changedBy(workload: WorkloadModel, change: ReturnType<Kind['change']>): WorkloadModel {
  const { zoneSkewByRevision, hostSpread, ...rest } = workload;
  const { rollout, allRevisions, anyHosts } = change;
  return {
    ...rest,
    ...(hostSpread && !anyHosts && { hostSpread }),
    ...(zoneSkewByRevision && !allRevisions && { zoneSkewByRevision }),
    rollout: { ...workload.rollout!, ...rollout },
  };
}

/** `maxSurge 3`, or `maxSurge 3 on shop/cart and maxSurge 0 on shop/web`. */
function textOf(faults: readonly RolloutFault[], kind: Kind): string {
  const texts = new Map<string, Set<string>>();
  for (const fault of faults) {
    const { text } = kind.change(fault);
    texts.set(text, (texts.get(text) ?? new Set()).add(fault.workload.path));
  }
  return faults.length === 1
    ? kind.change(faults[0]).text
    : [...texts].map(([text, paths]) => `${text} on ${[...paths].join(', ')}`).join(' and ');
}

/** `, which takes 1 node more` */
function moreNodes({ tried }: Diagnosis, changed: ClusterModel): string {
  const nodes = nodesOf(diagnose(attempt(changed)).tried) - nodesOf(tried);
  return nodes > 0 ? `, which takes ${nodes} ${nodes === 1 ? 'node' : 'nodes'} more` : '';
}
