import { Assembly, Method, Parameter, TypeSpec } from './names/assembly';

const PACKAGE = 'cdk8sautonomous';

/**
 * Go as rosetta writes it does not compile: it takes pointers from what is none, knows neither the package of a struct nor the parameters that are left out,
 * and closes a function that nobody opened. This puts that right, by what the assembly says of the names in it.
 */
export function mendedGo(text: string, { types }: Assembly): string {
  const all = Object.values(types);
  const kinds = new Map(all.map((type) => [type.name, isStruct(type) ? 'struct' : type.kind]));
  const element = (name: string): string =>
    name.startsWith('*') ? name : `${kinds.get(name) === 'struct' ? '*' : ''}${qualified(name)}`;
  const mended = withoutLastBrace(text)
    .replace(/([._])\*(\w)/g, '$1$2')
    .replace(/\*((?:cdk8sautonomous|cdk8s)\.\w+_)/g, '$1')
    .replace(/((?:cdk8sautonomous|cdk8s)\.\w+_)([a-z])/g, (_, before, first) => before + first.toUpperCase())
    .replace(/(cdk8sautonomous\.(\w+)_\w+)\(\)/g, (call, name, type) => (kinds.get(type) === 'enum' ? name : call))
    .replace(/\b([A-Z]\w*): \*?\1(?=,$)/gm, (_, name) => `${name}: ${lowerFirst(name)}`)
    .replace(/\(\*([A-Z]\w*)\)/g, (_, name) => `(${lowerFirst(name)})`)
    .replace(/\bjsii\.Boolean\(/g, 'jsii.Bool(')
    .replace(/\[\](\*string|[A-Z]\w*)\{/g, (_, name) => `&[]${element(name)}{`)
    .replace(/map\[string\](?:map\[string\])?\*f64\{/g, 'map[string]interface{}{')
    .replace(/map\[string\](\*string|[A-Z]\w*)\{/g, (_, name) => `&map[string]${element(name)}{`)
    .replace(/&([A-Z]\w*)\{/g, (_, name) => `&${qualified(name)}{`);
  return withAllParameters(withFields(withGetters(mended)), all);
}

const isStruct = (type: TypeSpec) => type.kind === 'interface' && type.datatype === true;
const methodsOf = (type: TypeSpec): readonly Method[] => (type.kind === 'enum' ? [] : (type.methods ?? []));
const qualified = (name: string) => `${PACKAGE}.${name}`;
const lowerFirst = (name: string) => name[0].toLowerCase() + name.slice(1);
const upperFirst = (name: string) => name[0].toUpperCase() + name.slice(1);

function withoutLastBrace(text: string): string {
  return text.split('}').length > text.split('{').length ? text.replace(/\n?\}\s*$/, '') : text;
}

/** Props that are read are methods; what is in texts stays. */
function withGetters(text: string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(/(\w)\.([a-z]\w*)\b/g, (_, before, name) => `${before}.${upperFirst(name)}()`),
    )
    .join('');
}

/** Keys of structs are fields, those of maps are texts. */
function withFields(text: string): string {
  const within: boolean[] = [];
  return text
    .split('\n')
    .map((line) => {
      const isField = within.at(-1) === true;
      for (const [opened] of line.matchAll(/&?(?:map\[string\]|\[\])?[\w.*{}]*\{$|\}/g)) {
        if (opened === '}') {
          within.pop();
        } else {
          within.push(/^&cdk8sautonomous\.\w+\{$/.test(opened));
        }
      }
      return isField ? line.replace(/^(\s*)"(\w+)": /, (_, space, key) => `${space}${upperFirst(key)}: `) : line;
    })
    .join('\n');
}

/** What may be left out has to be there in Go: nil, or an empty text where it is an enum. */
function withAllParameters(text: string, types: readonly TypeSpec[]): string {
  let mended = text;
  for (const { index, 0: opened } of [...text.matchAll(/(?:cdk8sautonomous\.\w+|\b\w+\.[A-Z]\w*)\(/g)].reverse()) {
    const start = index + opened.length;
    const end = endOf(mended, start);
    const parameters = parametersOf(opened.slice(0, -1), types, text);
    const missing = (parameters ?? []).slice(countOf(mended.slice(start, end))).filter(({ variadic }) => !variadic);
    if (missing.length > 0) {
      const enums = new Set(types.filter(({ kind }) => kind === 'enum').map(({ name }) => name));
      const values = missing.map(({ type }) => (enums.has(type.fqn?.split('.')[1] ?? '') ? '""' : 'nil'));
      const comma = start === end ? '' : ', ';
      mended = `${mended.slice(0, end)}${comma}${values.join(', ')}${mended.slice(end)}`;
    }
  }
  return mended;
}

/** Of a constructor, of a static method, or of a method of what a variable was made as; else of one that has the same wherever there is one. */
function parametersOf(call: string, types: readonly TypeSpec[], text: string): readonly Parameter[] | undefined {
  const [, made] = /^cdk8sautonomous\.New(\w+)$/.exec(call) ?? [];
  if (made !== undefined) {
    const type = types.find(({ name }) => name === made);
    return type?.kind === 'class' ? type.initializer?.parameters : undefined;
  }
  const [, type, ofType] = /^cdk8sautonomous\.(\w+)_(\w+)$/.exec(call) ?? [];
  const [variable, ofVariable] = call.split('.');
  const [, maker] = new RegExp(`\\b${variable} := cdk8sautonomous\\.New(\\w+)\\(`).exec(text) ?? [];
  const found = types.flatMap((one) =>
    methodsOf(one)
      .filter((method) => upperFirst(method.name) === (ofType ?? ofVariable))
      .filter((method) => (type === undefined ? !method.static : method.static && one.name === type))
      .map(({ parameters = [] }) => ({ of: one.name, parameters })),
  );
  const own = found.find(({ of }) => of === maker);
  const same = found.every(({ parameters }) => parameters.length === found[0].parameters.length);
  return (own ?? (same ? found[0] : undefined))?.parameters;
}

/** Where the parenthesis closes that was opened before. */
function endOf(text: string, start: number): number {
  let depth = 1;
  let at = start;
  for (; depth > 0 && at < text.length; at++) {
    depth += '({['.includes(text[at]) ? 1 : ')}]'.includes(text[at]) ? -1 : 0;
  }
  return at - 1;
}

function countOf(given: string): number {
  let depth = 0;
  let count = given.trim() === '' ? 0 : 1;
  for (const letter of given.replace(/"[^"]*"/g, '""').replace(/,\s*$/, '')) {
    depth += '({['.includes(letter) ? 1 : ')}]'.includes(letter) ? -1 : 0;
    count += letter === ',' && depth === 0 ? 1 : 0;
  }
  return count;
}
