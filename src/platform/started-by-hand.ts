import { FootprintDaemon } from '../cluster/footprint/footprint-props';

/** Equal pods that people start by hand, beside what is in the charts. */
export interface StartedByHand extends FootprintDaemon {
  /** The most of them that run at once. */
  readonly pods: number;
}
