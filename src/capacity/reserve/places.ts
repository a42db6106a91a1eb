import { ZonedProblem, ZonedType } from './annealing/zoned';
import { ReserveOptions, ReserveProblem } from './columns/problem';
import { Component } from './components';
import { optionsOf } from './options';
import { capBefore, Owner, poolsIn, zonesOf } from './owners';
import { ClusterModel, PoolModel } from '../model';
import { byCodeUnit } from '../order';
import { unitCost } from '../sites';

/** Cost of nodes that are there anyway: something, so that fewer of them are taken. */
const NEARLY_NOTHING = 1e-6;

/** A problem with a zone that stands for all, and the options of its items: one for each owner, in their order. */
export interface Posed {
  readonly problem: ReserveProblem;
  readonly options: ReserveOptions;
}

/** Nodes of one type are taken from these pools, in each zone. */
export interface PooledType extends ZonedType {
  readonly pools: readonly (readonly PoolModel[])[];
}

/** A problem, and the pools from which its nodes are taken. */
export interface Pooled extends ZonedProblem {
  readonly types: readonly PooledType[];
}

/** A part of a cluster as problems. */
export class Places {
  private readonly resources: readonly string[];
  private readonly cost: (pool: PoolModel) => number;
  /** Pools that differ in their zones alone. */
  private readonly kinds: readonly (readonly PoolModel[])[];
  /** All nodes, as roles with nodes in every zone. */
  public readonly zoned: Pooled;

  public constructor(
    model: ClusterModel,
    { pools }: Component,
    public readonly owners: readonly Owner[],
  ) {
    this.resources = [...new Set(owners.flatMap(({ requests }) => Object.keys(requests)))].sort(byCodeUnit);
    this.cost = unitCost(model);
    this.kinds = alike(pools, (pool) => [
      pool.pool,
      this.cost(pool),
      this.sizeOf(pool.allocatable),
      owners.flatMap((owner, o) => (owner.pools.includes(pool) ? [o] : [])),
    ]);
    this.zoned = this.posed(model);
  }

  /** True where every owner has some way to own its places. */
  public get possible(): boolean {
    return this.zoned.owners.every(({ options }) => options.length > 0);
  }

  /** Zones in which places have to lie; 1 where they may lie anywhere. */
  public get zones(): number {
    const zones = this.owners.flatMap(({ demands }) => demands.flatMap(({ zone }) => zone ?? []));
    return Math.max(1, new Set(zones).size);
  }

  /** What the nodes cost that are there anyway. */
  public get paid(): number {
    return sum(this.kinds.flat().map((pool) => pool.minNodes * this.cost(pool)));
  }

  /** One zone that stands for all: each owner needs what it needs in a zone on average. No plan of all zones costs less than so many times this one. */
  public average(): Posed {
    const zones = this.zones;
    const { types, owners, apart } = this.zoned;
    return {
      problem: {
        types: types.map(({ size, cost, most }) => ({ size, cost, most: Math.ceil(sum(most) / zones) })),
        items: owners.map(({ size, types: usable }) => ({ size, types: usable })),
        apart,
      },
      options: owners.map(({ options }) =>
        options.map(({ cap, nodes }) => {
          const mean = sum(nodes) / zones;
          return { cap, nodes: Math.ceil(mean - 1e-9), mean };
        }),
      ),
    };
  }

  private posed(model: ClusterModel): Pooled {
    const names = zonesOf(this.kinds.flat());
    const types = this.kinds.flatMap((pools) =>
      this.typesOf(this.zones > 1 ? names.map((zone) => poolsIn(pools, zone)) : [pools]),
    );
    const owners = this.owners.map((owner) => {
      const anywhere = owner.demands.every(({ zone }) => zone === undefined);
      const inZone = names.map((zone) => owner.demands.findIndex((one) => one.zone === zone));
      return {
        size: this.sizeOf(owner.requests),
        types: types.flatMap(({ pools }, type) => (owner.pools.includes(pools.flat()[0]) ? [type] : [])),
        anywhere,
        options: optionsOf(owner, capBefore(owner, model.previousRoles ?? [])).map(({ cap, nodes }) => ({
          cap,
          nodes: anywhere ? nodes : inZone.map((d) => nodes[d] ?? 0),
        })),
      };
    });
    return { zones: this.zones > 1 ? names.length : 1, types, owners, apart: apartOf(model, this.owners) };
  }

  /** Nodes that are there anyway come first, as a type of their own. */
  private typesOf(pools: readonly (readonly PoolModel[])[]): PooledType[] {
    const [first] = pools.flat();
    const size = this.sizeOf(first.allocatable);
    const counts = (of: (pool: PoolModel) => number) => pools.map((own) => sum(own.map(of)));
    const there = counts(({ minNodes }) => minNodes);
    const more = counts(({ minNodes, maxNodes = Infinity }) => Math.max(0, maxNodes - minNodes));
    return [
      ...(sum(there) > 0 ? [{ size, cost: NEARLY_NOTHING, most: there, pools }] : []),
      ...(sum(more) > 0 ? [{ size, cost: this.cost(first), most: more, pools }] : []),
    ];
  }

  private sizeOf(amounts: Readonly<Record<string, number>>): number[] {
    return this.resources.map((resource) => Math.max(0, amounts[resource] ?? 0));
  }
}

export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function alike(pools: readonly PoolModel[], key: (pool: PoolModel) => unknown): PoolModel[][] {
  const kinds = new Map<string, PoolModel[]>();
  for (const pool of pools) {
    const text = JSON.stringify(key(pool));
    kinds.set(text, [...(kinds.get(text) ?? []), pool]);
  }
  return [...kinds.values()];
}

/** For each owner, the owners that may not share a node with it. */
function apartOf({ conflicts }: ClusterModel, owners: readonly Owner[]): Set<number>[] {
  const at = new Map<string, number[]>();
  owners.forEach(({ pods }, o) => Object.keys(pods).forEach((id) => at.set(id, [...(at.get(id) ?? []), o])));
  const apart = owners.map(() => new Set<number>());
  for (const [a, b] of conflicts) {
    for (const one of at.get(a) ?? []) {
      for (const other of at.get(b) ?? []) {
        if (one !== other) {
          apart[one].add(other);
          apart[other].add(one);
        }
      }
    }
  }
  return apart;
}
