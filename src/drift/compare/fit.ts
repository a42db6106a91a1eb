import { Amounts, EMPTY, Expected, ExpectedPool, Room } from '../expected';
import { amountsText } from './words';
import { firstShortage, plus } from '../../capacity/resources';
import { LiveCluster, LiveNode } from '../live/live-cluster';
import { Observed } from '../match/observed';

/** What nodes have on them, or lack, that the plan does not count on. */
export interface Fit {
  /** Promises that fall, by pool id. */
  readonly broken: ReadonlyMap<string, string>;
  /** Pools with nodes that have or lack something. */
  readonly burdened: ReadonlySet<string>;
}

/**
 * Looks for a node of the plan for each node of the cluster that has less for pods than planned, in which what is not planned fits beside everything that the plan
 * ever puts there. Those that bear most get the nodes on which most is left. Nodes that are missing bear all of a node: only an empty one can stand for them.
 */
export function fitOf(expected: Expected, observed: Observed, live: LiveCluster): Fit {
  const burdens = burdensOf(observed, live);
  const nodes = new Map<string, LiveNode[]>();
  for (const [node, { pool, site }] of observed.places) {
    const key = keyOf(pool, site);
    nodes.set(key, [...(nodes.get(key) ?? []), node]);
  }
  const broken = new Map<string, string>();
  const burdened = new Set<string>();
  for (const pool of expected.pools) {
    for (const site of pool.sites ?? [undefined]) {
      const own = nodes.get(keyOf(pool, site)) ?? [];
      const open = own.filter(({ closed }) => closed === undefined).map((node) => burdens.get(node) ?? {});
      const missing = isMadeOnDemand(pool) ? 0 : Math.max(0, pool.nodes - open.length);
      const all = [...Array.from({ length: missing }, () => undefined), ...heaviestFirst(open, pool)].filter(
        (burden) => burden === undefined || !isLight(burden),
      );
      // More nodes than planned may bear what they will.
      const borne = all.slice(Math.max(0, open.length - pool.nodes));
      if (borne.length > 0) {
        burdened.add(pool.id);
        const fault = faultOf(pool, borne);
        if (fault !== undefined && !broken.has(pool.id)) {
          broken.set(pool.id, site === undefined ? fault : `at ${site}: ${fault}`);
        }
      }
    }
  }
  return { broken, burdened };
}

function keyOf(pool: ExpectedPool, site: string | undefined): string {
  return `${pool.id} ${site ?? ''}`;
}

/** Whether nodes come when pods ask for them, and go when none does. */
export function isMadeOnDemand({ labels }: ExpectedPool): boolean {
  return Object.keys(labels).some((key) => key.startsWith('karpenter.sh/'));
}

/** What the nodes of the plan's pools have less than planned. */
function burdensOf(observed: Observed, live: LiveCluster): Map<LiveNode, Amounts> {
  const byName = new Map(live.nodes.map((node) => [node.name, node]));
  const burdens = new Map<LiveNode, Amounts>();
  const add = (node: LiveNode | undefined, burden: Amounts) => {
    if (node && observed.places.has(node)) {
      burdens.set(node, plus(burdens.get(node) ?? {}, burden));
    }
  };
  for (const [node, { pool }] of observed.places) {
    const lacks = Object.entries(pool.shape).map(
      ([name, amount]) => [name, Math.max(0, amount - (node.allocatable[name] ?? 0))] as const,
    );
    add(node, Object.fromEntries(lacks.filter(([, amount]) => amount > 0)));
  }
  for (const { pods } of observed.strays.values()) {
    for (const group of pods) {
      group.nodes.forEach((n, name) => add(byName.get(name), times({ ...group.requests, pods: 1 }, n)));
    }
  }
  for (const { id, pods } of observed.daemons.values()) {
    for (const group of pods) {
      group.nodes.forEach((_, name) => {
        const node = byName.get(name);
        const planned = (node && observed.places.get(node)?.pool.daemonsets[id]) ?? {};
        const more = Object.entries({ ...group.requests, pods: 1 }).map(
          ([key, n]) => [key, Math.max(0, n - (planned[key] ?? 0))] as const,
        );
        add(node, Object.fromEntries(more.filter(([, n]) => n > 0)));
      });
    }
  }
  for (const group of live.pods.filter(({ owner }) => owner.kind === 'Node')) {
    group.nodes.forEach((n, name) => add(byName.get(name), times({ ...group.requests, pods: 1 }, n)));
  }
  return burdens;
}

function times(amounts: Amounts, n: number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount * n]));
}

function isLight(burden: Amounts): boolean {
  return Object.values(burden).every((amount) => amount === 0);
}

/** The heaviest first, by the largest part of a node that they take of any resource. */
function heaviestFirst(burdens: readonly Amounts[], { shape }: ExpectedPool): Amounts[] {
  const weight = (burden: Amounts) =>
    Math.max(0, ...Object.entries(burden).map(([name, amount]) => amount / Math.max(1, shape[name] ?? 0)));
  return [...burdens].sort((a, b) => weight(b) - weight(a));
}

/** Why the nodes of a pool cannot bear all; undefined where they can. */
function faultOf(pool: ExpectedPool, burdens: readonly (Amounts | undefined)[]): string | undefined {
  const share = ({ left }: Room) =>
    Math.min(...Object.keys(left).map((name) => left[name] / Math.max(1, pool.shape[name] ?? left[name])));
  const rooms = pool.rooms
    .flatMap((room) => Array.from({ length: room.nodes }, () => room))
    .sort((a, b) => share(b) - share(a));
  for (const burden of burdens) {
    const at = rooms.findIndex((room) =>
      burden === undefined ? isEmpty(room) : firstShortage(burden, room.left) === undefined,
    );
    if (at < 0) {
      return burden === undefined ? missingText(rooms) : shortText(burden, rooms[0]);
    }
    rooms.splice(at, 1);
  }
  return undefined;
}

/** Nobody ever puts a pod there. */
function isEmpty({ fullest }: Room): boolean {
  return fullest === EMPTY;
}

function missingText(rooms: readonly Room[]): string {
  const [last] = rooms.filter((room) => !isEmpty(room));
  return last
    ? `${last.fullest}: no node of the plan is to spare for one that is missing`
    : 'no node is to spare for one that is missing';
}

function shortText(burden: Amounts, room: Room | undefined): string {
  if (!room) {
    return 'no node is to spare';
  }
  const name = firstShortage(burden, room.left)!;
  return `${room.fullest}: ${amountsText(burden, [name])} less for planned pods on a node, ${amountsText({ [name]: Math.max(0, room.left[name] ?? 0) }, [name])} can be spared`;
}
