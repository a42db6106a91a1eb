import { ClusterModel, WorkloadModel } from '../../src/capacity/model';

interface Node {
  readonly pool: string;
  readonly zone: string;
  readonly free: Record<string, number>;
  readonly size: Readonly<Record<string, number>>;
  readonly pods: WorkloadModel[];
}

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed * 7_919 + 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * A play of waves and peaks that shares no code with the planner: hard zone skew, resources, least allocated with soft host spread, preemption of lower priorities.
 * Returns how many pods are left without a node after the first deployment and with all autoscalers at their maximum.
 */
export function strandedInPlay(model: ClusterModel, counts: Readonly<Record<string, number>>, order: number): number {
  const draw = random(order + 1);
  const nodes = model.pools.flatMap(({ id, zone = '', allocatable }) =>
    Array.from({ length: counts[id] }, (): Node => ({
      pool: id,
      zone,
      free: { ...allocatable },
      size: allocatable,
      pods: [],
    })),
  );
  const shuffled = (pods: WorkloadModel[]) =>
    pods
      .map((pod) => ({ pod, key: draw() }))
      .sort((a, b) => a.key - b.key)
      .map(({ pod }) => pod);
  const copies = (count: (one: WorkloadModel) => number) =>
    model.workloads.flatMap((one) => new Array<WorkloadModel>(count(one)).fill(one));
  const steady = shuffled(copies(({ replicas }) => replicas.planned)).sort((a, b) => (a.size ?? 0) - (b.size ?? 0));
  const extra = shuffled(copies(({ replicas: { planned, max = planned } }) => Math.max(0, max - planned)));
  return [steady, extra].reduce((left, pods) => left + settle(nodes, pods, draw), 0);
}

function settle(nodes: Node[], arrivals: WorkloadModel[], draw: () => number): number {
  let queue = arrivals;
  for (;;) {
    const pending: WorkloadModel[] = [];
    const evicted: WorkloadModel[] = [];
    for (const pod of queue) {
      const node = best(nodes, pod, draw);
      if (node) {
        put(node, pod);
      } else {
        const victims = evict(nodes, pod);
        (victims ? evicted : pending).push(...(victims ?? [pod]));
      }
    }
    if (evicted.length === 0 && (pending.length === 0 || pending.length === queue.length)) {
      return pending.length;
    }
    queue = [...pending, ...evicted].sort((a, b) => b.priority - a.priority);
  }
}

function best(nodes: Node[], pod: WorkloadModel, draw: () => number): Node | undefined {
  const feasible = open(nodes, pod).filter(({ free }) => fits(free, pod));
  const ranked = feasible.map((node) => ({ node, score: score(node, pod) + draw() / 10 }));
  return ranked.sort((a, b) => b.score - a.score)[0]?.node;
}

function score({ free, size, pods }: Node, pod: WorkloadModel): number {
  const left = ['cpu', 'memory'].map((name) => (free[name] - pod.requests[name]) / size[name]);
  const balanced = 1 - Math.abs(left[0] - left[1]) / 2;
  return (
    Math.floor(50 * (left[0] + left[1])) +
    Math.floor(100 * balanced) -
    100 * pods.filter((other) => other === pod).length
  );
}

/** Nodes in the zones that the hard spread leaves open. */
function open(nodes: Node[], pod: WorkloadModel): Node[] {
  const eligible = nodes.filter(({ pool }) => pod.eligible.includes(pool));
  const zones = [...new Set(eligible.map(({ zone }) => zone))];
  const inZone = (zone: string) =>
    nodes.reduce((sum, node) => sum + (node.zone === zone ? node.pods.filter((one) => one === pod).length : 0), 0);
  const least = zones.length < (pod.minZones ?? 1) ? 0 : Math.min(...zones.map(inZone));
  return eligible.filter(({ zone }) => !pod.zoneSkew || inZone(zone) + 1 - least <= pod.zoneSkew);
}

/** Evicts the fewest pods of lower priority from one node, the least important first, and takes their place. */
function evict(nodes: Node[], pod: WorkloadModel): WorkloadModel[] | undefined {
  let chosen: { readonly node: Node; readonly victims: WorkloadModel[] } | undefined;
  for (const node of pod.preempts ? open(nodes, pod) : []) {
    const free = { ...node.free };
    const victims: WorkloadModel[] = [];
    for (const other of [...node.pods].sort((a, b) => a.priority - b.priority)) {
      if (other.priority < pod.priority && !fits(free, pod)) {
        victims.push(other);
        Object.entries(other.requests).forEach(([name, amount]) => (free[name] += amount));
      }
    }
    if (fits(free, pod) && (!chosen || victims.length < chosen.victims.length)) {
      chosen = { node, victims };
    }
  }
  if (!chosen) {
    return undefined;
  }
  const { node, victims } = chosen;
  for (const victim of victims) {
    node.pods.splice(node.pods.indexOf(victim), 1);
    Object.entries(victim.requests).forEach(([name, amount]) => (node.free[name] += amount));
  }
  put(node, pod);
  return victims;
}

function fits(free: Readonly<Record<string, number>>, { requests }: WorkloadModel): boolean {
  return Object.entries(requests).every(([name, amount]) => free[name] >= amount);
}

function put(node: Node, pod: WorkloadModel): void {
  node.pods.push(pod);
  Object.entries(pod.requests).forEach(([name, amount]) => (node.free[name] -= amount));
}
