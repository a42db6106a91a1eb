import { formatQuantity } from '../../capacity/quantity';
import { Amounts } from '../../report/document';
import { KubeObject, WORKLOAD } from '../api/objects';

/** A pod template, as far as it is changed here. */
export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly object[]; readonly [field: string]: any };
}

/** While a pod has this gate, the scheduler does not look at it: the rehearsal decides in which order pods arrive. */
export const GATE = 'cdk8s-autonomous.dev/rehearsal';

/** Security that every Pod Security standard admits. */
export const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 65532,
  seccompProfile: { type: 'RuntimeDefault' },
};

export const IMAGE = 'registry.example.com/rehearsal/nothing:1';

/** The pod template of an object, wherever its kind has it; undefined where it has none. */
export function templateOf({ kind, metadata, spec }: KubeObject): PodTemplate | undefined {
  if (kind === 'Pod') {
    return { metadata: { labels: metadata.labels, annotations: metadata.annotations }, spec };
  }
  const template = spec?.template ?? spec?.jobTemplate?.spec?.template;
  return Array.isArray(template?.spec?.containers) ? template : undefined;
}

/**
 * The template with the gate, the name of its workload, and what a mesh adds to each pod when it is made.
 * @param injected requests that the plan counts and the manifest does not have
 */
export function prepared(template: PodTemplate, workload: string, injected: Amounts = {}): PodTemplate {
  const { metadata, spec } = template;
  const sidecar = sidecarOf(metadata?.annotations ?? {}, injected);
  return {
    ...template,
    metadata: { ...metadata, annotations: { ...metadata?.annotations, [WORKLOAD]: workload } },
    spec: {
      ...spec,
      schedulingGates: [...(spec.schedulingGates ?? []), { name: GATE }],
      containers: [...spec.containers, ...(sidecar ? [sidecar] : [])],
    },
  };
}

const PROXY = 'sidecar.istio.io/proxy';
/** Limits that Istio gives where no annotation speaks of the proxy. */
const PROXY_LIMITS = { cpu: '2', memory: '1Gi' };

/** A container in the place of the mesh's, with the requests of the plan and the limits that the annotations name. */
function sidecarOf(annotations: Readonly<Record<string, string>>, injected: Amounts): object | undefined {
  const requests = Object.fromEntries(
    Object.entries(injected)
      .filter(([resource, amount]) => resource !== 'pods' && amount > 0)
      .map(([resource, amount]) => [resource, formatQuantity(resource, amount)]),
  );
  if (Object.keys(requests).length === 0) {
    return undefined;
  }
  const named = {
    ...(annotations[`${PROXY}CPULimit`] && { cpu: annotations[`${PROXY}CPULimit`] }),
    ...(annotations[`${PROXY}MemoryLimit`] && { memory: annotations[`${PROXY}MemoryLimit`] }),
  };
  const limits = Object.keys(annotations).some((name) => name.startsWith(PROXY)) ? named : PROXY_LIMITS;
  return { name: 'rehearsal-sidecar', image: IMAGE, securityContext: RESTRICTED, resources: { requests, limits } };
}
