import { CatalogueEntry } from './entry';

/** Findings about tenants: what they have, and what they do to each other. */
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
  TENANT_NOT_ADMITTED: {
    severity: 'error',
    meaning: 'a tenant calls what another one has, which does not admit it',
    cure: 'admits of the tenant that is called, where it is meant',
  },
  TENANT_OBJECT_ELSEWHERE: {
    severity: 'error',
    meaning: 'a stack of one tenant has an object in a namespace of another',
    cure: 'a stack of the other tenant for it',
  },
  TENANT_OPEN: {
    severity: 'error',
    meaning: 'a policy in a namespace of a tenant lets in every namespace of the cluster',
    cure: 'the namespaces by their names',
  },
  TENANT_QUOTAS_OVERLAP: {
    severity: 'info',
    meaning: 'in a cluster with tenants the quotas of all stacks admit more together than the planned nodes have',
    cure: 'more nodes at least, or fewer rollouts at the same time',
  },
  TENANT_SITE: {
    severity: 'error',
    meaning: 'a stack of a tenant runs something at a site that is not its own',
    cure: 'a stack of the tenant that has the site, or the site among its sites',
  },
};
