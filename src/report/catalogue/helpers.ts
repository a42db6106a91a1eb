import { CatalogueEntry } from './entry';

/** Findings about containers beside that of a workload. */
export const HELPER_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  CLIENTS_STAY: {
    severity: 'info',
    meaning: 'clients stay with one pod, and the replicas are enough for calls that any of them may take',
    cure: 'no affinity, or more replicas than the demand needs',
  },
  INIT_WITHOUT_NETWORK: {
    severity: 'warning',
    meaning: 'an init container comes before the sidecar of the mesh, which takes its connections',
    cure: 'Kubernetes 1.29, `inMesh: false`, or the same work in the container of the workload',
  },
  SIDECAR_NOT_NATIVE: {
    severity: 'warning',
    meaning: 'a sidecar starts and stops together with the container of its workload, before Kubernetes 1.29',
    cure: 'Kubernetes 1.29',
  },
};
