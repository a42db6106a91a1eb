import { CatalogueEntry } from './entry';

/** Findings about calls in a mesh. */
export const MESH_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  MESH_INVALID: {
    severity: 'error',
    meaning:
      'Istio takes an object and does nothing with it, or something else than it says: what `istioctl analyze` would say',
    cure: 'what the message names; docs/mesh-analysis.md has all of them',
  },
  MIRROR_NOT_COUNTED: {
    severity: 'info',
    meaning: 'a service gets copies of requests, and nobody said how many there are or for how many it is sized',
    cure: 'replicas of both services that follow from a demand',
  },
  MIRROR_NOT_SIZED: {
    severity: 'error',
    meaning: 'a service gets copies of more requests than it is sized for',
    cure: 'arrivals of its demand that count them',
  },
  RETRIES_MULTIPLY_LOAD: {
    severity: 'info',
    meaning:
      'when answers fail, the tries of all callers in a chain multiply, and a service gets more calls than it is sized for',
    cure: 'fewer retries, at one place of the chain alone',
  },
  TIMEOUT_ABOVE_CALLER: {
    severity: 'error',
    meaning: 'calls in the mesh may take as long as those who make them have to answer',
    cure: 'a timeout below that of the callers',
  },
};
