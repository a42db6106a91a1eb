import { ClusterModel, Finding, WorkloadModel } from '../model';
import { Objective, Reservation } from '../plan';
import { Diagnosis } from '../planning/diagnosis';
import { costOf } from '../planning/planning';
import { fixed } from '../quantity';
import { ROLE_LABEL } from '../reserve/roles';
import { isPriced } from '../sites';
import { someOf } from '../some-of';

/** So many workloads are named. */
const MOST_NAMED = 5;

const MEASURED = 'they are placed freely, which is measured, not proved';

/** Places of their own were asked for, and there are none. */
export function noPlaces({ path }: ClusterModel): Finding {
  return {
    code: 'PLACES_NOT_OWNED',
    severity: 'warning',
    path,
    message: `no plan was found in which pods own places: ${MEASURED}`,
    cure: ['higher limits on the pools', 'placement: Placement.FREE, which asks for none'],
  };
}

/** Places of their own were asked for, and these workloads can have none. */
export function leftOut(path: string, workloads: readonly WorkloadModel[]): Finding[] {
  if (workloads.length === 0) {
    return [];
  }
  return [
    {
      code: 'PLACES_NOT_OWNED',
      severity: 'warning',
      path,
      message: `pods of ${someOf(
        workloads.map(({ id }) => id),
        MOST_NAMED,
      )} own no places: ${MEASURED}`,
      cure: ['pools of their own for what cannot own places, and for what shares nodes with it'],
    },
  ];
}

/** Places of their own would cost much more than their user may expect. */
export function tooDear({ path }: ClusterModel, { kind, value }: Objective, cost: number): Finding {
  const unit = kind === 'cost' ? ' per hour' : ' nodes';
  return {
    code: 'PLACES_COST_MORE',
    severity: 'info',
    path,
    message: `places of their own for all pods would take ${fixed(value, 4)}${unit}, placed freely they take ${fixed(cost, 4)}: ${MEASURED}`,
    cure: ['placement: Placement.RESERVED, at that price'],
  };
}

/** Steering was asked for, and does not reach the cluster. */
export function outOfReach(
  { name, path }: ClusterModel,
  why = 'no numbers of nodes were found with which every pod finds a place',
): Finding {
  return {
    code: 'STEERING_OUT_OF_REACH',
    severity: 'warning',
    path,
    message: `cluster ${name} is not steered, sync waves and priorities by size are written to nothing: ${why}`,
    cure: ['a cluster of its own for what cannot be steered', 'another placement, such as Placement.AUTOMATIC'],
  };
}

/** Steering was asked for, and something that promises as much costs less, or something is proved where steering strands pods. */
export function steersForMore(
  { name, path, pools }: ClusterModel,
  steered: number,
  { tried }: Diagnosis,
  taken: 'reserved' | 'free',
): Finding {
  const unit = isPriced(pools) ? ' per hour' : ' nodes';
  const what = taken === 'reserved' ? 'pods own places, which is proved' : 'pods are placed freely';
  return {
    code: 'STEERING_NOT_TAKEN',
    severity: 'info',
    path,
    message: `cluster ${name} is planned without steering: ${what}, for ${fixed(costOf(tried), 4)}${unit}; steered it takes ${fixed(steered, 4)}`,
    cure: [`placement: Placement.${taken === 'reserved' ? 'RESERVED' : 'FREE'}, which says so`],
  };
}

/** Roles whose nodes have no taint, because it would keep daemonsets off them. */
export function rolesWithoutTaint({ pools, path }: ClusterModel, { roles }: Reservation): Finding[] {
  const open = pools.filter(({ id, untolerant }) => untolerant && roles.some(({ nodes }) => nodes[id] > 0));
  if (open.length === 0) {
    return [];
  }
  const daemons = [...new Set(open.flatMap(({ untolerant = [] }) => untolerant))];
  return [
    {
      code: 'ROLES_WITHOUT_TAINT',
      severity: 'warning',
      uncovered: true,
      path,
      message: `nodes of pool ${someOf([...new Set(open.map(({ pool }) => pool))], MOST_NAMED)} have roles and no taint, which would keep ${someOf(daemons, MOST_NAMED)} off them: pods that are in no chart may take places that others own`,
      cure: [`a toleration of ${ROLE_LABEL} (operator Exists) for ${someOf(daemons, MOST_NAMED)}`],
    },
  ];
}
