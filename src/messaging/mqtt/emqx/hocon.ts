/** A value of EMQX's configuration. */
export type Hocon = string | number | boolean | readonly Hocon[] | { readonly [name: string]: Hocon };

/** A bare word: everything else stands in quotes. */
const WORD = /^[a-z][a-z0-9_]*$/;

/** Settings as HOCON, in the part of the language that EMQX and its operator read alike: nested objects, lists, and strings in quotes. */
export function hoconOf(settings: Readonly<Record<string, Hocon>>): string {
  return `${linesOf(settings).join('\n')}\n`;
}

function linesOf(settings: Readonly<Record<string, Hocon>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    entry(WORD.test(name) ? name : JSON.stringify(name), value),
  );
}

function entry(name: string, value: Hocon): string[] {
  if (Array.isArray(value)) {
    return value.every((one) => typeof one !== 'object')
      ? [`${name} = [${value.map(scalar).join(', ')}]`]
      : [`${name} = [`, ...indented(value.flatMap((one, i) => inList(one, i < value.length - 1))), ']'];
  }
  return typeof value === 'object'
    ? [`${name} {`, ...indented(linesOf(value as Record<string, Hocon>)), '}']
    : [`${name} = ${scalar(value)}`];
}

function inList(value: Hocon, more: boolean): string[] {
  return ['{', ...indented(linesOf(value as Record<string, Hocon>)), more ? '},' : '}'];
}

function scalar(value: unknown): string {
  return typeof value === 'string' && !WORD.test(value) ? JSON.stringify(value) : String(value);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
