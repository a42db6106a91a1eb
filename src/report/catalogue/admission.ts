import { CatalogueEntry } from './entry';

/** What the API server, its admission and the controllers refuse, or admit and never let run. */
export const ADMISSION_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  LIMIT_BELOW_REQUEST: {
    severity: 'error',
    meaning: 'a LimitRange gives a container a limit below its request: the API server refuses its pods',
    cure: 'a limit on the container, or a larger default limit in the LimitRange',
  },
  LIMIT_RANGE_REFUSES: {
    severity: 'error',
    meaning: 'pods or claims are out of the bounds of a LimitRange of their namespace',
    cure: 'requests and limits within the bounds, or other bounds',
  },
  POD_SECURITY_REFUSES: {
    severity: 'error',
    meaning:
      'pods violate the Pod Security level that their namespace enforces: their controller is admitted and runs none of them',
    cure: 'the security context that the finding names, or a namespace with the level that lets them in',
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
};
