import { ApiObject } from 'cdk8s';
import { ClusterPlan } from '../../capacity/plan';
import { Cluster } from '../../cluster/cluster';
import { sizedName } from '../../cluster/sized-priorities';
import { workloadWave } from '../../manifest/sync-wave';
import { Planner } from '../../planner/planner';

/**
 * Lets the plan steer kube-scheduler by the manifest of an object: its sync wave and the priority class of its pods follow from their size, and it asks for all
 * zones where the plan counts on that. Nothing is written where the plan does not steer.
 */
export function steer(object: ApiObject, cluster: Cluster, id: string): void {
  const of = (plan: ClusterPlan) => plan.model.workloads.find((workload) => workload.id === id);
  const planned = Planner.of(object).planned(cluster, (plan) => of(plan));
  const render = object.toJson.bind(object);
  object.toJson = () => {
    const json = render();
    const workload: ReturnType<typeof of> = planned.produce();
    if (workload?.size !== undefined) {
      const pod = json.spec.template.spec;
      json.metadata.annotations = { ...json.metadata.annotations, ...workloadWave(workload.size) };
      pod.priorityClassName = sizedName(pod.priorityClassName, workload.size);
      for (const spread of pod.topologySpreadConstraints ?? []) {
        if (spread.topologyKey === 'topology.kubernetes.io/zone' && spread.whenUnsatisfiable === 'DoNotSchedule') {
          spread.minDomains = workload.minZones ?? spread.minDomains;
        }
      }
    }
    return json;
  };
}
