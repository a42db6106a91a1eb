import { Domain } from './domains';
import { Room, Share } from './room';
import { WorkloadModel } from '../model';

/** Gangs of one size and shape that are placed in whole units: a gang, or one pod of a gang that is larger than any finest domain. */
export interface Units {
  /** Any of the equal workloads. */
  readonly workload: WorkloadModel;
  /** Pods of a unit. */
  readonly pods: number;
  readonly count: number;
}

/** Units that find a place in a domain, none of them in two of its finest parts. */
export function unitsIn(room: Room, units: Pick<Units, 'workload' | 'pods'>, domain: Domain): number {
  return domain.children.length > 0
    ? domain.children.reduce((sum, child) => sum + unitsIn(room, units, child), 0)
    : Math.floor(room.for(units.workload, domain.pools) / units.pods);
}

/** Pods of the units by pool, and the room that they leave. */
export interface Filled {
  readonly share: Share;
  readonly room: Room;
}

/**
 * Puts the units into a domain that has room for them, into as few of its parts as hold them: into the tightest one that holds all; else into
 * the roomiest parts whole, and what is left over into the tightest that holds it. So whole parts stay free for those who need them.
 */
export function fill(room: Room, units: Units, domain: Domain): Filled {
  if (domain.children.length === 0) {
    return fillNodes(room, units, domain);
  }
  const parts = domain.children
    .map((child) => ({ child, holds: unitsIn(room, units, child) }))
    .filter(({ holds }) => holds > 0)
    .sort((a, b) => b.holds - a.holds);
  const share = new Map<string, number>();
  let left = units.count;
  let now = room;
  while (left > 0) {
    const enough = parts.filter(({ holds }) => holds >= left);
    const next = enough.length > 0 ? enough.reduce((best, one) => (one.holds < best.holds ? one : best)) : parts[0];
    parts.splice(parts.indexOf(next), 1);
    const count = Math.min(left, next.holds);
    const filled = fill(now, { ...units, count }, next.child);
    filled.share.forEach((pods, pool) => share.set(pool, (share.get(pool) ?? 0) + pods));
    now = filled.room;
    left -= count;
  }
  return { share, room: now };
}

/** Within the finest domain nodes are as near as nodes are: pools in the order of their names. */
function fillNodes(room: Room, { workload, pods, count }: Units, { pools }: Domain): Filled {
  const share = new Map<string, number>();
  let left = pods * count;
  let now = room;
  for (const pool of pools) {
    const here = Math.min(left, now.for(workload, [pool]));
    if (here > 0) {
      share.set(pool, here);
      now = now.without(workload, pool, here);
      left -= here;
    }
  }
  return { share, room: now };
}
