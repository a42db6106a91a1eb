import { ClusterEntry, TenantEntry } from './document';
import { HOURS_PER_MONTH, isPriced, moneyText } from './figures';
import { byCodeUnit } from '../capacity/order';
import { describeNumber, fixed } from '../capacity/quantity';

/** Resources that have a column of their own; devices follow where a quota has any. */
const COLUMNS = ['cpu', 'memory'];

/** A table of the tenants of a cluster: what their quotas admit, of their shares, and what they cost. Empty where it has none. */
export function tenantRows(cluster: ClusterEntry): string[][] {
  const { tenants = [] } = cluster;
  if (tenants.length === 0) {
    return [];
  }
  const priced = isPriced(cluster);
  const devices = new Set(tenants.flatMap(({ quota }) => Object.keys(quota).filter((name) => name.includes('/'))));
  const resources = [...COLUMNS, ...[...devices].sort(byCodeUnit)];
  const total = tenants.reduce((sum, one) => sum + costOf(one), 0);
  const header = [
    'tenant',
    ...resources.map((name) => `${name} quota`),
    priced ? 'price/h' : 'nodes',
    'of it idle',
    'part',
    ...(priced ? ['per month'] : []),
  ];
  const rows = tenants.map((tenant) => [
    tenant.name ?? 'no tenant',
    ...resources.map((resource) => amountCell(tenant, resource)),
    fixed(costOf(tenant), priced ? 4 : 2),
    fixed(tenant.cost.idle, priced ? 4 : 2),
    total > 0 ? `${fixed((100 * costOf(tenant)) / total, 1)}%` : '-',
    ...(priced ? [moneyText(costOf(tenant) * HOURS_PER_MONTH)] : []),
  ]);
  return [header, ...rows];
}

/** What the quotas of a tenant admit, of its share where it has one: `6 of 7.2`. */
function amountCell({ quota, share }: TenantEntry, resource: string): string {
  const amount = describeNumber(resource, quota[resource] ?? 0);
  const limit = share?.[resource];
  return limit === undefined ? amount : `${amount} of ${describeNumber(resource, limit)}`;
}

function costOf({ cost }: TenantEntry): number {
  return cost.requests + cost.idle;
}
