import { Component } from './components';
import { optionsOf, OwnerOption } from './options';
import { Owner, poolsIn } from './owners';
import { ReserveItem, ReserveOption, ReserveOptions, ReserveProblem, ReserveType } from './problem';
import { ClusterModel, PoolModel } from '../model';
import { byCodeUnit } from '../order';
import { unitCost } from '../sites';

/** Cost of nodes that are there anyway: something, so that fewer of them are taken. */
const NEARLY_NOTHING = 1e-6;

/** A problem, the options of its items, and the pools from which the nodes of each type are taken. */
export interface Posed {
  readonly problem: ReserveProblem;
  readonly options: ReserveOptions;
  readonly pools: readonly (readonly PoolModel[])[];
}

/** A part of a cluster as problems. */
export class Places {
  private readonly resources: readonly string[];
  private readonly cost: (pool: PoolModel) => number;
  private readonly apart: readonly ReadonlySet<number>[];
  private readonly options: readonly (readonly OwnerOption[])[];
  /** Pools that differ in their zones alone. */
  private readonly kinds: readonly (readonly PoolModel[])[];

  public constructor(
    model: ClusterModel,
    { pools }: Component,
    public readonly owners: readonly Owner[],
  ) {
    this.resources = [...new Set(owners.flatMap(({ requests }) => Object.keys(requests)))].sort(byCodeUnit);
    this.cost = unitCost(model);
    this.apart = apartOf(model, owners);
    this.options = owners.map(optionsOf);
    this.kinds = alike(pools, (pool) => [
      pool.pool,
      this.cost(pool),
      this.sizeOf(pool.allocatable),
      owners.flatMap((owner, o) => (owner.pools.includes(pool) ? [o] : [])),
    ]);
  }

  /** True where every owner has some way to own its places. */
  public get possible(): boolean {
    return this.options.every((own) => own.length > 0);
  }

  /** Zones in which places have to lie; 1 where they may lie anywhere. */
  public get zones(): number {
    const zones = this.owners.flatMap(({ demands }) => demands.flatMap(({ zone }) => zone ?? []));
    return Math.max(1, new Set(zones).size);
  }

  /** What the nodes cost that are there anyway. */
  public get paid(): number {
    return this.kinds.flat().reduce((sum, pool) => sum + pool.minNodes * this.cost(pool), 0);
  }

  /** All nodes, zone by zone where that matters. */
  public whole(): Posed {
    const kinds = this.zones > 1 ? this.kinds.flatMap((pools) => pools.map((pool) => [pool])) : this.kinds;
    return this.posed(kinds, 1, (owner) =>
      this.owners[owner].demands.map(({ zone }, d) => ({
        pools: poolsIn(this.owners[owner].pools, zone),
        options: this.options[owner].map(({ cap, nodes }) => ({ cap, nodes: nodes[d], mean: nodes[d] })),
      })),
    );
  }

  /** One zone that stands for all: each owner needs what it needs in a zone on average. No plan of all zones costs less than so many times this one. */
  public average(): Posed {
    return this.posed(this.kinds, this.zones, (owner) => [
      {
        pools: this.owners[owner].pools,
        options: this.options[owner].map(({ cap, nodes }) => {
          const mean = nodes.reduce((sum, own) => sum + own, 0) / this.zones;
          return { cap, nodes: Math.ceil(mean - 1e-9), mean };
        }),
      },
    ]);
  }

  private posed(
    kinds: readonly (readonly PoolModel[])[],
    zones: number,
    itemsOf: (owner: number) => { readonly pools: readonly PoolModel[]; readonly options: ReserveOption[] }[],
  ): Posed {
    const types = kinds.flatMap((pools) => this.typesOf(pools, zones));
    const items: ReserveItem[] = [];
    const options: ReserveOption[][] = [];
    this.owners.forEach(({ requests }, owner) => {
      for (const item of itemsOf(owner)) {
        const usable = types.flatMap(({ pools }, type) => (item.pools.includes(pools[0]) ? [type] : []));
        items.push({ size: this.sizeOf(requests), owner, types: usable });
        options.push(item.options);
      }
    });
    const apart = items.map(
      ({ owner }) => new Set(items.flatMap((other, i) => (this.apart[owner].has(other.owner) ? [i] : []))),
    );
    return { problem: { types, items, apart }, options, pools: types.map(({ pools }) => pools) };
  }

  /** Nodes that are there anyway come first, as a type of their own. */
  private typesOf(
    pools: readonly PoolModel[],
    zones: number,
  ): (ReserveType & { readonly pools: readonly PoolModel[] })[] {
    const size = this.sizeOf(pools[0].allocatable);
    const sum = (of: (pool: PoolModel) => number) => pools.reduce((all, pool) => all + of(pool), 0);
    const there = Math.ceil(sum(({ minNodes }) => minNodes) / zones);
    const more = Math.ceil(sum(({ minNodes, maxNodes = Infinity }) => Math.max(0, maxNodes - minNodes)) / zones);
    return [
      ...(there > 0 ? [{ size, cost: NEARLY_NOTHING, most: there, pools }] : []),
      ...(more > 0 ? [{ size, cost: this.cost(pools[0]), most: more, pools }] : []),
    ];
  }

  private sizeOf(amounts: Readonly<Record<string, number>>): number[] {
    return this.resources.map((resource) => Math.max(0, amounts[resource] ?? 0));
  }
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
