import { sample } from 'fast-check';
import * as fc from 'fast-check';
import { readJsonText } from '../../src/manifest/json-text';

test.each([
  ['[1,\n 2,\n]', 'line 3: a value has to be where ] is'],
  ['{"a": 1,\n}', 'line 2: a key has to be where } is'],
  ['{"a" 1}', 'line 1: a colon has to be where 1 is'],
  ['[\n"a"\n"b"]', 'line 3: a comma or ] has to be where " is'],
  ['{"a": tru}', 'line 1: a value has to be where tru is'],
  ['{"a": 012}', 'line 1: a value has to be where 012 is'],
  ['{"a": "\\x"}', 'line 1: a value has to be where " is'],
  ['[}', 'line 1: a value or ] has to be where } is'],
  ['{]', 'line 1: a key or } has to be where ] is'],
  ['// nodes\n[]', 'line 1: a value has to be where / is'],
  ['[]\n[]', 'line 2: the end has to be where [ is'],
  ['{"a":\n', 'line 2: the text ends where a value has to be'],
  ['', 'line 1: the text ends where a value has to be'],
  ['[a-word-that-goes-on-and-on]', 'line 1: a value or ] has to be where a-word-that-goes-on-… is'],
])('%j: %s', (text, fault) => {
  expect(readJsonText(text)).toEqual({ entryLines: [], fault });
});

test('entries of a list stand on lines, those of lists inside do not', () => {
  const text = '[{"a": [1,\n2]},\n\n[3], "4",\n5]';
  expect(readJsonText(text)).toEqual({ value: [{ a: [1, 2] }, [3], '4', 5], entryLines: [1, 4, 4, 5] });
});

test('takes and refuses what JSON.parse does', () => {
  const pieces = fc.constantFrom(
    ...['[', ']', '{', '}', ',', ':', '"a"', '"\\u00e9"', '1', '-0.5e+3', 'true', 'null', '01', ' ', '\n'],
  );
  const texts = [
    ...sample(fc.json(), { numRuns: 300, seed: 1 }),
    ...sample(fc.array(pieces, { maxLength: 9 }), { numRuns: 3000, seed: 1 }).map((parts) => parts.join('')),
  ];
  const taken = texts.filter((text) => readJsonText(text).fault === undefined);
  expect(taken).toEqual(texts.filter(isJson));
  expect(taken.length).toBeGreaterThan(300);
});

test('a text nested a hundred thousand times is read', () => {
  const text = '['.repeat(100_000);
  expect(readJsonText(text).fault).toBe('line 1: the text ends where a value or ] has to be');
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
