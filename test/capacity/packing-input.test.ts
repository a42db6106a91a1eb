import { toInstance, toSolution } from '../../bench/packing/adapt';
import { parseInstance } from '../../bench/packing/file-format';
import { Instance, InstanceShape, InstanceType } from '../../src/capacity/packing/instance';
import { checkInstance, InvalidInstance, MOST } from '../../src/capacity/packing/validate';

const ANY_AMOUNT = 'must be a whole number from 0 to 9007199254740991';
const NODE: InstanceType = { id: 'node', size: [4, 2], cost: 1, minNodes: 0, maxNodes: Infinity };
const POD: InstanceShape = {
  id: 'pod',
  size: [1, 0],
  count: 3,
  types: [0],
  maxPerNode: Infinity,
  priority: 0,
  weight: 1,
};

const instance = (more: Partial<Instance> = {}): Instance => {
  const { shapes = [POD] } = more;
  const defaults = { resources: ['cpu', 'gpu'], types: [NODE], apart: shapes.map(() => new Set<number>()) };
  return { ...defaults, deviceSizes: new Map([[1, [1000]]]), ...more, shapes };
};
const withType = (more: Partial<InstanceType>) => instance({ types: [{ ...NODE, ...more }] });
const withShape = (more: Partial<InstanceShape>) => instance({ shapes: [{ ...POD, ...more }] });
const shares = (size: number[], resource = 1) => withShape({ share: { resource, size } });

/** The problems that an action ends with. */
function problems(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInstance);
    expect((error as InvalidInstance).message).toBe((error as InvalidInstance).problems.join('\n'));
    return (error as InvalidInstance).problems;
  }
  return [];
}

/** What is wrong, the instance that is, and the problems that are found. */
type Case = [name: string, given: Instance, ...expected: string[]];

