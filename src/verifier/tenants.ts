import { ClusterEntry, Faults } from './document';

/** Costs are written with six decimals. */
const ROUNDING = 1e-5;

/** Checks that what tenants cost is what the plan costs, and that a plan keeps to their shares. */
export function checkTenants({ tenants, objective, status }: ClusterEntry, faults: Faults): void {
  if (!tenants || status !== 'feasible') {
    return;
  }
  const sum = tenants.reduce((total, { cost }) => total + cost.requests + cost.idle, 0);
  const value = objective?.value ?? 0;
  const near = Math.abs(sum - value) <= ROUNDING * Math.max(1, tenants.length, value);
  faults.expect(near, `its tenants cost ${Number(sum.toFixed(6))}, and the plan ${value}`);
  for (const { name = 'no tenant', quota, share = {} } of tenants) {
    for (const [resource, most] of Object.entries(share)) {
      const admitted = quota[resource] ?? 0;
      faults.expect(admitted <= most, `${name}: its quotas admit ${admitted} ${resource}, its share is ${most}`);
    }
  }
}
