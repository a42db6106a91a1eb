import { CatalogueEntry } from './entry';

/** Findings about volumes. */
export const VOLUME_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  ATTACH_LIMIT_UNKNOWN: {
    severity: 'info',
    meaning: 'volumes are attached to nodes whose type does not say how many it takes: they are not counted',
    cure: 'attachableVolumes on the node type, by the CSI driver',
  },
  CLAIM_UNKNOWN: {
    severity: 'info',
    meaning: 'pods mount volume claims that are in no chart of the cluster, or whose volumes are in none',
    cure: 'include the chart with the claims, or with their volumes, in the cluster',
  },
  MACHINE_CANNOT_MOVE: {
    severity: 'error',
    meaning:
      'a virtual machine is to move while it runs and has a disk that only one node can have: its node cannot be drained',
    cure: 'access mode ReadWriteMany for the disk, or no live migration',
  },
  ROLLOUT_SHARES_VOLUME: {
    severity: 'warning',
    meaning:
      'a rollout starts its new pod beside the old one, which has the volume (an error with ReadWriteOncePod: the new pod then never starts)',
    cure: 'strategy Recreate, or maxSurge 0 with maxUnavailable 1',
  },
  STORAGE_CLASS_CANNOT_SERVE: {
    severity: 'error',
    meaning:
      'claims ask for an access mode that volumes of their storage class do not have, as the cluster declares it',
    cure: 'a storage class whose volumes have it, or another access mode',
  },
  VOLUMES_LEFT_BEHIND: {
    severity: 'error',
    meaning: 'after a loss too few pods are left: the volumes of the others are in the lost zone or on the lost node',
    cure: 'a disruption budget that says how many are enough, more replicas, or volumes that are not in one place',
  },
  VOLUME_BINDS_FIRST: {
    severity: 'warning',
    meaning: 'volumes are made before their pods have a node, in a zone that is chosen without regard to the pods',
    cure: 'volumeBindingMode WaitForFirstConsumer in the storage class',
  },
  VOLUME_KEEPS_TOGETHER: {
    severity: 'warning',
    meaning:
      'several pods mount one volume of a node or a zone: all of them run there, which the plan does not hold them to',
    cure: 'a claim for each pod, or a node selector for that node or zone',
  },
  VOLUME_NODE_UNKNOWN: {
    severity: 'info',
    meaning: 'a volume is on a named node, and the plan does not know which of its nodes that is',
    cure: 'the label kubernetes.io/hostname on a pool of that node',
  },
  VOLUME_OF_ONE_NODE: {
    severity: 'error',
    meaning: 'pods that may be on different nodes mount a claim that one node can have at a time',
    cure: 'access mode ReadWriteMany, a claim for each pod, or pod affinity that keeps them on one node',
  },
  VOLUME_OF_ONE_POD: {
    severity: 'error',
    meaning: 'several pods mount a claim that one pod can have at a time (ReadWriteOncePod)',
    cure: 'access mode ReadWriteMany, or a claim for each pod',
  },
  VOLUME_PLACE_UNKNOWN: {
    severity: 'info',
    meaning:
      'nothing says from which nodes a volume can be used, and its pod has to come back after a loss: it is planned as if from all of them',
    cure: 'include the storage class in the cluster, or access modes and storage class on the volume',
  },
};
