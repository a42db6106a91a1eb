import { apiTypes, ApiType, Call, Slot, SlotType, withBases } from './api';
import { FOREIGN_TYPES } from './foreign-types';
import { isRecord } from './record';
import { nearestOf } from '../capacity/nearest';
import { someOf } from '../capacity/some-of';

/** What is wrong with a value: where it is, what it is, what is allowed. */
export interface Misfit {
  readonly at: string;
  readonly given: unknown;
  readonly allowed: string;
  /** True of a prop that is not known, and is like none that is. */
  readonly isExcess?: boolean;
  /** True where it stands in the place of a secret: it may be one, and is not shown. */
  readonly isSecret?: boolean;
}

/** What names a secret: a text in its place may be the secret itself. */
const SECRETS: ReadonlySet<string> = new Set(['SecretKey', 'SecretRef']);

/** So many names are told of what is allowed. */
const MOST_TOLD = 6;

/**
 * What is wrong with the arguments of a call. Props of the last parameter are named by themselves.
 * @param isOpen whether there may be props that are not known, such as those of a class that extends this one
 */
export function misfitsOf({ parameters, isVariadic }: Call, args: readonly unknown[], isOpen: boolean): Misfit[] {
  return parameters.flatMap((slot, i) => {
    const isLast = i === parameters.length - 1;
    const given = isVariadic && isLast ? args.slice(i) : [args[i]];
    const isStruct = apiTypes().get(slot.type.of)?.kind === 'struct' && slot.type.in.length === 0;
    return given.flatMap((value) => misfits(slot, value, isStruct && isLast ? '' : slot.name, isOpen));
  });
}

function misfits(slot: Slot, value: unknown, at: string, isOpen = false): Misfit[] {
  if (value === undefined) {
    return slot.isOptional ? [] : [{ at: at || slot.name, given: value, allowed: 'is required' }];
  }
  return ofNested(slot.type, value, at, slot.name, isOpen);
}

function ofNested(
  { of, in: [outer, ...inner] }: SlotType,
  value: unknown,
  at: string,
  name: string,
  isOpen: boolean,
): Misfit[] {
  if (outer === 'list') {
    return Array.isArray(value)
      ? value.flatMap((item, i) => ofNested({ of, in: inner }, item, `${at}[${i}]`, name, false))
      : [misfit(at, value, `must be a list${inner.length > 0 ? '' : ` of ${of}`}`)];
  }
  if (outer === 'map') {
    return isRecord(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          ofNested({ of, in: inner }, item, `${at}['${key}']`, name, false),
        )
      : [misfit(at, value, `must be an object with ${of} by name`)];
  }
  return ofType(of, value, at, name, isOpen);
}

function ofType(of: string, value: unknown, at: string, name: string, isOpen: boolean): Misfit[] {
  switch (of) {
    case 'any':
      return [];
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === of ? [] : [misfit(at || name, value, `must be a ${of}`)];
  }
  const type = apiTypes().get(of);
  if (type?.kind === 'struct') {
    return ofStruct(of, value, at, name, isOpen);
  }
  if (type?.kind === 'enum') {
    return [...type.values.values()].some((one) => one === String(value))
      ? []
      : [
          misfit(
            at || name,
            value,
            `must be one of ${[...type.values.keys()].map((one) => `${of}.${one}`).join(', ')}`,
          ),
        ];
  }
  return isA(of, type, value)
    ? []
    : [
        {
          ...misfit(at || name, value, `must be ${article(of)} ${of}${made(of, type)}`),
          isSecret: SECRETS.has(of) && typeof value === 'string',
        },
      ];
}

function ofStruct(of: string, value: unknown, at: string, name: string, isOpen: boolean): Misfit[] {
  if (!isRecord(value)) {
    return [misfit(at || name, value, `must be an object, ${of}`)];
  }
  const types = withBases(of);
  const slots = new Map(types.flatMap((type) => type.slots.map((slot) => [slot.name, slot] as const)));
  const isKnown = types.every(({ bases }) => bases.every((base) => apiTypes().has(base)));
  const path = (prop: string) => (at === '' ? prop : `${at}.${prop}`);
  const wrong = [...slots.values()].flatMap((slot) => misfits(slot, value[slot.name], path(slot.name)));
  if (isOpen || !isPlain(value)) {
    return wrong;
  }
  const strange = Object.keys(value).filter((prop) => !slots.has(prop) && value[prop] !== undefined);
  // Of a struct of cdk8s, which may get more with every version, only what is almost a prop is wrong for sure.
  const unknown = isKnown ? strange : strange.filter((prop) => nearestOf(prop, slots.keys()) !== undefined);
  return [
    ...wrong,
    ...unknown.map((prop) =>
      strangeProp(path(prop), value[prop], `is no prop of ${of}`, nearestOf(prop, slots.keys()), slots),
    ),
  ];
}

/** With the prop that was likely meant, or what there is. */
function strangeProp(
  at: string,
  given: unknown,
  allowed: string,
  nearest: string | undefined,
  slots: ReadonlyMap<string, Slot>,
): Misfit {
  return nearest === undefined
    ? { ...misfit(at, given, `${allowed}; it has ${someOf([...slots.keys()].sort(), MOST_TOLD)}`), isExcess: true }
    : misfit(at, given, `${allowed}; did you mean ${nearest}?`);
}

/**
 * Whether a value is of a class or interface. Of a type of others, by what it can do; of one of ours, by the names of its classes, as another copy of the
 * package has them too. Names that nobody knows are those of the user's own classes, or of a bundler.
 */
function isA(of: string, type: ApiType | undefined, value: unknown): boolean {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    (isPlain(value) && type?.kind !== 'interface')
  ) {
    return false;
  }
  const foreign = Object.hasOwn(FOREIGN_TYPES, of) ? FOREIGN_TYPES[of] : undefined;
  if (foreign) {
    return foreign.member in value;
  }
  if (type === undefined) {
    return true;
  }
  if (type.kind === 'interface') {
    return withBases(of).every(({ slots }) => slots.every(({ name, isOptional }) => isOptional || name in value));
  }
  const names = classNames(value);
  return names.includes(of) || !names.some((name) => apiTypes().has(name) || Object.hasOwn(FOREIGN_TYPES, name));
}

function classNames(value: object): string[] {
  const names: string[] = [];
  for (let one = Object.getPrototypeOf(value); one !== null; one = Object.getPrototypeOf(one)) {
    names.push(one.constructor?.name);
  }
  return names;
}

/** How a value of a class is made: what its factories are called. */
function made(of: string, type: ApiType | undefined): string {
  const example = Object.hasOwn(FOREIGN_TYPES, of) ? FOREIGN_TYPES[of].example : undefined;
  if (example !== undefined) {
    return `, for example ${example}`;
  }
  if (type?.kind === 'interface') {
    const classes = [...apiTypes()].filter(([, { does }]) => does.includes(of)).map(([name]) => name);
    return classes.length > 0 ? `: ${someOf(classes, MOST_TOLD)}` : '';
  }
  const names = [...(type?.calls ?? [])].flatMap(([key, { parameters }]) => {
    const [kind, name] = key.split(' ');
    const call = kind === 'static' ? (parameters.length > 0 ? '(...)' : '()') : '';
    return kind === 'static' || kind === 'constant' ? [`${of}.${name}${call}`] : [];
  });
  return names.length > 0 ? `: ${someOf(names, MOST_TOLD)}` : '';
}

function article(name: string): string {
  return /^[AEIO]/.test(name) ? 'an' : 'a';
}

function misfit(at: string, given: unknown, allowed: string): Misfit {
  return { at, given, allowed };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
