import { Finding } from '../../../capacity/model';
import { parseQuantity } from '../../../capacity/quantity';
import { KubeContainer, KubePod, KubePodSpec } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { hugePagesProblems } from './huge-pages';
import { uncountedSidecars } from './injectors';
import { tinyMemory } from './tiny-memory';

/** A field of pods that the API server drops before the minor version of Kubernetes which has it on by default. */
interface YoungField {
  readonly since: number;
  readonly name: string;
  readonly isSet: (spec: KubePodSpec) => boolean;
  /** The pod as it is kept without the field; absent: it is planned as written. */
  readonly drop?: (spec: KubePodSpec) => KubePodSpec;
  readonly severity: 'error' | 'warning';
  /** What follows where it is dropped. */
  readonly effect: string;
  readonly instead: string;
}

/** Feature gates of Kubernetes 1.36 (pkg/features): SidecarContainers, PodLevelResources, MatchLabelKeysInPodAffinity, DynamicResourceAllocation. */
const YOUNG: readonly YoungField[] = [
  {
    since: 29,
    name: 'restartPolicy of init containers',
    isSet: ({ initContainers = [] }) => initContainers.some(isNativeSidecar),
    drop: (spec) => ({ ...spec, initContainers: spec.initContainers!.map(withoutRestartPolicy) }),
    severity: 'error',
    effect: 'the sidecar is then an init container that never ends, and the pods never start',
    instead: 'an ordinary container',
  },
  {
    since: 31,
    name: 'matchLabelKeys of pod affinity',
    isSet: (spec) =>
      affinityTerms(spec).some(({ matchLabelKeys, mismatchLabelKeys }) => matchLabelKeys ?? mismatchLabelKeys),
    drop: withoutLabelKeys,
    severity: 'warning',
    effect: 'the plan reads the affinity without them, as the scheduler does',
    instead: 'a labelSelector that says the same',
  },
  {
    since: 34,
    name: 'resources of whole pods',
    isSet: ({ resources }) => resources !== undefined,
    drop: ({ resources: _, ...spec }) => spec,
    severity: 'warning',
    effect: 'the plan counts what the containers ask for, as the scheduler does',
    instead: 'requests and limits of the containers',
  },
  {
    since: 34,
    name: 'resourceClaims',
    isSet: ({ resourceClaims = [] }) => resourceClaims.length > 0,
    severity: 'warning',
    effect: 'the plan counts the devices: it holds where the feature gate DynamicResourceAllocation is on',
    instead: 'extended resources of a device plugin',
  },
];

/** The pods of a workload as the API server of the cluster keeps them, with what admission adds to where they may run. */
export function storedPod(
  pod: KubePod,
  namespace: string,
  owner: string,
  objects: ClusterObjects,
  path: string,
  findings: Finding[],
): KubePod {
  let spec = pod.spec ?? {};
  for (const field of YOUNG) {
    if (!objects.atLeast(field.since) && field.isSet(spec)) {
      findings.push(tooYoung(field, owner, objects, path));
      spec = field.drop?.(spec) ?? spec;
    }
  }
  findings.push(
    ...overheadProblems(spec, owner, objects, path),
    ...tinyMemory(spec, owner, path),
    ...hugePagesProblems(spec, owner, path),
    ...uncountedSidecars(pod, namespace, owner, objects, path),
  );
  if (!spec.containers?.length) {
    findings.push(withoutContainers(owner, path));
  }
  return { ...pod, spec: objects.scheduled(spec) };
}

/** Whether an init container runs on beside the containers. */
export function isNativeSidecar({ restartPolicy }: KubeContainer): boolean {
  return restartPolicy === 'Always';
}

function withoutRestartPolicy({ restartPolicy: _, ...container }: KubeContainer): KubeContainer {
  return container;
}

function affinityTerms({ affinity = {} }: KubePodSpec): any[] {
  return [affinity.podAffinity, affinity.podAntiAffinity].flatMap((kind) => [
    ...(kind?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(kind?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term: any) => term.podAffinityTerm ?? {}),
  ]);
}

/** Only required terms decide where pods may run. */
function withoutLabelKeys(spec: KubePodSpec): KubePodSpec {
  const without = (kind: any) =>
    kind && {
      ...kind,
      requiredDuringSchedulingIgnoredDuringExecution: kind.requiredDuringSchedulingIgnoredDuringExecution?.map(
        ({ matchLabelKeys: _, mismatchLabelKeys: __, ...term }: any) => term,
      ),
    };
  const { podAffinity, podAntiAffinity } = spec.affinity;
  return {
    ...spec,
    affinity: { ...spec.affinity, podAffinity: without(podAffinity), podAntiAffinity: without(podAntiAffinity) },
  };
}

function tooYoung(field: YoungField, owner: string, { kubernetesVersion }: ClusterObjects, path: string): Finding {
  return {
    code: 'FIELD_TOO_YOUNG',
    severity: field.severity,
    path,
    message: `Kubernetes ${kubernetesVersion} drops ${field.name} in ${owner}: ${field.effect}`,
    expected: `Kubernetes 1.${field.since}`,
    actual: kubernetesVersion,
    cure: [field.instead, `Kubernetes 1.${field.since}`],
  };
}

function withoutContainers(owner: string, path: string): Finding {
  return {
    code: 'MANIFEST_UNREADABLE',
    severity: 'error',
    path,
    message: `${owner} is not of the shape that Kubernetes takes: its pods have no containers`,
    cure: ['correct the manifest; the API server would refuse it too'],
  };
}

/** Overhead belongs to runtime classes: admission refuses pods that come with one of their own. */
function overheadProblems(spec: KubePodSpec, owner: string, objects: ClusterObjects, path: string): Finding[] {
  const { overhead, runtimeClassName } = spec;
  if (!overhead) {
    return [];
  }
  const known = objects.of('RuntimeClass').find(({ metadata }) => metadata?.name === runtimeClassName);
  const isIts = known ? sameAmounts(overhead, known.overhead?.podFixed ?? {}) : runtimeClassName !== undefined;
  return isIts
    ? []
    : [
        {
          code: 'OVERHEAD_REFUSED',
          severity: 'error',
          path,
          message: `${owner} sets an overhead that ${known ? `is not that of runtime class ${runtimeClassName}` : 'no runtime class defines'}: the API server refuses its pods`,
          cure: ['leave overhead out: admission sets it from the runtime class'],
        },
      ];
}

function sameAmounts(some: Record<string, string | number>, others: Record<string, string | number>): boolean {
  return [...new Set([...Object.keys(some), ...Object.keys(others)])].every(
    (name) => parseQuantity(name, some[name] ?? '') === parseQuantity(name, others[name] ?? ''),
  );
}
