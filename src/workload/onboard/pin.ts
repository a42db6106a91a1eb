import { ApiObject } from 'cdk8s';
import { ClusterPlan } from '../../capacity/plan';
import { Cluster } from '../../cluster/cluster';
import { Planner } from '../../planner/planner';

/**
 * Writes the place that the plan finds for the pods of an object into its manifest, as a node selector: the scheduler, which takes pods as they
 * come, might put one where another one has to be.
 * @param nameOf value of the label, by the pool that the plan puts the pods on
 */
export function pinToPlan(object: ApiObject, cluster: Cluster, label: string, nameOf: (pool: string) => string): void {
  const planner = Planner.of(object);
  planner.amend(object, { pinned: true });
  const place = planner.planned(cluster, (plan) => poolOf(plan, object));
  const render = object.toJson.bind(object);
  object.toJson = () => {
    const json = render();
    const pool: string | undefined = place.produce();
    if (pool !== undefined) {
      const { spec } = json.spec.template;
      spec.nodeSelector = { ...spec.nodeSelector, [label]: nameOf(pool) };
    }
    return json;
  };
}

/** Name of the pool that the pods of the object are on; undefined where they are on none. */
function poolOf(plan: ClusterPlan, { kind, name, metadata }: ApiObject): string | undefined {
  const id = `${metadata.namespace}/${kind}/${name}`;
  const group = plan.steady.find(({ pods }) => (pods[id] ?? 0) > 0);
  return plan.model.pools.find((pool) => pool.id === group?.pool)?.pool;
}
