import { Duration, Lazy, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Health } from './health';
import { Mount } from './mount';
import { PodOptions } from './pod-options';
import { PodProfile } from './pod-profile';
import { Port } from './port';
import { WorkloadResources } from './workload-resources';
import { SurviveLevel } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { formatQuantity } from '../../capacity/quantity';
import { Resources } from '../../capacity/resources';
import { Cluster } from '../../cluster/cluster';
import { Taint } from '../../cluster/taint';
import { bytesOf, hugePagesOf, millisOf, quantityOf } from '../../manifest/amounts';
import { quantities } from '../../manifest/quantities';
import { Image } from '../../platform/image';

/** Seconds that a pod keeps serving after it was told to stop, until no balancer sends it requests any more. */
export const DRAIN_SECONDS = 5;

/** What a process looks for that asks who it is: its user has no entry in the image, and the root of its file system is read-only. */
const IDENTITY = { HOME: '/tmp', USER: 'app' };

/** Everything that goes into the pods of one workload. */
export interface PodParts {
  readonly name: string;
  readonly cluster: Cluster;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly image: Image;
  readonly resources: WorkloadResources;
  readonly ports: readonly Port[];
  readonly health?: Health;
  /** Port that is asked for its health where health names none. */
  readonly probePort?: Port;
  readonly startupSeconds?: number;
  /** Variables, mounts and whatever else the pods of every kind may have. */
  readonly options: PodOptions;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly scratch: Size;
  readonly volumeMounts?: readonly k8s.VolumeMount[];
  readonly volumes?: readonly k8s.Volume[];
  /** What the pods may do on their node; Pod Security "restricted" where nothing is said. */
  readonly profile?: PodProfile;
  readonly graceSeconds: number;
  readonly priorityClassName?: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly onlyZones?: readonly string[];
  readonly tolerates: readonly Taint[];
  /** What nodes must have besides these labels, and what else is tolerated. */
  readonly requirements?: readonly k8s.NodeSelectorRequirement[];
  readonly tolerations?: readonly k8s.Toleration[];
  readonly survive: SurviveLevel;
  readonly zones: number;
  /** True where every zone has to have its part of them, whatever is survived. */
  readonly inAllZones?: boolean;
  readonly replicated: boolean;
  /** True where no two of them may share a node. */
  readonly apart?: boolean;
  /** Label that tells the pods of one revision from those of another. */
  readonly revisionLabel?: string;
}

/** The pod template: Pod Security "restricted", requests and a memory limit, spread over zones and hosts. */
export function podTemplate(parts: PodParts): k8s.PodTemplateSpec {
  const profile = (parts.profile ?? PodProfile.restricted())._runningAs(parts.options.user);
  const { accelerator } = parts.resources;
  const volumes: k8s.Volume[] = [
    { name: 'scratch', emptyDir: { sizeLimit: k8s.Quantity.fromString(quantityOf(parts.scratch)) } },
    ...(parts.volumes ?? []),
    ...volumesOf(parts.options.mounts ?? []),
    ...profile._volumes.map(({ volume }) => volume),
  ];
  const annotations = {
    ...evictable(volumes),
    ...parts.annotations,
    ...accelerator?._annotations,
    ...profile._annotations,
  };
  const runtimeClassName = accelerator?._runtimeClass;
  return {
    metadata: { labels: { ...parts.labels }, annotations },
    spec: {
      serviceAccountName: parts.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: parts.graceSeconds,
      ...(runtimeClassName !== undefined && { runtimeClassName }),
      ...(parts.priorityClassName !== undefined && { priorityClassName: parts.priorityClassName }),
      ...(parts.image.pullSecret !== undefined && { imagePullSecrets: [{ name: parts.image.pullSecret }] }),
      ...profile._pod,
      ...affinity(parts),
      ...tolerations(parts),
      ...(parts.replicated && { topologySpreadConstraints: spread(parts) }),
      containers: [container(parts, profile)],
      volumes,
    },
  };
}

