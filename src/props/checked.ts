import { apiTypes, Call } from './api';
import { noteExcess } from './excess';
import { misfitsOf } from './shapes';

/**
 * Holds what a class is given against what it takes, before any of it is used: JavaScript has no types, and those of TypeScript can be cast away. The
 * parameters of its constructor, of its factories and of its methods are those of the table.
 */
export function checked<C extends Function>(target: C): C {
  const { name } = target;
  wrapAll(
    target,
    ['length', 'name', 'prototype'],
    (member) => (_, args) => check(name, `static ${member}`, `${name}.${member}`, args),
  );
  wrapAll(target.prototype, ['constructor'], (member) => (self, args) => {
    const path = (self as { node?: { path?: string } }).node?.path;
    check(name, `method ${member}`, path ? `${path} ${member}` : `${name}.${member}`, args, rootOf(self));
  });
  const guarded: C = new Proxy(target, {
    construct(_, args, created: Function) {
      check(name, 'new', placeOf(name, args), args, rootOf(args[0]), created !== guarded);
      return Reflect.construct(target, args, created);
    },
  });
  return guarded;
}

type Check = (self: unknown, args: readonly unknown[]) => void;

/** Puts the check before every method that an object has itself and that users may call. */
function wrapAll(owner: any, others: readonly string[], checkFor: (member: string) => Check): void {
  for (const [member, { value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    if (typeof value === 'function' && !member.startsWith('_') && !others.includes(member)) {
      const before = checkFor(member);
      Object.defineProperty(owner, member, {
        ...rest,
        value(this: unknown, ...args: unknown[]) {
          before(this, args);
          return value.apply(this, args);
        },
      });
    }
  }
}

/** @param root of the tree of constructs that is called, in which props are noted that are only too many */
function check(
  name: string,
  key: string,
  place: string,
  args: readonly unknown[],
  root?: object,
  isOpen = false,
): void {
  const call: Call | undefined = apiTypes().get(name)?.calls.get(key);
  const wrong = call ? misfitsOf(call, args, isOpen) : [];
  const faults = root === undefined ? wrong : wrong.filter(({ isExcess }) => !isExcess);
  if (faults.length > 0) {
    const lines = faults.map(
      ({ at, given, allowed, isSecret }) => `[${place}] ${at} ${isSecret ? 'a text' : shown(given)}: ${allowed}`,
    );
    throw new Error(lines.join('\n'));
  }
  if (root !== undefined) {
    wrong.forEach(({ at, allowed }) => noteExcess(root, { path: place, prop: at, allowed }));
  }
}

function rootOf(construct: unknown): object | undefined {
  return (construct as { node?: { root?: object } } | undefined)?.node?.root;
}

/** Path of what is to be made, where it is a construct. */
function placeOf(name: string, [scope, id]: readonly unknown[]): string {
  const path = (scope as { node?: { path?: string } } | undefined)?.node?.path;
  return path === undefined || typeof id !== 'string' ? `new ${name}` : path === '' ? id : `${path}/${id}`;
}

/** The value as it stands in a message: strings quoted, objects by what they are. */
function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${value}'`;
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'of a list' : `of ${describe(value)}`;
    case 'function':
      return `of function ${value.name}`;
    default:
      return String(value);
  }
}

function describe(value: object): string {
  const made = Object.getPrototypeOf(value)?.constructor?.name as string | undefined;
  return made === undefined || made === 'Object' ? 'an object' : `a ${made}`;
}
