import { CatalogueEntry } from './entry';

/** Findings about edge sites and what runs there. */
export const EDGE_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  EDGE_AUTOSCALER_MISSES: {
    severity: 'error',
    meaning: 'an autoscaler points at a workload that is only copied to sites',
    cure: 'an autoscaler for each copy, by its name',
  },
  EDGE_AUTOSCALER_OFFLINE: {
    severity: 'error',
    meaning: 'an autoscaler at a site that may be offline: nothing scales without metrics',
    cure: 'a fixed number of replicas for the peak of the site',
  },
  EDGE_CALL_TOO_FAR: {
    severity: 'warning',
    meaning:
      'a service at a site calls something outside it, and way, own time and time there are together more than its latency objective',
    cure: 'a longer objective, or what it calls at the site too',
  },
  EDGE_CLOUDCORE_SIZE: {
    severity: 'info',
    meaning: 'how many CloudCores there are, and how large they are',
    cure: 'nothing has to be done',
  },
  EDGE_CLOUDCORE_TOO_FEW: {
    severity: 'warning',
    meaning: 'the CloudCores do not take all nodes when one of them is lost',
    cure: 'more cloudCores, or a larger nodeLimit',
  },
  EDGE_COPY_TAKEN: {
    severity: 'error',
    meaning: 'two objects make one workload at a site: one would overwrite the other',
    cure: 'another name for one of them, or each site once',
  },
  EDGE_DEVICE_WITHOUT_MAPPER: {
    severity: 'warning',
    meaning: 'no mapper of its protocol runs at the site of a device',
    cure: 'deploy a DeviceMapper of the protocol to the site',
  },
  EDGE_GROUPS_OVERLAP: {
    severity: 'error',
    meaning: 'two groups of nodes may select one node by their labels',
    cure: 'a label that every group has with another value',
  },
  EDGE_GROUP_UNKNOWN: {
    severity: 'error',
    meaning: 'a workload runs at a group of nodes that is no site of the cluster',
    cure: 'a site of that name, or the name of a site',
  },
  EDGE_JOBS_WITH_REPLICAS: {
    severity: 'warning',
    meaning: 'jobs on nodes run on several CloudCores, which may report failures that are none',
    cure: 'failureTolerance 1 on the jobs and a look at the nodes, or one CloudCore as long as they run',
  },
  EDGE_KIND_NOT_FANNED_OUT: {
    severity: 'error',
    meaning: 'an EdgeApplication holds something else than Deployments, which KubeEdge applies once and as it is',
    cure: 'one object for each site, with required node affinity',
  },
  EDGE_MAPPER_ELSEWHERE: {
    severity: 'warning',
    meaning: 'the mapper of a device may run on another node than the device',
    cure: 'architectures or nodeLabels of the mapper that only that node has',
  },
  EDGE_NAME_TOO_LONG: {
    severity: 'error',
    meaning: 'the name of a copy has more than 63 characters',
    cure: 'a shorter name of the workload or the site',
  },
  EDGE_NODE_IN_TWO_GROUPS: {
    severity: 'error',
    meaning: 'two groups of nodes name one node',
    cure: 'each node in one group',
  },
  EDGE_NODE_LABELS: {
    severity: 'info',
    meaning: 'labels of their own with which edge nodes have to join, such as those by which pods find an accelerator',
    cure: 'give them to the nodes where these are set up (modules.edged.nodeLabels of EdgeCore)',
  },
  EDGE_NODE_SELECTOR_REPLACED: {
    severity: 'error',
    meaning: 'KubeEdge replaces the node selector of a copied workload',
    cure: 'required node affinity instead of the node selector',
  },
  EDGE_NOT_KEPT_OFF: {
    severity: 'warning',
    meaning: 'a workload of the cloud may be scheduled to edge nodes, where the plan does not count it',
    cure: 'required node affinity: node-role.kubernetes.io/edge DoesNotExist',
  },
  EDGE_OBJECT_TOO_LARGE: {
    severity: 'error',
    meaning: 'an object of an edge runtime is too large to be stored and applied',
    cure: 'fewer groups in one object',
  },
  EDGE_OBJECTS_FULL: {
    severity: 'warning',
    meaning:
      'the objects that copy a service to its sites are nearly full: more sites divide them anew, and pods restart',
    cure: 'growsTo on the platform, with the sites that one service may come to run at',
  },
  EDGE_OVERRIDER_FAILS: {
    severity: 'error',
    meaning:
      'KubeEdge cannot do what an overrider of a group says: nothing is deployed there, and what runs there is deleted',
    cure: 'an EdgeApplication of its own for these groups, with a template that says it',
  },
  EDGE_POLICIES_NOT_ENFORCED: {
    severity: 'info',
    meaning: 'network policies at sites hold only where a network plug-in on their nodes enforces them',
    cure: 'say that one does: enforcesPolicies on the platform; or a firewall at the sites, and services that ask who calls',
  },
  EDGE_SIDECAR: {
    severity: 'error',
    meaning: 'a workload of an edge site gets a sidecar of Istio',
    cure: 'a namespace without injection, or the label that turns it off',
  },
  EDGE_SWITCHES: {
    severity: 'info',
    meaning: 'what has to be switched on in KubeEdge, because something in the app needs it',
    cure: 'nothing has to be done where the cloudcore chart is delivered; the settings of EdgeCore are for those who set up the nodes',
  },
  EDGE_TARGETS_BY_LABEL: {
    severity: 'error',
    meaning: 'an EdgeApplication targets nodes by labels: their affinity is replaced, and expressions are ignored',
    cure: 'targetNodeGroups instead',
  },
  EDGE_TEMPLATE_UNKNOWN: {
    severity: 'error',
    meaning: 'a grid of SuperEdge names a template that its pool has not',
    cure: 'the name of a template of the pool',
  },
  EDGE_VOLUME_SHARED: {
    severity: 'error',
    meaning: 'a volume claim of a copied workload is one object for all groups',
    cure: 'a Deployment with a claim of its own for each site',
  },
};
