import { ClusterState } from './cluster-state';
import { Comeback, Returning } from './comeback';

/** Placements of others that are looked at before the search for the worst of them ends. */
const MOST_STEPS = 400;

/** Placements of others that many searches may look at together: what is left when they have is not decided. */
export class StepsLeft {
  public constructor(private left: number) {}

  /** What one search may take. */
  public get ofOne(): number {
    return Math.max(0, Math.min(MOST_STEPS, this.left));
  }

  public take(steps: number): void {
    this.left -= steps;
  }
}

/** What is known of the pods that come back. */
export interface Back {
  /** So many find a place in the worst order that was found. */
  readonly count: number;
  /** False where there may be a worse one. */
  readonly proven: boolean;
  /** Placements of others that were looked at. */
  readonly steps: number;
}

/**
 * Fewest pods of one workload that come back, of as many as are wanted, in any order and wherever the scheduler puts what comes before them. Others
 * come first: with fewer pods in place they have no less room, and all that they take is gone when this one comes.
 * @param steps placements of others that are looked at before the search ends; 0: none, as if this one came first
 */
export function worstBack(
  state: ClusterState,
  one: Returning,
  others: readonly Returning[],
  wanted: number,
  steps = MOST_STEPS,
): Back {
  if (steps === 0) {
    return { count: state.copy().add(one.id, wanted, one.onlyZones), proven: false, steps };
  }
  const sure = surelyBack(state, one, others, wanted);
  return sure >= wanted
    ? { count: wanted, proven: true, steps: 0 }
    : new Search(one, wanted, sure, steps).from(state, others);
}

function surelyBack(state: ClusterState, one: Returning, others: readonly Returning[], wanted: number): number {
  return new Comeback(state, [one, ...others], false).surely(one.id, wanted);
}

class Search {
  private fewest: number;
  private steps = 0;
  private readonly seen = new Set<string>();

  public constructor(
    private readonly one: Returning,
    wanted: number,
    private readonly sure: number,
    private readonly most: number,
  ) {
    this.fewest = wanted;
  }

  public from(state: ClusterState, others: readonly Returning[]): Back {
    this.visit(state, others, this.backIn(state));
    const proven = this.steps <= this.most || this.fewest === this.sure;
    return { count: this.fewest, proven, steps: this.steps };
  }

  /**
   * Lets this one come now, and then in turn after each pod that may come before it.
   * @param back pods of this one that come back now
   */
  private visit(state: ClusterState, others: readonly Returning[], back: number): void {
    this.steps++;
    this.fewest = Math.min(this.fewest, back);
    if (this.fewest <= this.sure || surelyBack(state, this.one, others, this.fewest) >= this.fewest) {
      return;
    }
    for (const [v, other] of others.entries()) {
      if (this.steps > this.most) {
        return;
      }
      const rest = [...(other.count > 1 ? [{ ...other, count: other.count - 1 }] : []), ...others.slice(v + 1)];
      for (const { next, left } of this.harmfulFirst(state, other)) {
        if (this.steps > this.most || this.fewest <= this.sure) {
          return;
        }
        if (this.isNew(next, rest)) {
          this.visit(next, rest, left);
        }
      }
    }
  }

  /** What comes of each node that the scheduler may choose for one pod, those first that leave this one least room. */
  private harmfulFirst(
    state: ClusterState,
    other: Returning,
  ): { readonly next: ClusterState; readonly left: number }[] {
    const after = state.choices(other.id, other.onlyZones).map((at) => {
      const next = state.copy();
      next.put(other.id, at);
      return { next, left: this.backIn(next) };
    });
    return after.sort((a, b) => a.left - b.left);
  }

  /** Pods of this one that find a place if it comes now. */
  private backIn(state: ClusterState): number {
    return state.copy().add(this.one.id, this.one.count, this.one.onlyZones);
  }

  private isNew(state: ClusterState, rest: readonly Returning[]): boolean {
    const key = `${state.fingerprint}|${rest.map(({ id, count }) => `${id} ${count}`).join()}`;
    const known = this.seen.has(key);
    this.seen.add(key);
    return !known;
  }
}
