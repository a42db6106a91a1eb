import { FilledNode, Reference, toReference } from './filled-node';
import { existing, InstanceFile, InstanceShape, InstanceType } from './instance';

/** Types among which one claim may choose. */
export type NodePool = readonly InstanceType[];

/** A node to be: what it carries, and the types that still fit. */
interface Claim {
  readonly node: FilledNode;
  readonly age: number;
  types: readonly InstanceType[];
}

/** One provisioning pass over all pods; see `karpenter` for its rules. */
export class Pass {
  private readonly nodes: Claim[] = [];
  private readonly claims: Claim[] = [];
  private readonly left = new Map<InstanceType, number>();
  private readonly pools: readonly NodePool[];

  constructor(
    private readonly instance: InstanceFile,
    pools: readonly NodePool[],
    /** Whether a claim is bound to one type from its first pod on. */
    private readonly bound: boolean,
  ) {
    this.pools = pools.map((types) => [...types].sort((a, b) => a.price - b.price));
    for (const type of instance.types) {
      const there = existing(instance, type);
      for (let i = 0; i < there; i++) this.nodes.push(this.claim([type], i));
      this.left.set(type, (type.max ?? Infinity) - there);
    }
  }

  public run(): Reference | undefined {
    const rest = new Map<InstanceShape, number>();
    for (const shape of [...this.instance.shapes].sort(inQueueOrder)) {
      let waiting = this.fillExisting(shape, shape.count);
      waiting = this.fillClaims(shape, waiting);
      while (waiting > 0 && this.open(shape)) {
        waiting = this.fillClaims(shape, waiting - 1, [this.claims[this.claims.length - 1]]);
      }
      rest.set(shape, waiting);
    }
    const launched = this.launch();
    return launched && toReference(this.instance, launched, rest);
  }

  private fillExisting(shape: InstanceShape, waiting: number): number {
    for (const node of this.nodes) {
      while (waiting > 0 && add(node, shape)) waiting--;
    }
    return waiting;
  }

  /** One pod for each claim of the lowest level, then the next level: the claim with the fewest pods is always first. */
  private fillClaims(shape: InstanceShape, waiting: number, claims: readonly Claim[] = this.claims): number {
    const levels: Claim[][] = [];
    const rise = (claim: Claim) => (levels[claim.node.size] ??= []).push(claim);
    claims.forEach(rise);
    for (let level = 0; level < levels.length && waiting > 0; level++) {
      for (const claim of (levels[level] ?? []).sort((a, b) => a.age - b.age)) {
        if (waiting === 0) break;
        // A claim that refuses one pod refuses all equal ones: it does not rise.
        if (add(claim, shape)) {
          rise(claim);
          waiting--;
        }
      }
    }
    return waiting;
  }

  /** A new claim with the first pod in it, from the first pool that can. */
  private open(shape: InstanceShape): boolean {
    for (const pool of this.pools) {
      const offered = pool.filter((type) => this.left.get(type)! > 0);
      const claim = this.claim(offered, this.claims.length);
      if (!add(claim, shape)) continue;
      if (this.bound) claim.types = [this.take(claim.types[0])];
      this.claims.push(claim);
      return true;
    }
    return false;
  }

  private take(type: InstanceType): InstanceType {
    this.left.set(type, this.left.get(type)! - 1);
    return type;
  }

  private claim(types: readonly InstanceType[], age: number): Claim {
    return { node: new FilledNode(this.instance.resources), age, types };
  }

  /** Each claim becomes its cheapest type; undefined where a claim has none with nodes left. */
  private launch(): { node: FilledNode; type: InstanceType }[] | undefined {
    const launched = this.nodes.map(({ node, types }) => ({ node, type: types[0] }));
    for (const { node, types } of this.claims) {
      const type = this.bound ? types[0] : types.find((candidate) => this.left.get(candidate)! > 0);
      if (!type) return undefined;
      launched.push({ node, type: this.bound ? type : this.take(type) });
    }
    return launched;
  }
}

/** One more pod, if a type remains for it. */
function add(claim: Claim, shape: InstanceShape): boolean {
  const types = claim.node.fitting(claim.types, shape);
  if (types.length === 0) return false;
  claim.types = types;
  claim.node.add(shape);
  return true;
}

function inQueueOrder(a: InstanceShape, b: InstanceShape): number {
  const priority = (b.priority ?? 0) - (a.priority ?? 0);
  const size = b.request[0] - a.request[0] || b.request[1] - a.request[1];
  return priority || size || (a.id < b.id ? -1 : 1);
}
