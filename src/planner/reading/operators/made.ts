import { KubeContainer, KubeObject, KubePod, KubePodSpec, KubeResources } from '../../../manifest/kube';

/** A claim for a volume of each pod of a StatefulSet. */
export interface Claim {
  readonly name: string;
  readonly size?: string | number;
  readonly storageClass?: string;
  readonly accessModes?: readonly string[];
}

/** A pod with labels. */
export function pod(labels: Record<string, string>, spec: KubePodSpec, annotations?: Record<string, string>): KubePod {
  return { metadata: { labels, ...(annotations && { annotations }) }, spec };
}

/** A container that asks for that. */
export function container(name: string, resources: KubeResources | undefined, more: KubeContainer = {}): KubeContainer {
  return { ...more, name, resources: resources ?? {} };
}

/** A Deployment; without a strategy it has that of Kubernetes. */
export function deployment(name: string, replicas: unknown, template: KubePod, strategy?: object): KubeObject {
  return controller('Deployment', name, template, { replicas, ...(strategy && { strategy }) });
}

/** A StatefulSet, or something that makes pods and their volumes as one. */
export function statefulSet(
  name: string,
  replicas: unknown,
  template: KubePod,
  claims: readonly Claim[] = [],
): KubeObject {
  return controller('StatefulSet', name, template, {
    replicas,
    volumeClaimTemplates: claims.map(({ name: claim, size, storageClass, accessModes = ['ReadWriteOnce'] }) => ({
      metadata: { name: claim },
      spec: {
        accessModes,
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        ...(size !== undefined && { resources: { requests: { storage: size } } }),
      },
    })),
  });
}

/** A ReplicaSet, or something that makes pods as one: a new version does not touch them. */
export function replicaSet(name: string, replicas: unknown, template: KubePod): KubeObject {
  return controller('ReplicaSet', name, template, { replicas });
}

/** A DaemonSet. */
export function daemonSet(name: string, template: KubePod, updateStrategy?: object): KubeObject {
  return controller('DaemonSet', name, template, updateStrategy ? { updateStrategy } : {});
}

/** Pods that run side by side until they are done. */
export function job(name: string, pods: unknown, template: KubePod): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      parallelism: pods,
      completions: pods,
      template: { ...template, spec: { restartPolicy: 'Never', ...template.spec } },
    },
  };
}

/** A disruption budget of the pods with these labels. */
export function budget(
  name: string,
  matchLabels: Record<string, string>,
  allowed: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string },
): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: { selector: { matchLabels }, ...allowed },
  };
}

/** An autoscaler of the custom resource itself, or of something that is made of it. */
export function autoscaler(name: string, target: object, minReplicas: unknown, maxReplicas: unknown): KubeObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: { scaleTargetRef: target, minReplicas, maxReplicas },
  };
}

/** An autoscaler that starts none by itself. */
export function upTo(name: string, target: object, most: unknown): KubeObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name },
    spec: { scaleTargetRef: target, minReplicaCount: 0, maxReplicaCount: most },
  };
}

function controller(kind: string, name: string, template: KubePod, more: object): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { selector: { matchLabels: template.metadata?.labels ?? {} }, template, ...more },
  };
}

/** Containers of an operator with those of a custom resource: what has the name of one changes it, others stand beside it. */
export function merged(own: readonly KubeContainer[], given: readonly any[]): KubeContainer[] {
  const changed = own.map((one) => {
    const change = given.find(({ name }) => name === one.name);
    const { requests, limits } = one.resources ?? {};
    return change
      ? {
          ...one,
          ...change,
          resources: {
            requests: { ...requests, ...change.resources?.requests },
            limits: { ...limits, ...change.resources?.limits },
          },
        }
      : one;
  });
  return [...changed, ...given.filter(({ name }) => !own.some((one) => one.name === name))];
}

/** The entries of a list in a manifest that may have none. */
export function list(value: unknown): any[] {
  return Array.isArray(value) ? value.filter((entry) => entry !== null && entry !== undefined) : [];
}

/** Those of the fields of a pod template that a custom resource has. */
export function pick(from: any, ...fields: (keyof KubePodSpec)[]): KubePodSpec {
  return Object.fromEntries(fields.flatMap((field) => (from?.[field] === undefined ? [] : [[field, from[field]]])));
}
