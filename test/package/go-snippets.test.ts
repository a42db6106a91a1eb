import { mendedGo } from '../../packaging/go-snippets';
import { TypeSpec } from '../../packaging/names/assembly';

const named = (name: string, fqn: string, optional = true) => ({ name, type: { fqn }, optional });
const TYPES: TypeSpec[] = [
  { kind: 'interface', name: 'PartProps', datatype: true, properties: [{ name: 'size' }] },
  { kind: 'enum', name: 'Colour', members: [{ name: 'RED' }] },
  {
    kind: 'class',
    name: 'Wheel',
    initializer: { parameters: [named('id', 'string', false), named('props', 'car.PartProps')] },
    methods: [
      { name: 'of', static: true, parameters: [named('colour', 'car.Colour'), named('parts', 'car.PartProps')] },
      { name: 'turn', parameters: [named('props', 'car.PartProps')] },
    ],
  },
  { kind: 'class', name: 'Pedal', methods: [{ name: 'turn' }] },
];
const mended = (text: string) =>
  mendedGo(text, { name: 'car', types: Object.fromEntries(TYPES.map((type) => [`car.${type.name}`, type])) });

test.each([
  ['a function that nobody opened ends nowhere', 'a := 1\n}', 'a := 1'],
  [
    'what is no pointer stays',
    'A: *cdk8sautonomous.Cpu_*Units(jsii.Number(1)),',
    'A: cdk8sautonomous.Cpu_Units(jsii.Number(1)),',
  ],
  ['a member of an enum is no call', 'cdk8sautonomous.Colour_RED()', 'cdk8sautonomous.Colour_RED'],
  [
    'variables have their names',
    'Image: Image,\nDb: *Db,\njsii.String(*Tag)',
    'Image: image,\nDb: db,\njsii.String(tag)',
  ],
  ['lists of classes', '[]Wheel{\n}', '&[]cdk8sautonomous.Wheel{\n}'],
  ['lists of structs', '[]PartProps{\n}', '&[]*cdk8sautonomous.PartProps{\n}'],
  ['maps', 'map[string]*string{\n\t"a": b,\n}', '&map[string]*string{\n\t"a": b,\n}'],
  ['fields of a struct', '&PartProps{\n\t"size": 1,\n}', '&cdk8sautonomous.PartProps{\n\tSize: 1,\n}'],
  ['props that are read', 'wheel.parts, "www.example.com"', 'wheel.Parts(), "www.example.com"'],
  [
    'props that are left out',
    'cdk8sautonomous.NewWheel(jsii.String("a, b"))',
    'cdk8sautonomous.NewWheel(jsii.String("a, b"), nil)',
  ],
  ['an enum that is left out', 'cdk8sautonomous.Wheel_of()', 'cdk8sautonomous.Wheel_Of("", nil)'],
  [
    'a method by what made its object',
    'w := cdk8sautonomous.NewWheel(a, b)\nw.Turn()',
    'w := cdk8sautonomous.NewWheel(a, b)\nw.Turn(nil)',
  ],
])('%s', (_, given, right) => {
  expect(mended(given)).toBe(right);
});