const REFUSED: Case[] = [
  [
    'pods without any type',
    instance({ types: [], shapes: [{ ...POD, types: [] }] }),
    '[instance] types []: must be at least one type for 3 pods',
  ],
  [
    'equal resources',
    instance({ resources: ['cpu', 'cpu'] }),
    "[instance] resources 'cpu' 2 times: must be named once each",
  ],
  ['equal types', instance({ types: [NODE, NODE] }), "[instance] types 'node' 2 times: must be named once each"],
  ['equal shapes', instance({ shapes: [POD, POD, POD] }), "[instance] shapes 'pod' 3 times: must be named once each"],
  ['negative size', withType({ size: [-1, 0] }), `[type 'node'] size.cpu -1: ${ANY_AMOUNT}`],
  ['fraction of a size', withType({ size: [4, 0.5] }), `[type 'node'] size.gpu 0.5: ${ANY_AMOUNT}`],
  ['size that is no number', withShape({ size: [NaN, 0] }), `[shape 'pod'] size.cpu NaN: ${ANY_AMOUNT}`],
  ['endless size', withShape({ size: [Infinity, 0] }), `[shape 'pod'] size.cpu Infinity: ${ANY_AMOUNT}`],
  [
    'size that no double counts',
    withShape({ size: [2 ** 53, 0] }),
    `[shape 'pod'] size.cpu 9007199254740992: ${ANY_AMOUNT}`,
  ],
  ['short size of a type', withType({ size: [4] }), "[type 'node'] size [4]: must be of 2 amounts"],
  ['long size of a shape', withShape({ size: [1, 0, 0] }), "[shape 'pod'] size [1, 0, 0]: must be of 2 amounts"],
  ['negative cost', withType({ cost: -0.1 }), "[type 'node'] cost -0.1: must be a number from 0 to 9007199254740991"],
  [
    'cost that is no number',
    withType({ cost: NaN }),
    "[type 'node'] cost NaN: must be a number from 0 to 9007199254740991",
  ],
  [
    'endless cost',
    withType({ cost: Infinity }),
    "[type 'node'] cost Infinity: must be a number from 0 to 9007199254740991",
  ],
  ['fraction of minNodes', withType({ minNodes: 0.5 }), `[type 'node'] minNodes 0.5: ${ANY_AMOUNT}`],
  [
    'negative maxNodes',
    withType({ maxNodes: -1 }),
    `[type 'node'] maxNodes -1: ${ANY_AMOUNT} or Infinity`,
    "[type 'node'] minNodes 0: must be at most maxNodes -1",
  ],
  ['maxNodes that is no number', withType({ maxNodes: NaN }), `[type 'node'] maxNodes NaN: ${ANY_AMOUNT} or Infinity`],
  [
    'minNodes above maxNodes',
    withType({ minNodes: 3, maxNodes: 2 }),
    "[type 'node'] minNodes 3: must be at most maxNodes 2",
  ],
  [
    'too many minNodes',
    withType({ minNodes: 10_000_001 }),
    '[instance] nodes by minNodes 10000001: must be at most 10000000',
  ],
  ['negative count', withShape({ count: -1 }), `[shape 'pod'] count -1: ${ANY_AMOUNT}`],
  ['fraction of a pod', withShape({ count: 1.5 }), `[shape 'pod'] count 1.5: ${ANY_AMOUNT}`],
  ['count that is no number', withShape({ count: NaN }), `[shape 'pod'] count NaN: ${ANY_AMOUNT}`],
  ['type out of range', withShape({ types: [0, 1] }), "[shape 'pod'] types[1] 1: must be a position below 1"],
  ['negative type', withShape({ types: [-1] }), "[shape 'pod'] types[0] -1: must be a position below 1"],
  ['type named twice', withShape({ types: [0, 0] }), "[shape 'pod'] types [0, 0]: must be without repetition"],
  [
    'maxPerNode of zero',
    withShape({ maxPerNode: 0 }),
    "[shape 'pod'] maxPerNode 0: must be a whole number from 1 to 9007199254740991 or Infinity",
  ],
  ['endless priority', withShape({ priority: Infinity }), "[shape 'pod'] priority Infinity: must be a finite number"],
  ['priority that is no number', withShape({ priority: NaN }), "[shape 'pod'] priority NaN: must be a finite number"],
  [
    'weight of zero',
    withShape({ weight: 0 }),
    "[shape 'pod'] weight 0: must be a number above 0 and at most 9007199254740991",
  ],
  [
    'endless weight',
    withShape({ weight: Infinity }),
    "[shape 'pod'] weight Infinity: must be a number above 0 and at most 9007199254740991",
  ],
  ['share of a resource out of range', shares([1], 2), "[shape 'pod'] share.resource 2: must be a position below 2"],
  [
    'share of a resource without devices',
    shares([1], 0),
    "[shape 'pod'] share.resource 0: must be a resource with a size in deviceSizes",
  ],
  ['share of nothing', shares([0]), "[shape 'pod'] share.size [0]: must be above 0 in one amount"],
  ['negative share', shares([-1]), "[shape 'pod'] share.size[0] -1: must be a whole number from 0 to 1000"],
  ['share above the device', shares([1001]), "[shape 'pod'] share.size[0] 1001: must be a whole number from 0 to 1000"],
  [
    'share of other dimensions',
    shares([]),
    "[shape 'pod'] share.size []: must be of 1 amounts",
    "[shape 'pod'] share.size []: must be above 0 in one amount",
  ],
  [
    'share beside whole devices',
    withShape({ size: [1, 1], share: { resource: 1, size: [500] } }),
    "[shape 'pod'] size.gpu 1: must be 0 beside a share of it",
  ],
  [
    'device of no resource',
    instance({ deviceSizes: new Map([[2, [1]]]) }),
    '[instance] deviceSizes, resource 2: must be a position below 2',
  ],
  ['negative device', instance({ deviceSizes: new Map([[1, [-1]]]) }), `[device of gpu] size[0] -1: ${ANY_AMOUNT}`],
  ['too few sets of apart', instance({ apart: [] }), '[instance] apart of 0 sets: must be of 1, one for each shape'],
  ['apart from no shape', instance({ apart: [new Set([1])] }), "[shape 'pod'] apart 1: must be a position below 1"],
  [
    'apart one way',
    instance({ shapes: [POD, { ...POD, id: 'other' }], apart: [new Set([1]), new Set()] }),
    "[shape 'pod'] apart 1: must be the same the other way round",
  ],
  [
    'several at once',
    instance({ types: [{ ...NODE, cost: -1 }], shapes: [{ ...POD, size: [-1, 0], weight: NaN }] }),
    "[type 'node'] cost -1: must be a number from 0 to 9007199254740991",
    `[shape 'pod'] size.cpu -1: ${ANY_AMOUNT}`,
    "[shape 'pod'] weight NaN: must be a number above 0 and at most 9007199254740991",
  ],
];

