import { CatalogueEntry } from './entry';

/** Findings about what pods ask for and how many of them run. */
export const POD_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  FIELD_TOO_YOUNG: {
    severity: 'warning',
    meaning:
      'a field of pods that the Kubernetes version of the cluster drops (an error where the pods then never start)',
    cure: 'what the finding names instead, or a newer Kubernetes',
  },
  MEMORY_UNIT_WRONG: {
    severity: 'warning',
    meaning:
      'memory of less than a mebibyte, such as 512m, which is half a byte (an error where it is a limit: no container starts)',
    cure: 'Mi or Gi as unit',
  },
  OVERHEAD_REFUSED: {
    severity: 'error',
    meaning: 'a pod template with an overhead that is not that of its runtime class',
    cure: 'leave overhead out: admission sets it from the runtime class',
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
};
