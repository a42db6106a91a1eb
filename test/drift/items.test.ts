import { Items, itemsOf } from '../../src/drift/live/items';

const item = (name: string) => ({
  kind: 'Pod',
  metadata: { name, labels: { items: '[{', quoted: 'a"b\\' } },
  items: [{ a: [1] }],
});

/** The objects of a text that comes in pieces of so many bytes. */
function inPieces(text: string, size: number): any[] {
  const found: any[] = [];
  const items = new Items((object) => found.push(object));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    items.push(bytes.subarray(at, at + size));
  }
  items.end();
  return found;
}

const LIST = {
  apiVersion: 'v1',
  items: [item('a'), item('ü'), item('c')],
  kind: 'List',
  metadata: { resourceVersion: '' },
};

test.each([
  ['a list, in lines', JSON.stringify(LIST, undefined, 4)],
  ['a list, in one line', JSON.stringify(LIST)],
  ['an array', JSON.stringify(LIST.items)],
  ['one object a line', LIST.items.map((one) => JSON.stringify({ ...one, items: undefined })).join('\n')],
  [
    'lists in a list',
    JSON.stringify({ kind: 'List', items: [{ kind: 'PodList', items: LIST.items.slice(0, 2) }, LIST.items[2]] }),
  ],
  [
    'lists one after the other',
    JSON.stringify({ ...LIST, items: [item('a')] }) + JSON.stringify({ ...LIST, items: [item('ü'), item('c')] }),
  ],
])('%s, whatever the pieces', (_, text) => {
  for (const size of [1, 7, 2 ** 20]) {
    expect(inPieces(text, size).map(({ metadata }) => metadata.name)).toEqual(['a', 'ü', 'c']);
  }
});

test.each([
  [
    'NAME    READY   STATUS\nweb-1   1/1     Running\n',
    /^is no JSON: it begins with 'NAME    READY   STATUS'; kubectl get \.\.\. -o json$/,
  ],
  ['apiVersion: v1\nitems: []\n', /it begins with 'apiVersion: v1'/],
  [JSON.stringify(LIST).slice(0, 300), /^is cut off: it ends within an object, after 2 whole ones$/],
  ['{"items": [{"a": 1}, {"a": }]}', /^is no JSON: after 1 objects: Unexpected token/],
  ['{"items": []}}', /a bracket is closed that was not opened/],
  ['"text"', /^is no JSON: it begins with '"text"'/],
])('%j is refused in plain words', (text, message) => {
  expect(() => itemsOf(text)).toThrow(message);
});

test('nothing, and an empty list, hold nothing', () => {
  expect([itemsOf(''), itemsOf('{"kind":"List","items":[]}'), itemsOf(' \n')]).toEqual([[], [], []]);
});
