import { claimedDevices } from './claims';
import { ClusterObjects, readQuantity } from './cluster-objects';
import { isNativeSidecar } from './pods/stored-pod';
import { ContainerRequests, DeviceShare, Finding } from '../../capacity/model';
import { describeAmount, formatQuantity } from '../../capacity/quantity';
import { larger, plus, Resources } from '../../capacity/resources';
import { KubeContainer, KubePod, KubePodSpec, KubeResources } from '../../manifest/kube';

/** What one pod asks for and may use, with what admission and the mesh add. */
export interface PodResources {
  readonly requests: Resources;
  readonly limits: Resources;
  /** A part of one device. */
  readonly device?: DeviceShare;
  /** True where it asks for parts of several devices, which are counted as whole ones. */
  readonly parted?: boolean;
  /** The part of the requests that is not in the manifest. */
  readonly injected?: Resources;
  /** What each container asks for, where there are several. */
  readonly parts?: readonly ContainerRequests[];
}

/** Requests and limits of Istio's sidecar where the pod does not say otherwise (values of the istiod chart). */
const SIDECAR = { proxyCPU: '100m', proxyMemory: '128Mi', proxyCPULimit: '2000m', proxyMemoryLimit: '1024Mi' };

/**
 * Adds a pod up as the scheduler does: the sum of its containers and of its native sidecars, or its largest init container
 * with the sidecars started before it, whichever is more; plus pod overhead, the mesh sidecar and memory-backed volumes.
 */
export function podResources(
  pod: KubePod,
  namespace: string,
  objects: ClusterObjects,
  path: string,
  findings: Finding[],
): PodResources {
  const spec = pod.spec ?? {};
  const defaults = objects.containerDefaults(namespace);
  const amounts = (values: KubeResources['requests']): Resources =>
    Object.fromEntries(
      Object.entries(values ?? {}).map(([name, text]) => [name, readQuantity(name, text, path, findings)]),
    );
  const of = (container: KubeContainer) => ({
    requests: amounts({ ...defaults.requests, ...container.resources?.limits, ...container.resources?.requests }),
    limits: amounts({ ...defaults.limits, ...container.resources?.limits }),
  });
  const overhead = amounts(objects.overheadOf(spec, path, findings));
  const sidecar = sidecarOf(pod, namespace, objects);
  const injected = sidecar && { requests: amounts(sidecar.requests), limits: amounts(sidecar.limits) };
  const total = (field: 'requests' | 'limits') => {
    const own = overEffective(spec, (container) => of(container)[field]);
    return plus(own, injected?.[field] ?? {});
  };
  const whole = { requests: amounts(spec.resources?.requests), limits: amounts(spec.resources?.limits) };
  // Within what the whole pod asks for the sidecar takes nothing more.
  const added = only(injected?.requests ?? {}, (name) => whole.requests[name] === undefined);
  const sum = total('requests');
  findings.push(...tooLittleForAll(sum, whole.requests, path));
  const requests = plus(ofWholePod(sum, whole), overhead);
  const limits = { ...total('limits'), ...covered(whole.limits) };
  const asked = Object.entries(requests).filter(([, amount]) => amount > 0);
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  return {
    requests: {
      ...Object.fromEntries(asked),
      ...claimedDevices(spec, namespace, objects, path, findings),
      memory: (requests.memory ?? 0) + memoryVolumes(spec, path, findings),
      cpu: requests.cpu ?? 0,
      pods: 1,
    },
    // What may be used without end stays so.
    limits: plus(
      limits,
      only(overhead, (name) => (limits[name] ?? 0) > 0),
    ),
    ...(Object.keys({ ...overhead, ...added }).length > 0 && { injected: plus(overhead, added) }),
    ...(containers.length > 1 && {
      parts: containers.map((container) => ({ name: container.name ?? '', requests: of(container).requests })),
    }),
  };
}

