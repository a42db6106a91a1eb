/** What an environment may ask of what runs in it. */
export enum EnvironmentRule {
  /** Every image has a digest, from the program or from the lock. */
  IMAGES_BY_DIGEST = 'images-by-digest',
  /** Everything that runs all the time has at least two replicas. */
  TWO_REPLICAS = 'two-replicas',
  /** The cluster and everything that runs all the time in it outlive the loss of a node. */
  SURVIVES_NODE = 'survives-node',
  /** Data stay when what uses them is removed or gets smaller. */
  DATA_RETAINED = 'data-retained',
}
