import { TypeSpec } from '../../packaging/names/assembly';
import { unfitNames } from '../../packaging/names/unfit-names';

const text = { primitive: 'string' };
const PROPS: TypeSpec = { kind: 'interface', name: 'PartProps', datatype: true, properties: [{ name: 'size' }] };

function unfit(...types: TypeSpec[]): string[] {
  return unfitNames({
    name: 'car',
    types: Object.fromEntries([PROPS, ...types].map((type) => [`car.${type.name}`, type])),
  });
}

const struct = (...names: string[]): TypeSpec => ({
  kind: 'interface',
  name: 'WheelProps',
  datatype: true,
  properties: names.map((name) => ({ name })),
});
const withStatic = (name: string, ...parameters: any[]): TypeSpec => ({
  kind: 'class',
  name: 'Wheel',
  methods: [{ name, static: true, parameters }],
});

test.each<[string, TypeSpec[], string]>([
  ['a word of Python', [struct('from')], 'WheelProps.from: is a reserved word of Python'],
  ['a word of two languages', [struct('import')], 'WheelProps.import: is a reserved word of Python and Java'],
  ['a word of Java', [withStatic('int')], 'Wheel.int: is a reserved word of Java'],
  ['a method of every object of Java', [withStatic('wait')], 'Wheel.wait: every object of Java has that'],
  ['a word of Go', [withStatic('of', { name: 'range', type: text })], 'Wheel.of(range): is a reserved word of Go'],
  [
    'a parameter without a name',
    [withStatic('of', { name: '__0', type: { fqn: 'car.PartProps' } })],
    'Wheel.of(__0): has no name; give it one and take it apart inside',
  ],
  [
    'a parameter that is called as a prop of the last',
    [withStatic('of', { name: 'size', type: text }, { name: 'props', type: { fqn: 'car.PartProps' } })],
    'Wheel.of(size): Python takes props of the last parameter by their names, and one has this',
  ],
  [
    'a list of structs that may be left out',
    [
      withStatic('of', {
        name: 'parts',
        optional: true,
        type: { collection: { elementtype: { fqn: 'car.PartProps' } } },
      }),
    ],
    'Wheel.of(parts): Go fails where it is left out; put it into props',
  ],
  [
    'a constant that breaks apart',
    [{ kind: 'class', name: 'Gpu', properties: [{ name: 'H100_80GB', static: true, const: true }] }],
    'Gpu.H100_80GB: is H100_80_GB in Python and Java',
  ],
  [
    'a member of an enum that breaks apart',
    [{ kind: 'enum', name: 'Gpu', members: [{ name: 'L40S' }] }],
    'Gpu.L40S: is L40_S in Python and Java',
  ],
  ['a class of java.lang', [{ kind: 'class', name: 'Process' }], 'Process: hides java.lang.Process'],
  [
    'members that differ in their case',
    [
      { kind: 'class', name: 'Base', properties: [{ name: 'nodeType' }] },
      { kind: 'class', name: 'Wheel', base: 'car.Base', methods: [{ name: 'nodetype' }] },
    ],
    'Wheel.nodeType: is called as nodetype, but for the case',
  ],
  [
    'a member that is called as its class',
    [{ kind: 'class', name: 'Wheel', properties: [{ name: 'wheel' }] }],
    'Wheel.wheel: C# has no member that is called as its class',
  ],
  [
    'a class that is called as what makes another',
    [
      { kind: 'class', name: 'NewWheel' },
      { kind: 'class', name: 'Wheel' },
    ],
    'Go: new Wheel: is called as NewWheel, but for the case',
  ],
  [
    'a struct beside the interface that C# calls it',
    [{ kind: 'interface', name: 'IPartProps', methods: [] }],
    'C#: IPartProps: is called as PartProps, but for the case',
  ],
])('%s is told', (_, types, message) => {
  expect(unfit(...types)).toEqual([message]);
});

test('names that survive are not', () => {
  expect(
    unfit(
      struct('cpu', 'nodeType', 'http2', 'ipv4'),
      withStatic('of', { name: 'parts', variadic: true, type: { fqn: 'car.PartProps' } }),
      { kind: 'class', name: 'Gpu', properties: [{ name: 'H100_80_GB', static: true, const: true }] },
      { kind: 'enum', name: 'Architecture', members: [{ name: 'ARM64' }] },
    ),
  ).toEqual([]);
});
