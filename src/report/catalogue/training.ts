import { CatalogueEntry } from './entry';

/** Findings about gangs and training jobs. */
export const TRAINING_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  GANG_CANNOT_RECOVER: {
    severity: 'error',
    meaning: 'a gang that requires one domain of the topology has no room there after the loss of a node',
    cure: 'prefer the domain instead, a smaller gang, or spare nodes in the same domain',
  },
  GANG_DOES_NOT_FIT: {
    severity: 'error',
    meaning: 'no domain of the topology has room for a whole gang that requires one',
    cure: 'prefer the domain instead, a smaller gang, or more room in one domain',
  },
  GANG_SPLIT: {
    severity: 'info',
    meaning: 'a gang that prefers one domain of the topology lies in several',
    cure: 'a smaller gang, or more room in one domain',
  },
  TOPOLOGY_LEVEL_UNKNOWN: {
    severity: 'error',
    meaning:
      'pods ask for one domain of a label that no pool names as a level of its topology; a warning where they only prefer it',
    cure: 'a label of a level, or a GpuPool with that topology',
  },
  TOPOLOGY_REQUEST_TWICE: {
    severity: 'error',
    meaning: 'pods both require and prefer a topology, which Kueue refuses',
    cure: 'one of the two annotations',
  },
  TRAINING_RUNTIME_UNKNOWN: {
    severity: 'error',
    meaning: 'a TrainJob runs with a runtime that is in no chart; a warning where its own resourcesPerNode say enough',
    cure: 'include the chart with the runtime, or resourcesPerNode on the job',
  },
  QUEUE_ADMITS: {
    severity: 'info',
    meaning: 'what the jobs of a queue ask for, what its quota admits at once, and whether they have places',
    cure: 'nothing: it says that both verdicts agree',
  },
  QUEUE_TOO_SMALL: {
    severity: 'warning',
    meaning: 'the jobs of a queue ask for more than its quota admits at once: some wait for others',
    cure: 'a larger nominal quota, more to borrow, or fewer jobs at a time',
  },
  QUOTA_EXCEEDS_FLEET: {
    severity: 'error',
    meaning: 'the nominal quotas of all queues promise more devices than the nodes have that are no spares',
    cure: 'smaller nominal quotas, fewer spares, or more nodes',
  },
  CLAIM_NOT_MODELLED: {
    severity: 'warning',
    meaning: 'devices of a ResourceClaim that the plan cannot count',
    cure: 'a ResourceClaimTemplate with an exact count of one DeviceClass, in a chart of the cluster',
  },
  DEVICE_PART_INVALID: {
    severity: 'error',
    meaning: 'a pod asks for more than one device as a part',
    cure: 'whole devices, without memory and cores',
  },
  DEVICE_PARTS_AS_WHOLE: {
    severity: 'info',
    meaning: 'a pod asks for parts of several devices, which are counted as whole ones',
    cure: 'nothing has to be done; a part of one device for each pod would be counted as it is',
  },
  DEVICE_PLUGIN_BESIDE_HAMI: {
    severity: 'error',
    meaning: 'the device plugin of NVIDIA lands on nodes whose devices HAMi hands out',
    cure: 'keep it off these nodes by their label',
  },
  QUEUE_NEVER_ADMITS: {
    severity: 'error',
    meaning: 'a job asks for more than its queue can ever have',
    cure: 'a larger nominal quota, fewer pods, or less for each',
  },
  QUOTA_TAKEN: {
    severity: 'info',
    meaning: 'quotas promise devices that workloads in no queue hold',
    cure: 'smaller nominal quotas, or those workloads elsewhere',
  },
  SHARES_ABOVE_ONE: {
    severity: 'error',
    meaning: 'a container asks for several shares of GPUs, which its device plugin refuses',
    cure: 'one share, whole devices, or slices',
  },
  GPU_NODE_LABELS: {
    severity: 'info',
    meaning: 'labels with which the nodes of a GPU pool have to join',
    cure: 'give them to the nodes where these are made',
  },
  GPU_MEMORY_SHARED: {
    severity: 'info',
    meaning: 'pods that take turns on a device can use up the memory of all',
    cure: 'MIG or MPS where that matters',
  },
};
