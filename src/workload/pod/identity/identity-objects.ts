import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AccessRule } from './access-rule';
import { IdentityOptions } from './identity-options';
import { kubeObject } from '../../../manifest/k8s/kube-object';
import * as k8s from '../../../manifest/k8s/types';
import { clusterScoped, namespaced, Owner } from '../../../manifest/metadata';

/** Whether pods find a token of the API server. */
export function mountsToken({ rules = [], mountsToken: mounts = rules.length > 0 }: IdentityOptions = {}): boolean {
  return mounts;
}

/** The ServiceAccount of a workload, and the roles that it has. */
export function emitIdentity(
  scope: Construct,
  name: string,
  owner: Owner,
  labels: Record<string, string>,
  identity: IdentityOptions = {},
): ApiObject {
  const { annotations, rules = [] } = identity;
  const account = kubeObject(scope, 'ServiceAccount', 'ServiceAccount', {
    metadata: namespaced('ServiceAccount', name, owner, labels, annotations),
    // The pods say whether they mount it: nothing else that takes the account does by itself.
    automountServiceAccountToken: false,
  });
  const inNamespace = rulesOf(rules.filter(({ _clusterScoped }) => !_clusterScoped));
  const wide = rulesOf(rules.filter(({ _clusterScoped }) => _clusterScoped));
  const subjects = [{ kind: 'ServiceAccount', name, namespace: owner.namespace }];
  const apiGroup = 'rbac.authorization.k8s.io';
  if (inNamespace.length > 0) {
    kubeObject(scope, 'Role', 'Role', { metadata: namespaced('Role', name, owner, labels), rules: inNamespace });
    kubeObject(scope, 'RoleBinding', 'RoleBinding', {
      metadata: namespaced('RoleBinding', name, owner, labels),
      roleRef: { apiGroup, kind: 'Role', name },
      subjects,
    });
  }
  if (wide.length > 0) {
    // Names of what has no namespace are those of the whole cluster.
    const own = `${owner.namespace}-${name}`;
    kubeObject(scope, 'ClusterRole', 'ClusterRole', {
      metadata: clusterScoped('ClusterRole', own, owner, labels),
      rules: wide,
    });
    kubeObject(scope, 'ClusterRoleBinding', 'ClusterRoleBinding', {
      metadata: clusterScoped('ClusterRoleBinding', own, owner, labels),
      roleRef: { apiGroup, kind: 'ClusterRole', name: own },
      subjects,
    });
  }
  return account;
}

function rulesOf(rules: readonly AccessRule[]): k8s.PolicyRule[] {
  return rules.flatMap(({ _rules }) => _rules);
}
