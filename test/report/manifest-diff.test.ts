import { diffManifests, manifestDiffMarkdown, manifestDiffText } from '../../src/report/manifest-diff';

const deployment = (replicas: number, containers: object[], more: object = {}) => ({
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { replicas, containers, ...more },
});
const PAST = [deployment(1, [{ name: 'a', image: 'x' }]), { kind: 'Namespace', metadata: { name: 'old' } }];
const CURRENT = [
  { kind: 'ConfigMap', metadata: { name: 'new', namespace: 'shop' } },
  deployment(
    2,
    [
      { name: 'b', image: 'z' },
      { name: 'a', image: 'y' },
    ],
    { paused: true },
  ),
];

test('fields of objects that are there twice, and objects of one side', () => {
  expect(diffManifests(PAST, CURRENT)).toEqual([
    { object: 'ConfigMap shop/new', field: '', current: 'there' },
    { object: 'Deployment shop/cart', field: 'spec.containers[a].image', past: 'x', current: 'y' },
    { object: 'Deployment shop/cart', field: 'spec.containers[b]', current: '{"name":"b","image":"z"}' },
    { object: 'Deployment shop/cart', field: 'spec.paused', current: 'true' },
    { object: 'Deployment shop/cart', field: 'spec.replicas', past: '1', current: '2' },
    { object: 'Namespace old', field: '', past: 'there' },
  ]);
});

test('the order of objects does not matter, and what is no object is left out', () => {
  expect(diffManifests([...PAST].reverse(), [null, ...PAST])).toEqual([]);
});

test('as tables with the names of the sides', () => {
  const changes = diffManifests(PAST, CURRENT);
  expect(manifestDiffText(changes, ['test', 'production']).split('\n')[0]).toMatch(/^object +field +test +production$/);
  expect(manifestDiffMarkdown(changes, ['test', 'production'])).toContain(
    '| Deployment shop/cart | spec.replicas | 1 | 2 |',
  );
  expect(manifestDiffText([], ['a', 'b'])).toBe('No difference of the manifests.\n');
});

test('of files the first line that differs, so that a table stays one', () => {
  const file = (text: string) => [{ kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a.yaml': text } }];
  const rowOf = (past: string, current: string) =>
    manifestDiffText(diffManifests(file(past), file(current)), ['test', 'production']).split('\n')[1];
  expect(rowOf('a: 1\nb: 2\n', 'a: 1\nb: 3\n')).toMatch(/ data\.a\.yaml +b: 2 +b: 3$/);
  expect(rowOf('a: 1', 'a: 1\nb: 3')).toMatch(/ data\.a\.yaml +- +b: 3$/);
  expect(rowOf('a: 1\nb: 3', 'a: 1')).toMatch(/ data\.a\.yaml +b: 3 +-$/);
});
