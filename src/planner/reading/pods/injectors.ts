import { Finding } from '../../../capacity/model';
import { KubePod } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';

/** Somebody who adds a container to pods that ask for it, by an annotation or label. */
interface Injector {
  readonly who: string;
  readonly key: string;
  readonly values: ReadonlySet<string>;
  /** True where the namespace may ask for it too. */
  readonly byNamespace: boolean;
}

/** Webhooks whose containers stand in no manifest; that of Istio is counted, see `sidecarOf`. */
const INJECTORS: readonly Injector[] = [
  { who: 'Linkerd', key: 'linkerd.io/inject', values: new Set(['enabled', 'ingress']), byNamespace: true },
  { who: 'Kuma', key: 'kuma.io/sidecar-injection', values: new Set(['enabled', 'true']), byNamespace: true },
  {
    who: 'the Vault agent injector',
    key: 'vault.hashicorp.com/agent-inject',
    values: new Set(['true']),
    byNamespace: false,
  },
  { who: 'Consul', key: 'consul.hashicorp.com/connect-inject', values: new Set(['true']), byNamespace: false },
  { who: 'Dapr', key: 'dapr.io/enabled', values: new Set(['true']), byNamespace: false },
  { who: 'the Jaeger operator', key: 'sidecar.jaegertracing.io/inject', values: new Set(['true']), byNamespace: false },
];

/** Containers that others than Istio add to the pods of a workload: their requests are nowhere to be read. */
export function uncountedSidecars(
  pod: KubePod,
  namespace: string,
  owner: string,
  objects: ClusterObjects,
  path: string,
): Finding[] {
  const of = ({ labels, annotations }: KubePod['metadata'] = {}, key: string) => annotations?.[key] ?? labels?.[key];
  const home = objects.of('Namespace').find(({ metadata }) => metadata?.name === namespace)?.metadata;
  return INJECTORS.filter(({ key, values, byNamespace }) =>
    values.has(String(of(pod.metadata, key) ?? (byNamespace ? of(home, key) : ''))),
  ).map(({ who, key }) => ({
    code: 'SIDECAR_NOT_COUNTED',
    severity: 'warning',
    uncovered: true,
    path,
    message: `${who} adds a container to the pods of ${owner} (${key}): what it asks for is in no manifest, and the plan does not count it`,
    cure: ['the sidecar in the manifest of the pods', 'requests of its size on top of those of a container'],
  }));
}
