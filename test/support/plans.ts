import { model, pool, workload } from './models';
import { ClusterModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { ClusterEntry, PlanDocument } from '../../src/report/document';
import { planDocument } from '../../src/report/plan-document';

/** The plan of a cluster as plan.json says it. */
export function documentOf(...models: ClusterModel[]): PlanDocument {
  return planDocument(models.map(planCluster), { name: 'cdk8s-autonomous', version: '0.0.0' });
}

/** The entry of one cluster. */
export function entryOf(given: ClusterModel): ClusterEntry {
  return documentOf(given).clusters[0];
}

/** A plan of a thousand nodes of which hardly two are alike. */
export function thousandNodes(): PlanDocument {
  const workloads = Array.from({ length: 60 }, (_, i) => workload(`w${i}`, 3, 0.5, 1));
  const plan = documentOf(model([pool('p', 8, 32)], workloads));
  const [cluster] = plan.clusters;
  const ids = cluster.workloads.map(({ id }) => id);
  const nodes = Array.from({ length: 1000 }, (_, n) => ({
    ...{ id: `p#${n + 1}`, pool: 'p', count: 1 },
    pods: Object.fromEntries(Array.from({ length: 10 }, (__, i) => [ids[(n * 7 + i * 3) % ids.length], 1 + (n % 2)])),
  }));
  const pools = cluster.pools.map((one) => ({ ...one, nodes: 1000 }));
  return { ...plan, clusters: [{ ...cluster, pools, steady: { nodes, unplaced: [] } }] };
}
