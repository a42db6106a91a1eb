import { Attempt, isBetter, quickly } from './attempt';
import { ClusterModel } from '../model';
import { WORTH_MOVING } from '../packing/engine';
import { isSmall } from '../packing/exact';
import { requestOf } from '../packing/translate';
import { Chosen } from '../topology/choose';
import { Closed, emptyZoneChoices, ZoneChoice } from '../topology/empty-zones';

/** A plan of the cluster, with gangs in the domains that were chosen, and no nodes in some pools. */
export type Planning = (model: ClusterModel, chosen: Chosen, closed: Closed) => Attempt;

const NONE: Closed = new Set();

/** Chooses which zones get nodes, where that makes a difference: quickly for all choices, then the best of them again with all effort. */
export function overZones(model: ClusterModel, chosen: Chosen, plan: Planning): Attempt {
  const choices = emptyZoneChoices(chosen.packed);
  if (choices.length === 0) {
    return plan(model, chosen, NONE);
  }
  const isQuick = model.effort === 'quick' || isSmall(requestOf(chosen.packed));
  const tryWith = (closed: Closed) =>
    isQuick ? plan(model, chosen, closed) : plan(quickly(model), quicklyChosen(chosen), closed);
  const { previous = [] } = model;
  // With an earlier plan, pods change their zones only where that saves more than a little.
  const share = previous.length > 0 ? WORTH_MOVING : 1e-9;
  let closed: Closed = new Set(choices.flatMap((choice) => [...emptyBefore(choice, previous)]));
  let best = tryWith(closed);
  for (const { pools, ways } of choices) {
    const others = [...closed].filter((id) => !pools.includes(id));
    for (const way of [NONE, ...ways]) {
      const other = new Set([...others, ...way]);
      const tried = isSame(other, closed) ? best : tryWith(other);
      if (isBetter(tried, best, share)) {
        [best, closed] = [tried, other];
      }
    }
  }
  return isQuick ? best : plan(model, chosen, closed);
}

/** The zones that an earlier plan left empty, where it had nodes in others. */
function emptyBefore({ pools, ways }: ZoneChoice, previous: NonNullable<ClusterModel['previous']>): Closed {
  const used = new Set(previous.map(({ pool }) => pool));
  const empty = ways.filter((way) => [...way].every((id) => !used.has(id)));
  return pools.some((id) => used.has(id))
    ? empty.reduce((most, way) => (way.size > most.size ? way : most), NONE)
    : NONE;
}

function isSame(one: Closed, other: Closed): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}

function quicklyChosen({ packed, held }: Chosen): Chosen {
  const quick = quickly(packed);
  return { packed: quick, held: held === packed ? quick : quickly(held) };
}
