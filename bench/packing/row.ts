import { Input } from './inputs';

/** What the benchmark says about one input. */
export interface Row {
  readonly name: string;
  readonly group: Input['group'];
  readonly pods: number;
  readonly shapes: number;
  readonly types: number;
  /** Null where no solution was found that holds. */
  readonly value: number | null;
  readonly bound: number | null;
  /** Null also where there is a value but no bound. */
  readonly gap: number | null;
  readonly method: string;
  readonly seconds: number;
  /** The independent checker found no fault, neither in ours nor in the references. */
  readonly checked: boolean;
  /** What it found. */
  readonly faults?: readonly string[];
  /** What is to be reached, and whether it was; absent where nothing is asked. */
  readonly goal?: string;
  readonly goalMet?: boolean;
  /** Values of other methods on the same input, and published ones; null where the method found no solution. */
  readonly references: Readonly<Record<string, number | null>>;
  /** Price of the cheapest type. */
  readonly cheapestNode: number;
  /** Of OpenB's fixed nodes: the part of the GPUs that is in use, and the pods without GPUs that have a place. */
  readonly gpuPercent?: number;
  readonly cpuOnlyPlaced?: number;
  readonly cpuOnlyPods?: number;
  /** Of the heuristic tier. */
  readonly podsPerSecond?: number;
}

/** What one process made of its group. */
export interface GroupRun {
  readonly rows: readonly Row[];
  readonly peakMebibytes: number;
}

/** What `bench/packing` hands on. */
export interface PackingRun {
  readonly rows: readonly Row[];
  readonly peakMebibytes: Readonly<Record<string, number>>;
}

/** Names of the two reference methods in `Row.references`. */
export const KARPENTER = 'karpenter';
export const CLUSTER_AUTOSCALER = 'clusterAutoscaler';
