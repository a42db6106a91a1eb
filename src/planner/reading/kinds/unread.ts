import { appliesOthers } from './appliers';
import { isPodless } from './podless-kinds';
import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { KubeObject } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ClusterDescription, ReadObject } from '../description';

/** Groups of Kubernetes itself in which some kinds run pods: what they run is in their manifests. */
const BUILT_IN: ReadonlySet<string> = new Set(['apps', 'batch', 'extensions']);

/** Kinds that run pods only where a template of pods is inside, as `<group>/<kind>`. */
const BY_TEMPLATE: ReadonlySet<string> = new Set([
  'argoproj.io/AnalysisRun',
  'argoproj.io/AnalysisTemplate',
  'argoproj.io/ClusterAnalysisTemplate',
  'argoproj.io/Experiment',
]);

/** Gateways of these classes are made outside of the cluster, or by pods that are there anyway. */
const PODLESS_GATEWAYS = /^(cilium|gke-.*|amazon-vpc-lattice|azure-alb-external|istio-remote)$/;

/** What is known of an object that the planner does not read. */
export type PodMaking = 'none' | 'template' | 'unknown';

/** Whether an object that the planner does not read makes pods. */
export function podMaking({ apiVersion, kind = '', spec }: KubeObject): PodMaking {
  const group = groupOfVersion(apiVersion);
  if (isPodless(group, kind)) {
    return 'none';
  }
  if (holdsPods(spec, 0) || spec?.workloadRef) {
    return 'template';
  }
  const isOtherGateway = kind === 'Gateway' && group === 'gateway.networking.k8s.io';
  return BUILT_IN.has(group) ||
    BY_TEMPLATE.has(`${group}/${kind}`) ||
    (isOtherGateway && PODLESS_GATEWAYS.test(String(spec?.gatewayClassName)))
    ? 'none'
    : 'unknown';
}

/** Findings about objects that the planner does not read and that make pods, or may. */
export function unreadFindings(objects: readonly ReadObject[], cluster: ClusterDescription): Finding[] {
  const open = objects.filter(({ json }) => !appliesOthers(json) && !isSilenced(json, cluster));
  const of = (making: PodMaking) => open.filter(({ json }) => podMaking(json) === making);
  return [...of('template').map(notModelled), ...mayMakePods(of('unknown'), cluster.path)];
}

/** Whether the user says that nobody makes pods of objects of its kind. */
export function isSilenced({ apiVersion, kind }: KubeObject, { podless = [] }: ClusterDescription): boolean {
  return podless.some((silenced) => silenced.group === groupOfVersion(apiVersion) && silenced.kind === kind);
}

function notModelled({ path, json, hint }: ReadObject): Finding {
  const { apiVersion, kind, metadata } = json;
  return {
    code: 'KIND_NOT_MODELLED',
    severity: 'warning',
    path: hint?.path ?? path,
    message: `pods of ${apiVersion} ${kind} ${metadata?.name} are not planned: the kind is not understood`,
    cure: [
      `cluster.addFootprint(...) that counts them`,
      'a kind that is understood, such as Deployment, StatefulSet, Job',
      `cluster.makesNoPods('${groupOfVersion(apiVersion)}', '${kind}') where it runs none`,
    ],
    uncovered: true,
  };
}

/** One finding for all kinds. */
function mayMakePods(objects: readonly ReadObject[], path: string): Finding[] {
  if (objects.length === 0) {
    return [];
  }
  const kinds = new Map<string, { readonly group: string; readonly kind: string; count: number }>();
  for (const { json } of sortedBy(objects, kindOf)) {
    const { kind = '' } = json;
    const known = kinds.get(kindOf({ json })) ?? { group: groupOfVersion(json.apiVersion), kind, count: 0 };
    known.count += 1;
    kinds.set(kindOf({ json }), known);
  }
  const named = [...kinds.values()].map(
    ({ group, kind, count }) => `${group} ${kind}${count > 1 ? ` (${count} objects)` : ''}`,
  );
  return [
    {
      code: 'KIND_MAY_MAKE_PODS',
      severity: 'info',
      path,
      message: `an operator may make pods of ${named.join(', ')}: the plan counts none of these`,
      count: objects.length,
      paths: sortedBy(objects, (object) => object.path).map((object) => object.path),
      cure: [
        'cluster.addFootprint(...) that counts them',
        ...[...kinds.values()].map(
          ({ group, kind }) => `cluster.makesNoPods('${group}', '${kind}') where it makes none`,
        ),
      ],
      uncovered: true,
    },
  ];
}

function kindOf({ json }: Pick<ReadObject, 'json'>): string {
  return `${groupOfVersion(json.apiVersion)}/${json.kind}`;
}

/** True where a list of containers is somewhere inside. */
function holdsPods(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > 10) {
    return false;
  }
  const { containers } = value as { containers?: unknown };
  return (
    (Array.isArray(containers) &&
      containers.some((entry) => entry?.image !== undefined || entry?.resources !== undefined)) ||
    Object.values(value).some((inner) => holdsPods(inner, depth + 1))
  );
}
