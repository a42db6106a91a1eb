import { accountFindings } from './accounts';
import { amountFindings } from './amounts';
import { podAutoscalerFindings, scaledObjectFindings } from './autoscalers';
import { budgetShapeFindings } from './budget-shape';
import { Admission, AdmittedPods } from './input';
import { ReadObject } from '../description';
import { limitRangeShapeFindings } from './namespace/limit-range-shape';
import { claimRangeFindings, podRangeFindings } from './namespace/limit-ranges';
import { namespaceQuotas, quotaConstraintFindings } from './namespace/quotas';
import { podFieldFindings } from './pod-fields';
import { podSecurityFindings } from './pod-security/pod-security';
import { priorityClassFindings, priorityFindings } from './priorities';
import { queuedFindings } from './queue-admission';
import { togetherByCause } from './same-cause';
import { starterFindings } from './starters';
import { templateFindings } from './templates';
import { updateStrategyFindings } from './update-strategy';
import { verticalAutoscalerFindings } from './vertical-autoscalers';
import { Finding, NamespaceQuota } from '../../../capacity/model';
import { guarded } from '../guarded';
import { copyAt, FanOut, FanOutTarget } from '../sites/fan-out';
import { siteOf } from '../sites/site-tenancies';
import { draftsOf, WorkloadDraft } from '../workloads/workload-draft';

type PodRule = (pods: AdmittedPods, admission: Admission) => Finding[];
type ObjectRule = (object: ReadObject, admission: Admission) => Finding[];

const POD_RULES: readonly PodRule[] = [
  templateFindings,
  podFieldFindings,
  amountFindings,
  podRangeFindings,
  priorityFindings,
  accountFindings,
  queuedFindings,
  quotaConstraintFindings,
];

/** By kind. */
const OBJECT_RULES: Readonly<Record<string, readonly ObjectRule[]>> = {
  Deployment: [updateStrategyFindings],
  HorizontalPodAutoscaler: [podAutoscalerFindings],
  LimitRange: [limitRangeShapeFindings],
  PersistentVolumeClaim: [claimRangeFindings],
  PodDisruptionBudget: [budgetShapeFindings],
  PriorityClass: [priorityClassFindings],
  Role: [starterFindings],
  ScaledObject: [scaledObjectFindings],
  StatefulSet: [updateStrategyFindings],
  VerticalPodAutoscaler: [verticalAutoscalerFindings],
};

/** What was found, and the quotas that the plan is held against. */
export interface AdmissionRead {
  readonly findings: readonly Finding[];
  readonly quotas: readonly NamespaceQuota[];
}

/** What the API server or a controller refuses, or admits and never lets run, with the reason that it gives. */
export function readAdmission(admission: Admission): AdmissionRead {
  const findings: Finding[] = [];
  const pods = admittedPods(admission);
  const sound: AdmittedPods[] = [];
  const ofPods = pods.flatMap((one) => {
    const refused = guarded(one.object, findings, () => POD_RULES.flatMap((rule) => rule(one, admission)));
    if (refused) {
      sound.push(one);
    }
    return (refused ?? []).map((finding) => ({ finding, id: one.id }));
  });
  findings.push(...togetherByCause(ofPods));
  for (const object of admission.objects) {
    const rules = OBJECT_RULES[object.json.kind ?? ''] ?? [];
    guarded(object, findings, () => findings.push(...rules.flatMap((rule) => rule(object, admission))));
  }
  findings.push(...podSecurityFindings(pods, admission, findings));
  const quotas = namespaceQuotas(admission, [...sound, ...furtherCopies(admission)], findings);
  return { findings, quotas };
}

/** The pods of all workloads and daemonsets; of copies at edge sites those at the first of them. */
function admittedPods(admission: Admission): AdmittedPods[] {
  const first = admission.fanOuts.flatMap((fanOut) => copiesAt(fanOut, fanOut.targets.slice(0, 1), admission));
  return [...admission.drafts.map((draft) => podsOf(draft, admission)), ...first];
}

/** The copies at all other edge sites, where a quota counts them. */
function furtherCopies(admission: Admission): AdmittedPods[] {
  const namespaces = new Set(admission.quotas.map(({ json }) => json.metadata?.namespace ?? 'default'));
  return admission.fanOuts
    .filter(({ template }) => namespaces.has(template.metadata?.namespace ?? 'default'))
    .flatMap((fanOut) => copiesAt(fanOut, fanOut.targets.slice(1), admission));
}

function copiesAt(fanOut: FanOut, targets: readonly FanOutTarget[], admission: Admission): AdmittedPods[] {
  const { context, cluster } = admission;
  return targets.flatMap((target) =>
    cluster.edge
      ? draftsOf(copyAt(fanOut, target, cluster.edge.groupLabel), context, []).map((draft) => podsOf(draft, admission))
      : [],
  );
}

function podsOf(draft: WorkloadDraft, { cluster: { edge } }: Admission): AdmittedPods {
  const { id, path, namespace, pod, daemon, object } = draft;
  const atSite = !daemon && edge !== undefined && siteOf(pod.spec ?? {}, edge.groupLabel) !== undefined;
  return { id, path, namespace, pod, replicas: draft.replicas.planned, daemon, atSite, object, added: addedTo(draft) };
}

/** Containers that an operator makes or adds, with a security context of its own. */
function addedTo({ object: { json, madeOf }, pod }: WorkloadDraft): ReadonlySet<string> {
  const names = (pod.spec?.containers ?? []).map(({ name = '' }) => name);
  const made = madeOf !== undefined || json.kind === 'VirtualMachine';
  return new Set(names.filter((name) => made || (json.kind === 'Service' && name === 'queue-proxy')));
}
