import { EarlierRole, PoolModel } from '../model';
import { byCodeUnit } from '../order';

/** Nodes of one pool that are to have one name. */
export interface Unnamed {
  readonly pool: string;
  /** By pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly caps: ReadonlyMap<string, number>;
}

/** The earlier role that each has most places in common with, none twice. */
export function earlierOf<T extends Unnamed>(all: readonly T[], before: readonly EarlierRole[]): Map<T, EarlierRole> {
  const pairs = all.flatMap((one) =>
    before
      .filter(({ pool }) => pool === one.pool)
      .map((role) => ({ one, role, common: placesInCommon(one, role) }))
      .filter(({ common }) => common > 0),
  );
  const found = new Map<T, EarlierRole>();
  const taken = new Set<EarlierRole>();
  for (const { one, role } of pairs.sort((a, b) => b.common - a.common || byCodeUnit(a.role.name, b.role.name))) {
    if (!found.has(one) && !taken.has(role)) {
      found.set(one, role);
      taken.add(role);
    }
  }
  return found;
}

/** Pods of all workloads that may run on the nodes of both; nodes in the same zones count twice. */
function placesInCommon({ nodes, caps }: Unnamed, role: EarlierRole): number {
  const pods = [...caps].reduce((sum, [id, cap]) => sum + Math.min(cap, role.caps[id] ?? 0), 0);
  const counts = Object.entries(nodes);
  const same = counts.reduce((sum, [id, n]) => sum + Math.min(n, role.nodes[id] ?? 0), 0);
  const all = Object.values(role.nodes).reduce((sum, n) => sum + n, 0);
  return (
    pods *
    (same +
      Math.min(
        all,
        counts.reduce((sum, [, n]) => sum + n, 0),
      ))
  );
}

/** Names of roles: the pool and a letter, but never the name of another pool, nor that of an earlier role, of which nodes may be there still. */
export class RoleNames {
  private readonly numbers = new Map<string, number>();
  private readonly pools: ReadonlySet<string>;
  private readonly given: ReadonlySet<string>;

  public constructor(pools: readonly PoolModel[], before: readonly EarlierRole[]) {
    this.pools = new Set(pools.map(({ pool }) => pool));
    this.given = new Set(before.map(({ name }) => name));
  }

  /** The name of an earlier role, where no pool has it now. */
  public of(role: EarlierRole | undefined): string | undefined {
    return role && !this.pools.has(role.name) ? role.name : undefined;
  }

  public next(pool: string): string {
    const number = this.numbers.get(pool) ?? 0;
    this.numbers.set(pool, number + 1);
    const name = `${pool}-${letters(number)}`;
    return this.pools.has(name) || this.given.has(name) ? this.next(pool) : name;
  }
}

/** a to z, then aa, ab and so on. */
function letters(number: number): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : letters(Math.floor(number / 26) - 1) + letter;
}
