/**
 * Errors that a user may accept: they are about what is promised or wanted. What does not fit, and what the API server or a
 * controller refuses, is as it is.
 */
export const POLICY_ERRORS: ReadonlySet<string> = new Set([
  'BUDGET_BLOCKS_DRAIN',
  'DATA_NOT_RETAINED',
  'DEVICE_PLUGIN_BESIDE_HAMI',
  'EDGE_AUTOSCALER_OFFLINE',
  'IMAGE_WITHOUT_DIGEST',
  'LOSS_NOT_SURVIVED',
  'NO_REPLICA_COUNT_HELPS',
  'QUEUE_NEVER_ADMITS',
  'QUOTA_EXCEEDS_FLEET',
  'SCHEDULER_STRANDS',
  'SINGLE_REPLICA',
  'SPARES_EXCEED_LIMIT',
  'SURVIVE_NEEDS_NODES',
]);
