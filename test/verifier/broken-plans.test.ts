import { Base, Broken, documentFrom } from './broken/bases';
import { BOUND } from './broken/bound';
import { PLACEMENT } from './broken/placement';
import { PROMISES } from './broken/promises';
import { STRENGTH } from './broken/strength';
import { verifyDocument } from '../../src/verifier/verify';

const TABLES = Object.entries({ PLACEMENT, PROMISES, BOUND, STRENGTH });
const ROWS = TABLES.flatMap(([table, bases]) =>
  Object.entries(bases).flatMap(([base, broken]) => broken.map((row) => ({ table, base: base as Base, row }))),
);
const BASES = [...new Set(ROWS.map(({ base }) => base))];

test.each(BASES)('the plan of %s holds until it is broken', (base) => {
  const document = documentFrom(base);
  expect([document.clusters[0].status, verifyDocument(document)]).toEqual(['feasible', []]);
});

test.each(ROWS.map(({ table, base, row }) => [`${table}: ${row[0]}`, base, row] as [string, Base, Broken]))(
  '%s (%s) is refused',
  (_, base, [, tamper, reason]) => {
    const document = documentFrom(base);
    tamper(document.clusters[0], document);
    expect(verifyDocument(document).join('\n')).toContain(reason);
  },
);

test('no two of them break the same rule in the same way', () => {
  const reasons = ROWS.map(({ row }) => row[2]);
  expect(new Set(reasons).size).toBe(reasons.length);
  expect(reasons.length).toBeGreaterThanOrEqual(100);
});
