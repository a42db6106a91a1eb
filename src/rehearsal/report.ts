/** One promise of a plan, tried. */
export interface PromiseEntry {
  readonly promise: string;
  /** How many cases were tried: orders, workloads, zones, nodes, objects. */
  readonly tried: number;
  readonly held: number;
  readonly failures: readonly FailureEntry[];
}

export interface FailureEntry {
  /** Which case: an order, a workload, a zone, a node, an object. */
  readonly case: string;
  /** What was short, and why, in the words of the scheduler or the API server. */
  readonly why: readonly string[];
}

/** What a rehearsal found. */
export interface RehearsalReport {
  readonly schemaVersion: 1;
  readonly cluster: string;
  readonly server: string;
  readonly seed: number;
  readonly nodes: number;
  readonly objects: number;
  readonly promises: readonly PromiseEntry[];
  /** What the API server warns of. */
  readonly warnings: readonly string[];
  /** What was not as in the manifests. */
  readonly notes: readonly string[];
}

export function holds({ promises }: RehearsalReport): boolean {
  return promises.every(({ tried, held }) => tried === held);
}

/** Collects the cases of one promise. */
export class Trial {
  private readonly failures: FailureEntry[] = [];
  private tried = 0;

  public constructor(
    private readonly promise: string,
    /** Told of every case, as it is done. */
    private readonly tell: (text: string) => void,
  ) {}

  /** A case holds where nothing was short. */
  public add(name: string, why: readonly string[]): boolean {
    this.tried++;
    this.tell(`${this.promise}: ${name}: ${why.length === 0 ? 'holds' : why.join('; ')}`);
    if (why.length > 0) {
      this.failures.push({ case: name, why });
    }
    return why.length === 0;
  }

  public result(): PromiseEntry {
    const { promise, tried, failures } = this;
    return { promise, tried, held: tried - failures.length, failures };
  }
}
