import { TABLE } from './table';

/** A value that is asked for by name: a prop, or a parameter. */
export interface Slot {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: SlotType;
}

/** `of` is the name of a type, `in` what it is nested in, the outermost first. */
export interface SlotType {
  readonly of: string;
  readonly in: readonly ('list' | 'map')[];
}

/** What can be called: its parameters, of which the last may stand for any number. */
export interface Call {
  readonly parameters: readonly Slot[];
  readonly isVariadic: boolean;
}

export interface ApiType {
  readonly kind: 'class' | 'struct' | 'enum' | 'interface';
  readonly bases: readonly string[];
  /** Interfaces that a class says it has. */
  readonly does: readonly string[];
  /** Props of a struct, members of an interface. */
  readonly slots: readonly Slot[];
  /** Values by member, of an enum. */
  readonly values: ReadonlyMap<string, string>;
  /** By `new`, `static <name>` and `method <name>`; ready-made instances of a class by `constant <name>`. */
  readonly calls: ReadonlyMap<string, Call>;
}

let read: ReadonlyMap<string, ApiType> | undefined;

/** The public types by name, read from the table when the first is asked for. */
export function apiTypes(): ReadonlyMap<string, ApiType> {
  read ??= new Map(
    TABLE.trim()
      .split(/\n(?! )/)
      .map(typeOf),
  );
  return read;
}

/** The type and all that it is made of, those that are in the table. */
export function withBases(name: string): ApiType[] {
  const type = apiTypes().get(name);
  return type ? [type, ...type.bases.flatMap(withBases)] : [];
}

function typeOf(text: string): [string, ApiType] {
  const [head, ...members] = text.split('\n');
  const [kind, name, ...rest] = head.split(' ');
  const lines = members.map((line) => line.slice(1));
  return [
    name,
    {
      kind: kind as ApiType['kind'],
      bases: kind === 'enum' ? [] : rest.filter((base) => !base.startsWith('+')),
      does: rest.flatMap((base) => (base.startsWith('+') ? [base.slice(1)] : [])),
      slots: kind === 'class' ? [] : lines.map(slotOf),
      values: new Map(kind === 'enum' ? rest.map((member) => member.split('=') as [string, string]) : []),
      calls: new Map(kind === 'class' ? lines.map(callOf) : []),
    },
  ];
}

function callOf(line: string): [string, Call] {
  const [, key, rest = ''] = /^(new|static \S+|method \S+|constant \S+)(?: (.*))?$/.exec(line)!;
  const isVariadic = rest.includes('*');
  const parameters = rest === '' ? [] : rest.split(', ').map((one) => slotOf(one.replace(/\* (.*)\[\]$/, ' $1')));
  return [key, { parameters, isVariadic }];
}

function slotOf(text: string): Slot {
  const [, name, mark, of, nesting] = /^([^ ?]+)(\??) (\w+)((?:\[\]|\{\})*)$/.exec(text)!;
  const marks = nesting.match(/\[\]|\{\}/g) ?? [];
  return {
    name,
    isOptional: mark === '?',
    type: { of, in: marks.reverse().map((one) => (one === '[]' ? 'list' : 'map')) },
  };
}
