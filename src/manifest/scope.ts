import { ApiObject } from 'cdk8s';

/** Kinds without a namespace, as `<group>/<kind>`; the core group is empty. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'apps.kubeedge.io/NodeGroup',
  'apps.openyurt.io/NodePool',
  'cert-manager.io/ClusterIssuer',
  'external-secrets.io/ClusterSecretStore',
  'gateway.networking.k8s.io/GatewayClass',
  'karpenter.sh/NodeClaim',
  'karpenter.sh/NodePool',
  'kueue.x-k8s.io/ClusterQueue',
  'kueue.x-k8s.io/Cohort',
  'kueue.x-k8s.io/ResourceFlavor',
  'kueue.x-k8s.io/Topology',
  'kueue.x-k8s.io/WorkloadPriorityClass',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'operations.kubeedge.io/ConfigUpdateJob',
  'operations.kubeedge.io/ImagePrePullJob',
  'operations.kubeedge.io/NodeUpgradeJob',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'resource.k8s.io/DeviceClass',
  'scheduling.k8s.io/PriorityClass',
  'scheduling.volcano.sh/Queue',
  'site.superedge.io/NodeUnit',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
]);

/** API group of an object as Kubernetes writes it: the core group is empty. */
export function groupOf(object: ApiObject): string {
  return object.apiGroup === 'core' ? '' : object.apiGroup;
}

/** True for kinds that live in no namespace. */
export function isClusterScoped(object: ApiObject): boolean {
  return isClusterScopedKind(groupOf(object), object.kind);
}

/** The same by group and kind. */
export function isClusterScopedKind(group: string, kind: string): boolean {
  return CLUSTER_SCOPED.has(`${group}/${kind}`);
}
