import { ApiObject } from 'cdk8s';
import { sortedBy, sortedRecord } from '../../capacity/order';
import { OwnedPlaces } from '../../capacity/plan';
import { ROLE_LABEL } from '../../capacity/reserve/roles';
import { Cluster } from '../../cluster/cluster';
import { Planner } from '../../planner/planner';

/** More nodes than a cluster has: with so many domains asked for, the emptiest node counts as empty, and a skew over nodes is a limit for each. */
const ANY_NUMBER = 10_000;

/**
 * Lets the plan give places to the pods of an object. Where it does, they may run on nodes of some roles only, so many on each: required affinity, a toleration
 * of the roles' taint, and a hard spread over nodes whose skew is the limit (kubernetes 1.32, podtopologyspread: `minMatch` is 0 below `minDomains`).
 */
export function ownPlaces(object: ApiObject, cluster: Cluster, id: string): void {
  const planner = Planner.of(object);
  planner.amend(object, { placed: true });
  const places = planner.planned(cluster, (plan) => plan.reservation?.places[id]);
  const render = object.toJson.bind(object);
  object.toJson = () => {
    const json = render();
    const owned: OwnedPlaces | undefined = places.produce();
    if (owned) {
      json.spec.template.spec = inRoles(json.spec.template.spec, structuredClone(json.spec.selector), owned);
    }
    return json;
  };
}

function inRoles(pod: any, labelSelector: object, { roles, cap }: OwnedPlaces): object {
  const { nodeAffinity, ...affinity } = pod.affinity ?? {};
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms: any[] = required?.nodeSelectorTerms ?? [{}];
  const role = { key: ROLE_LABEL, operator: 'In', values: [...roles] };
  const limit = {
    labelSelector,
    maxSkew: cap,
    minDomains: ANY_NUMBER,
    nodeAffinityPolicy: 'Honor',
    nodeTaintsPolicy: 'Honor',
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'DoNotSchedule',
  };
  return sortedRecord({
    ...pod,
    affinity: {
      nodeAffinity: {
        ...nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: terms.map((term) => ({
            ...term,
            matchExpressions: sortedBy([role, ...(term.matchExpressions ?? [])], ({ key }) => key),
          })),
        },
      },
      ...affinity,
    },
    tolerations: [...(pod.tolerations ?? []), { effect: 'NoSchedule', key: ROLE_LABEL, operator: 'Exists' }],
    topologySpreadConstraints: [limit, ...(pod.topologySpreadConstraints ?? [])],
  });
}
