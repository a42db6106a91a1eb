import { quickly } from './trial';
import { withPools } from './variants';
import { ClusterModel, PoolModel, WorkloadModel } from '../../model';
import { byCodeUnit } from '../../order';
import { diagnose } from '../../planning/diagnosis';
import { attempt } from '../../planning/planning';
import { limitOf } from '../../pool-limit';

/** How a variant of a cluster is judged. */
export interface Check {
  /** What it has to do at least; cheap. */
  readonly fits: (changed: ClusterModel) => boolean;
  /** Everything that is wanted of it. */
  readonly holds: (changed: ClusterModel) => boolean;
}

/** The higher limit of one pool. */
export interface Raised {
  readonly family: readonly PoolModel[];
  readonly limit: number;
  /** With this the pods have places; rollouts and whatever else is promised may need more. */
  readonly fitting: number;
  readonly needed: number;
}

/** Limits that, raised together, make a plan hold: each is the least that does. */
export interface Raise {
  readonly families: readonly Raised[];
  /** How their user writes them. */
  readonly cure: string;
  readonly changed: ClusterModel;
  /** False where the plan then fits and still lacks something else. */
  readonly holds: boolean;
}

/** A limit that its user writes as one number: of all zones of a pool, or of one domain of a pool whose nodes are counted. */
interface Knob {
  readonly ids: ReadonlySet<string>;
  readonly limit: number;
}

/** So many limits above the one with which the pods fit are tried. */
const MOST_ABOVE = 6;

/** Workloads up to which it is tried with all the effort of the plan whether one node less would do. */
const MOST_WORKLOADS = 60;

/** The least limit of each pool that admits some of the workloads; of all these pools together where none does alone. */
export function raises(model: ClusterModel, workloads: readonly WorkloadModel[], check: Check): Raise[] {
  const admitted = new Set(workloads.flatMap(({ eligible }) => eligible));
  const limited = model.pools.filter(({ id, maxNodes }) => maxNodes !== undefined && admitted.has(id));
  const names = [...new Set(limited.map(({ pool }) => pool))].sort(byCodeUnit);
  const single = names.flatMap((name) => raise(model, [name], check) ?? []);
  return single.length > 0 || names.length < 2 ? single : [raise(model, names, check) ?? []].flat();
}

/** The least limits of the pools of some names; undefined where no limit of theirs is what is missing. */
export function raise(model: ClusterModel, names: readonly string[], check: Check): Raise | undefined {
  const quick = quickly(model);
  const unlimited = withPools(quick, (pool) => (names.includes(pool.pool) ? { ...pool, maxNodes: undefined } : pool));
  if (!check.fits(unlimited)) {
    return undefined;
  }
  const knobs = names.flatMap((name) => knobsOf(model, name));
  const { tried, spare } = diagnose(attempt(unlimited));
  const { nodes } = spare?.shown ?? tried;
  const most = knobs.map(({ ids, limit }) => Math.max(limit, ...[...ids].map((id) => nodes[id])));
  if (!check.fits(withLimits(quick, knobs, most))) {
    return undefined;
  }
  const values = [...most];
  knobs.forEach(({ limit }, i) => {
    values[i] = least(limit, most[i], (value) => check.fits(withLimits(quick, knobs, replaced(values, i, value))));
  });
  const holding = above(values, (some) => check.holds(withLimits(quick, knobs, some)));
  const found = holding ? sharpened(model, knobs, holding, check) : values;
  const changed = withLimits(model, knobs, found);
  const fitting = withLimits(model, knobs, values);
  const families = names.flatMap((name) =>
    raisedOf(model, changed, name).map((one) => ({
      ...one,
      fitting: Math.min(one.needed, limitIn(familyOf(fitting, name))),
    })),
  );
  return families.length === 0
    ? undefined
    : { families, cure: cureOf(model, changed, names), changed, holds: holding !== undefined };
}

function replaced(values: readonly number[], at: number, value: number): number[] {
  return values.map((other, i) => (i === at ? value : other));
}

/** The least number above `low` up to `high` that works, given that larger ones are easier; `low` where it does. */
function least(low: number, high: number, works: (value: number) => boolean): number {
  if (works(low)) {
    return low;
  }
  let [no, yes] = [low, high];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (works(middle)) {
      yes = middle;
    } else {
      no = middle;
    }
  }
  return yes;
}

/** The first of these limits, and of some above them, with which everything holds. */
function above(
  values: readonly number[],
  holds: (values: readonly number[]) => boolean,
): readonly number[] | undefined {
  for (let more = 0; more <= MOST_ABOVE; more++) {
    const some = values.map((value) => value + more);
    if (holds(some)) {
      return some;
    }
  }
  return undefined;
}

/** One node less wherever it does too, with all the effort of the plan. */
function sharpened(
  model: ClusterModel,
  knobs: readonly Knob[],
  values: readonly number[],
  { holds }: Check,
): readonly number[] {
  let best = values;
  for (let i = 0; i < knobs.length && model.workloads.length <= MOST_WORKLOADS;) {
    const fewer = replaced(best, i, best[i] - 1);
    if (fewer[i] >= knobs[i].limit && holds(withLimits(model, knobs, fewer))) {
      best = fewer;
    } else {
      i++;
    }
  }
  return best;
}

function knobsOf(model: ClusterModel, name: string): Knob[] {
  const family = model.pools.filter(({ pool, maxNodes }) => pool === name && maxNodes !== undefined);
  const knob = (pools: readonly PoolModel[]): Knob => ({
    ids: new Set(pools.map(({ id }) => id)),
    limit: Math.min(...pools.map(({ maxNodes }) => maxNodes!)),
  });
  return family[0].counted ? family.map((pool) => knob([pool])) : [knob(family)];
}

function withLimits(model: ClusterModel, knobs: readonly Knob[], values: readonly number[]): ClusterModel {
  return withPools(model, (pool) => {
    const at = knobs.findIndex(({ ids }) => ids.has(pool.id));
    return at < 0 ? pool : { ...pool, maxNodes: Math.max(values[at], pool.maxNodes!) };
  });
}

function familyOf({ pools }: ClusterModel, name: string): PoolModel[] {
  return pools.filter(({ pool }) => pool === name);
}

function limitIn(family: readonly PoolModel[]): number {
  return limitOf(family).count(({ maxNodes = Infinity }) => maxNodes);
}

function raisedOf(model: ClusterModel, changed: ClusterModel, name: string): Omit<Raised, 'fitting'>[] {
  const family = familyOf(model, name);
  const [limit, needed] = [limitIn(family), limitIn(familyOf(changed, name))];
  return needed > limit ? [{ family, limit, needed }] : [];
}

/** `8 nodes per zone: maxNodesPerZone 8 on pool general`; of a pool with several domains, which of them have how many. */
function cureOf(model: ClusterModel, changed: ClusterModel, names: readonly string[]): string {
  return names
    .flatMap((name) =>
      raisedOf(model, changed, name).map(({ family, needed }) => {
        const grown = familyOf(changed, name).filter(
          ({ id, maxNodes }) => maxNodes !== family.find((pool) => pool.id === id)!.maxNodes,
        );
        const where =
          family[0].counted && family.length > 1
            ? `: ${grown.map(({ id, maxNodes }) => `${maxNodes} in ${id}`).join(', ')}`
            : '';
        return `${limitOf(family).cure(needed)}${where}`;
      }),
    )
    .join(' and ');
}
