import { claimsOf } from '../claims';
import { AdmittedContainer, admittedContainers, isExtended } from '../containers';
import { Admission, AdmittedPods } from '../input';
import { isCharged, quotaFaults, unitOf } from './quota-names';
import { NamespaceObjects } from './quota-objects';
import { Finding, NamespaceQuota } from '../../../../capacity/model';
import { byCodeUnit } from '../../../../capacity/order';
import { Resources } from '../../../../capacity/resources';
import { KubeObject } from '../../../../manifest/kube';
import { readQuantity } from '../../cluster-objects';
import { ReadObject } from '../../description';
import { guarded } from '../../guarded';
import { podResources } from '../../pod-requests';

/** Resources that every container has to set where a quota counts them (k8s.io/kubernetes pkg/quota/v1/evaluator/core/pods.go). */
const MUST_SET = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** ResourceQuotas with numbers that are not the plan's to choose. */
export function writtenQuotas(objects: readonly ReadObject[]): ReadObject[] {
  return objects.filter(({ json }) => json.kind === 'ResourceQuota' && json.spec?.hard !== undefined);
}

/** The quotas that somebody wrote, with what one pod of each workload takes of them. */
export function namespaceQuotas(
  admission: Admission,
  pods: readonly AdmittedPods[],
  findings: Finding[],
): NamespaceQuota[] {
  return admission.quotas.flatMap(
    (object) => guarded(object, findings, () => read(object, admission, pods, findings)) ?? [],
  );
}

function read(
  object: ReadObject,
  admission: Admission,
  pods: readonly AdmittedPods[],
  findings: Finding[],
): NamespaceQuota {
  const { path, json } = object;
  const namespace = json.metadata?.namespace ?? 'default';
  const within = pods.filter((one) => one.namespace === namespace);
  const objects = new NamespaceObjects(namespace, admission);
  const claims = within.flatMap(({ pod }) => claimsOf(pod));
  findings.push(...refused(object), ...notCounted(object, (name) => objects.isOpen(name, claims)));
  const hard = amountsOf(object, findings);
  const takes = (taken: Resources) => Object.fromEntries(Object.keys(hard).map((name) => [name, taken[name] ?? 0]));
  // A pod at a site may stand for an equal one of this namespace at another.
  const counted = pods.filter((one) => one.namespace === namespace || one.atSite);
  return {
    name: json.metadata?.name ?? '',
    namespace,
    path,
    hard,
    fixed: takes(objects.taken()),
    perPod: Object.fromEntries(
      counted
        .filter((one) => isInScope(json, one, admission))
        .map((one) => [one.id, takes(chargeOf(one, admission, objects))]),
    ),
  };
}

function amountsOf({ json, path }: ReadObject, findings: Finding[]): Resources {
  return Object.fromEntries(
    Object.entries<string | number>(json.spec?.hard ?? {})
      .filter(([name]) => isCharged(name))
      .map(([name, text]) => [name, readQuantity(unitOf(name), text, path, findings)]),
  );
}

function refused({ json, path }: ReadObject): Finding[] {
  const faults = quotaFaults(json);
  const { name, namespace = 'default' } = json.metadata ?? {};
  return faults.length === 0
    ? []
    : [
        {
          code: 'QUOTA_INVALID',
          severity: 'error',
          path,
          message: `the API server refuses ResourceQuota ${name} of namespace ${namespace}: ${faults.join('; ')}`,
          cure: [
            'names such as requests.cpu, limits.memory, pods or count/deployments.apps, and scopes that count them',
          ],
        },
      ];
}

function notCounted({ json, path }: ReadObject, isOpen: (name: string) => boolean): Finding[] {
  const names = Object.keys(json.spec?.hard ?? {}).filter((name) =>
    name.includes('/') ? !isCharged(name) || isOpen(name) : false,
  );
  const { name: called, namespace = 'default' } = json.metadata ?? {};
  return names.length === 0
    ? []
    : [
        {
          code: 'QUOTA_NOT_COUNTED',
          severity: 'info',
          uncovered: true,
          path,
          message: `ResourceQuota ${called} of namespace ${namespace} bounds ${names.sort(byCodeUnit).join(', ')}, of which the charts do not say all that there is: the plan does not tell whether it is admitted`,
          cure: ['leave it out of the quota', 'accept the finding once you know that there is room'],
        },
      ];
}

