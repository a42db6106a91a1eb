import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { container, ContainerParts } from './container';
import { contentAnnotations } from './content/content-stamps';
import { PodOptions } from './pod-options';
import { affinity, PlacementParts, spread, tolerations } from './pod-placement';
import { PodProfile } from './pod-profile';
import { PodVolumes } from './volumes/pod-volumes';
import { quantityOf } from '../../manifest/amounts';

/** Seconds that a pod keeps serving after it was told to stop, until no balancer sends it requests any more. */
export const DRAIN_SECONDS = 5;

/** Everything that goes into the pods of one workload: its container, and what is said of the pod as a whole. */
export interface PodParts extends ContainerParts, PlacementParts {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  /** Variables, mounts and whatever else the pods of every kind may have. */
  readonly options: PodOptions;
  readonly volumes?: readonly k8s.Volume[];
  /** What the pods may do on their node; Pod Security "restricted" where nothing is said. */
  readonly profile?: PodProfile;
  readonly graceSeconds: number;
  readonly priorityClassName?: string;
}

/** The pod template: Pod Security "restricted", requests and a memory limit, spread over zones and hosts. */
export function podTemplate(parts: PodParts): k8s.PodTemplateSpec {
  const profile = (parts.profile ?? PodProfile.restricted())._runningAs(parts.options.user);
  const { accelerator } = parts.resources;
  const mounted = new PodVolumes([parts.options]);
  const volumes: k8s.Volume[] = [
    { name: 'scratch', emptyDir: { sizeLimit: k8s.Quantity.fromString(quantityOf(parts.scratch)) } },
    ...(parts.volumes ?? []),
    ...mounted.volumes,
    ...profile._volumes.map(({ volume }) => volume),
  ];
  const annotations = {
    ...evictable(volumes),
    ...contentAnnotations([parts.options]),
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
      containers: [container(parts, profile, mounted)],
      volumes,
    },
  };
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
