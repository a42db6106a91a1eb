import { CatalogueEntry } from './entry';

/** Findings about objects of which others make pods. */
export const KIND_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  CHART_NOT_COUNTED: {
    severity: 'info',
    meaning: 'an Argo CD Application, a HelmRelease or the like applies something that is in no chart of the cluster',
    cure: 'cluster.addFootprint of its name with what it runs, or include the rendered manifests in the cluster',
  },
  INSTANCE_TYPE_UNKNOWN: {
    severity: 'warning',
    meaning: 'a virtual machine has its processors and memory from an instance type that is in no chart of the cluster',
    cure: 'include the chart with the instance type in the cluster, or give the machine its cpu and memory itself',
  },
  KIND_MAY_MAKE_PODS: {
    severity: 'info',
    meaning: 'objects of kinds of which an operator may make pods that the planner does not read',
    cure: 'cluster.addFootprint with what it makes, or cluster.makesNoPods where it makes none',
  },
  KIND_NOT_MODELLED: {
    severity: 'warning',
    meaning: 'pods of a kind that the planner does not understand',
    cure: 'cluster.addFootprint with what it runs, or a kind that the planner understands',
  },
  PIPELINE_PART_UNKNOWN: {
    severity: 'warning',
    meaning:
      'a pipeline or workflow calls something that is in no chart of the cluster, or runs as often as only its run tells',
    cure: 'include the chart with the task or template in the cluster, or say how many run at once (parallelism, withItems)',
  },
};
