import { CatalogueEntry } from './entry';

/** Findings about workloads, pools and manifests of any kind. */
export const GENERAL_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  BUDGET_BLOCKS_DRAIN: {
    severity: 'error',
    meaning: 'a PodDisruptionBudget lets no pod of a workload go',
    cure: 'maxUnavailable 1 in the budget; with a single replica a second one, or no budget',
  },
  CANARY_DOES_NOT_FIT: {
    severity: 'error',
    meaning: 'a canary starts more pods beside the stable ones than find a place',
    cure: 'setCanaryScale in the steps, a rolling canary without traffic routing, or a higher limit of a pool',
  },
  CHARTS_DEPEND: {
    severity: 'error',
    meaning: 'cdk8s would number the output folders, and the paths of Argo CD Applications would change',
    cure: 'order by sync waves instead of addDependency',
  },
  CHARTS_NESTED: {
    severity: 'error',
    meaning: 'cdk8s would number the output folders, and the paths of Argo CD Applications would change',
    cure: 'make every chart a child of the app',
  },
  COUNT_INVALID: {
    severity: 'error',
    meaning: 'a manifest has a replica count that is no whole number of at least 0',
    cure: 'correct the number in the manifest',
  },
  DAEMONSET_DOES_NOT_FIT: {
    severity: 'error',
    meaning: 'a daemonset does not fit on the nodes of a pool beside the others',
    cure: 'smaller requests of the daemonset, a larger node type, or a node selector that keeps it off the pool',
  },
  DOES_NOT_FIT: {
    severity: 'error',
    meaning: 'no places were found for all pods, however many nodes the pools may have',
    cure: 'the cures of the finding: fewer replicas, smaller promises after a loss, other node types',
  },
  DRAIN_STOPS: {
    severity: 'warning',
    meaning:
      'a node cannot be drained (an info where nothing was promised): more pods wait for a place than their disruption budget lets go',
    cure: 'one node more in a pool that admits the pods, at least while nodes are upgraded; or a budget that lets more go',
  },
  EPHEMERAL_STORAGE_NOT_PLANNED: {
    severity: 'info',
    meaning: 'some node type does not say how much local disk it has',
    cure: 'give the node type its ephemeralStorage',
  },
  FILE_TAKEN: {
    severity: 'error',
    meaning: 'two objects would be written to one file',
    cure: 'another chart, another name, or one file per chart',
  },
  GUARD_RAIL: {
    severity: 'warning',
    meaning: 'a cluster with edge sites comes near to what Kubernetes is tested with',
    cure: 'divide the fleet over several clusters, or a control plane that was tested with as many',
  },
  HOST_TAKEN: {
    severity: 'error',
    meaning: 'two servers of one gateway serve one host on one port',
    cure: 'another host, or one route with both paths',
  },
  IDENTITY_TAKEN: {
    severity: 'error',
    meaning: 'two objects have one kind, namespace and name',
    cure: 'another name or namespace for one of the two',
  },
  IN_NO_CLUSTER: {
    severity: 'warning',
    meaning: 'a workload is in no cluster: nobody plans it',
    cure: 'put it into a stack of a cluster, or include its chart in the cluster',
  },
  LOCALITY_UNEVEN: {
    severity: 'warning',
    meaning:
      'calls stay in the zone of their caller, and more of them may come from one zone than the zones are sized for',
    cure: 'as many replicas of the callers in each zone, or Locality.ofCallers with what there is in each',
  },
  MANIFEST_UNREADABLE: {
    severity: 'error',
    meaning: 'a manifest is not of the shape that Kubernetes takes',
    cure: 'correct the manifest; the API server would refuse it too',
  },
  MEMORY_VOLUME_UNBOUNDED: {
    severity: 'warning',
    meaning: 'a memory-backed volume has no size limit',
    cure: 'give the volume a sizeLimit',
  },
  NOT_MODELLED: {
    severity: 'warning',
    meaning: 'a scheduling rule that the planner does not check',
    cure: 'use what the finding names instead, or leave room for it',
  },
  NO_POOL_ADMITS: {
    severity: 'error',
    meaning: 'selectors, affinity and taints leave a workload no pool',
    cure: 'other selectors, affinity or tolerations, or a pool with the labels and taints that it asks for',
  },
  NO_REPLICA_COUNT_HELPS: {
    severity: 'error',
    meaning: 'the service alone takes longer than the latency objective',
    cure: 'a larger objective (or budget of the stage), or a faster service',
  },
  OUTPUT_MIXES_CHARTS: {
    severity: 'error',
    meaning: 'Argo CD applies one chart per Application, the output type mixes them',
    cure: 'one folder or one file per chart as output type',
  },
  POD_TOO_BIG: {
    severity: 'error',
    meaning: 'one pod is larger than any node that admits it',
    cure: 'smaller requests, or a pool with larger nodes',
  },
  POOL_TOO_SMALL: {
    severity: 'error',
    meaning: 'a pool may not have as many nodes as it takes',
    cure: 'the limit that the finding names, or the smaller number of replicas that fits',
  },
  PREEMPTION_NOT_MODELLED: {
    severity: 'warning',
    meaning: 'pods that wait after a loss may evict others',
    cure: 'a priority class with preemptionPolicy Never',
  },
  PRIORITY_CLASS_UNKNOWN: {
    severity: 'warning',
    meaning: 'a priority class is in no chart of the cluster',
    cure: 'cluster.addPriority, or include the chart with the class',
  },
  QUANTITY_INVALID: {
    severity: 'error',
    meaning: 'a manifest has a quantity that Kubernetes does not take',
    cure: 'correct the quantity',
  },
  POLICY_TAKEN: {
    severity: 'error',
    meaning: 'two policies of the mesh are for the same host or pods: Istio takes the older one',
    cure: 'one of the two, or one with both settings',
  },
  PORT_TAKEN: {
    severity: 'error',
    meaning:
      'two servers of a gateway, two Services, or two hosts outside a mesh ask for one port that cannot serve both',
    cure: 'another port or address for one of the two',
  },
  ROUTE_INVALID: {
    severity: 'error',
    meaning: 'a VirtualService with wrong weights, or an unknown host, subset or gateway',
    cure: 'correct weights, host, subset or gateway',
  },
  ROUTE_TAKEN: {
    severity: 'error',
    meaning: 'two routes take the same requests or connections: of two the controller takes the older one',
    cure: 'another host or path, or one route with both',
  },
  RUNTIME_CLASS_UNKNOWN: {
    severity: 'info',
    meaning: 'a runtime class is in no chart of the cluster: no overhead is planned',
    cure: 'include the chart with the runtime class',
  },
  SCHEDULER_MAY_STRAND: {
    severity: 'warning',
    meaning: 'in sampled orders of arrival kube-scheduler leaves pods without a place that the plan has',
    cure: 'a soft spread over hosts, a higher limit of the pool, or a scheduler profile that packs (schedulerScoring)',
  },
  SCHEDULER_NOT_SIMULATED: {
    severity: 'info',
    meaning: 'the cluster is too large to sample what kube-scheduler makes of the plan',
    cure: 'nothing has to be done; several smaller clusters can be sampled',
  },
  SITE_TOO_SMALL: {
    severity: 'error',
    meaning: 'the nodes of an edge site have no room for all pods that run there',
    cure: 'the cures of the finding: fewer replicas, or more nodes at the site',
  },
  POD_SHED: {
    severity: 'info',
    meaning: 'pods that may stay out do: there is no room beside what is as important or more',
    cure: 'more room, or a higher priority',
  },
  SOLVER_UNAVAILABLE: {
    severity: 'warning',
    meaning: 'the solver could not be loaded or failed: planned by heuristics alone, with a weak bound',
    cure: 'install the package again; a Node.js with WebAssembly',
  },
  SPARES_EXCEED_LIMIT: {
    severity: 'error',
    meaning: 'the limit of a pool leaves too little room for its spare nodes',
    cure: 'the limit that the finding names, a lower availability, a faster repair, or takeLostPods',
  },
  SUBSET_WITHOUT_PODS: {
    severity: 'error',
    meaning: 'a subset whose labels no pod template carries',
    cure: 'podLabels on the workload that match the subset',
  },
  SURVIVE_NEEDS_NODES: {
    severity: 'error',
    meaning: 'one node alone admits a workload that survives the loss of a node',
    cure: 'a second node that admits it, or survive none',
  },
  FUNCTION_WITHOUT_MAXIMUM: {
    severity: 'warning',
    meaning: 'a Knative Service that load may scale without end',
    cure: 'the annotation autoscaling.knative.dev/max-scale',
  },
  TIMETABLE_TOO_LONG: {
    severity: 'error',
    meaning: 'a timetable ends later than it may',
    cure: 'more time, shorter steps, or steps on another computer',
  },
  TWO_AUTOSCALERS: {
    severity: 'error',
    meaning: 'two autoscalers set the replicas of one workload',
    cure: 'remove all but one',
  },
  UNKNOWN_PROP: {
    severity: 'warning',
    meaning:
      'something was given a prop that it does not have, and none of its props is named like it: it does nothing',
    cure: 'leave it out',
  },
  ZONES_WITHOUT_POOL: {
    severity: 'error',
    meaning: 'a workload is sized for zones in which no pool admits it',
    cure: 'zones on the workload, or a pool in the missing zones',
  },
};
