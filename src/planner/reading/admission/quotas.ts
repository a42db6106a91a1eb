import { claimsOf } from './claims';
import { AdmittedContainer, admittedContainers, isExtended } from './containers';
import { Admission, AdmittedPods } from './input';
import { Finding, NamespaceQuota } from '../../../capacity/model';
import { parseQuantity } from '../../../capacity/quantity';
import { Resources } from '../../../capacity/resources';
import { KubeObject } from '../../../manifest/kube';
import { ReadObject } from '../description';
import { guarded } from '../guarded';
import { podResources } from '../pod-requests';

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
  return admission.quotas.flatMap((object) => guarded(object, findings, () => read(object, admission, pods)) ?? []);
}

function read({ path, json }: ReadObject, admission: Admission, pods: readonly AdmittedPods[]): NamespaceQuota {
  const namespace = json.metadata?.namespace ?? 'default';
  const hard = amountsOf(json);
  const within = pods.filter((one) => one.namespace === namespace && isInScope(json, one, admission));
  const charge = (one: AdmittedPods) => {
    const charged = chargeOf(one, admission);
    return Object.fromEntries(Object.keys(hard).map((name) => [name, charged[name] ?? 0]));
  };
  return {
    name: json.metadata?.name ?? '',
    namespace,
    path,
    hard,
    fixed: fixedOf(hard, namespace, admission),
    perPod: Object.fromEntries(within.map((one) => [one.id, charge(one)])),
  };
}

function amountsOf({ spec }: KubeObject): Resources {
  return Object.fromEntries(
    Object.entries<string | number>(spec?.hard ?? {}).flatMap(([name, text]) => {
      const amount = parseQuantity(resourceOf(name), text);
      return amount === undefined ? [] : [[name, amount] as const];
    }),
  );
}

/** The resource that a quota counts: `requests.cpu` counts `cpu`. */
function resourceOf(name: string): string {
  return name
    .replace(/^(requests|limits)\./, '')
    .replace(/^.*storage$/, (whole) => (whole === 'storage' ? 'memory' : whole));
}

/** What one pod takes, as quotas name it. */
function chargeOf({ pod, namespace, path }: AdmittedPods, { context }: Admission): Resources {
  // Memory-backed volumes and claimed devices are no requests.
  const spec = { ...pod.spec, volumes: [], resourceClaims: [] };
  const { requests, limits } = podResources({ ...pod, spec }, namespace, context, path, []);
  const charge: Record<string, number> = { pods: 1, 'count/pods': 1 };
  for (const [name, amount] of Object.entries(requests)) {
    charge[`requests.${name}`] = amount;
    if (!isExtended(name) && name !== 'pods') {
      charge[name] = amount;
    }
  }
  Object.entries(limits).forEach(([name, amount]) => (charge[`limits.${name}`] = amount));
  const claims = claimsOf(pod);
  charge.persistentvolumeclaims = claims.length;
  charge['requests.storage'] = claims.reduce(
    (sum, { spec: claim }) => sum + (parseQuantity('memory', claim.resources?.requests?.storage ?? 0) ?? 0),
    0,
  );
  return charge;
}

/** What claims that are objects of their own take. */
function fixedOf(hard: Resources, namespace: string, { objects }: Admission): Resources {
  const own = objects
    .filter(({ json }) => (json.metadata?.namespace ?? 'default') === namespace)
    .map(({ json }) => json);
  const claims = own.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const storage = claims.reduce(
    (sum, { spec }) => sum + (parseQuantity('memory', spec?.resources?.requests?.storage ?? 0) ?? 0),
    0,
  );
  const counts = Object.keys(hard).map((name) => [name, countOf(name, own)] as const);
  return { ...Object.fromEntries(counts), persistentvolumeclaims: claims.length, 'requests.storage': storage };
}

/** Objects that `count/<resource>.<group>` counts; pods are counted by their workloads. */
function countOf(name: string, own: readonly KubeObject[]): number {
  const [, resource, group = ''] = /^count\/([^.]+)\.?(.*)$/.exec(name) ?? [];
  const isCounted = ({ apiVersion = '', kind = '' }: KubeObject) =>
    `${kind.toLowerCase()}s` === resource && (apiVersion.includes('/') ? apiVersion.split('/')[0] : '') === group;
  return resource === undefined || resource === 'pods' ? 0 : own.filter(isCounted).length;
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
