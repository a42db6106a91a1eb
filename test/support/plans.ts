import { ClusterModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/plan-cluster';
import { ClusterEntry, PlanDocument } from '../../src/report/document';
import { planDocument } from '../../src/report/plan-document';

/** The plan of a cluster as plan.json says it. */
export function documentOf(...models: ClusterModel[]): PlanDocument {
  return planDocument(models.map(planCluster), { name: 'cdk8s-autonomous', version: '0.0.0' });
}

/** The entry of one cluster. */
export function entryOf(model: ClusterModel): ClusterEntry {
  return documentOf(model).clusters[0];
}
