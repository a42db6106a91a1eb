import { SurviveLevel } from '../capacity/model';
import { checked } from '../props/checked';

/** Which loss a cluster or workload has to outlive without falling below its degraded need. */
@checked
export class Survive {
  /** Nothing is promised after a loss. */
  public static none(): Survive {
    return new Survive('none');
  }

  /** Any one node may be lost. */
  public static node(): Survive {
    return new Survive('node');
  }

  /** Any one zone may be lost. Needs at least two zones. */
  public static zone(): Survive {
    return new Survive('zone');
  }

  private constructor(private readonly name: SurviveLevel) {}

  /** none, node or zone. */
  public get level(): string {
    return this.name;
  }

  /** @internal */
  public get _level(): SurviveLevel {
    return this.name;
  }
}
