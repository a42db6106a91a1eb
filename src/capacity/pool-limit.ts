import { PoolModel } from './model';

/** Limit of a pool as its user writes it, and what it is: of each zone, or of all its nodes. */
export interface PoolLimit {
  /** `maxNodesPerZone 7`, or `60 nodes`. */
  readonly text: (nodes: number) => string;
  /** The cure with so many: `8 nodes per zone: maxNodesPerZone 8 on pool general`. */
  readonly cure: (nodes: number) => string;
  /** Nodes of the family that count against it, by pool id. */
  readonly count: (nodes: (pool: PoolModel) => number) => number;
}

/** The limit of the pools of one name. */
export function limitOf(family: readonly PoolModel[]): PoolLimit {
  const [{ pool, zone, counted, sites, nodeType }] = family;
  if (counted) {
    return {
      text: many,
      cure: (nodes) => `${nodes} nodes on pool ${pool}`,
      count: (nodes) => family.reduce((sum, one) => sum + nodes(one), 0),
    };
  }
  if (sites) {
    return {
      text: many,
      cure: (nodes) => `${many(nodes)} of type ${nodeType} at the site`,
      count: (nodes) => Math.max(...family.map(nodes)),
    };
  }
  const name = zone === undefined ? 'maxNodes' : 'maxNodesPerZone';
  return {
    text: (nodes) => `${name} ${nodes}`,
    cure: (nodes) => `${nodes} nodes${zone === undefined ? '' : ' per zone'}: ${name} ${nodes} on pool ${pool}`,
    count: (nodes) => Math.max(...family.map(nodes)),
  };
}

function many(nodes: number): string {
  return `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
}
