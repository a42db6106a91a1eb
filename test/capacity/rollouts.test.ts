import { placesMissing, RolloutGround } from '../../src/capacity/scenario/rollout-conditions';
import { isExact, missingIn, randomRollout } from '../support/rollout-cases';
import { placements, RolloutCase, stuckState } from '../support/rollout-search';

const CASES = 2_000;

const zones = (places: readonly number[], more: Partial<RolloutGround> = {}): RolloutGround => ({
  domains: places.map((n) => ({ places: n })),
  maxSkew: 1,
  ...more,
});
const missing = (ground: RolloutGround, pods: number, unavailable: number) =>
  placesMissing(ground, { pods, unavailable });

describe('places that a rollout needs', () => {
  test.each<[string, number[], number, number, number]>([
    ['one may be missing: none but those of the pods that run', [3, 3, 3], 9, 1, 0],
    ['all have to stay, zones alike: one more in any zone', [3, 3, 3], 9, 0, 1],
    ['', [3, 3, 4], 9, 0, 0],
    ['all have to stay, zones not alike: one more in a zone with the smaller share', [3, 2, 2], 7, 0, 1],
    ['', [4, 2, 2], 7, 0, 1],
    ['', [3, 3, 2], 7, 0, 0],
  ])('over all revisions, %s %j', (_, places, pods, unavailable, expected) => {
    expect(missing(zones(places), pods, unavailable)).toBe(expected);
  });

  test.each([
    [1, 0, 1],
    [2, 0, 1],
    [3, 0, 2],
    [4, 0, 3],
    [6, 0, 4],
    [8, 0, 5],
    [10, 0, 7],
    [1, 1, 0],
    [2, 1, 1],
    [3, 1, 2],
  ])('by revision, %i pods in each of three zones, %i missing: %i free in each', (share, unavailable, free) => {
    const ground = (more: number) => zones(new Array(3).fill(share + more), { byRevision: true });
    expect(missing(ground(free), 3 * share, unavailable)).toBe(0);
    if (free > 0) {
      expect(missing(ground(free - 1), 3 * share, unavailable)).toBeGreaterThan(0);
    }
  });

  test('without a spread: one anywhere where all have to stay, none else', () => {
    const anywhere = { domains: [{ places: 5 }, { places: 2 }] };
    expect([missing(anywhere, 7, 0), missing(anywhere, 6, 0), missing(anywhere, 7, 1)]).toEqual([1, 0, 0]);
  });

  test('a limit that counts one revision does not stop a new pod beside an old one', () => {
    const nodes = (onlyNew: boolean) => ({ domains: new Array(3).fill({ places: 1, onlyNew }) });
    expect([missing(nodes(true), 3, 0), missing(nodes(false), 3, 0)]).toEqual([0, 1]);
  });
});

describe('the search', () => {
  const three = (slots: number, more: Partial<RolloutCase>): RolloutCase => ({
    nodes: [0, 1, 2].map((zone) => ({ zone, slots })),
    pods: 9,
    surge: 3,
    unavailable: 0,
    ran: 9,
    zones: { maxSkew: 1 },
    ...more,
  });

  test('finds what the real control plane does with nine pods on three nodes', () => {
    expect(stuckState(three(4, { zones: { maxSkew: 1, byRevision: true } }))).toBeDefined();
    expect(stuckState(three(4, {}))).toBeUndefined();
    expect(stuckState(three(3, { surge: 0, unavailable: 1 }))).toBeUndefined();
    expect(stuckState(three(3, { surge: 0, unavailable: 1, zones: { maxSkew: 1, byRevision: true } }))).toBeDefined();
    expect(stuckState(three(3, {}))).toEqual({ old: [3, 3, 3], fresh: [0, 0, 0], waiting: 3 });
  });

  test('starts from every placement, those that scaling in left too', () => {
    const one = three(3, { pods: 2, ran: 3 });
    expect(placements(one)).toHaveLength(3);
    expect(placements({ ...one, ran: 6 })).toContainEqual([2, 0, 0]);
  });
});

describe(`${CASES} random tiny clusters, every choice of the controller and the scheduler`, () => {
  const all = Array.from({ length: CASES }, (_, seed) => randomRollout(seed)).map((given) => {
    const starts = placements(given);
    return { given, possible: starts.length > 0, hangs: starts.length > 0 && !!stuckState(given, starts) };
  });
  const possible = all.filter((one) => one.possible);

  test('no rollout that is promised hangs', () => {
    const broken = possible.filter(({ given, hangs }) => hangs && missingIn(given) === 0);
    expect(broken.map(({ given }) => given)).toEqual([]);
    expect(possible.filter(({ given }) => missingIn(given) === 0).length).toBeGreaterThan(CASES / 2);
  });

  test('one that is refused hangs, where the condition is exact', () => {
    const refused = possible.filter(({ given }) => isExact(given) && missingIn(given) > 0);
    expect(refused.filter(({ hangs }) => !hangs).map(({ given }) => given)).toEqual([]);
    expect(refused.length).toBeGreaterThan(CASES / 20);
  });
});
