import { ADMISSION_FINDINGS } from './catalogue/admission';
import { BROKER_FINDINGS } from './catalogue/brokers';
import { DAEMONSET_FINDINGS } from './catalogue/daemonsets';
import { DATA_FINDINGS } from './catalogue/data';
import { EDGE_FINDINGS } from './catalogue/edge';
import { EDGE_DEPTH_FINDINGS } from './catalogue/edge-depth';
import { CatalogueEntry } from './catalogue/entry';
import { ENVIRONMENT_FINDINGS } from './catalogue/environment';
import { GENERAL_FINDINGS } from './catalogue/general';
import { HELPER_FINDINGS } from './catalogue/helpers';
import { KAFKA_FINDINGS } from './catalogue/kafka';
import { KIND_FINDINGS } from './catalogue/kinds';
import { MESH_FINDINGS } from './catalogue/mesh';
import { NODE_FINDINGS } from './catalogue/nodes';
import { OBSERVABILITY_FINDINGS } from './catalogue/observability';
import { PLAN_FINDINGS } from './catalogue/plan';
import { POD_FINDINGS } from './catalogue/pods';
import { ROLLOUT_FINDINGS } from './catalogue/rollouts';
import { SCHEDULING_FINDINGS } from './catalogue/scheduling';
import { SECRET_FINDINGS } from './catalogue/secrets';
import { SPOT_FINDINGS } from './catalogue/spot';
import { SPREAD_FINDINGS } from './catalogue/spread';
import { STORE_FINDINGS } from './catalogue/stores';
import { TENANT_FINDINGS } from './catalogue/tenants';
import { TRAINING_FINDINGS } from './catalogue/training';
import { VOLUME_FINDINGS } from './catalogue/volumes';
import { sortedRecord } from '../capacity/order';

/** Every code of a finding, in alphabetical order. docs/findings.md lists the same, which a test checks. */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = sortedRecord({
  ...ADMISSION_FINDINGS,
  ...GENERAL_FINDINGS,
  ...BROKER_FINDINGS,
  ...EDGE_FINDINGS,
  ...EDGE_DEPTH_FINDINGS,
  ...ENVIRONMENT_FINDINGS,
  ...HELPER_FINDINGS,
  ...KAFKA_FINDINGS,
  ...KIND_FINDINGS,
  ...MESH_FINDINGS,
  ...SCHEDULING_FINDINGS,
  ...SECRET_FINDINGS,
  ...SPREAD_FINDINGS,
  ...STORE_FINDINGS,
  ...TENANT_FINDINGS,
  ...TRAINING_FINDINGS,
  ...POD_FINDINGS,
  ...ROLLOUT_FINDINGS,
  ...NODE_FINDINGS,
  ...OBSERVABILITY_FINDINGS,
  ...PLAN_FINDINGS,
  ...VOLUME_FINDINGS,
  ...DAEMONSET_FINDINGS,
  ...SPOT_FINDINGS,
  ...DATA_FINDINGS,
});

/** Codes beside pods that have no place, in plan.json. */
export const UNPLACED_CODES: Readonly<Record<string, string>> = {
  NO_ROOM: 'the pods have no place at steady',
  NO_ROOM_AT_HPA_MAXIMUM: 'the pods that the autoscaler adds have no place',
  NO_ROOM_AFTER_LOSS: 'the pods of a lost node or zone find no other place; what is left is enough',
  POD_SHED: 'the pods may stay out, and there is no room beside what is as important or more',
  STAYS_ON_LOST_NODE: 'the pods stay bound to a node that cannot be reached, as pods that work without the cloud do',
  VOLUME_ON_LOST_NODE: 'the volumes of the pods are on the node that is lost or drained: they come back with it',
  VOLUME_IN_LOST_ZONE: 'the volumes of the pods are in the zone that is lost: they come back with it',
  WAITS_FOR_THE_NODE: 'the pods wait until the node that was drained is back',
};