/** Resources that may be asked for by the whole pod (k8s.io/component-helpers resource.IsSupportedPodLevelResource). */
function covered(amounts: Resources): Resources {
  return only(amounts, (name) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'));
}

/**
 * What a pod asks for as a whole counts instead of the sum of its containers; a limit of the whole pod counts where neither the pod
 * nor any container asks for that resource (defaultPodRequests in pkg/apis/core/v1, PodRequests in k8s.io/component-helpers, 1.34).
 */
function ofWholePod(sum: Resources, whole: { readonly requests: Resources; readonly limits: Resources }): Resources {
  return { ...covered(whole.limits), ...sum, ...covered(whole.requests) };
}

/** A whole pod asks for at least what its containers ask for together, the sidecar of the mesh among them (pkg/apis/core/validation). */
function tooLittleForAll(sum: Resources, whole: Resources, path: string): Finding[] {
  const short = Object.keys(covered(whole)).filter((name) => whole[name] < (sum[name] ?? 0));
  return short.length === 0
    ? []
    : [
        {
          code: 'POD_REQUEST_BELOW_CONTAINERS',
          severity: 'error',
          path,
          message: `its pods ask for ${short.map((name) => describeAmount(name, whole[name])).join(' and ')} as a whole, and their containers for ${short.map((name) => describeAmount(name, sum[name])).join(' and ')}: the API server refuses them`,
          cure: short.map((name) => `resources.requests.${name} ${formatQuantity(name, sum[name])} of the pod`),
        },
      ];
}

function only(amounts: Resources, keep: (name: string) => boolean): Resources {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => keep(name)));
}

/**
 * The sum of the containers and native sidecars, or the most that is asked for while one init container after the other starts: each beside the
 * sidecars before it (aggregateContainerResourcesByFn in k8s.io/component-helpers, 1.36).
 */
function overEffective(spec: KubePodSpec, of: (container: KubeContainer) => Resources): Resources {
  let sidecars: Resources = {};
  let starting: Resources = {};
  for (const init of spec.initContainers ?? []) {
    starting = larger(starting, plus(sidecars, of(init)));
    if (isNativeSidecar(init)) {
      sidecars = plus(sidecars, of(init));
    }
  }
  const running = (spec.containers ?? []).reduce((sum, container) => plus(sum, of(container)), sidecars);
  return larger(running, starting);
}

/** Memory-backed volumes fill the memory of the pod up to their size limit. */
function memoryVolumes(spec: KubePodSpec, path: string, findings: Finding[]): number {
  let bytes = 0;
  for (const volume of spec.volumes ?? []) {
    if (volume.emptyDir?.medium !== 'Memory') {
      continue;
    }
    if (volume.emptyDir.sizeLimit !== undefined) {
      bytes += readQuantity('memory', volume.emptyDir.sizeLimit, path, findings);
      continue;
    }
    findings.push({
      code: 'MEMORY_VOLUME_UNBOUNDED',
      severity: 'warning',
      uncovered: true,
      path,
      message: `memory-backed volume ${volume.name} has no size limit: it is planned with none, and may use all memory of the node`,
      cure: ['set emptyDir.sizeLimit'],
    });
  }
  return bytes;
}

/** True where Istio would put a sidecar into the pod. */
export function hasSidecar(pod: KubePod, namespace: string, objects: ClusterObjects): boolean {
  return sidecarOf(pod, namespace, objects) !== undefined;
}

function sidecarOf(pod: KubePod, namespace: string, objects: ClusterObjects): KubeResources | undefined {
  const { labels = {}, annotations = {} } = pod.metadata ?? {};
  const own = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  const injected =
    own === undefined ? objects.injects(namespace) || labels['istio.io/rev'] !== undefined : own === 'true';
  if (!injected || pod.spec?.hostNetwork) {
    return undefined;
  }
  // Istio takes its own values only where the pod gives none at all; a request that is left out is then the limit.
  const given = ['proxyCPU', 'proxyMemory', 'proxyCPULimit', 'proxyMemoryLimit'].some(
    (name) => annotations[`sidecar.istio.io/${name}`] !== undefined,
  );
  const value = (name: keyof typeof SIDECAR) =>
    annotations[`sidecar.istio.io/${name}`] ?? (given ? undefined : SIDECAR[name]);
  const limits = defined({ cpu: value('proxyCPULimit'), memory: value('proxyMemoryLimit') });
  const requests = { ...limits, ...defined({ cpu: value('proxyCPU'), memory: value('proxyMemory') }) };
  return besideOwnProxy(pod.spec ?? {}, { requests, limits });
}

/**
 * What the sidecar adds to a pod whose manifest has a container of its name: Istio lays that container over its own one, amount by amount
 * (reapplyOverwrittenContainers in pkg/kube/inject/webhook.go, 1.10 to 1.29), and never adds a second.
 */
function besideOwnProxy(spec: KubePodSpec, { requests = {}, limits = {} }: KubeResources): KubeResources {
  const own = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].find(({ name }) => name === 'istio-proxy');
  const given = own?.resources ?? {};
  const left = (amounts: Readonly<Record<string, string | number>>, taken: object) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => !Object.hasOwn(taken, name)));
  return {
    requests: left(requests, { ...given.limits, ...given.requests }),
    limits: left(limits, given.limits ?? {}),
  };
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
