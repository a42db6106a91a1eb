import { CatalogueEntry } from './entry';

/** Findings about what nodes have and pods ask of it. */
export const NODE_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  GANG_LARGER_THAN_NODE: {
    severity: 'error',
    meaning: 'a job asks Kueue for one node for all its pods, and no node holds them',
    cure: 'fewer pods, a coarser level of the topology, preferred instead of required, or larger nodes',
  },
  GANG_ON_ONE_NODE: {
    severity: 'warning',
    meaning:
      'a job asks Kueue for one node for all its pods: the plan has room for each, and does not prove that it is on one node',
    cure: 'one pod that asks for all of it, or preferred instead of required',
  },
  GUEST_ARCHITECTURE_UNSAID: {
    severity: 'warning',
    meaning:
      'a machine of others does not say for which architecture it is, and nodes have several: KubeVirt fills in that of its own processes, which the plan does not know',
    cure: 'architecture in the template of the machine, or defaultArchitecture of the KubeVirt resource',
  },
  HUGE_PAGES_REFUSED: {
    severity: 'error',
    meaning: 'a pod asks for huge pages as the API server takes none: not in whole pages, or alone',
    cure: 'whole pages, and requests of cpu or memory beside them',
  },
  HUGE_PAGES_VOLUME: {
    severity: 'error',
    meaning: 'a volume of huge pages of a size that no container of the pod asks for: its pods never start',
    cure: 'requests and limits of hugepages-<size>, and that size as medium: HugePages-<size>',
  },
  KUBEVIRT_SWITCHED_OFF: {
    severity: 'error',
    meaning: 'the KubeVirt resource of a cluster lacks a feature gate or a permitted device that machines need',
    cure: 'the gate or the device in spec.configuration of that resource',
  },
  KUBEVIRT_SWITCHES: {
    severity: 'info',
    meaning: 'feature gates and permitted devices that KubeVirt needs for the machines of a cluster',
    cure: 'nothing has to be done where it has them',
  },
  NODE_LABELS: {
    severity: 'info',
    meaning: 'labels that whoever makes the nodes of a pool has to give them',
    cure: 'nothing has to be done where they have them',
  },
  REPORTED_NODES_LEFT_OUT: {
    severity: 'warning',
    meaning:
      'nodes of a file are not counted: not ready, cordoned, on their way in or out (an info where they are of edge sites or no machines)',
    cure: 'a file from when they take pods again',
  },
};
