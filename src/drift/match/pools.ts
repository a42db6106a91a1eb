import { Amounts, Expected, ExpectedPool } from '../expected';
import { LiveNode } from '../live/live-cluster';

/** Nodes of a pool, and those of one edge site of it. */
export interface NodePlace {
  readonly pool: ExpectedPool;
  readonly site?: string;
}

/** Labels by which a node says what made it: a node of another pool differs in one of them. */
const OF_POOL =
  /^(karpenter\.sh\/nodepool|eks\.amazonaws\.com\/nodegroup|cloud\.google\.com\/gke-nodepool|kubernetes\.azure\.com\/agentpool|cdk8s-autonomous\.dev\/(role|gpu-pool|onboard-platform|onboard-computer)|topology\.kubernetes\.io\/zone)$/;

const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export function isControlPlane({ labels }: LiveNode): boolean {
  return CONTROL_PLANE.some((key) => key in labels);
}

/** Nodes whose amounts differ by so much in all are of another type. */
const FAR = 0.5;

const ZONE = 'topology.kubernetes.io/zone';

/** Finds the pool that a node is of, by its labels; of pools with the same labels by its shape. */
export class Pools {
  private readonly bySite = new Map<string, ExpectedPool[]>();
  private readonly others: ExpectedPool[];
  /** Nodes with the same labels are of the same pools. */
  private readonly known = new Map<string, ExpectedPool[]>();
  private readonly keys: readonly string[];

  public constructor({ pools }: Expected) {
    for (const pool of pools) {
      for (const site of pool.sites ?? []) {
        this.bySite.set(site, [...(this.bySite.get(site) ?? []), pool]);
      }
    }
    this.others = pools.filter(({ sites }) => sites === undefined);
    this.keys = [...new Set(pools.flatMap(({ labels }) => Object.keys(labels))), ZONE].sort();
  }

  /** The pool of a node, and its edge site; undefined where there is none. */
  public placeOf(node: LiveNode): NodePlace | undefined {
    if (isControlPlane(node) && !this.keys.some((key) => CONTROL_PLANE.includes(key))) {
      return undefined;
    }
    const site = Object.values(node.labels).find((value) => this.bySite.has(value));
    const key = JSON.stringify([this.keys.map((name) => node.labels[name] ?? null), node.taints]);
    let candidates = this.known.get(key);
    if (!candidates) {
      candidates = nearest(node, site === undefined ? this.others : this.bySite.get(site)!, site);
      this.known.set(key, candidates);
    }
    const far = (pool: ExpectedPool) => distance(pool.shape, node.allocatable);
    const [pool] = candidates
      // Of a pool without any label nothing but its shape is known.
      .filter((one) => Object.keys(one.labels).length > 0 || far(one) < FAR)
      .sort((x, y) => far(x) - far(y));
    return pool && { pool, ...(site !== undefined && { site }) };
  }
}

/** The pools whose labels and taints differ least; none where what says the pool differs, or more than a third of all. */
function nearest(node: LiveNode, pools: readonly ExpectedPool[], site: string | undefined): ExpectedPool[] {
  const judged = pools
    .filter((pool) => site !== undefined || saysPool(node, pool))
    .map((pool) => {
      const labels = labelsAt(pool, site);
      const wrong = Object.entries(labels).filter(([key, value]) => node.labels[key] !== value).length;
      const taints = pool.taints.filter((taint) => !node.taints.some(({ key }) => key === taint.key)).length;
      const strange = node.taints.filter((taint) => !pool.taints.some(({ key }) => key === taint.key)).length;
      return { pool, labels: wrong, wrong: wrong + taints + strange, of: Object.keys(labels).length };
    })
    .filter(({ labels, of }) => labels <= Math.max(1, of / 3));
  const least = Math.min(...judged.map(({ wrong }) => wrong));
  return judged.filter(({ wrong }) => wrong === least).map(({ pool }) => pool);
}

function saysPool({ labels }: LiveNode, pool: ExpectedPool): boolean {
  const wanted: Record<string, string> = { ...pool.labels, ...(pool.zone !== undefined && { [ZONE]: pool.zone }) };
  return Object.keys({ ...labels, ...wanted })
    .filter((key) => OF_POOL.test(key))
    .every((key) => wanted[key] === labels[key] || (key === ZONE && pool.zone === undefined));
}

/** Labels of the nodes of a pool at one of its sites. */
export function labelsAt({ labels, sites }: ExpectedPool, site: string | undefined): Record<string, string> {
  const first = sites?.[0];
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key, value === first && site !== undefined ? site : value]),
  );
}

function distance(a: Amounts, b: Amounts): number {
  return Object.keys(a).reduce((sum, name) => sum + Math.abs(1 - (b[name] ?? 0) / Math.max(1, a[name])), 0);
}
