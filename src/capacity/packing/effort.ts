/** How much work a packing may cost. Work is counted in steps of the searches, never in seconds. */
export type Effort = 'quick' | 'standard' | 'thorough';

/** Shares of it that go into the packing of a plan, and into the bound that it claims: a plan should take seconds. */
export const PART_FOR_PLAN = 0.1;
export const PART_FOR_CLAIM = 0.05;

interface Limits {
  /** Steps of all searches together; 0: heuristics only. */
  readonly steps: number;
  /** Steps more for each pair of a shape and a type. */
  readonly perPair: number;
  readonly most: number;
  /** Steps of one pricing of one type. */
  readonly pricing: number;
}

const LIMITS: Readonly<Record<Effort, Limits>> = {
  quick: { steps: 0, perPair: 0, most: 0, pricing: 0 },
  standard: { steps: 240_000_000, perPair: 66_000, most: 2_400_000_000, pricing: 100_000 },
  thorough: { steps: 2_400_000_000, perPair: 660_000, most: 24_000_000_000, pricing: 1_000_000 },
};

/** The work that is left. One step is about fifteen nanoseconds on a machine of today; all that matters is that it is counted. */
export class Work {
  /** The work that an instance may cost: larger ones may cost more. */
  public static for(effort: Effort, shapes: number, types: number): Work {
    const { steps, perPair, most } = LIMITS[effort];
    return new Work(effort, Math.min(most, steps + perPair * shapes * types));
  }

  public readonly pricing: number;
  private left: number;

  private constructor(
    public readonly effort: Effort,
    steps: number,
    private readonly parent?: Work,
  ) {
    this.left = steps;
    this.pricing = LIMITS[effort].pricing;
  }

  public get done(): boolean {
    return this.stepsLeft <= 0;
  }

  public get stepsLeft(): number {
    return this.parent ? Math.min(this.left, this.parent.stepsLeft) : this.left;
  }

  public spend(steps: number): void {
    this.left -= steps;
    this.parent?.spend(steps);
  }

  /** A part of what is left, for one piece of the problem; what it does not use stays. */
  public share(part: number): Work {
    return new Work(this.effort, Math.floor(this.stepsLeft * part), this);
  }
}
