import { budgetFaults } from './admission/budget-shape';
import { ReadObject } from './description';
import { guarded } from './guarded';
import { WorkloadDraft } from './workloads/workload-draft';
import { DisruptionModel, Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { KubeObject, selects } from '../../manifest/kube';

/** A PodDisruptionBudget with the workloads whose pods it selects. */
interface Budget {
  readonly json: KubeObject;
  readonly name: string;
  readonly namespace: string;
  readonly members: readonly WorkloadDraft[];
  /** Pods that it lets go at once while all of them run. */
  readonly allowed: number;
  /** Why it can never let one go; absent: it can. */
  readonly failure?: string;
  /** What its user writes instead, where an operator made it. */
  readonly cure?: readonly string[];
}

/** Kinds whose pods have a controller without a scale: the disruption controller cannot tell how many there should be. */
const WITHOUT_SCALE: ReadonlySet<string> = new Set([
  'CronJob',
  'DaemonSet',
  'Job',
  'JobSet',
  'TrainJob',
  'VirtualMachine',
]);

/** Then the disruption controller expects no pods, and lets none go. */
const NO_BOUND = 'it has neither minAvailable nor maxUnavailable';

/** The disruption budgets of a cluster, as the disruption controller and the eviction API read them (k8s.io/kubernetes pkg/controller/disruption). */
export class Budgets {
  private readonly all: readonly Budget[];

  public constructor(objects: readonly ReadObject[], drafts: readonly WorkloadDraft[], findings: Finding[]) {
    const within = new Map<string, WorkloadDraft[]>();
    for (const draft of drafts.filter(({ replicas }) => replicas.planned > 0)) {
      within.set(draft.namespace, [...(within.get(draft.namespace) ?? []), draft]);
    }
    const read = (object: ReadObject): Budget[] => {
      const { json, madeOf } = object;
      const { namespace = 'default', name = '' } = json.metadata ?? {};
      const select = () => (within.get(namespace) ?? []).filter(({ labels }) => selects(json.spec?.selector, labels));
      const members = guarded(object, findings, select);
      const { cure } = madeOf ?? {};
      return members
        ? [{ json, namespace, name, members, ...(cure && { cure }), ...allowed(json.spec ?? {}, members) }]
        : [];
    };
    this.all = objects
      .filter(({ json }) => json.kind === 'PodDisruptionBudget' && budgetFaults(json).length === 0)
      .flatMap(read);
  }

  /**
   * What the budgets of a workload let go at once; undefined without one. Of our own budgets the plan decides it. What a budget lets
   * go, it lets go of all its workloads together.
   */
  public of(draft: WorkloadDraft): DisruptionModel | undefined {
    const own = this.selecting(draft);
    if (own.length === 0) {
      return undefined;
    }
    if (draft.hint?.budget === true) {
      return { allowed: 1, ours: true };
    }
    const [tightest] = sortedBy(own, ({ name }) => name).sort((a, b) => a.allowed - b.allowed);
    const shared = tightest.members.length > 1 && { sharedAs: `${tightest.namespace}/${tightest.name}` };
    return { allowed: tightest.allowed, ours: false, ...shared };
  }

  /** Budgets under which no pod may ever be drained: node upgrades would wait for ever. */
  public findings(drafts: readonly WorkloadDraft[]): Finding[] {
    const blocking = this.all.filter(
      (one) => one.allowed < 1 && one.members.some(({ daemon }) => !daemon) && !isOurs(one),
    );
    // Whoever drains a node leaves the pods of daemonsets alone.
    const contested = drafts
      .filter(({ replicas }) => replicas.planned > 0)
      .filter((one) => this.selecting(one).length > 1);
    return [...blocking.map(blocks), ...contested.map((draft) => overlap(draft, this.selecting(draft)))];
  }

  private selecting(draft: WorkloadDraft): readonly Budget[] {
    const listed = this.all.filter(({ members }) => members.includes(draft));
    return listed.length > 0
      ? listed
      : // A copy at an edge site is none of the workloads that were read.
        this.all.flatMap((budget) =>
          budget.namespace === draft.namespace && selects(budget.json.spec?.selector, draft.labels)
            ? [{ ...budget, members: [draft], ...allowed(budget.json.spec ?? {}, [draft]) }]
            : [],
        );
  }
}

/** The budget of one of our workloads, whose number the plan writes. */
function isOurs({ members }: Budget): boolean {
  return members.every(({ hint }) => hint?.budget === true);
}

/** Healthy pods less those that must stay; percentages are of what the controllers ask for, rounded up. */
function allowed(spec: any, members: readonly WorkloadDraft[]): Pick<Budget, 'allowed' | 'failure'> {
  const { maxUnavailable, minAvailable } = spec;
  if (maxUnavailable === undefined && minAvailable === undefined) {
    return { allowed: 0, failure: NO_BOUND };
  }
  const sum = (some: readonly WorkloadDraft[]) => some.reduce((all, { replicas }) => all + replicas.planned, 0);
  const healthy = sum(members);
  const byCount = maxUnavailable === undefined && typeof minAvailable === 'number';
  const unscaled = members.find((draft) => WITHOUT_SCALE.has(kindOf(draft)));
  if (!byCount && unscaled) {
    return { allowed: 0, failure: `${kindOf(unscaled)} does not implement the scale subresource` };
  }
  // Pods without a controller are healthy and not expected.
  const expected = byCount ? healthy : sum(members.filter((draft) => kindOf(draft) !== 'Pod'));
  if (expected === 0) {
    return { allowed: 0, ...(healthy > 0 && { failure: 'its pods have no controller: it expects none of them' }) };
  }
  const share = (value: number | string) => {
    const percent = /^(\d+)%$/.exec(String(value));
    return percent ? Math.ceil((Number(percent[1]) * expected) / 100) : Number(value);
  };
  const desired = maxUnavailable === undefined ? share(minAvailable) : Math.max(0, expected - share(maxUnavailable));
  return { allowed: Math.max(0, healthy - desired) };
}

function kindOf({ object: { json, madeOf } }: WorkloadDraft): string {
  return (madeOf?.resource ?? json).kind ?? '';
}

function blocks({ json, name, members, failure, cure }: Budget): Finding {
  const [{ path }] = members;
  const { minAvailable, maxUnavailable } = json.spec ?? {};
  const pods = members.reduce((all, { replicas }) => all + replicas.planned, 0);
  const ids = members.map(({ id }) => id).join(', ');
  return {
    code: 'BUDGET_BLOCKS_DRAIN',
    severity: 'error',
    path,
    message: `PodDisruptionBudget ${name} ${pods === 1 ? 'does not let the only pod' : `lets none of the ${pods} pods`} of ${ids} go: no node that they run on can be drained${failure ? ` (${failure})` : ''}`,
    expected: 'at least 1 pod that may go',
    actual: JSON.stringify({ minAvailable, maxUnavailable }),
    cure:
      cure ??
      (failure && failure !== NO_BOUND ? [`minAvailable ${pods - 1}, as a number`, 'no budget'] : ['maxUnavailable 1']),
  };
}

function overlap(draft: WorkloadDraft, budgets: readonly Budget[]): Finding {
  const names = budgets.map(({ name }) => name).sort();
  return {
    code: 'BUDGETS_OVERLAP',
    severity: 'error',
    path: draft.path,
    message: `pods of ${draft.id} have more than one PodDisruptionBudget (${names.join(', ')}), which the eviction API does not support: no node that they run on can be drained`,
    expected: 'one budget for each pod',
    actual: String(budgets.length),
    cure: names.map((name) => `another selector in PodDisruptionBudget ${name}, or none of it`),
  };
}
