import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** How calls spread over zones, where each stays in the zone of its caller. */
@checked
export class Locality {
  /** As many from each zone: the callers have as many replicas in each, such as a gateway of three in three zones. */
  public static even(): Locality {
    return new Locality();
  }

  /**
   * In proportion to the callers of each zone: `Locality.ofCallers({ 'east-1a': 2, 'east-1b': 1, 'east-1c': 1 })` for a gateway of four replicas.
   * @param callers callers of each zone, or whatever the calls are in proportion to
   */
  public static ofCallers(callers: Record<string, number>): Locality {
    return new Locality({ ...callers });
  }

  private constructor(private readonly callers?: Record<string, number>) {}

  /**
   * Whether nobody said that some zones have more callers.
   * @internal
   */
  public get _isEven(): boolean {
    return this.callers === undefined;
  }

  /**
   * Share of the calls of each zone; they sum to 1.
   * @internal
   */
  public _shares(problems: Problems, zones: readonly string[]): number[] {
    const even = zones.map(() => 1 / zones.length);
    if (!this.callers) {
      return even;
    }
    const { callers } = this;
    const named = Object.keys(callers).sort().join(', ');
    const all = [...zones].sort().join(', ');
    const same = problems.check(named === all, 'locality', named, `must name each zone of the workload: ${all}`);
    const values = Object.values(callers);
    const sum = values.reduce((total, value) => total + value, 0);
    const positive = values.every((value) => value >= 0) && sum > 0 && sum < Infinity;
    const counted = problems.check(positive, 'locality', values, 'must be numbers of at least 0, and one above 0');
    return same && counted ? zones.map((zone) => callers[zone] / sum) : even;
  }
}