test.each(REFUSED)('%s', (_, given, ...expected) => {
  expect(problems(() => checkInstance(given))).toEqual(expected);
});

describe('an instance too large to be packed in time is refused at once', () => {
  const copies = <T extends { readonly id: string }>(of: T, n: number, more: (i: number) => Partial<T> = () => ({})) =>
    Array.from({ length: n }, (_, i) => ({ ...of, id: String(i), ...more(i) }));
  const many: Case[] = [
    ['1e9 pods of one shape', withShape({ count: 1e9 }), 'pods 1000000000: must be at most 10000000'],
    [
      'too many pods in all',
      instance({ shapes: copies({ ...POD, count: 1_000_000 }, 11) }),
      'pods 11000000: must be at most 10000000',
    ],
    [
      'too many shares',
      withShape({ count: 1_000_001, share: { resource: 1, size: [1] } }),
      'pods with a share 1000001: must be at most 1000000',
    ],
    [
      'too many shapes',
      instance({ shapes: copies({ ...POD, types: [] }, MOST.shapes + 1) }),
      'shapes 100001: must be at most 100000',
    ],
    [
      'too many different sizes',
      instance({ shapes: copies(POD, MOST.sizes + 1, (i) => ({ size: [i, 0] })) }),
      'shapes of different size 5001: must be at most 5000',
    ],
    ['too many types', instance({ types: copies(NODE, MOST.types + 1) }), 'types 10001: must be at most 10000'],
    [
      'too many pairs',
      instance({
        types: copies(NODE, 1000),
        shapes: copies({ ...POD, types: Array.from({ length: 1000 }, (_, t) => t) }, 5001),
      }),
      'pairs of a shape and a type 5001000: must be at most 5000000',
    ],
    [
      'too many resources',
      instance({ resources: Array.from({ length: 1001 }, (_, r) => `r${r}`), types: [], shapes: [] }),
      'resources 1001: must be at most 1000',
    ],
  ];
  test.each(many)('%s', (_, given, expected) => {
    expect(problems(() => checkInstance(given))).toEqual([`[instance] ${expected}`]);
  });
});

test('what only looks odd is an instance', () => {
  const odd = [
    instance(),
    instance({ types: [], shapes: [] }),
    instance({ types: [], shapes: [{ ...POD, types: [], count: 0 }] }),
    withType({ size: [0, 0] }),
    withType({ cost: 0, minNodes: 2, maxNodes: 2 }),
    withShape({ types: [] }),
    withShape({ count: 0, size: [0, 0], priority: -1.5, weight: 0.25, maxPerNode: 1 }),
    withShape({ size: [Number.MAX_SAFE_INTEGER, 0], count: MOST.pods }),
    shares([1000]),
    instance({ apart: [new Set([0])] }),
  ];
  odd.forEach((given) => expect(problems(() => checkInstance(given))).toEqual([]));
});

const FILE = {
  resources: ['cpu', 'gpu'],
  types: [{ id: 'a', capacity: [8, 2], price: 1, max: null }],
  shapes: [{ id: 'web', request: [1, 0], count: 5, types: ['a'], maxPerNode: 2, share: null }],
};
const SHAPE = FILE.shapes[0];
const read = (content: unknown) => toInstance(parseInstance(JSON.stringify(content)));
const shapes = (...some: object[]) => ({ ...FILE, shapes: some.map((more) => ({ ...SHAPE, ...more })) });
const without = (given: object, field: string) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => name !== field));

