import { TenantProps } from './tenant-props';
import { KnownTenant, Tenants } from './tenants';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** Its Roles are named `<tenant>-operate`, and labels have 63 characters. */
const LONGEST = 50;

/** Notes what is wrong with a tenant by itself, and beside those that are there. */
export function checkTenant(problems: Problems, tenant: KnownTenant, props: TenantProps): void {
  const { tenantName: name, _clusters: clusters, _ownClusters: own, _sites: sites } = tenant;
  const { clusters: shared = [] } = props;
  checkDnsLabel(problems, 'name', name, LONGEST);
  problems.check(name !== 'default', 'name', name, 'is the project of Argo CD that admits everything', 'another name');
  problems.check(
    clusters.size > 0,
    'clusters',
    '[]',
    'must have a part of at least one cluster',
    'clusters: [cluster], ownClusters or sites',
  );
  for (const cluster of clusters) {
    const { clusterName } = cluster;
    const same = cluster.node.root === tenant.node.root;
    problems.check(same, 'clusters', clusterName, 'is in another app', 'clusters of the same app');
    const both = own.has(cluster) && shared.includes(cluster);
    problems.check(!both, 'ownClusters', clusterName, 'is among clusters too', 'name it once');
  }
  for (const other of Tenants.of(tenant).all) {
    checkBeside(problems, { name, clusters, own, sites }, other);
  }
}

type Having = {
  readonly name: string;
  readonly clusters: KnownTenant['_clusters'];
  readonly own: KnownTenant['_ownClusters'];
  readonly sites: KnownTenant['_sites'];
};

/** What is one's alone cannot be another's. */
function checkBeside(problems: Problems, { name, clusters, own, sites }: Having, other: KnownTenant): void {
  const { tenantName: others } = other;
  problems.check(others !== name, 'name', name, `is the name of ${other.node.path} already`, 'another one');
  for (const cluster of clusters) {
    const { clusterName } = cluster;
    const theirs = other._ownClusters.has(cluster);
    problems.check(
      !theirs,
      own.has(cluster) ? 'ownClusters' : 'clusters',
      clusterName,
      `is tenant ${others}'s alone`,
      `clusters instead of ownClusters of ${others}`,
    );
    problems.check(
      theirs || !own.has(cluster) || !other._clusters.has(cluster),
      'ownClusters',
      clusterName,
      `tenant ${others} has a part of it`,
      'clusters instead of ownClusters',
    );
  }
  const shared = [...sites].filter((site) => other._sites.has(site)).map(({ siteName }) => siteName);
  problems.check(shared.length === 0, 'sites', shared[0], `is tenant ${others}'s already`, 'each site once');
}
