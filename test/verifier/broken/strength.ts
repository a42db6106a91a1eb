import { Base, Broken, find, id } from './bases';

const strength =
  (figures: object): Broken[1] =>
  (c) =>
    (c.strength = { kind: 'steered', orders: 51, fresh: 460, failed: 0, confidence: 0.99, atMost: 0.01, ...figures });

/** Figures that are missing or do not follow from each other; places that are not owned. */
export const STRENGTH: Partial<Record<Base, readonly Broken[]>> = {
  zones: [
    [
      'places that nobody says to own',
      (c) => (c.strength = { kind: 'reserved' }),
      'test/Deployment/edge owns no places',
    ],
    ['a measure without orders', (c) => (c.strength = { kind: 'free' }), 'measured without orders'],
    [
      'a steered plan that only its own orders were tried on',
      (c) => (c.strength = { kind: 'steered', orders: 51, fresh: 0, failed: 0 }),
      'strength steered: measured without orders',
    ],
    [
      'a rate without unseen orders',
      (c) => (c.strength = { kind: 'free', orders: 51, atMost: 0.1 }),
      'a rate without unseen orders',
    ],
    ['more failures than orders', strength({ failed: 461 }), '461 of 460 unseen orders failed'],
    ['every unseen order failed', strength({ failed: 460, atMost: 1 }), 'every one of 460 unseen orders'],
    [
      'more failures than orders that were seen',
      (c) => (c.strength = { kind: 'free', orders: 5, failed: 6 }),
      '6 of 5 orders',
    ],
    [
      'a proof by pods that fit beside all others, which they do not',
      (c) => {
        c.strength = { kind: 'free', proof: 'any-fit' };
        find(c, 'web').requests.cpu = 6000;
      },
      'may find no place beside all others',
    ],
    ['no doubt at all', strength({ confidence: 1 }), 'confidence 1'],
    ['a rate of nothing', strength({ atMost: 0 }), 'at most 0 of all orders'],
    ['a rate that the orders do not show', strength({ atMost: 0.0099 }), '0 failures in 460 orders do not say'],
    ['a rate that leaves the failures out', strength({ failed: 2 }), '2 failures in 460 orders do not say'],
    [
      'a plan that every order strands',
      (c) => (c.robustness.stranded = c.robustness.orders),
      'strands pods in each of',
    ],
  ],
  reserved: [
    ['a workload without a cap', (c) => delete find(c, 'api').cap, 'api is to own places'],
    ['a workload without roles', (c) => (find(c, 'web').roles = []), 'web is to own places'],
    ['a workload without any places', unclaimed, 'may run there and owns none'],
    ['a role that is named twice', (c) => find(c, 'web').roles.push(find(c, 'web').roles[0]), 'names a role twice'],
    ['a role of no pool', (c) => find(c, 'web').roles.push('p-b'), 'may use no pool of it'],
    ['nodes of another role', otherRole, 'which has none of its roles'],
    ['nodes without the label of their role', (c) => (c.pools[0].labels = {}), 'no label says its role p-a'],
    ['a cap that nothing keeps', (c) => delete find(c, 'api').maxPerNode, 'nothing keeps more off a node'],
    [
      'a cap that only the planner keeps',
      (c) => (find(c, 'web').maxPerNodeAssumed = true),
      'web has cap 2, and nothing keeps',
    ],
    ['caps that do not fit on a node', (c) => (find(c, 'web').cap = find(c, 'web').maxPerNode = 4), 'the caps take'],
    ['two on a node that keep each other off', apart, 'keep each other off it'],
    ['a maximum above its places', (c) => (find(c, 'web').K = 8), 'has K 8, and up to 9 pods'],
    ['more at steady than it says', (c) => (find(c, 'store').q = 2), 'has q 2, and 3 pods at steady'],
    ['more free places than it has', (c) => (find(c, 'web').f = 7), 'places, which do not take 13 pods'],
    [
      'fewer places in a zone than it says',
      (c) => (find(c, 'web').maxPerZone = 2),
      'owns 2 in a, 2 in b, 2 in c places',
    ],
    [
      'a rollout without a free place',
      (c) => {
        const api = find(c, 'api');
        api.rollout.maxUnavailable = 0;
        api.rollout.asked = api.surge = 1;
      },
      'api has f 0, and needs 1 free places',
    ],
    ['a canary without places', (c) => (find(c, 'store').canary = 1), 'store has f 0, and needs 1'],
    [
      'a canary that is spread by itself, without room in every zone',
      (c) => Object.assign(find(c, 'store'), { canary: 4, f: 4, spreadByRevision: true }),
      'has a canary of 4 pods',
    ],
    ['a rollout that stops at its highest count', rollsTooFar, 'it promises 12'],
    [
      'revisions counted one by one, without room',
      (c) => {
        find(c, 'web').spreadByRevision = true;
        find(c, 'web').rollout.maxUnavailable = 0;
      },
      'may stop at 8 pods, it promises 9',
    ],
    ['a share of a device', (c) => (find(c, 'web').device = { resource: 'x', milli: 500 }), 'cannot own places'],
    [
      'a spread over nodes beside one over zones',
      (c) => (find(c, 'web').hostSpread = { maxSkew: 1 }),
      'spread over nodes, which forbids places',
    ],
    [
      'places that a lost zone takes',
      (c) => (find(c, 'store').replicas.degraded = 3),
      'may have less than 3 pods when zone a is lost',
    ],
    [
      'an unrelated workload on the nodes of a role',
      (c) =>
        c.workloads.push({
          ...find(c, 'api'),
          ...{ id: id('new'), roles: undefined, cap: undefined, K: undefined, q: undefined, f: undefined },
        }),
      'test/Deployment/new may run there',
    ],
  ],
  nodes: [
    [
      'places that a lost node takes',
      (c) => {
        const web = find(c, 'web');
        web.replicas.degraded = 6;
        web.replicas.needed = 6;
      },
      'when a node is lost',
    ],
  ],
};

function unclaimed(c: any): void {
  const store = find(c, 'store');
  ['roles', 'cap', 'K', 'q', 'f'].forEach((field) => delete store[field]);
}

function otherRole(c: any): void {
  Object.assign(c.pools[0], { role: 'p-z', labels: { 'cdk8s-autonomous.dev/role': 'p-z' } });
}

function apart(c: any): void {
  c.conflicts = [[id('api'), id('store')]];
}

function rollsTooFar(c: any): void {
  const web = find(c, 'web');
  web.replicas.max = web.rollout.completesUpTo = web.K = 12;
}
