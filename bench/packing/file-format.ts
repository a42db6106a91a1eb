import { InstanceFile, InstanceShape } from './instance';
import { InvalidInstance } from '../../src/capacity/packing/validate';

/** What a field must be: how that is said, and how it is told. */
interface Kind {
  readonly said: string;
  readonly holds: (value: unknown) => boolean;
}

interface Field {
  readonly kind: Kind;
  readonly optional?: boolean;
}

type Fields = Readonly<Record<string, Field>>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);
const orNull = ({ said, holds }: Kind): Kind => ({
  said: `${said} or null`,
  holds: (value) => value === null || holds(value),
});

const TEXT: Kind = { said: 'a text', holds: isText };
const NUMBER: Kind = { said: 'a number', holds: isNumber };
const TEXTS: Kind = { said: 'a list of texts', holds: listOf(isText) };
const NUMBERS: Kind = { said: 'a list of numbers', holds: listOf(isNumber) };
const OBJECT: Kind = { said: 'an object', holds: isObject };
const OBJECTS: Kind = { said: 'a list of objects', holds: listOf(isObject) };
const FLAG: Kind = { said: 'true or false', holds: (value) => typeof value === 'boolean' };

const needed = (kind: Kind): Field => ({ kind });
const optional = (kind: Kind): Field => ({ kind, optional: true });

const FILE: Fields = {
  resources: needed(TEXTS),
  types: needed(OBJECTS),
  shapes: needed(OBJECTS),
  fixed: optional(FLAG),
};
const TYPE: Fields = {
  id: needed(TEXT),
  capacity: needed(NUMBERS),
  price: needed(NUMBER),
  max: optional(orNull(NUMBER)),
  min: optional(NUMBER),
};
const SHAPE: Fields = {
  id: needed(TEXT),
  request: needed(NUMBERS),
  count: needed(NUMBER),
  types: optional(orNull(TEXTS)),
  maxPerNode: optional(orNull(NUMBER)),
  share: optional(orNull(OBJECT)),
  priority: optional(NUMBER),
  weight: optional(NUMBER),
};
const SHARE: Fields = { resource: needed(TEXT), milli: needed(NUMBER) };
const NO_LIMITS = { types: null, maxPerNode: null, share: null };

/** The instance in a file, if every field that it needs is there and of its kind. What may be null may be left out. */
export function parseInstance(text: string): InstanceFile {
  const file = parsed(text);
  refuse(fieldProblems('file', file, FILE));
  const given = file as unknown as InstanceFile;
  refuse([
    ...given.types.flatMap((type, i) => entryProblems(nameOf('types', type, i), type, TYPE)),
    ...given.shapes.flatMap((shape, i) => shapeProblems(nameOf('shapes', shape, i), shape)),
  ]);
  return {
    ...given,
    types: given.types.map((type) => ({ ...type, max: type.max ?? null })),
    shapes: given.shapes.map((shape) => ({ ...NO_LIMITS, ...shape })),
  };
}

function parsed(text: string): Record<string, unknown> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new InvalidInstance([`[file] must be JSON: ${(error as Error).message}`]);
  }
  if (!isObject(file)) throw new InvalidInstance(['[file] must be a JSON object']);
  return file;
}

const nameOf = (list: string, { id }: { readonly id?: unknown }, i: number): string =>
  isText(id) ? `${list}[${i}] '${id}'` : `${list}[${i}]`;

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidInstance(problems);
}

function shapeProblems(where: string, shape: InstanceShape): string[] {
  const problems = entryProblems(where, shape, SHAPE);
  return isObject(shape.share) ? [...problems, ...entryProblems(`${where}, share`, shape.share, SHARE)] : problems;
}

/** A field that nothing reads is a problem too: most are misspelt limits, and the answer would not heed them. */
function entryProblems(where: string, given: object, fields: Fields): string[] {
  const names = Object.keys(fields);
  return [
    ...fieldProblems(where, given, fields),
    ...Object.keys(given)
      .filter((name) => !names.includes(name))
      .map((name) => `[${where}] ${name}: must be one of the fields ${names.join(', ')}`),
  ];
}

function fieldProblems(where: string, given: object, fields: Fields): string[] {
  const values = new Map<string, unknown>(Object.entries(given));
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!values.has(name)) return field.optional ? [] : [`[${where}] ${name} missing: must be ${field.kind.said}`];
    const value = values.get(name);
    return field.kind.holds(value) ? [] : [`[${where}] ${name} ${shortened(value)}: must be ${field.kind.said}`];
  });
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
