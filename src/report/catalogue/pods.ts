import { CatalogueEntry } from './entry';

/** Findings about what pods ask for and how many of them run. */
export const POD_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  CRONJOB_MAY_OVERLAP: {
    severity: 'warning',
    meaning: 'a CronJob whose runs may overlap without end: the plan counts one',
    cure: 'concurrencyPolicy Forbid, or activeDeadlineSeconds, with which the plan counts the runs that may overlap',
  },
  FIELD_TOO_YOUNG: {
    severity: 'warning',
    meaning:
      'a field of pods that the Kubernetes version of the cluster drops (an error where the pods then never start)',
    cure: 'what the finding names instead, or a newer Kubernetes',
  },
  JOB_MANAGED_ELSEWHERE: {
    severity: 'warning',
    meaning: 'a Job that another controller than that of Kubernetes runs',
    cure: 'leave managedBy out',
  },
  JOB_NEVER_ENDS: {
    severity: 'warning',
    meaning: 'a job with an ordinary sidecar that does not end by itself, such as that of Istio: it never completes',
    cure: 'a native sidecar (Kubernetes 1.29), no injection for its pods, or a last step that stops the sidecar',
  },
  JOB_REFUSED: {
    severity: 'error',
    meaning: 'a Job or CronJob that the API server refuses',
    cure: 'what the finding names: restartPolicy Never, completions, or another schedule',
  },
  MEMORY_UNIT_WRONG: {
    severity: 'warning',
    meaning:
      'memory of less than a mebibyte, such as 512m, which is half a byte (an error where it is a limit: no container starts)',
    cure: 'Mi or Gi as unit',
  },
  MIRROR_POD: {
    severity: 'info',
    meaning: 'an exported pod that kubelet runs from a file of its node',
    cure: 'leave it out; the reserve of the node type has what nodes run by themselves',
  },
  OVERHEAD_REFUSED: {
    severity: 'error',
    meaning: 'a pod template with an overhead that is not that of its runtime class',
    cure: 'leave overhead out: admission sets it from the runtime class',
  },
  OWNER_UNKNOWN: {
    severity: 'warning',
    meaning: 'an exported object with pods whose owner is in no chart',
    cure: 'the manifest of the owner instead, or no ownerReferences',
  },
  POD_REQUEST_BELOW_CONTAINERS: {
    severity: 'error',
    meaning: 'a pod asks for less as a whole than its containers ask for together',
    cure: 'larger requests of the pod, smaller ones of its containers',
  },
  REQUESTS_UNKNOWN: {
    severity: 'warning',
    meaning: 'containers that ask for neither cpu nor memory: nobody knows what they use',
    cure: 'requests of these containers, or a LimitRange with default requests in their namespaces',
  },
  ROLLOUT_REFUSED: {
    severity: 'error',
    meaning: 'an Argo Rollout of which its controller starts no pods',
    cure: 'what the finding names: a strategy, or one source of the pod template',
  },
  RUNS_BESIDE_ROLLOUT: {
    severity: 'warning',
    meaning: 'a Deployment with replicas of its own whose template a Rollout runs',
    cure: 'replicas 0 in the Deployment',
  },
  SHEDDABLE_AUTOSCALED: {
    severity: 'error',
    meaning: 'a workload that may stay out, with an autoscaler that sets its replicas',
    cure: 'no autoscaler, or a workload that may not stay out',
  },
  SIDECAR_NOT_COUNTED: {
    severity: 'warning',
    meaning: 'pods to which somebody else than Istio adds a container whose requests are in no manifest',
    cure: 'the sidecar in the manifest, or requests of its size on top of those of a container',
  },
  WORKLOAD_REF_UNKNOWN: {
    severity: 'warning',
    meaning: 'a Rollout that takes its pods from an object which is in no chart of the cluster',
    cure: 'include the chart with that object in the cluster',
  },
};
