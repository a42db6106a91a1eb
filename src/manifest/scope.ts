import { ApiObject } from 'cdk8s';

/** Kinds without a namespace, as `<group>/<kind>`; the core group is empty. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'apps.kruise.io/NodeImage',
  'apps.kruise.io/NodePodProbe',
  'apps.kruise.io/ResourceDistribution',
  'apps.kruise.io/SidecarSet',
  'apps.kubeedge.io/NodeGroup',
  'apps.openyurt.io/NodeBucket',
  'apps.openyurt.io/NodePool',
  'argoproj.io/ClusterAnalysisTemplate',
  'authentication.k8s.io/TokenReview',
  'authorization.k8s.io/SelfSubjectAccessReview',
  'authorization.k8s.io/SubjectAccessReview',
  'cdi.kubevirt.io/StorageProfile',
  'cert-manager.io/ClusterIssuer',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'eventing.keda.sh/ClusterCloudEventSource',
  'events.openfunction.io/ClusterEventBus',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ClusterPushSecret',
  'external-secrets.io/ClusterSecretStore',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'gateway.networking.k8s.io/GatewayClass',
  'generators.external-secrets.io/ClusterGenerator',
  'goharbor.io/HarborServerConfiguration',
  'instancetype.kubevirt.io/VirtualMachineClusterInstancetype',
  'instancetype.kubevirt.io/VirtualMachineClusterPreference',
  'karpenter.k8s.aws/EC2NodeClass',
  'karpenter.sh/NodeClaim',
  'karpenter.sh/NodeOverlay',
  'karpenter.sh/NodePool',
  'keda.sh/ClusterTriggerAuthentication',
  'kueue.x-k8s.io/AdmissionCheck',
  'kueue.x-k8s.io/ClusterQueue',
  'kueue.x-k8s.io/Cohort',
  'kueue.x-k8s.io/MultiKueueCluster',
  'kueue.x-k8s.io/MultiKueueConfig',
  'kueue.x-k8s.io/ProvisioningRequestConfig',
  'kueue.x-k8s.io/ResourceFlavor',
  'kueue.x-k8s.io/Topology',
  'kueue.x-k8s.io/WorkloadPriorityClass',
  'kyverno.io/ClusterCleanupPolicy',
  'kyverno.io/ClusterPolicy',
  'kyverno.io/GlobalContextEntry',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/ServiceCIDR',
  'nfd.k8s-sigs.io/NodeFeatureRule',
  'node.k8s.io/RuntimeClass',
  'nodeinfo.volcano.sh/Numatopology',
  'nvidia.com/ClusterPolicy',
  'nvidia.com/GPUCluster',
  'nvidia.com/NVIDIADriver',
  'operations.kubeedge.io/ConfigUpdateJob',
  'operations.kubeedge.io/ImagePrePullJob',
  'operations.kubeedge.io/NodeUpgradeJob',
  'policies.kyverno.io/DeletingPolicy',
  'policies.kyverno.io/GeneratingPolicy',
  'policies.kyverno.io/ImageValidatingPolicy',
  'policies.kyverno.io/MutatingPolicy',
  'policies.kyverno.io/ValidatingPolicy',
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'policy.sigstore.dev/ClusterImagePolicy',
  'raven.openyurt.io/Gateway',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'reliablesyncs.kubeedge.io/ClusterObjectSync',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/DeviceTaintRule',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
  'scheduling.volcano.sh/Queue',
  'shard.volcano.sh/NodeShard',
  'site.superedge.io/NodeGroup',
  'site.superedge.io/NodeUnit',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
  'topology.node.k8s.io/NodeResourceTopology',
  'topology.volcano.sh/HyperNode',
  'trainer.kubeflow.org/ClusterTrainingRuntime',
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

/** The same by group and resource in the plural. */
export function isClusterScopedResource(group: string, resource: string): boolean {
  return PLURALS.has(`${group}/${resource}`);
}

const PLURALS: ReadonlySet<string> = new Set([...CLUSTER_SCOPED].map(pluralOf));

/** `networking.k8s.io/IngressClass` as `networking.k8s.io/ingressclasses`: what kinds of Kubernetes and of operators have as their plural. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return /(s|x|ch|sh)$/.test(name) ? `${name}es` : name.replace(/([^aeiou])y$/, '$1i').replace(/i$/, 'ie') + 's';
}
