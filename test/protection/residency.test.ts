import { Duration } from 'cdk8s';
import { DataClass, Residency } from 'cdk8s-autonomous';
import * as fc from 'fast-check';
import { DataFlow, FlowPlace } from '../../src/protection/flow-place';
import { flowProblems } from '../../src/protection/flow-problems';
import { messageOf } from '../support/apps';

const WEEK = { purpose: 'help at the roadside', retention: Duration.days(7) };
const PERSONAL = DataClass.personal(WEEK);
const LAWS = ['CN', 'EU', 'DE', undefined] as const;

test.each([
  ['CN', 'CN', true],
  ['DE', 'EU', true],
  ['EU', 'DE', false],
  ['US-CA', 'US', true],
  ['US', 'US-CA', false],
  ['GB', 'EU', false],
])('what is in %s is in %s: %s', (inner, outer, lies) => {
  expect(Residency.of(inner).liesIn(Residency.of(outer))).toBe(lies);
});

test.each(['cn', 'China', '', 'CN-', '*'])('%s is no residency', (code) => {
  expect(messageOf(() => Residency.of(code))).toContain(`code '${code}': must be a code of ISO 3166`);
});

test('data without a purpose, an end or a name of a field are none', () => {
  const bad = { purpose: ' ', retention: Duration.days(0), fields: ['vin', 'vin', ''] };
  const message = messageOf(() => DataClass.map(bad));
  expect(message).toContain("purpose ' ': must say what the data are collected for");
  expect(message).toContain("retention '0 seconds': must be above 0");
  expect(message).toContain("fields 'vin': is there twice");
  expect(message).toContain("fields '': must be the name of a field");
  expect(messageOf(() => DataClass.removed(''))).toContain("reason '': must say what becomes of the data");
});

// ---- any graph of places and flows, against the closure of a matrix

interface Drawn {
  readonly kinds: ('source' | 'plain' | 'remover' | 'technical')[];
  readonly laws: number[];
  readonly edges: [number, number][];
}

const graphs = fc.integer({ min: 2, max: 9 }).chain((n): fc.Arbitrary<Drawn> =>
  fc.record({
    kinds: fc.array(fc.constantFrom('source', 'plain', 'plain', 'remover', 'technical'), {
      minLength: n,
      maxLength: n,
    }) as fc.Arbitrary<Drawn['kinds']>,
    laws: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3), { minLength: n, maxLength: n }),
    edges: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 3 * n }),
  }),
);

const DATA = {
  source: [PERSONAL],
  plain: undefined,
  remover: [DataClass.removed('counts')],
  technical: [DataClass.technical(WEEK)],
};

function drawn({ kinds, laws, edges }: Drawn): [FlowPlace[], DataFlow[]] {
  const places = kinds.map((kind, i) => {
    const law = LAWS[laws[i]];
    return {
      path: `p${i}`,
      residency: () => (law === undefined ? undefined : Residency.of(law)),
      data: DATA[kind],
      isStore: kind === 'technical' || kind === 'source',
    };
  });
  return [places, edges.map(([a, b]) => ({ from: `p${a}`, to: `p${b}`, how: 'calls' }))];
}

const within = (law: number, other: number) =>
  LAWS[law] !== undefined && (law === other || (LAWS[law] === 'DE' && LAWS[other] === 'EU'));

/** Pairs of places at which data leave their law, by the transitive closure of the flows that stay in it. */
function leaks({ kinds, laws, edges }: Drawn): Set<string> {
  const found = new Set<string>();
  const n = kinds.length;
  for (let s = 0; s < n; s += 1) {
    const law = laws[s];
    if (kinds[s] !== 'source' || LAWS[law] === undefined) {
      continue;
    }
    const passes = (i: number) => kinds[i] !== 'remover' && kinds[i] !== 'technical' && within(laws[i], law);
    const reach = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => i === j));
    edges.filter(([a, b]) => passes(a) && passes(b)).forEach(([a, b]) => (reach[a][b] = true));
    for (let k = 0; k < n; k += 1) {
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j < n; j += 1) {
          reach[i][j] ||= reach[i][k] && reach[k][j];
        }
      }
    }
    for (const [a, b] of edges) {
      if (reach[s][a] && passes(a) && kinds[b] !== 'technical' && b !== s && !within(laws[b], law)) {
        found.add(`${LAWS[law]} p${a} -> p${b}`);
      }
    }
  }
  return found;
}

test('every flow at which data leave their law is found, and no other, with a path that exists', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const [places, flows] = drawn(graph);
      const lines = flowProblems(places, () => flows);
      const expected = leaks(graph);
      const said = lines.map((line) => {
        const [, law, way] = /that stay in (\w+) reach .*?: (p\d(?: -> p\d)+) \(/.exec(line)!;
        const path = way.split(' -> ');
        path.slice(1).forEach((to, i) => {
          expect(flows).toContainEqual({ from: path[i], to, how: 'calls' });
        });
        return `${law} ${path.slice(-2).join(' -> ')}`;
      });
      // To one place data of one source leave by one of its shortest ways.
      const places_ = (all: Iterable<string>) => [...new Set([...all].map((one) => one.replace(/p\d -> /, '')))].sort();
      expect(places_(said)).toEqual(places_(expected));
      said.forEach((one) => expect(expected).toContain(one));
      // Any order of declaration, same words.
      expect(flowProblems([...places].reverse(), () => [...flows].reverse())).toEqual(lines);
    }),
    { numRuns: 2000, seed: 7 },
  );
});
