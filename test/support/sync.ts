import { parseQuantity } from '../../src/capacity/quantity';

/** What came of a change to all Deployments at once. */
export interface Rolled {
  /** Pods that the API server refused. */
  readonly refusals: number;
  /** Most seconds in which some Deployment made no progress. */
  readonly longestPause: number;
  /** Deployments whose pods are all new. */
  readonly done: number;
}

export interface Sync {
  readonly deployments: readonly any[];
  /** The cluster's entry in plan.json. */
  readonly plan: any;
  /** `spec.hard` of the quota. */
  readonly quota: Readonly<Record<string, string>>;
  readonly readySeconds: number;
}

interface Pod {
  readonly fresh: boolean;
  node?: Node;
  readyAt?: number;
  goneAt?: number;
}

interface Node {
  readonly pool: string;
  readonly free: Record<string, number>;
}

interface Owner {
  readonly id: string;
  readonly replicas: number;
  readonly surge: number;
  readonly unavailable: number;
  readonly grace: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly eligible: readonly string[];
  pods: Pod[];
  progressAt: number;
}

/**
 * Deployments on the nodes of a plan, second by second, as the controllers of Kubernetes 1.34 have it: the Deployment controller ends an old pod where more
 * run than have to and starts new ones up to the surge, pods that end not counted (pkg/controller/deployment/rolling.go); the quota counts them until they
 * are gone (pkg/quota/v1/evaluator/core/pods.go, QuotaV1Pod); so does a node, whose spreads do not. Each pod takes its whole grace period to end.
 */
export function rollAll({ deployments, plan, quota, readySeconds }: Sync): Rolled {
  const nodes = plan.pools.flatMap(({ id, nodes: count, allocatable }: any) =>
    Array.from({ length: count }, (): Node => ({ pool: id, free: { ...allocatable } })),
  );
  const owners = deployments.map((json) => ownerOf(json, plan));
  owners.forEach((owner) => placeOld(owner, plan, nodes));
  const hard = Object.entries(quota).filter(([name]) => name === 'pods' || name.startsWith('requests.'));
  let refusals = 0;
  let longestPause = 0;
  const admits = (owner: Owner) =>
    hard.every(([name, most]) => {
      const resource = name.replace('requests.', '');
      const used = owners.reduce((sum, { pods, requests }) => sum + pods.length * (requests[resource] ?? 0), 0);
      return used + (owner.requests[resource] ?? 0) <= parseQuantity(resource, most)!;
    });
  const isOver = (owner: Owner) => owner.pods.every(({ fresh, node }) => fresh && node);
  for (let now = 0; now < 20_000 && !owners.every(isOver); now++) {
    for (const owner of owners) {
      const before = progressOf(owner, now);
      end(owner, now);
      const created = owner.pods.filter(({ goneAt }) => goneAt === undefined).length;
      const wanted = Math.min(owner.replicas + owner.surge - created, owner.replicas - freshOf(owner).length);
      for (let n = 0; n < wanted; n++) {
        if (!admits(owner)) {
          refusals += 1;
          break;
        }
        owner.pods.push({ fresh: true });
      }
      bind(owner, nodes, now, readySeconds);
      if (progressOf(owner, now) !== before) {
        owner.progressAt = now;
      }
      const open = freshOf(owner).filter(({ readyAt = Infinity }) => readyAt <= now).length < owner.replicas;
      longestPause = open ? Math.max(longestPause, now - owner.progressAt) : longestPause;
    }
  }
  return { refusals, longestPause, done: owners.filter(isOver).length };
}

function ownerOf({ metadata, spec }: any, { workloads }: any): Owner {
  const id = `${metadata.namespace}/Deployment/${metadata.name}`;
  const { requests, eligible } = workloads.find((workload: any) => workload.id === id);
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate;
  return {
    id,
    replicas: spec.replicas,
    surge: maxSurge,
    unavailable: maxUnavailable,
    grace: spec.template.spec.terminationGracePeriodSeconds,
    requests: { ...requests, pods: 1 },
    eligible,
    pods: [],
    progressAt: 0,
  };
}

/** Where the plan has them. */
function placeOld(owner: Owner, { steady }: any, nodes: readonly Node[]): void {
  const left = new Map<string, Node[]>();
  nodes.forEach((node) => left.set(node.pool, [...(left.get(node.pool) ?? []), node]));
  for (const { pool, count, pods } of steady.nodes) {
    for (const node of left.get(pool)!.splice(0, count)) {
      for (let n = 0; n < (pods[owner.id] ?? 0); n++) {
        owner.pods.push({ fresh: false, node, readyAt: 0 });
        take(node, owner, 1);
      }
    }
  }
}

function take({ free }: Node, { requests }: Owner, n: number): void {
  for (const [name, amount] of Object.entries(requests)) {
    free[name] = (free[name] ?? 0) - n * amount;
  }
}

function freshOf({ pods }: Owner): Pod[] {
  return pods.filter(({ fresh }) => fresh);
}

/** Pods whose time is over are gone; of old ones so many end as are more than have to run. */
function end(owner: Owner, now: number): void {
  owner.pods.filter(({ goneAt = Infinity }) => goneAt <= now).forEach(({ node }) => node && take(node, owner, -1));
  owner.pods = owner.pods.filter(({ goneAt = Infinity }) => goneAt > now);
  const running = owner.pods.filter(({ goneAt, readyAt = Infinity }) => goneAt === undefined && readyAt <= now);
  const most = running.length - (owner.replicas - owner.unavailable);
  running
    .filter(({ fresh }) => !fresh)
    .slice(0, Math.max(0, most))
    .forEach((pod) => (pod.goneAt = now + owner.grace));
}

function bind(owner: Owner, nodes: readonly Node[], now: number, readySeconds: number): void {
  for (const pod of owner.pods.filter(({ node }) => !node)) {
    const node = nodes.find(
      ({ pool, free }) =>
        owner.eligible.includes(pool) &&
        Object.entries(owner.requests).every(([name, amount]) => amount <= (free[name] ?? 0)),
    );
    if (node) {
      take(node, owner, 1);
      pod.node = node;
      pod.readyAt = now + readySeconds;
    }
  }
}

/** What the Deployment controller takes for progress: pods that are new, that are ready, and old ones that are fewer. */
function progressOf({ pods }: Owner, now: number): string {
  const alive = pods.filter(({ goneAt }) => goneAt === undefined);
  const ready = alive.filter(({ readyAt = Infinity }) => readyAt <= now).length;
  return JSON.stringify([alive.filter(({ fresh }) => fresh).length, alive.length, ready]);
}