/** The volumes of some mounts: each is one, however often it is mounted. */
function volumesOf(mounts: readonly Mount[]): k8s.Volume[] {
  return [...new Map(mounts.map(({ _volume }) => [_volume.name, _volume])).values()];
}

/** What is on local volumes is made again: without that word cluster-autoscaler never removes a node with such a pod. */
function evictable(volumes: readonly k8s.Volume[]): Record<string, string> {
  const local = volumes.filter(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory').map(({ name }) => name);
  return { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': local.join(',') };
}

function tolerations({ tolerates, tolerations: more = [] }: PodParts): Pick<k8s.PodSpec, 'tolerations'> {
  const all = [
    ...more,
    ...tolerates.map(({ key, value, effect }) => ({
      key,
      operator: value === undefined ? 'Exists' : 'Equal',
      ...(value !== undefined && { value }),
      effect,
    })),
  ];
  return all.length > 0 ? { tolerations: all } : {};
}

/** What a container requests and may use, without the local disk of its scratch volume and logs. */
function amountsOf(resources: WorkloadResources): { readonly requests: Resources; readonly limits: Resources } {
  const { cpu, memory, cpuLimit, memoryLimit, extended } = resources;
  const others = { ...hugePagesOf(resources), ...extended };
  return {
    requests: { cpu: millisOf(cpu), memory: bytesOf(memory), ...others },
    limits: {
      ...(cpuLimit && { cpu: millisOf(cpuLimit) }),
      memory: bytesOf(memoryLimit ?? memory),
      ...others,
    },
  };
}

/** What a container requests and may use, once all nodes of the cluster are known. */
export function containerResources(
  cluster: Cluster,
  resources: WorkloadResources,
  scratch: Size,
): { readonly requests: Resources; readonly limits: Resources } {
  const { requests, limits } = amountsOf(resources);
  const disk = { 'ephemeral-storage': bytesOf(scratch) + cluster._logBytes() };
  return { requests: { ...requests, ...disk }, limits: { ...limits, ...disk } };
}

/** The same in a manifest that is written then. */
function writtenResources({ cluster, resources, scratch }: PodParts): k8s.ResourceRequirements {
  const { requests, limits } = amountsOf(resources);
  const value = Lazy.any({
    produce: () => formatQuantity('ephemeral-storage', bytesOf(scratch) + cluster._logBytes()),
  });
  const disk = { 'ephemeral-storage': { value } as unknown as k8s.Quantity };
  return { requests: { ...quantities(requests), ...disk }, limits: { ...quantities(limits), ...disk } };
}

/** The ports that others call, and those that only kubelet asks. */
function listening({ ports, health }: PodParts): Port[] {
  const asked = health?._ports ?? [];
  return [...ports, ...asked.filter((one) => !ports.some(({ number }) => number === one.number))];
}

function container(parts: PodParts, profile: PodProfile): k8s.Container {
  const ports = listening(parts);
  return {
    name: parts.name,
    image: parts.image.reference,
    imagePullPolicy: 'IfNotPresent',
    ...(parts.command && { command: [...parts.command] }),
    ...(parts.args && { args: [...parts.args] }),
    ...environment(parts),
    ...(ports.length > 0 && {
      ports: ports.map(({ name, number }) => ({ name, containerPort: number, protocol: 'TCP' })),
    }),
    resources: writtenResources(parts),
    ...(parts.health && parts.probePort && parts.health._probes(parts.probePort, parts.startupSeconds)),
    securityContext: profile._container,
    volumeMounts: [
      { name: 'scratch', mountPath: '/tmp' },
      ...(parts.options.writable ?? []).map((path) => ({
        name: 'scratch',
        mountPath: path,
        subPath: path.replace(/^\/|\/$/g, '').replace(/\//g, '_'),
      })),
      ...(parts.volumeMounts ?? []),
      ...(parts.options.mounts ?? []).map(({ _mount }) => _mount),
      ...profile._volumes.map(({ mount }) => mount),
    ],
  };
}

/** Values, and references to where they are, by name. */
function environment({ options, resources }: PodParts): Pick<k8s.Container, 'env'> {
  const { env = {}, variables = {} } = options;
  const context = { memoryLimit: bytesOf(resources.memoryLimit ?? resources.memory) };
  const own = Object.entries(IDENTITY).filter(([name]) => !Object.hasOwn(env, name) && !Object.hasOwn(variables, name));
  const all: k8s.EnvVar[] = [
    ...[...own, ...Object.entries(env)].map(([name, value]) => ({ name, value })),
    ...Object.entries(variables).map(([name, variable]) => variable._variable(name, context)),
  ];
  return { env: sortedBy(all, ({ name }) => name) };
}

function affinity(parts: PodParts): Pick<k8s.PodSpec, 'affinity'> {
  const required = {
    ...nodeAffinity(parts),
    ...(parts.apart && {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: parts.selector } },
        ],
      },
    }),
  };
  return Object.keys(required).length > 0 ? { affinity: required } : {};
}

