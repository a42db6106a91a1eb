/**
 * How much work the planner puts into finding a cheaper plan, and into proving that none is cheaper. Work is counted in steps
 * of its searches, never in seconds: the same program gives the same plan on every machine.
 */
export enum PackingEffort {
  /** Heuristics alone: a fraction of a second for hundreds of workloads. */
  QUICK = 'quick',
  /** Column generation where heuristics leave a gap: a few seconds at most. */
  STANDARD = 'standard',
  /** Ten times the work of standard. */
  THOROUGH = 'thorough',
}