const UNREAD: [name: string, content: unknown, ...expected: string[]][] = [
  ['no object', [], '[file] must be a JSON object'],
  ['no shapes', without(FILE, 'shapes'), '[file] shapes missing: must be a list of objects'],
  ['types that are no list', { ...FILE, types: {} }, '[file] types {}: must be a list of objects'],
  [
    'fields that are missing',
    { ...FILE, types: [{ id: 'a' }], shapes: [without(SHAPE, 'id')] },
    "[types[0] 'a'] capacity missing: must be a list of numbers",
    "[types[0] 'a'] price missing: must be a number",
    '[shapes[0]] id missing: must be a text',
  ],
  ['a count that is text', shapes({ count: '5' }), `[shapes[0] 'web'] count "5": must be a number`],
  [
    'a share without its size',
    shapes({ share: { resource: 'gpu' } }),
    "[shapes[0] 'web', share] milli missing: must be a number",
  ],
  [
    'a field that nothing reads',
    shapes({ maxPerNodes: 1 }),
    "[shapes[0] 'web'] maxPerNodes: must be one of the fields id, request, count, types, maxPerNode, share, priority, weight",
  ],
  [
    'an unknown resource',
    shapes({ share: { resource: 'tpu', milli: 5 } }),
    "[shape 'web'] share.resource 'tpu': must be one of cpu, gpu",
  ],
  ['an unknown type', shapes({ types: ['a', 'b'] }), "[shape 'web'] types 'b': must be the id of a type"],
  ['equal shapes', shapes({}, {}), "[instance] shapes 'web' 2 times: must be named once each"],
  [
    'equal types',
    { ...FILE, types: [FILE.types[0], FILE.types[0]] },
    "[instance] types 'a' 2 times: must be named once each",
  ],
  [
    'fixed nodes without a number',
    { ...FILE, fixed: true },
    "[type 'a'] max null: must be a number, fixed nodes are there",
  ],
  [
    'wrong names and wrong amounts',
    shapes({ types: ['b'], request: [1, -1], count: 1e9 }),
    "[shape 'web'] types 'b': must be the id of a type",
    '[instance] pods 1000000000: must be at most 10000000',
    `[shape 'web'] size.gpu -1: ${ANY_AMOUNT}`,
  ],
];

test.each(UNREAD)('a file with %s', (_, content, ...expected) => {
  expect(problems(() => read(content))).toEqual(expected);
});

test('a file that is no JSON', () => {
  expect(problems(() => parseInstance('{'))).toEqual([expect.stringMatching(/^\[file\] must be JSON: /)]);
});

test('a file becomes an instance; what may be null may be left out', () => {
  const share = { resource: 'gpu', milli: 250 };
  const given = read({
    ...FILE,
    types: [{ id: 'a', capacity: [8, 2], price: 1 }],
    shapes: [SHAPE, { id: 'part', request: [1, 0], count: 1, share, priority: 2, weight: 3 }],
  });
  expect(given).toEqual({
    resources: ['cpu', 'gpu'],
    types: [{ id: 'a', size: [8, 2], cost: 1, minNodes: 0, maxNodes: Infinity }],
    shapes: [
      { id: 'web', size: [1, 0], count: 5, types: [0], maxPerNode: 2, priority: 0, weight: 1 },
      {
        ...{ id: 'part', size: [1, 0], count: 1, types: [0], maxPerNode: Infinity, priority: 2, weight: 3 },
        share: { resource: 1, size: [250] },
      },
    ],
    apart: [new Set(), new Set()],
    deviceSizes: new Map([[1, [1000]]]),
  });
});

test('fixed nodes are there and no more can be had', () => {
  const [{ minNodes, maxNodes }] = read({ ...FILE, fixed: true, types: [{ ...FILE.types[0], max: 3 }] }).types;
  expect([minNodes, maxNodes]).toEqual([3, 3]);
});

test('the gap of a solution is of the higher over the lower, and null over nothing', () => {
  const gap = (value: number, bound: number, fixed = false) => {
    const file = { ...parseInstance(JSON.stringify(FILE)), fixed };
    return toSolution(file, { value, bound, nodes: [], unplaced: [0], method: '' }, 0).gap;
  };
  expect([gap(3, 2), gap(2, 3, true), gap(0, 0), gap(1, 0), gap(0, 1, true)]).toEqual([0.5, 0.5, 0, null, null]);
});
