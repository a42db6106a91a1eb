import { isExact, missingIn, randomRollout } from '../support/rollout-cases';
import { placements, stuckState } from '../support/rollout-search';

const FIRST = 2_000;
const CASES = 20_000;

test(`${CASES} random tiny clusters: what is promised never hangs, what is refused hangs where the condition is exact`, () => {
  const wrong: unknown[] = [];
  for (let seed = FIRST; seed < FIRST + CASES; seed++) {
    const given = randomRollout(seed);
    const starts = placements(given);
    const hangs = starts.length > 0 && stuckState(given, starts) !== undefined;
    const refused = missingIn(given) > 0;
    if (starts.length > 0 && hangs !== refused && (hangs || isExact(given))) {
      wrong.push(given);
    }
  }
  expect(wrong).toEqual([]);
}, 900_000);
