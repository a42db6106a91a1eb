/** Pieces of which the sets are built: objects as people write them, with what planning looks at. */

export type Amounts = Readonly<Record<string, string | number>>;

/** A manifest set of the shape of a public one, under names of our own, and what it comes to when it is added up by hand. */
export interface RealSet {
  /** The project whose set it has the shape of. */
  readonly like: string;
  readonly objects: readonly object[];
  readonly kubernetesVersion?: string;
  readonly expected: {
    /** Pods by workload id. */
    readonly pods: Readonly<Record<string, number>>;
    /** Of all pods together at steady, daemonsets aside: millicores and mebibytes. */
    readonly cpu: number;
    readonly mebibytes: number;
    /** Millicores and mebibytes on every node, by daemonset. */
    readonly daemons?: Readonly<Record<string, readonly [number, number]>>;
    /** Codes of findings about the manifests. */
    readonly codes: readonly string[];
    /** Fields of workloads that have to be as they are here. */
    readonly workloads?: Readonly<Record<string, object>>;
  };
}

export interface Pod {
  readonly containers: readonly object[];
  readonly init?: readonly object[];
  readonly spec?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function container(name: string, requests?: Amounts, limits?: Amounts, more: object = {}): object {
  const resources = { ...(requests && { requests }), ...(limits && { limits }) };
  return { name, image: `registry.example.org/${name}:2.4.1`, ...(requests || limits ? { resources } : {}), ...more };
}

function template(name: string, { containers, init, spec, labels, annotations }: Pod): object {
  return {
    metadata: { labels: { app: name, ...labels }, ...(annotations && { annotations }) },
    spec: { ...(init && { initContainers: init }), containers, ...spec },
  };
}

function owner(apiVersion: string, kind: string) {
  return (home: string | undefined, name: string, pod: Pod, spec: object = {}): object => ({
    apiVersion,
    kind,
    metadata: { name, ...(home !== undefined && { namespace: home }), labels: { app: name } },
    spec: { selector: { matchLabels: { app: name } }, ...spec, template: template(name, pod) },
  });
}

export const deployment = owner('apps/v1', 'Deployment');
export const statefulSet = owner('apps/v1', 'StatefulSet');
export const daemonSet = owner('apps/v1', 'DaemonSet');

export function job(home: string, name: string, pod: Pod): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: home },
    spec: { template: template(name, pod) },
  };
}

export function replicationController(name: string, pod: Pod, replicas: number): object {
  return {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name },
    spec: { replicas, selector: { app: name }, template: template(name, pod) },
  };
}

export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function service(home: string | undefined, name: string, port: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(home !== undefined && { namespace: home }) },
    spec: { selector: { app: name }, ports: [{ port, targetPort: port }] },
  };
}

/** Service account, cluster role and binding of one name. */
export function access(home: string, name: string): object[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: home } },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: home }],
    },
  ];
}

/** A definition that itself tells of containers, as many do: it makes no pods. */
export function definition(group: string, kind: string): object {
  const plural = `${kind.toLowerCase()}s`;
  const pods = { type: 'object', properties: { containers: { type: 'array', items: { type: 'object' } } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: pods } }],
    },
  };
}

export function webhook(kind: 'Mutating' | 'Validating', name: string, home: string): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: [
      {
        name: `${name}.example.org`,
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { service: { name: `${name}-hook`, namespace: home } },
        rules: [{ apiGroups: ['example.org'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['*'] }],
      },
    ],
  };
}

export function configMap(home: string, name: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: home }, data: { level: 'info' } };
}

export function budget(home: string | undefined, name: string, app: string, spec: object): object {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, ...(home !== undefined && { namespace: home }) },
    spec: { selector: { matchLabels: { app } }, ...spec },
  };
}

export function autoscaler(home: string, name: string, minReplicas: number, maxReplicas: number): object {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: home },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas,
      maxReplicas,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 90 } } },
      ],
    },
  };
}

/** Anti-affinity over nodes with pods of these labels, preferred or required. */
export function apart(labels: object, mode: 'preferred' | 'required', topologyKey = 'kubernetes.io/hostname'): object {
  const term = { labelSelector: { matchLabels: labels }, topologyKey };
  return mode === 'required'
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] };
}

export const LINUX = { nodeSelector: { 'kubernetes.io/os': 'linux' } };

/** Tolerations of all taints. */
export const EVERYWHERE = {
  tolerations: [
    { effect: 'NoSchedule', operator: 'Exists' },
    { effect: 'NoExecute', operator: 'Exists' },
  ],
};
