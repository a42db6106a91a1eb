import { PodUser, Use, UseParts, UserPods } from './use';
import { Problems } from '../../../manifest/problems';
import { VariableSource } from '../../../platform/configuration/variable-source';
import { Variable } from '../../../platform/variable';
import { ICallTarget } from '../../calls/call-target';
import { ContainerOptions } from '../container-options';
import { Mount } from '../mount';
import { Port } from '../port';

/** What says what pods use. */
interface Using extends ContainerOptions {
  readonly uses?: Use[];
}

/** Everything that the pods of one workload use. */
export class Uses {
  private readonly given: readonly (readonly [Use, UseParts])[];
  private readonly strange: readonly unknown[];

  public constructor(
    private readonly user: PodUser,
    uses: readonly Use[] = [],
  ) {
    this.strange = uses.filter((use) => !(use instanceof Use));
    this.given = partsOf(
      [...new Set(uses)].filter((use) => use instanceof Use),
      user,
    );
  }

  /** The same with what its uses bring. What is said of a variable there comes over what a use says. */
  public over<P extends Using>(props: P): P {
    if (this.given.length === 0) {
      return props;
    }
    const own = new Set([...Object.keys(props.env ?? {}), ...Object.keys(props.variables ?? {})]);
    const parts = this.given.map(([, part]) => part);
    const among = <T>(all: readonly Readonly<Record<string, T>>[]) =>
      Object.fromEntries(all.flatMap((one) => Object.entries(one).filter(([name]) => !own.has(name))));
    return {
      ...props,
      env: { ...among(parts.map(({ env = {} }) => env)), ...props.env },
      variables: { ...among(parts.map(({ variables = {} }) => variables)), ...props.variables },
      variablesFrom: once(
        [...parts.flatMap(({ variablesFrom = [] }) => variablesFrom), ...(props.variablesFrom ?? [])],
        sourceText,
      ),
      mounts: once([...parts.flatMap(({ mounts = [] }) => mounts), ...(props.mounts ?? [])], mountText),
      writable: [...new Set([...parts.flatMap(({ writable = [] }) => writable), ...(props.writable ?? [])])],
    };
  }

  /** Checks that no two uses say different things of one variable that the workload does not set itself. */
  public check(problems: Problems, { env = {}, variables = {} }: ContainerOptions): void {
    for (const one of this.strange) {
      problems.check(false, 'uses', `${one}`, 'must be how something is used', 'for example bucket.readWrite()');
    }
    const said = new Map<string, string>();
    for (const [name, text] of this.given.flatMap(([, part]) => valuesOf(part))) {
      const other = said.get(name);
      said.set(name, text);
      const own = Object.hasOwn(env, name) || Object.hasOwn(variables, name);
      const same = other === undefined || other === text || own;
      problems.check(same, 'uses', name, `is ${other} of one use and ${text} of another`, 'say it in env');
    }
  }

  /** Allows the calls, and tells what is used of its user. */
  public connect(calls: (target: ICallTarget, ports?: Port[]) => void, pods: UserPods): void {
    for (const [use, { targets = [] }] of this.given) {
      targets.forEach(({ target, ports }) => calls(target, ports && [...ports]));
      use._usedBy(this.user, pods);
    }
  }
}

/** What each use gives to its user. Throws with the problems of all of them at once. */
function partsOf(uses: readonly Use[], user: PodUser): (readonly [Use, UseParts])[] {
  const given: (readonly [Use, UseParts])[] = [];
  const wrong = new Set<string>();
  for (const use of uses) {
    try {
      given.push([use, use._partsFor(user)]);
    } catch (error) {
      const { message } = error as Error;
      // Whatever else it is, it is no problem of what was given.
      if (!message.startsWith('[')) {
        throw error;
      }
      message.split('\n').forEach((line) => wrong.add(line));
    }
  }
  if (wrong.size > 0) {
    throw new Error([...wrong].join('\n'));
  }
  return given;
}

function valuesOf({ env = {}, variables = {} }: UseParts): (readonly [string, string])[] {
  return [
    ...Object.entries(env).map(([name, value]) => [name, `'${value}'`] as const),
    ...Object.entries(variables).map(([name, variable]) => [name, variableText(name, variable)] as const),
  ];
}

function variableText(name: string, variable: Variable): string {
  const { value, valueFrom } = variable._variable(name, { memoryLimit: 0, cpuLimited: false });
  const { secretKeyRef: secret, configMapKeyRef: configuration } = valueFrom ?? {};
  const ref = secret ?? configuration;
  return ref ? `${ref.name}#${ref.key}` : `'${value ?? JSON.stringify(valueFrom)}'`;
}

function sourceText({ _envFrom }: VariableSource): string {
  return JSON.stringify(_envFrom);
}

function mountText({ path, _source: source, _readOnly: readOnly, _subPath: subPath }: Mount): string {
  return JSON.stringify([path, source.name, source.source, source.young, readOnly, subPath]);
}

/** The first of those that say the same. */
function once<T>(all: readonly T[], textOf: (one: T) => string): T[] {
  const known = new Map<string, T>();
  for (const one of all) {
    const text = textOf(one);
    if (!known.has(text)) {
      known.set(text, one);
    }
  }
  return [...known.values()];
}
