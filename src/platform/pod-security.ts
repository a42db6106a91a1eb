/** What the pods of a namespace may do at most: a level of the Pod Security Standards. */
export enum PodSecurity {
  /** Nothing of the node, never root: the level for everything that does not need more. */
  RESTRICTED = 'restricted',
  /** Known privilege escalations are refused. */
  BASELINE = 'baseline',
  /** Everything: for pods that use devices, paths or the network of their node. */
  PRIVILEGED = 'privileged',
}
