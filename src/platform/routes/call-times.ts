import { IConstruct } from 'constructs';
import { Finding } from '../../capacity/model';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { fixed } from '../../capacity/quantity';
import { CallRouteOptions } from '../route-options';

/** How long calls of something may take on one way, and how often they are tried. */
interface Limit {
  /** The way, in words. */
  readonly by: string;
  readonly millis: number;
  readonly tries: number;
}

interface Mirrored {
  readonly by: string;
  /** Copies per second; undefined where nobody said how many requests there are. */
  readonly rate?: number;
}

const KNOWN = new WeakMap<object, CallTimes>();

/** Tries that one route makes of a request without a word of it. */
const USUAL_TRIES = 3;

/** How long calls may take along the call graph of an app, how often they are tried, and who gets copies of them. */
export class CallTimes {
  /** Those of the app that a construct is in. */
  public static of({ node: { root } }: IConstruct): CallTimes {
    const known = KNOWN.get(root) ?? new CallTimes();
    if (!KNOWN.has(root)) {
      KNOWN.set(root, known);
      root.node.addValidation({ validate: () => known.problems() });
    }
    return known;
  }

  private readonly limits = new Map<string, Limit[]>();
  private readonly callers = new Map<string, Set<string>>();
  private readonly mirrors = new Map<string, Mirrored[]>();
  private readonly sized = new Map<string, () => number>();

  private constructor() {}

  /** Notes a way to a service. */
  public limit(target: string, by: string, { timeout, retries = 0 }: CallRouteOptions): void {
    const millis = timeout?.toMilliseconds() ?? Infinity;
    this.limits.set(target, [...(this.limits.get(target) ?? []), { by, millis, tries: retries + 1 }]);
  }

  /** Notes that one workload calls another. */
  public call(from: string, to: string): void {
    this.callers.set(to, (this.callers.get(to) ?? new Set<string>()).add(from));
  }

  /** Notes that a service gets copies of requests. */
  public mirror(target: string, by: string, rate: number | undefined, sized: () => number): void {
    this.mirrors.set(target, [...(this.mirrors.get(target) ?? []), { by, ...(rate && { rate }) }]);
    this.sized.set(target, sized);
  }

  /** What the user of a service should know of its calls. */
  public findings(path: string): Finding[] {
    const tries = this.triesOf(path, new Set());
    const unknown = (this.mirrors.get(path) ?? []).filter(({ rate }) => rate === undefined || !this.sized.get(path)!());
    return [
      ...(tries > USUAL_TRIES
        ? [
            {
              code: 'RETRIES_MULTIPLY_LOAD',
              severity: 'info' as const,
              path,
              message: `when its answers fail it may get ${tries} times its calls: those who call it, and whoever calls them, try again; it is not sized for that`,
              cure: ['fewer retries, at one place of the chain alone'],
            },
          ]
        : []),
      ...(unknown.length > 0
        ? [
            {
              code: 'MIRROR_NOT_COUNTED',
              severity: 'info' as const,
              uncovered: true as const,
              path,
              message: `it gets copies of requests (${unknown.map(({ by }) => by).join(', ')}), and nobody said how many these are or for how many it is sized`,
              cure: ['replicas that follow from a demand, of both services'],
            },
          ]
        : []),
    ];
  }

  private problems(): string[] {
    const late = sortedBy(this.limits, ([target]) => target).flatMap(([target, limits]) =>
      limits.flatMap((limit) => this.tooLate(target, limit)),
    );
    const small = sortedBy(this.mirrors, ([target]) => target).flatMap(([target, copies]) => {
      const rate = copies.reduce((sum, one) => sum + (one.rate ?? 0), 0);
      const sized = this.sized.get(target)!();
      return sized > 0 && rate > sized * (1 + 1e-9)
        ? [
            `MIRROR_NOT_SIZED ${target}: gets copies of up to ${fixed(rate, 2)} requests per second (${copies.map(({ by }) => by).join(', ')}), and is sized for ${fixed(sized, 2)}; cure: arrivals: Rate.perSecond(${Math.ceil(rate)}) or more`,
          ]
        : [];
    });
    return [...late, ...small];
  }

  /** A way inside the mesh that may take as long as those who go it have to answer. */
  private tooLate(target: string, { by, millis }: Limit): string[] {
    const callers = by.startsWith('route ') ? [] : [...(this.callers.get(target) ?? [])].sort(byCodeUnit);
    return callers.flatMap((caller) => {
      const allowed = this.allowed(caller, new Set([target]));
      return allowed && millis >= allowed.millis && millis < Infinity
        ? [
            `TIMEOUT_ABOVE_CALLER ${target}: calls may take ${millis} ms, and ${caller}, which calls it, has to answer within ${allowed.millis} ms (${allowed.by}): it would not live to see the answer; cure: a timeout below ${allowed.millis} ms`,
          ]
        : [];
    });
  }

  /** The least time in which something has to answer; that of its callers where nobody said one for itself. */
  private allowed(path: string, seen: Set<string>): Limit | undefined {
    if (seen.has(path)) {
      return undefined;
    }
    const own = (this.limits.get(path) ?? []).filter(({ millis }) => millis < Infinity);
    const ways =
      own.length > 0
        ? own
        : [...(this.callers.get(path) ?? [])].flatMap((one) => this.allowed(one, new Set([...seen, path])) ?? []);
    return ways.reduce<Limit | undefined>(
      (least, one) => (least && least.millis <= one.millis ? least : one),
      undefined,
    );
  }

  /** How often a request that comes in once may arrive, all tries of the ways to it together. */
  private triesOf(path: string, seen: Set<string>): number {
    if (seen.has(path)) {
      return 1;
    }
    const limits = this.limits.get(path) ?? [];
    const most = (from: 'route' | 'mesh') =>
      Math.max(
        1,
        ...limits.filter(({ by }) => by.startsWith('route ') === (from === 'route')).map(({ tries }) => tries),
      );
    const above = [...(this.callers.get(path) ?? [])].map((one) => this.triesOf(one, new Set([...seen, path])));
    return Math.max(most('route'), most('mesh') * Math.max(1, ...above));
  }
}
