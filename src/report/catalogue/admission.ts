import { CatalogueEntry } from './entry';

/** What the API server, its admission and the controllers refuse, or admit and never let run. */
export const ADMISSION_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  AUTOSCALERS_ON_ONE_RESOURCE: {
    severity: 'warning',
    meaning:
      'a VerticalPodAutoscaler sets the resource by which a HorizontalPodAutoscaler counts pods: the plan knows neither',
    cure: 'one of the two on another resource, or updateMode Off',
  },
  AUTOSCALER_INVALID: {
    severity: 'error',
    meaning: 'the API server or KEDA refuses the bounds of an autoscaler',
    cure: 'a minimum of at least 1 and a maximum that is not below it',
  },
  AUTOSCALER_WITHOUT_METRIC: {
    severity: 'error',
    meaning:
      'an autoscaler goes by a share of a request that some container does not make, or by a container that is not there: it never scales; a warning where another metric works, and it only never scales down',
    cure: 'the request that the finding names, or another metric',
  },
  AUTOSCALER_WITHOUT_TARGET: {
    severity: 'warning',
    meaning: 'an autoscaler points at something that is in no chart of the cluster',
    cure: 'the name of what it is to scale, or include its chart',
  },
  BUDGETS_OVERLAP: {
    severity: 'error',
    meaning: 'pods have more than one PodDisruptionBudget, with which they cannot be evicted',
    cure: 'one budget for each pod',
  },
  BUDGET_INVALID: {
    severity: 'error',
    meaning: 'the API server refuses a PodDisruptionBudget: both bounds, or one that is no count or share of pods',
    cure: 'maxUnavailable alone, a whole number or a percentage up to 100%',
  },
  LIMIT_BELOW_REQUEST: {
    severity: 'error',
    meaning: 'a LimitRange gives a container a limit below its request: the API server refuses its pods',
    cure: 'a limit on the container, or a larger default limit in the LimitRange',
  },
  LIMIT_RANGE_INVALID: {
    severity: 'error',
    meaning: 'the API server refuses a LimitRange whose bounds and defaults contradict each other',
    cure: 'min, default request, default and max in this order',
  },
  LIMIT_RANGE_REFUSES: {
    severity: 'error',
    meaning: 'pods or claims are out of the bounds of a LimitRange of their namespace',
    cure: 'requests and limits within the bounds, or other bounds',
  },
  POD_FIELDS_REFUSED: {
    severity: 'error',
    meaning: 'the API server refuses spreads, tolerations, affinity or ports of pods',
    cure: 'the value that the finding names',
  },
  POD_SECURITY_REFUSES: {
    severity: 'error',
    meaning:
      'pods violate the Pod Security level that their namespace enforces: their controller is admitted and runs none of them',
    cure: 'the security context that the finding names, or a namespace with the level that lets them in',
  },
  PRIORITY_CLASS_REFUSED: {
    severity: 'error',
    meaning: 'the API server refuses a PriorityClass: a second default, or a name or value of the system',
    cure: 'what the finding names',
  },
  PRIORITY_REFUSED: {
    severity: 'error',
    meaning: 'pods say a priority or a preemption policy that their class does not give them',
    cure: 'leave it out, or a class that gives it',
  },
  QUEUE_FLAVOR_UNKNOWN: {
    severity: 'error',
    meaning:
      'a ClusterQueue with jobs names a ResourceFlavor that is in no chart: it is inactive; a warning where the charts have no flavors at all',
    cure: 'the flavor in a chart of the cluster',
  },
  QUEUE_REFUSES_NAMESPACE: {
    severity: 'error',
    meaning:
      'jobs wait in a ClusterQueue whose namespaceSelector does not select their namespace, or that has none; a warning where the labels of the namespace are not known',
    cure: 'a namespaceSelector that selects it',
  },
  QUEUE_STOPPED: {
    severity: 'error',
    meaning: 'jobs wait in a queue with a stopPolicy: none is admitted',
    cure: 'stopPolicy None',
  },
  QUEUE_UNKNOWN: {
    severity: 'error',
    meaning:
      'jobs wait in a queue that is in no chart of the cluster; a warning where the charts have no queues at all',
    cure: 'the name of a queue that is there, or include its chart',
  },
  QUOTAS_OVERLAP: {
    severity: 'info',
    meaning: 'the quotas of several stacks admit more together than all nodes may have',
    cure: 'more nodes in a pool, or fewer rollouts at the same time',
  },
  QUOTA_EXCEEDED: {
    severity: 'error',
    meaning: 'a ResourceQuota does not admit what its namespace runs at steady or at HPA maximum',
    cure: 'the amount that the finding names, or fewer pods',
  },
  QUOTA_INVALID: {
    severity: 'error',
    meaning: 'the API server refuses a ResourceQuota: a name, an amount or a scope that it does not take',
    cure: 'what the finding names',
  },
  QUOTA_NOT_COUNTED: {
    severity: 'info',
    meaning: 'a ResourceQuota bounds something of which the charts do not say all that there is',
    cure: 'leave it out of the quota, or accept the finding',
  },
  QUOTA_REFUSES_PODS: {
    severity: 'error',
    meaning: 'pods do not set requests or limits that a ResourceQuota of their namespace counts',
    cure: 'requests and limits of what the quota counts, or a LimitRange with defaults',
  },
  QUOTA_SHORTENS_ROLLOUT: {
    severity: 'warning',
    meaning: 'a ResourceQuota does not admit all extra pods of rollouts: they run with fewer meanwhile',
    cure: 'the amount that the finding names',
  },
  QUOTA_STOPS_ROLLOUT: {
    severity: 'error',
    meaning: 'a ResourceQuota admits no extra pod of a rollout that may not stop an old one first: it hangs',
    cure: 'the amount that the finding names, or maxUnavailable 1',
  },
  RESOURCES_INVALID: {
    severity: 'error',
    meaning:
      'the API server refuses requests and limits: a request above its limit, or devices that are fractional, without a limit or with another one',
    cure: 'the amounts that the finding names',
  },
  RESTART_POLICY_INVALID: {
    severity: 'error',
    meaning: 'the API server refuses the restart policy of a pod template for its kind',
    cure: 'Always for what keeps running, OnFailure or Never for jobs',
  },
  SELECTOR_MISMATCH: {
    severity: 'error',
    meaning: 'the API server refuses a workload whose selector does not match the labels of its own pods',
    cure: 'the labels of the selector on the pod template',
  },
  SERVICE_ACCOUNT_UNKNOWN: {
    severity: 'warning',
    meaning: 'pods have a ServiceAccount that is in no chart of the cluster: they are refused until somebody makes it',
    cure: 'the ServiceAccount in a chart of the cluster',
  },
  STARTED_BY_HAND_UNKNOWN: {
    severity: 'info',
    meaning: 'people may start jobs in a stack, and nobody told what they start at once: the plan has no room for it',
    cure: 'startedByHand of the TeamAccess, or an empty list',
  },
  UPDATE_STRATEGY_REFUSED: {
    severity: 'error',
    meaning: 'the API server refuses the update strategy of a Deployment or StatefulSet',
    cure: 'the value that the finding names',
  },
  VPA_ABOVE_NODES: {
    severity: 'warning',
    meaning: 'a VerticalPodAutoscaler may raise requests above what any node has',
    cure: 'maxAllowed below a node, or updateMode Off',
  },
  VPA_RESIZES_PODS: {
    severity: 'warning',
    meaning: 'a VerticalPodAutoscaler changes the requests that the plan was made with',
    cure: 'requests of what it recommends and updateMode Off',
  },
};
