import { HarborPart } from './harbor-parts';
import { HarborPartSize } from './harbor-sizes';
import { Cluster } from '../../cluster/cluster';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { KubeResources } from '../../manifest/kube';
import { quantities } from '../../manifest/quantities';
import { ReadObject } from '../../planner/reading/description';
import { spread } from '../../workload/pod/pod-placement';

/** What all containers run with, as Pod Security "restricted" has it. */
export const CONTAINER_SECURITY = {
  privileged: false,
  allowPrivilegeEscalation: false,
  seccompProfile: { type: 'RuntimeDefault' },
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
};

/** What a container asks for. */
export function resourcesOf({ cpu, memory, memoryLimit }: HarborPartSize): KubeResources {
  const limit = memoryLimit === undefined ? 2 * bytesOf(memory) : bytesOf(memoryLimit);
  return {
    requests: quantities({ cpu: millisOf(cpu), memory: bytesOf(memory) }),
    limits: quantities({ memory: limit }),
  };
}

/**
 * How pods of a part lie apart: over hosts and zones where they can, over zones in any case where the cluster outlives the loss of one. The chart adds
 * the selector.
 */
export function spreadOf({ survive, zones }: Cluster, isStateful: boolean): object[] {
  const revisionLabel = isStateful ? undefined : 'pod-template-hash';
  const all = spread({ selector: {}, survive: survive._level, zones: zones.length, revisionLabel });
  return all.map(({ labelSelector: _, ...one }) => one);
}

/** What the pods have beside what they ask for. */
export interface PodTraits {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Construct path. */
  readonly path: string;
  readonly release: string;
  readonly labels: (part: string) => Record<string, string>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly registryAnnotations: Readonly<Record<string, string>>;
  /** Volume of each scanner. */
  readonly scannerVolume: { readonly storage: string; readonly storageClassName?: string };
  /** True where pods of registry and jobs stop before new ones start. */
  readonly recreated: boolean;
}

/** The pods of the chart, as far as the plan reads them. */
export function harborPods(parts: readonly HarborPart[], traits: PodTraits): ReadObject[] {
  return parts
    .flatMap((part) => [controller(part, traits), ...service(part, traits), ...budget(part, traits)])
    .map((json): ReadObject => ({ path: traits.path, json }));
}

function controller({ name, replicas, containers }: HarborPart, traits: PodTraits) {
  const { cluster, namespace, release, labels, scannerVolume, recreated } = traits;
  const annotations = { ...traits.annotations, ...(name === 'registry' && traits.registryAnnotations) };
  const isStateful = name === 'trivy';
  const labelSelector = { matchLabels: labels(name) };
  return {
    apiVersion: 'apps/v1',
    kind: isStateful ? 'StatefulSet' : 'Deployment',
    metadata: { name: `${release}-${name}`, namespace },
    spec: {
      replicas,
      selector: labelSelector,
      ...(recreated && ['jobservice', 'registry'].includes(name) && { strategy: { type: 'Recreate' } }),
      template: {
        metadata: { labels: labels(name), annotations },
        spec: {
          securityContext: { runAsUser: 10000, fsGroup: 10000 },
          containers: Object.entries(containers).map(([container, size]) => ({
            name: container,
            resources: resourcesOf(size),
            securityContext: CONTAINER_SECURITY,
          })),
          topologySpreadConstraints: spreadOf(cluster, isStateful).map((one) => ({ ...one, labelSelector })),
        },
      },
      ...(isStateful && {
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              ...(scannerVolume.storageClassName !== undefined && {
                storageClassName: scannerVolume.storageClassName,
              }),
              resources: { requests: { storage: scannerVolume.storage } },
            },
          },
        ],
      }),
    },
  };
}

/** The Services that requests are led to. */
function service({ name }: HarborPart, { namespace, release, labels }: PodTraits) {
  const ports = [{ name: 'http-web', port: 80, targetPort: 8080 }];
  return !['core', 'portal'].includes(name)
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: `${release}-${name}`, namespace },
          spec: { selector: labels(name), ports },
        },
      ];
}

/** The chart makes a budget where there are two or more. */
function budget({ name, replicas }: HarborPart, { namespace, release, labels }: PodTraits) {
  return replicas < 2
    ? []
    : [
        {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: `${release}-${name}`, namespace },
          spec: { minAvailable: replicas - 1, selector: { matchLabels: labels(name) } },
        },
      ];
}