/** What one pod takes, as quotas name it. */
function chargeOf(
  { pod, namespace, path }: AdmittedPods,
  { context }: Admission,
  objects: NamespaceObjects,
): Resources {
  // Memory-backed volumes and claimed devices are no requests.
  const spec = { ...pod.spec, volumes: [], resourceClaims: [] };
  const { requests, limits } = podResources({ ...pod, spec }, namespace, context, path, []);
  const charge: Record<string, number> = { ...objects.takenByClaims(claimsOf(pod)), pods: 1, 'count/pods': 1 };
  for (const [name, amount] of Object.entries(requests)) {
    charge[`requests.${name}`] = amount;
    if (!isExtended(name) && name !== 'pods') {
      charge[name] = amount;
    }
  }
  Object.entries(limits).forEach(([name, amount]) => (charge[`limits.${name}`] = amount));
  return charge;
}

/** Whether the scopes of a quota let it count the pods. */
function isInScope({ spec }: KubeObject, pods: AdmittedPods, admission: Admission): boolean {
  const scopes: any[] = [
    ...(spec?.scopes ?? []).map((scopeName: string) => ({ scopeName, operator: 'Exists' })),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ];
  return scopes.every((scope) => matches(scope, pods, admission));
}

function matches(
  { scopeName, operator, values = [] }: any,
  { pod, namespace }: AdmittedPods,
  { context }: Admission,
): boolean {
  const spec = pod.spec ?? {};
  const containers = () => admittedContainers(spec, context.containerDefaults(namespace));
  const bestEffort = () =>
    containers().every((one) => !['cpu', 'memory'].some((name) => one.requests[name] ?? one.limits[name]));
  const terms = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
    ...(spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(spec.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      (one: any) => one.podAffinityTerm,
    ),
  ]);
  const name = spec.priorityClassName;
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return bestEffort();
    case 'NotBestEffort':
      return !bestEffort();
    case 'PriorityClass':
      return operator === 'In'
        ? name !== undefined && values.includes(name)
        : operator === 'NotIn'
          ? name === undefined || !values.includes(name)
          : (name !== undefined) === (operator === 'Exists');
    case 'CrossNamespacePodAffinity':
      return terms.some((term) => term?.namespaces?.length > 0 || term?.namespaceSelector);
    default:
      return false;
  }
}

/** Pods that do not set what a quota of their namespace counts are refused. */
export function quotaConstraintFindings(pods: AdmittedPods, admission: Admission): Finding[] {
  const { namespace, path, id, pod } = pods;
  const containers = admittedContainers(pod.spec ?? {}, admission.context.containerDefaults(namespace));
  return admission.quotas.flatMap(({ json }): Finding[] => {
    if ((json.metadata?.namespace ?? 'default') !== namespace || !isInScope(json, pods, admission)) {
      return [];
    }
    const missing = MUST_SET.filter((name) => json.spec.hard[name] !== undefined).flatMap((name) => {
      const silent = containers.filter((one) => !isSet(one, name)).map((one) => one.name);
      return silent.length > 0 ? [`${name} for: ${silent.join(',')}`] : [];
    });
    return missing.length === 0
      ? []
      : [
          {
            code: 'QUOTA_REFUSES_PODS',
            severity: 'error',
            path,
            message: `ResourceQuota ${json.metadata?.name} of namespace ${namespace} refuses the pods of ${id}: must specify ${missing.join('; ')}`,
            cure: ['requests and limits of what the quota counts', 'a LimitRange with defaults for them'],
          },
        ];
  });
}

function isSet({ requests, limits }: AdmittedContainer, name: string): boolean {
  const [, side, resource] = /^(?:(requests|limits)\.)?(.*)$/.exec(name)!;
  return (side === 'limits' ? limits : requests)[resource] !== undefined;
}
