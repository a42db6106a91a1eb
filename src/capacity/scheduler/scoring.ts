/** What kube-scheduler ranks nodes by: spread the load, or fill nodes up (`NodeResourcesFit` of its configuration). */
export type Scoring = 'LeastAllocated' | 'MostAllocated';
