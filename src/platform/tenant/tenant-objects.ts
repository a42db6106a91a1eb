import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Access } from './access';
import { AccessLevel, clusterRules, NamespacedKind, RoleContext, rulesOf } from './access-rules';
import { ITenantReceiver } from './tenant-props';
import { TenantStack } from './tenants';
import { byCodeUnit } from '../../capacity/order';
import { Cluster } from '../../cluster/cluster';
import { scaledBy } from '../../delivery/argo-objects';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { clusterScoped, namespaced } from '../../manifest/metadata';
import { manifestsIn } from '../../manifest/objects';
import { isClusterScopedKind } from '../../manifest/scope';

/** Label of the namespaces of a tenant. */
export const TENANT_LABEL = 'cdk8s-autonomous.dev/tenant';

const RBAC = 'rbac.authorization.k8s.io';
const LEVELS: readonly AccessLevel[] = ['view', 'operate', 'debug'];

/** The groups that have a level, each once. */
export function groupsOf(people: readonly Access[], level: AccessLevel): string[] {
  const groups = people.filter(({ _level }) => _level === level).map(({ group }) => group);
  return [...new Set(groups)].sort(byCodeUnit);
}

/** Roles of the people in the namespace of a stack, and where its alerts go. */
export function stackObjects(
  stack: TenantStack,
  tenant: string,
  people: readonly Access[],
  receivers: readonly ITenantReceiver[],
): void {
  const scope = new Construct(stack, 'Tenant');
  const { _owner: owner } = stack;
  for (const level of LEVELS) {
    const groups = groupsOf(people, level);
    const name = `${tenant}-${level}`;
    if (groups.length > 0) {
      kubeObject(scope, `Role-${level}`, 'Role', {
        metadata: namespaced('Role', name, owner),
        rules: Lazy.any({ produce: () => rulesOf(level, contextOf(stack)) }) as unknown as k8s.PolicyRule[],
      });
      kubeObject(scope, `RoleBinding-${level}`, 'RoleBinding', {
        metadata: namespaced('RoleBinding', name, owner),
        roleRef: { apiGroup: RBAC, kind: 'Role', name },
        subjects: subjectsOf(groups),
      });
    }
  }
  // Whoever is first knows how to tell all of them.
  receivers[0]?._emitRoutes(scope, 'Alerts', { cluster: stack.cluster, owner, name: `${tenant}-alerts`, receivers });
}

/** What people see of a cluster that is their tenant's alone. */
export function clusterObjects(cluster: Cluster, tenant: string, people: readonly Access[]): void {
  const scope = new Construct(cluster, `Tenant-${tenant}`);
  const owner = { partOf: cluster.clusterName };
  const name = `${tenant}-cluster-view`;
  const groups = [...new Set(people.map(({ group }) => group))].sort(byCodeUnit);
  kubeObject(scope, 'ClusterRole', 'ClusterRole', {
    metadata: clusterScoped('ClusterRole', name, owner),
    rules: clusterRules(),
  });
  kubeObject(scope, 'ClusterRoleBinding', 'ClusterRoleBinding', {
    metadata: clusterScoped('ClusterRoleBinding', name, owner),
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    subjects: subjectsOf(groups),
  });
  cluster._deliverOwn();
}

function subjectsOf(groups: readonly string[]): k8s.Subject[] {
  return groups.map((name) => ({ kind: 'Group', name, apiGroup: RBAC }));
}

/** What the roles follow from: the objects of the stack that are in its namespace. */
function contextOf(stack: TenantStack): RoleContext {
  const kinds = manifestsIn([stack])
    .filter(({ group, kind }) => !isClusterScopedKind(group, kind))
    .filter(({ namespace = stack.namespaceName }) => namespace === stack.namespaceName)
    .map(({ group, kind }): NamespacedKind => ({ group, kind }));
  const scaled = scaledBy(stack, stack.namespaceName)
    .filter(({ namespace }) => namespace === stack.namespaceName)
    .flatMap(({ group, kind, name }) => (name === undefined ? [] : [{ group, kind, name }]));
  return { podSecurity: stack.podSecurity, kinds, scaled };
}
