import { autoscaler, budget, container, daemonSet, deployment, list, pick, pod, statefulSet } from './made';
import { Made, OperatorReaders } from './operator';
import { KubeContainer, KubeObject, KubePod } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';

const KIND = 'OpenTelemetryCollector';

/** Collectors as opentelemetry-operator 0.158 runs them (internal/manifests/collector, internal/manifests/targetallocator). */
export const OPEN_TELEMETRY: OperatorReaders = { [`opentelemetry.io/${KIND}`]: collector };

/** What runs where nothing else is said; a collector of mode `sidecar` runs nothing by itself. */
function collector(resource: KubeObject): Made[] {
  const { apiVersion, metadata, spec = {} } = resource;
  const { mode = 'deployment', autoscaler: scale, targetAllocator } = spec;
  if (mode === 'sidecar') {
    return [];
  }
  const name = `${metadata?.name}-collector`;
  const own = labels(resource, 'opentelemetry-collector');
  const made = podOf(own, spec);
  const { minReplicas = spec.replicas ?? 1, maxReplicas } = scale ?? spec;
  const isScaled = maxReplicas !== undefined && mode !== 'daemonset';
  const target = { apiVersion, kind: KIND, name: metadata?.name };
  return [
    { json: controller(mode, name, spec, made), scaled: mode !== 'daemonset' },
    { json: budget(name, own, spec.podDisruptionBudget ?? { maxUnavailable: 1 }) },
    ...(isScaled ? [{ json: autoscaler(name, target, minReplicas, maxReplicas) }] : []),
    ...(targetAllocator?.enabled ? allocator(resource) : []),
  ];
}

function controller(mode: string, name: string, spec: any, made: KubePod): KubeObject {
  const { replicas = 1, deploymentUpdateStrategy, daemonSetUpdateStrategy } = spec;
  switch (mode) {
    case 'daemonset':
      return daemonSet(name, made, daemonSetUpdateStrategy);
    case 'statefulset': {
      const claims = list(spec.volumeClaimTemplates).map((claim) => ({
        name: claim.metadata?.name ?? 'data',
        size: claim.spec?.resources?.requests?.storage,
        storageClass: claim.spec?.storageClassName,
        accessModes: claim.spec?.accessModes,
      }));
      return statefulSet(name, replicas, made, claims);
    }
    default:
      return deployment(name, replicas, made, deploymentUpdateStrategy);
  }
}

/** Shares what is scraped out among the collectors. */
function allocator(resource: KubeObject): Made[] {
  const given = resource.spec.targetAllocator;
  const name = `${resource.metadata?.name}-targetallocator`;
  const own = labels(resource, 'opentelemetry-targetallocator');
  return [
    { json: deployment(name, given.replicas ?? 1, podOf(own, given)), part: 'targetallocator' },
    { json: budget(name, own, given.podDisruptionBudget ?? { maxUnavailable: 1 }) },
  ];
}

function labels({ metadata }: KubeObject, component: string): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'opentelemetry-operator',
    'app.kubernetes.io/part-of': 'opentelemetry',
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/instance': `${metadata?.namespace ?? 'default'}.${metadata?.name}`,
  };
}

function podOf(own: Record<string, string>, spec: any): KubePod {
  const ports = list(spec.ports).map(({ port, hostPort, protocol }) => ({ containerPort: port, hostPort, protocol }));
  return pod(
    own,
    {
      ...pick(spec, 'affinity', 'hostNetwork', 'nodeSelector', 'priorityClassName', 'tolerations'),
      ...pick(spec, 'topologySpreadConstraints', 'initContainers', 'volumes', 'terminationGracePeriodSeconds'),
      containers: [container('otc-container', spec.resources, { ports }), ...list(spec.additionalContainers)],
    },
    spec.podAnnotations,
  );
}

const INJECT = 'sidecar.opentelemetry.io/inject';

/** The pod with the collector that the operator puts into it, where the pod or its namespace asks for one. */
export function withCollector(one: KubePod, namespace: string, objects: ClusterObjects): KubePod {
  const around = objects.of('Namespace').find(({ metadata }) => metadata?.name === namespace);
  const asked = one.metadata?.annotations?.[INJECT] ?? around?.metadata?.annotations?.[INJECT];
  if (asked === undefined || asked === 'false') {
    return one;
  }
  const sidecars = objects.of(KIND).filter(({ spec }) => spec?.mode === 'sidecar');
  const here = sidecars.filter(({ metadata }) => (metadata?.namespace ?? 'default') === namespace);
  const named = ({ metadata }: KubeObject) =>
    asked.includes('/') ? asked === `${metadata?.namespace}/${metadata?.name}` : metadata?.name === asked;
  // Of several the operator takes none unless the pod names it.
  const found =
    asked === 'true' ? (here.length === 1 ? here[0] : undefined) : (asked.includes('/') ? sidecars : here).find(named);
  const more: KubeContainer[] = found ? [container('otc-container', found.spec?.resources)] : [];
  return { ...one, spec: { ...one.spec, containers: [...(one.spec?.containers ?? []), ...more] } };
}
