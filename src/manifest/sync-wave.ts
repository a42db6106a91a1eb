/**
 * Order in which Argo CD applies kinds; one order everywhere. Workloads come before what guards them, and after everything that they need to start.
 * Autoscalers are in the wave of their workloads: one that has too few pods for its load might never get healthy, which the next wave waits for.
 */
const WAVES: Readonly<Record<string, number>> = {
  Namespace: -30,
  ResourceQuota: -30,
  LimitRange: -30,
  PriorityClass: -30,
  RuntimeClass: -30,
  NodePool: -30,
  NodeGroup: -30,
  NodeUnit: -30,
  Topology: -30,
  WorkloadPriorityClass: -30,
  ServiceAccount: -20,
  NetworkPolicy: -20,
  ExternalSecret: -20,
  SecretStore: -20,
  ResourceFlavor: -20,
  ConfigMap: -10,
  Service: -10,
  ServiceEntry: -10,
  DestinationRule: -10,
  PeerAuthentication: -10,
  AuthorizationPolicy: -10,
  RuleEndpoint: -10,
  ClusterQueue: -10,
  Queue: -10,
  ObjectBucketClaim: -10,
  ObjectStore: -10,
  BucketClaim: -10,
  Kafka: -7,
  KafkaNodePool: -7,
  KafkaTopic: -6,
  KafkaUser: -6,
  Cluster: -5,
  Database: -5,
  PodGroup: -5,
  BucketAccess: -5,
  LocalQueue: -5,
  ResourceClaimTemplate: -5,
  AnalysisTemplate: -5,
  TrainingRuntime: -5,
  DeviceModel: -10,
  Gateway: 10,
  Ingress: 10,
  VirtualService: 10,
  HTTPRoute: 10,
  GRPCRoute: 10,
  TLSRoute: 10,
  TCPRoute: 10,
  Rule: 10,
  Device: 10,
  PodDisruptionBudget: 20,
};

/** The annotation that puts an object of this kind in its wave; wave 0 needs none. */
export function syncWave(kind: string): Record<string, string> {
  const wave = WAVES[kind];
  return wave === undefined ? {} : { 'argocd.argoproj.io/sync-wave': String(wave) };
}

/** The first of the waves of workloads whose pods start by size: after all that they need, before what leads requests to them. */
const FIRST_OF_WORKLOADS = -4;

/** The annotation that puts a workload in the wave of its pods' size, 0 for the largest. */
export function workloadWave(size: number): Record<string, string> {
  return { 'argocd.argoproj.io/sync-wave': String(FIRST_OF_WORKLOADS + size) };
}

/** What leads requests in is removed last, when nothing needs it any more. */
const PRUNED_LAST: ReadonlySet<string> = new Set([
  'GRPCRoute',
  'Gateway',
  'HTTPRoute',
  'Ingress',
  'TCPRoute',
  'TLSRoute',
  'VirtualService',
]);

/** What holds data, what others wait in, and what takes all its nodes with it: Argo CD removes it only where somebody confirms. */
const CONFIRMED: ReadonlySet<string> = new Set([
  'BucketClaim',
  'Cluster',
  'ClusterQueue',
  'Kafka',
  'KafkaNodePool',
  'KafkaTopic',
  'LocalQueue',
  'NodePool',
  'ObjectBucketClaim',
  'PersistentVolumeClaim',
  'Queue',
  'VirtualMachine',
]);

/** What others name that we do not know of: Argo CD leaves it where it is. */
const KEPT: ReadonlySet<string> = new Set(['PriorityClass', 'RuntimeClass', 'WorkloadPriorityClass']);

/** The annotation that says when Argo CD removes an object of this kind. */
export function pruning(kind: string): Record<string, string> {
  if (CONFIRMED.has(kind)) {
    return { 'argocd.argoproj.io/sync-options': 'Delete=confirm,Prune=confirm' };
  }
  if (KEPT.has(kind)) {
    return { 'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false' };
  }
  return PRUNED_LAST.has(kind) ? { 'argocd.argoproj.io/sync-options': 'PruneLast=true' } : {};
}
