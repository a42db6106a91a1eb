/** What the kube-scheduler of a cluster ranks nodes by: the scoring strategy of `NodeResourcesFit` in its configuration. */
export enum SchedulerScoring {
  /** The emptiest node first: the default of Kubernetes. */
  LEAST_ALLOCATED = 'LeastAllocated',
  /** The fullest node first: bin packing, where the scheduler was configured so. */
  MOST_ALLOCATED = 'MostAllocated',
}
