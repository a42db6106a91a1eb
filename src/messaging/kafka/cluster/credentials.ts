import { Construct } from 'constructs';
import { customResource } from '../../../manifest/custom-resource';
import { kubeObject } from '../../../manifest/k8s/kube-object';
import { namespaced, Owner } from '../../../manifest/metadata';
import { groupIn } from '../../../platform/group';
import { PodUser } from '../../../workload/pod/use/use';

/** Secrets of the namespace of a Kafka cluster that a workload of another namespace needs. */
export interface CopyParts {
  readonly kafka: Construct;
  /** Of the Kafka cluster. */
  readonly owner: Owner;
  readonly user: PodUser;
  /** Name of the copy, and of what makes it. */
  readonly name: string;
  /** Secrets, and their keys that are copied. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
}

const ESO = 'external-secrets.io/v1';
const RBAC = 'rbac.authorization.k8s.io';

/**
 * Copies what Strimzi made to the namespace of a workload: External Secrets Operator reads it as a service account of that namespace, which may read these
 * Secrets by name and no others. Strimzi watches one namespace for users, and kubelet mounts Secrets of the pod's own namespace alone.
 */
export function copyCredentials({ kafka, owner, user, name, secrets }: CopyParts): void {
  const { stack, construct } = user;
  const there = namespaceOf(owner);
  const own = stack._owner;
  const scope = groupIn(construct, `Credentials-${name}`);
  kubeObject(scope, 'ServiceAccount', 'ServiceAccount', {
    metadata: namespaced('ServiceAccount', name, own),
    automountServiceAccountToken: false,
  });
  customResource<object>(scope, 'SecretStore', {
    apiVersion: ESO,
    kind: 'SecretStore',
    metadata: namespaced('SecretStore', name, own),
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: there,
          // The authority of the API server, which Kubernetes puts into every namespace.
          server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' } },
          auth: { serviceAccount: { name } },
        },
      },
    },
  });
  customResource<object>(scope, 'ExternalSecret', {
    apiVersion: ESO,
    kind: 'ExternalSecret',
    metadata: namespaced('ExternalSecret', name, own),
    spec: {
      // Certificates are renewed 30 days before they end.
      refreshInterval: '600s',
      secretStoreRef: { kind: 'SecretStore', name },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: Object.entries(secrets).flatMap(([key, properties]) =>
        properties.map((property) => ({ secretKey: property, remoteRef: { key, property } })),
      ),
    },
  });
  const role = `${stack.namespaceName}.${name}`;
  kubeObject(kafka, `Role-${role}`, 'Role', {
    metadata: namespaced('Role', role, owner),
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: Object.keys(secrets).sort(), verbs: ['get'] }],
  });
  kubeObject(kafka, `RoleBinding-${role}`, 'RoleBinding', {
    metadata: namespaced('RoleBinding', role, owner),
    roleRef: { apiGroup: RBAC, kind: 'Role', name: role },
    subjects: [{ kind: 'ServiceAccount', name, namespace: stack.namespaceName }],
  });
}

function namespaceOf({ namespace }: Owner): string {
  return namespace!;
}
