import { reaches, rolls, rollsByRevision } from '../../src/verifier/places/zone-places';

/** All lists of so many numbers up to `most`. */
function lists(length: number, most: number): number[][] {
  return length === 0
    ? [[]]
    : lists(length - 1, most).flatMap((rest) => Array.from({ length: most + 1 }, (_, n) => [...rest, n]));
}

const sum = (list: readonly number[]) => list.reduce((all, n) => all + n, 0);
const PLACES = [1, 2, 3].flatMap((zones) => lists(zones, zones === 3 ? 3 : 4));

test('places that so many pods reach are those with which no state stops them, and no others', () => {
  const wrong = PLACES.flatMap((places) => {
    const states = lists(places.length, Math.max(...places)).filter((state) => state.every((n, z) => n <= places[z]));
    return [1, 2].flatMap((skew) =>
      Array.from({ length: sum(places) + 2 }, (_, pods) => pods).filter((pods) => {
        const stops = states.some((state) => {
          const least = Math.min(...state);
          return sum(state) < pods && state.every((n, z) => n >= least + skew || n >= places[z]);
        });
        return reaches(places, pods, skew) === stops;
      }),
    );
  });
  expect(wrong).toEqual([]);
});

interface Rollout {
  readonly places: readonly number[];
  readonly pods: number;
  readonly surge: number;
  readonly unavailable: number;
  readonly byRevision: boolean;
}

/** True where a rollout that starts with the old pods like this can stop: every choice of the controller and the scheduler is tried. */
function canStop({ places, pods, surge, unavailable, byRevision }: Rollout, start: readonly number[]): boolean {
  const zones = places.map((_, z) => z);
  const seen = new Set<string>();
  const open: { old: readonly number[]; fresh: readonly number[] }[] = [{ old: start, fresh: places.map(() => 0) }];
  while (open.length > 0) {
    const { old, fresh } = open.pop()!;
    const key = `${old}|${fresh}`;
    if (seen.has(key)) {
      continue;
    }
    seen.add(key);
    const running = sum(old) + sum(fresh);
    const counted = zones.map((z) => fresh[z] + (byRevision ? 0 : old[z]));
    const least = Math.min(...counted);
    const more = (list: readonly number[], z: number, by: number) => list.map((n, i) => (i === z ? n + by : n));
    const starts =
      sum(fresh) < pods && running < pods + surge
        ? zones.filter((z) => counted[z] === least && old[z] + fresh[z] < places[z])
        : [];
    const ends = running > pods - unavailable ? zones.filter((z) => old[z] > 0) : [];
    if (starts.length + ends.length === 0 && sum(fresh) < pods) {
      return true;
    }
    open.push(...starts.map((z) => ({ old, fresh: more(fresh, z, 1) })));
    open.push(...ends.map((z) => ({ old: more(old, z, -1), fresh })));
  }
  return false;
}

const STRATEGIES = [
  { surge: 0, unavailable: 1 },
  { surge: 1, unavailable: 0 },
  { surge: 2, unavailable: 0 },
  { surge: 1, unavailable: 1 },
];

test('a rollout under a spread over all revisions stops in some way exactly where its places say so', () => {
  const wrong: unknown[] = [];
  let stopping = 0;
  for (const places of [...lists(2, 3), ...lists(3, 2)]) {
    const starts = lists(places.length, 3).filter((start) => start.every((n, z) => n <= places[z]));
    for (const strategy of STRATEGIES) {
      for (let pods = 1; pods <= Math.min(5, sum(places)); pods++) {
        const rollout = { places, pods, ...strategy, byRevision: false };
        const stops = starts.filter((start) => sum(start) === pods).some((start) => canStop(rollout, start));
        stopping += stops ? 1 : 0;
        if (stops === rolls(rollout)) {
          wrong.push({ ...rollout, stops });
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(stopping).toBeGreaterThan(50);
});

test('a rollout under a spread by revision never stops where its places say so; with equal zones it does everywhere else', () => {
  const wrong: unknown[] = [];
  for (const [zones, share] of [
    [2, 1],
    [2, 2],
    [2, 3],
    [3, 1],
    [3, 2],
  ]) {
    const pods = zones * share;
    const start = Array.from({ length: zones }, () => share);
    for (const strategy of STRATEGIES) {
      for (let free = 0; free <= share + 1; free++) {
        const places = start.map((n) => n + free);
        const rollout = { places, pods, ...strategy, byRevision: true };
        const stops = canStop(rollout, start);
        if (stops === rollsByRevision(rollout, share)) {
          wrong.push({ ...rollout, stops });
        }
      }
    }
  }
  // Zones with unlike places: what is said to go on does.
  for (const places of lists(3, 3)) {
    for (const strategy of STRATEGIES) {
      for (const start of lists(3, 2).filter((one) => sum(one) > 0 && one.every((n, z) => n <= places[z]))) {
        const rollout = { places, pods: sum(start), ...strategy, byRevision: true };
        if (rollsByRevision(rollout, 2) && canStop(rollout, start)) {
          wrong.push({ ...rollout, start });
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});
