import { Chart, Lazy } from 'cdk8s';
import { IstioSettings } from './settings';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { manifestsIn } from '../../manifest/objects';
import { list } from '../routes/claims';

const NAMESPACE = 'kubernetes.io/metadata.name';

/** Policies that open ways for every pod, to what no sidecar carries. */
const FOR_ALL = ['allow-dns', 'allow-mesh-control-plane'];

/**
 * What the sidecars of a stack know: services of its own namespace and of those that its workloads call, and nothing goes to anything else. A sidecar without it
 * holds all services of the mesh in memory, and gets every change of them.
 */
export function emitSidecarScope(stack: Chart, owner: Owner, { controlPlaneNamespace }: IstioSettings): void {
  customResource<object>(stack, 'SidecarScope', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: namespaced('Sidecar', 'default', owner),
    spec: {
      egress: [{ hosts: Lazy.any({ produce: () => hosts(stack, owner.namespace!, controlPlaneNamespace) }) }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    },
  });
}

/** By the network policies, which follow from the call graph. */
function hosts(stack: Chart, own: string, controlPlane: string): string[] {
  const called = manifestsIn([stack])
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ json }) => json())
    .filter(({ metadata }) => !FOR_ALL.includes(`${metadata?.name}`))
    .flatMap(({ spec }) => list(spec?.egress).flatMap(({ to }) => list(to)))
    .flatMap(({ namespaceSelector }) => namespaceSelector?.matchLabels?.[NAMESPACE] ?? []);
  const others = [...new Set<string>([...called, controlPlane])].filter((one) => one !== own).sort();
  return ['./*', ...others.map((one) => `${one}/*`)];
}
