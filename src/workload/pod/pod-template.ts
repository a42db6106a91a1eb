import { Duration, Size } from 'cdk8s';
import { container, ContainerParts } from './container';
import { contentAnnotations } from './content/content-stamps';
import { Helper } from './helpers/helper';
import { helperParts, isNative, scratchOf } from './helpers/pod-helpers';
import { mountsToken } from './identity/identity-objects';
import { PodOptions } from './pod-options';
import { affinity, PlacementParts, spread, tolerations } from './pod-placement';
import { PodProfile } from './pod-profile';
import { PodVolumes } from './volumes/pod-volumes';
import { takenBy, TakenByPod } from './volumes/taken';
import { quantityOf } from '../../manifest/amounts';
import * as k8s from '../../manifest/k8s/types';

/** Seconds that a pod keeps serving after it was told to stop, until no balancer sends it requests any more. */
export const DRAIN_SECONDS = 5;

/** Everything that goes into the pods of one workload: its container, and what is said of the pod as a whole. */
export interface PodParts extends Omit<ContainerParts, 'scratchName' | 'taken' | 'lifecycle'>, PlacementParts {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  /** Variables, mounts and whatever else the pods of every kind may have. */
  readonly options: PodOptions;
  /** Size of /tmp. */
  readonly scratch: Size;
  readonly volumes?: readonly k8s.Volume[];
  /** True where sidecars are containers like that of the workload, whatever the version. */
  readonly ordinarySidecars?: true;
  /** Pull secrets beside those of its images. */
  readonly pullSecrets?: readonly string[];
  /** What the pods may do on their node; Pod Security "restricted" where nothing is said. */
  readonly profile?: PodProfile;
  readonly graceSeconds: number;
  readonly priorityClassName?: string;
}

/** The pod template: Pod Security "restricted", requests and a memory limit, spread over zones and hosts. */
export function podTemplate(parts: PodParts): k8s.PodTemplateSpec {
  const profile = (parts.profile ?? PodProfile.restricted())._with(parts.options.security);
  const { accelerator } = parts.resources;
  const { helpers = [] } = parts.options;
  const mounted = podVolumes(parts.options);
  const volumes: k8s.Volume[] = [
    scratchVolume('scratch', parts.scratch),
    ...helpers.map(scratchOf).map(({ name, size }) => scratchVolume(name, size)),
    ...(parts.volumes ?? []),
    ...mounted.volumes,
    ...profile._volumes.map(({ volume }) => volume),
  ];
  const annotations = {
    ...evictable(volumes),
    ...contentAnnotations([parts.options, ...helpers.map(({ _props }) => _props)]),
    ...parts.annotations,
    ...accelerator?._annotations,
    ...profile._annotations,
  };
  const runtimeClassName = accelerator?._runtimeClass;
  return {
    metadata: { labels: { ...parts.labels }, annotations },
    spec: {
      serviceAccountName: parts.name,
      automountServiceAccountToken: mountsToken(parts.options.identity),
      enableServiceLinks: false,
      terminationGracePeriodSeconds: parts.graceSeconds,
      ...(runtimeClassName !== undefined && { runtimeClassName }),
      ...(parts.priorityClassName !== undefined && { priorityClassName: parts.priorityClassName }),
      ...pullSecrets(parts),
      ...profile._pod,
      ...affinity(parts),
      ...tolerations(parts),
      ...(parts.replicated && { topologySpreadConstraints: spread(parts) }),
      ...containers(parts, profile, mounted),
      volumes,
    },
  };
}

/** The volumes that the containers of a pod mount. */
export function podVolumes(options: PodOptions): PodVolumes {
  return new PodVolumes([options, ...(options.helpers ?? []).map(({ _props }) => _props)]);
}

/** What its volumes take, by container. */
export function takenByPod(options: PodOptions, scratch: Size): TakenByPod {
  return takenBy(options, scratch, (helper) => scratchOf(helper).size);
}

/** The container of the workload first, then sidecars that are containers like it; and what starts before them, in order. */
function containers(
  parts: PodParts,
  profile: PodProfile,
  volumes: PodVolumes,
): Pick<k8s.PodSpec, 'containers' | 'initContainers'> {
  const { options, cluster } = parts;
  const taken = takenByPod(options, parts.scratch);
  const of = (some: readonly Helper[]) =>
    some.map((one) => container(helperParts(one, cluster, taken.helpers.get(one)!), profile._ofHelpers, volumes));
  const starts = (one: Helper) =>
    !one.isSidecar || (isNative(one, cluster.kubernetesVersion) && !parts.ordinarySidecars);
  const { helpers = [] } = options;
  const main = {
    ...parts,
    lifecycle: options.lifecycle,
    scratchName: 'scratch',
    taken: taken.main,
    hostMounts: profile._volumes.map(({ mount }) => mount),
  };
  const before = helpers.filter(starts);
  return {
    ...(before.length > 0 && { initContainers: of(before) }),
    containers: [container(main, profile, volumes), ...of(helpers.filter((one) => !starts(one)))],
  };
}

/** With what all images of a pod are pulled. */
function pullSecrets({ image, options, pullSecrets: more = [] }: PodParts): Pick<k8s.PodSpec, 'imagePullSecrets'> {
  const images = [image, ...(options.helpers ?? []).map(({ _props }) => _props.image), ...podVolumes(options).images];
  const names = new Set([...images.flatMap(({ pullSecret }) => pullSecret ?? []), ...more]);
  return names.size === 0 ? {} : { imagePullSecrets: [...names].map((name) => ({ name })) };
}

function scratchVolume(name: string, size: Size): k8s.Volume {
  return { name, emptyDir: { sizeLimit: quantityOf(size) } };
}

/** What is on local volumes is made again: without that word cluster-autoscaler never removes a node with such a pod. */
function evictable(volumes: readonly k8s.Volume[]): Record<string, string> {
  const local = volumes.filter(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory').map(({ name }) => name);
  return { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': local.join(',') };
}

/** Without it a Deployment has so many seconds to get further. */
export const DEFAULT_DEADLINE = 600;

/**
 * Seconds in which a step of a rollout has to be over, or it has failed: where an old pod ends first, its place, and what it takes of the quota, are free
 * when it is gone; then a new one has to be scheduled, to get its image, and to start, one container after the other.
 */
export function progressSeconds(grace: number, startups: readonly (Duration | undefined)[]): number {
  const start = startups.reduce((sum, one) => sum + Math.ceil(one?.toSeconds({ integral: false }) ?? 0), 0);
  return Math.max(DEFAULT_DEADLINE, grace + start + 300);
}

/** Seconds until a pod that was told to stop is killed: it drains, finishes what it has, and has time left to close. */
export function graceSeconds(objectiveSeconds: number, given?: Duration): number {
  return given === undefined
    ? Math.max(30, DRAIN_SECONDS + Math.ceil(objectiveSeconds) + 5)
    : Math.ceil(given.toSeconds({ integral: false }));
}
