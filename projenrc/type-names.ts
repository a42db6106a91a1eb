/** Writes down what structs are called, which programs in TypeScript do not name: docs/type-names.md, with the table of props. */
interface Named {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly string[];
}

const OPENING = `# Names of structs

Programs in TypeScript, and the pages here, write structs as \`{ ... }\` without a name. Java, Go and C# name them, as does Python
where one is in a prop. This page has all of them, as [the API](../API.md) does; the props of a construct are called after it, \`MicroserviceProps\`.
[In your language](languages.md) says how each is written.

`;

/** @param table what the public API takes, as in src/props/table.ts */
export function typeNames(table: string): string {
  const types = table.split(/\n(?=class |struct |enum |interface )/).map((text): Named => {
    const [head, ...lines] = text.split('\n');
    const [kind, name] = head.split(' ');
    return { kind, name, lines: lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1)) };
  });
  const structs = new Set(types.filter(({ kind }) => kind === 'struct').map(({ name }) => name));
  return [
    OPENING,
    '## What is called\n\n| call | struct |\n| --- | --- |\n',
    ...types.filter(({ kind }) => kind === 'class').flatMap((one) => callRows(one, structs)),
    '\n## What is in props\n\n| prop | struct | of |\n| --- | --- | --- |\n',
    ...propRows(
      types.filter(({ kind }) => kind === 'struct'),
      structs,
    ),
  ].join('');
}

function callRows({ name, lines }: Named, structs: ReadonlySet<string>): string[] {
  const calls = new Map<string, string[]>();
  for (const line of lines) {
    const [, kind, method = '', parameters = ''] = /^(new|static|method|constant)(?: (?!scope)(\w+))?(?: (.*))?$/.exec(
      line,
    )!;
    for (const given of parameters.split(', ').flatMap((one) => structOf(one, structs) ?? [])) {
      if (!(kind === 'new' && given === `${name}Props`)) {
        const call = kind === 'new' ? `new ${name}` : kind === 'static' ? `${name}.${method}` : `.${method}`;
        calls.set(given, [...(calls.get(given) ?? []), `\`${call}\``]);
      }
    }
  }
  return [...calls].map(
    ([given, all]) => `| ${all[0].startsWith('`.') ? `\`${name}\`: ` : ''}${all.join(', ')} | \`${given}\` |\n`,
  );
}

function propRows(types: readonly Named[], structs: ReadonlySet<string>): string[] {
  const rows = new Map<string, { prop: string; given: string; of: string[] }>();
  for (const { name, lines } of types) {
    for (const line of lines) {
      const given = structOf(line, structs);
      const prop = /^\w+/.exec(line)![0];
      const key = `${prop} ${given}`;
      if (given) {
        rows.set(key, { prop, given, of: [...(rows.get(key)?.of ?? []), `\`${name}\``] });
      }
    }
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { prop, given, of }]) => `| \`${prop}\` | \`${given}\` | ${of.join(', ')} |\n`);
}

/** The struct that a parameter or prop is, or holds some of. */
function structOf(slot: string, structs: ReadonlySet<string>): string | undefined {
  const [, type] = / (\w+)[^ ]*$/.exec(slot) ?? [];
  return type !== undefined && structs.has(type) ? type : undefined;
}
