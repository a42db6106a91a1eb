import { CatalogueEntry } from './entry';

/** Findings about the shares of tenants, of plans that are made. */
export const TENANT_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  SHARES_ABOVE_CLUSTER: {
    severity: 'warning',
    meaning: 'the shares of the tenants of a cluster promise more together than its planned nodes have',
    cure: 'smaller shares, or more nodes at least (minNodesPerZone)',
  },
  TENANT_ABOVE_COST: {
    severity: 'error',
    meaning: 'a tenant costs more than its share of the cost of a cluster, with what of its nodes idles',
    cure: 'the share that the finding names, or fewer replicas',
  },
  TENANT_ABOVE_SHARE: {
    severity: 'error',
    meaning: 'the quotas of the stacks of a tenant, which their plans need, admit more than its share of a cluster',
    cure: 'the share that the finding names, or fewer replicas, a lower maximum, or a smaller surge',
  },
  TENANT_QUOTAS_OVERLAP: {
    severity: 'info',
    meaning: 'in a cluster with tenants the quotas of all stacks admit more together than the planned nodes have',
    cure: 'more nodes at least, or fewer rollouts at the same time',
  },
};
