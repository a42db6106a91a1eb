import { DataClass } from './data-class';
import { Residency } from './residency';

/** A place that data are in or come through: a workload, a topic, a bucket, a host outside. */
export interface FlowPlace {
  /** Path of its construct, or the address of what is outside: the same for all who mean it. */
  readonly path: string;
  /** Under which law it is; undefined where nobody says. Asked when the app is validated. */
  readonly residency?: () => Residency | undefined;
  /** Under which law its data stay, where it is another one than that under which it is. */
  readonly law?: Residency;
  /** What it holds. */
  readonly data?: readonly DataClass[];
  /** Whether it holds nothing but what it says: what is stored, as against what runs. */
  readonly isStore?: boolean;
}

/** What goes from one place to another, and how: 'is read by', 'is copied to'. */
export interface DataFlow {
  readonly from: string;
  readonly to: string;
  readonly how: string;
}
