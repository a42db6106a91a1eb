import { byCodeUnit } from '../../capacity/order';
import * as k8s from '../../manifest/k8s/types';
import { pluralOf } from '../../manifest/scope';
import { PodSecurity } from '../pod-security';

/** What people may do in the namespaces of a tenant. */
export type AccessLevel = 'view' | 'operate' | 'debug';

/** A kind of the objects that are in a namespace. */
export interface NamespacedKind {
  readonly group: string;
  readonly kind: string;
}

/** Something that an autoscaler looks after. */
export interface ScaledTarget extends NamespacedKind {
  readonly name: string;
}

/** What of a namespace its roles follow from. */
export interface RoleContext {
  readonly podSecurity: PodSecurity;
  /** Kinds of operators that the namespace has objects of. */
  readonly kinds: readonly NamespacedKind[];
  /** What autoscalers look after in it. */
  readonly scaled: readonly ScaledTarget[];
}

/** Kinds of Kubernetes by API group: what tells how things run. No Secrets, and no roles. */
const SEEN: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['configmaps', 'endpoints', 'events', 'limitranges', 'persistentvolumeclaims', 'pods', 'resourcequotas'],
    ...['serviceaccounts', 'services'],
  ],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'discovery.k8s.io': ['endpointslices'],
  'events.k8s.io': ['events'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
};

/** Groups of Kubernetes itself, of which the table above says what is seen. */
const BUILT_IN: ReadonlySet<string> = new Set([...Object.keys(SEEN), 'rbac.authorization.k8s.io']);

/** Kinds whose controllers take another number of replicas. */
const SCALABLE: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet', 'argoproj.io/Rollout']);

const READ = ['get', 'list', 'watch'];

/** The rules of a Role: exact resources and verbs, no wildcard. */
export function rulesOf(level: AccessLevel, context: RoleContext): k8s.PolicyRule[] {
  switch (level) {
    case 'view':
      return seen(context);
    case 'operate':
      return [...seen(context), ...operated(context)];
    case 'debug':
      return [...seen(context), ...debugged(context)];
  }
}

function seen({ kinds }: RoleContext): k8s.PolicyRule[] {
  const byGroup = new Map(Object.entries(SEEN).map(([group, resources]) => [group, new Set(resources)]));
  for (const { group, kind } of kinds) {
    if (!BUILT_IN.has(group)) {
      byGroup.set(group, (byGroup.get(group) ?? new Set()).add(pluralOf(kind)));
    }
  }
  return [
    ...[...byGroup]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([group, resources]) => rule(group, [...resources].sort(byCodeUnit), READ)),
    // The metrics API knows no watch.
    rule('metrics.k8s.io', ['pods'], ['get', 'list']),
  ];
}

/**
 * Pods are ended one by one, and replicas change where an autoscaler takes them back into its limits. Who may patch a Deployment may run anything with
 * any Secret of the namespace: a restart of a whole workload is therefore an action of Argo CD, not a verb of Kubernetes.
 */
function operated({ scaled }: RoleContext): k8s.PolicyRule[] {
  const byKind = new Map<string, Set<string>>();
  for (const { group, kind, name } of scaled) {
    const key = `${group}/${kind}`;
    if (SCALABLE.has(key)) {
      byKind.set(key, (byKind.get(key) ?? new Set()).add(name));
    }
  }
  const scales = [...byKind]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, names]): k8s.PolicyRule => {
      const [group, kind] = key.split('/');
      // Without names the rule would be about every workload of the namespace.
      return {
        ...rule(group, [`${pluralOf(kind)}/scale`], ['get', 'patch', 'update']),
        resourceNames: [...names].sort(byCodeUnit),
      };
    });
  return [rule('', ['pods'], ['delete']), rule('', ['pods/eviction'], ['create']), ...scales];
}

/**
 * kubectl asks for `get` where it opens a WebSocket (since 1.31 by default) and for `create` otherwise. In a privileged namespace a container that is put
 * into a pod may be root on the node: there it is left out.
 */
function debugged({ podSecurity }: RoleContext): k8s.PolicyRule[] {
  return [
    rule('', ['pods/log'], ['get']),
    rule('', ['pods/attach', 'pods/exec', 'pods/portforward'], ['create', 'get']),
    ...(podSecurity === PodSecurity.PRIVILEGED
      ? []
      : [rule('', ['pods/ephemeralcontainers'], ['get', 'patch', 'update'])]),
  ];
}

function rule(group: string, resources: string[], verbs: string[]): k8s.PolicyRule {
  return { apiGroups: [group], resources, verbs: [...verbs] };
}

/** What whoever has a whole cluster sees of it beside its namespaces. */
export function clusterRules(): k8s.PolicyRule[] {
  return [
    rule('', ['namespaces', 'nodes', 'persistentvolumes'], READ),
    rule('metrics.k8s.io', ['nodes'], ['get', 'list']),
    rule('scheduling.k8s.io', ['priorityclasses'], READ),
    rule('storage.k8s.io', ['storageclasses'], READ),
  ];
}