/** Required node affinity: node selectors are replaced by some edge runtimes. */
function nodeAffinity({ nodeLabels, onlyZones, requirements = [] }: PodParts): Pick<k8s.Affinity, 'nodeAffinity'> {
  const labels: [string, string[]][] = Object.keys(nodeLabels).map((key) => [key, [nodeLabels[key]]]);
  const wanted = [...labels, ...(onlyZones ? [[ZONE, [...onlyZones].sort()] as [string, string[]]] : [])];
  const all = [...wanted.map(([key, values]) => ({ key, operator: 'In', values })), ...requirements];
  if (all.length === 0) {
    return {};
  }
  const matchExpressions = sortedBy(all, ({ key }) => key);
  const required = { nodeSelectorTerms: [{ matchExpressions }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

const ZONE = 'topology.kubernetes.io/zone';

/**
 * Zones: a hard spread where the workload survives the loss of a zone or has its part in each, else a soft one. Dead zones and nodes that the pods
 * may not use are no domains. At least all zones but one must have nodes: with all of them a lost zone would keep every pod of the
 * others from coming back. The hard one counts pods of all revisions: then the place that an old pod leaves is one that the spread
 * lets a new one into, and a rollout cannot hang; by revision it may be in a zone that is closed.
 * Hosts: a soft spread always; without it some orders of arrival leave pods pending on a plan that fits.
 */
function spread(parts: PodParts): k8s.TopologySpreadConstraint[] {
  const { revisionLabel } = parts;
  const all = {
    maxSkew: 1,
    labelSelector: { matchLabels: parts.selector },
    nodeAffinityPolicy: 'Honor',
    nodeTaintsPolicy: 'Honor',
  };
  const one = revisionLabel === undefined ? all : { ...all, matchLabelKeys: [revisionLabel] };
  const hosts = { ...one, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' };
  if (parts.survive === 'zone' || parts.inAllZones) {
    const minDomains = parts.survive === 'zone' ? parts.zones - 1 : parts.zones;
    return [hosts, { ...all, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', minDomains }];
  }
  return parts.zones > 1 ? [hosts, { ...one, topologyKey: ZONE, whenUnsatisfiable: 'ScheduleAnyway' }] : [hosts];
}

/** Without it a Deployment has so many seconds to get further. */
export const DEFAULT_DEADLINE = 600;

/**
 * Seconds in which a step of a rollout has to be over, or it has failed: where an old pod ends first, its place, and what it takes of the quota, are free
 * when it is gone; then a new one has to be scheduled, to get its image, and to start.
 */
export function progressSeconds(grace: number, startup?: Duration): number {
  const start = Math.ceil(startup?.toSeconds({ integral: false }) ?? 0);
  return Math.max(DEFAULT_DEADLINE, grace + start + 300);
}

/** Seconds until a pod that was told to stop is killed: it drains, finishes what it has, and has time left to close. */
export function graceSeconds(objectiveSeconds: number, given?: Duration): number {
  return given === undefined
    ? Math.max(30, DRAIN_SECONDS + Math.ceil(objectiveSeconds) + 5)
    : Math.ceil(given.toSeconds({ integral: false }));
}
