import { AdmittedPods } from './input';
import { Finding } from '../../../capacity/model';
import { KubeObject, selects } from '../../../manifest/kube';

/** Kinds whose selector has to match the labels of their own pods. */
const SELECTING: ReadonlySet<string> = new Set([
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'argoproj.io/v1alpha1/Rollout',
  'v1/ReplicationController',
]);

/** Labels by which a Job selects its pods: its own uid (generateSelector in pkg/registry/batch/job). */
const UID_LABEL = 'batch.kubernetes.io/controller-uid';
const OLD_UID_LABEL = 'controller-uid';

/** What their pods do when they end. Only what is written is checked: an object without it is not yet complete. */
const RESTARTS: Readonly<Record<string, readonly string[]>> = {
  'apps/v1/DaemonSet': ['Always'],
  'apps/v1/Deployment': ['Always'],
  'apps/v1/ReplicaSet': ['Always'],
  'apps/v1/StatefulSet': ['Always'],
  'batch/v1/CronJob': ['OnFailure', 'Never'],
  'batch/v1/Job': ['OnFailure', 'Never'],
  'v1/ReplicationController': ['Always'],
};

/** Objects that the API server refuses for what their pod template says (k8s.io/kubernetes pkg/apis/{apps,batch}/validation). */
export function templateFindings(pods: AdmittedPods): Finding[] {
  return [...selectorFindings(pods), ...restartFindings(pods)];
}

function selectorFindings({ object: { json, madeOf }, path, pod }: AdmittedPods): Finding[] {
  const { selector, manualSelector } = json.spec ?? {};
  // An operator labels what it makes, and selects it, by itself.
  if (selector === undefined || madeOf) {
    return [];
  }
  const { kind } = json;
  const called = `${kind} ${json.metadata?.name}`;
  const labels = pod.metadata?.labels ?? {};
  const refused = (message: string, cure: string[]): Finding[] => [
    { code: 'SELECTOR_MISMATCH', severity: 'error', path, message, actual: JSON.stringify(selector), cure },
  ];
  if (kind === 'Job' && manualSelector !== true) {
    // What was exported has the one that was generated for it.
    const own = selector.matchLabels?.[UID_LABEL] ?? selector.matchLabels?.[OLD_UID_LABEL];
    if (own !== undefined && own === json.metadata?.uid) {
      return [];
    }
    return refused(`the API server refuses ${called}: its selector is not the one that is generated`, [
      'leave spec.selector out',
    ]);
  }
  if (kind !== 'Job' && !SELECTING.has(typeOf(json))) {
    return [];
  }
  const matching = kind === 'ReplicationController' ? { matchLabels: selector } : selector;
  const parts = [...Object.keys(matching.matchLabels ?? {}), ...(matching.matchExpressions ?? [])];
  if (parts.length === 0) {
    return refused(`the API server refuses ${called}: an empty selector is invalid`, [
      'a selector with the labels of its pods',
    ]);
  }
  return selects(matching, labels)
    ? []
    : refused(
        `the API server refuses ${called}: selector ${JSON.stringify(selector)} does not match template labels ${JSON.stringify(labels)}`,
        ['the labels of the selector on the pod template'],
      );
}

function restartFindings({ object: { json }, path, pod }: AdmittedPods): Finding[] {
  const allowed = RESTARTS[typeOf(json)];
  const given = pod.spec?.restartPolicy;
  if (allowed === undefined || given === undefined || allowed.includes(given)) {
    return [];
  }
  return [
    {
      code: 'RESTART_POLICY_INVALID',
      severity: 'error',
      path,
      message: `the API server refuses ${json.kind} ${json.metadata?.name}: restartPolicy ${given} of its pods is not supported`,
      expected: allowed.join(' or '),
      actual: given,
      cure: allowed.map((policy) => `restartPolicy: ${policy}`),
    },
  ];
}

function typeOf({ apiVersion, kind }: KubeObject): string {
  return `${apiVersion}/${kind}`;
}
