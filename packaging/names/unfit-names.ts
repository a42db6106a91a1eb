import { toSnakeCase } from 'codemaker';
import { Assembly, Assemblies, ClassSpec, InterfaceSpec, Method, Parameter, TypeReference, TypeSpec } from './assembly';
import * as reserved from './reserved-words';

/**
 * Names of the public API that do not come through to Python, Java, Go or C# as they are: jsii would call them something else
 * there, or two of them the same, and messages and pages would be wrong.
 */
export function unfitNames(assembly: Assembly): string[] {
  const assemblies = new Assemblies(assembly);
  const types = Object.values(assembly.types);
  return [...types.flatMap((type) => ofType(type, assemblies)), ...collisions(types)].sort();
}

function ofType(type: TypeSpec, assemblies: Assemblies): string[] {
  const found = reserved.JAVA_LANG.has(type.name) ? [`${type.name}: hides java.lang.${type.name}`] : [];
  if (type.kind === 'enum') {
    return [...found, ...type.members.flatMap(({ name }) => ofConstant(`${type.name}.${name}`, name))];
  }
  const members = [...(type.properties ?? []), ...(type.methods ?? [])];
  return [
    ...found,
    ...(type.properties ?? []).flatMap(({ name, const: constant }) =>
      (constant ? ofConstant : ofName)(`${type.name}.${name}`, name),
    ),
    ...(type.methods ?? []).flatMap(({ name }) => [
      ...ofName(`${type.name}.${name}`, name),
      ...(reserved.JAVA_OBJECT.has(name) ? [`${type.name}.${name}: every object of Java has that`] : []),
    ]),
    ...members
      .filter(({ name }) => name.toLowerCase() === type.name.toLowerCase())
      .map(({ name }) => `${type.name}.${name}: C# has no member that is called as its class`),
    ...callsOf(type).flatMap((call) => ofCall(`${type.name}.${call.name ?? 'new'}`, call, assemblies)),
    ...twice(
      `${type.name}.`,
      assemblies.membersOf(type).map(({ name }) => [name, name.toLowerCase()]),
    ),
  ];
}

function callsOf(type: ClassSpec | InterfaceSpec): Partial<Method>[] {
  const made = type.kind === 'class' && type.initializer ? [type.initializer] : [];
  return [...made, ...(type.methods ?? [])];
}

function ofName(at: string, name: string): string[] {
  const languages = [
    ...(reserved.PYTHON.has(toSnakeCase(name)) ? ['Python'] : []),
    ...(reserved.JAVA.has(name) ? ['Java'] : []),
  ];
  return languages.length > 0 ? [`${at}: is a reserved word of ${languages.join(' and ')}`] : [];
}

/** Java and Python write constants in a way of their own: what that changes reads differently in each language. */
function ofConstant(at: string, name: string): string[] {
  const written = toSnakeCase(name).toUpperCase();
  return written === name ? [] : [`${at}: is ${written} in Python and Java`];
}

function ofCall(at: string, { parameters = [] }: Partial<Method>, assemblies: Assemblies): string[] {
  const last = parameters.at(-1);
  const lifted = last && !last.variadic ? assemblies.propsOf(last.type) : [];
  return parameters.flatMap((one) => [
    ...ofName(`${at}(${one.name})`, one.name),
    ...(reserved.GO.has(one.name) ? [`${at}(${one.name}): is a reserved word of Go`] : []),
    ...(one.name.startsWith('_') ? [`${at}(${one.name}): has no name; give it one and take it apart inside`] : []),
    ...(one !== last && lifted.includes(one.name)
      ? [`${at}(${one.name}): Python takes props of the last parameter by their names, and one has this`]
      : []),
    ...(isOptionalList(one, assemblies)
      ? [`${at}(${one.name}): Go fails where it is left out; put it into props`]
      : []),
  ]);
}

/** The checks that jsii generates for Go go through it without asking whether it is there. */
function isOptionalList({ optional, type }: Parameter, assemblies: Assemblies): boolean {
  const element: TypeReference | undefined = type.collection?.elementtype;
  return optional === true && element !== undefined && assemblies.isStruct(element);
}

/** All names of a Go package are in one place, and those of C# for interfaces begin with I. */
function collisions(types: readonly TypeSpec[]): string[] {
  const go = types.flatMap((type): [string, string][] => {
    const own: [string, string][] = [[type.name, type.name]];
    if (type.kind === 'enum') {
      return [
        ...own,
        ...type.members.map(({ name }): [string, string] => [`${type.name}.${name}`, `${type.name}_${name}`]),
      ];
    }
    const statics = [...(type.methods ?? []), ...(type.properties ?? [])].filter((member) => member.static);
    const made: [string, string][] = type.kind === 'class' ? [[`new ${type.name}`, `New${type.name}`]] : [];
    return [
      ...own,
      ...made,
      ...statics.map(({ name }): [string, string] => [`${type.name}.${name}`, `${type.name}_${pascal(name)}`]),
    ];
  });
  const dotnet = types.map((type): [string, string] => [
    type.name,
    type.kind === 'interface' && type.datatype ? `I${type.name}` : type.name,
  ]);
  return [...twice('Go: ', go), ...twice('C#: ', dotnet)];
}

function twice(at: string, names: readonly (readonly [string, string])[]): string[] {
  const seen = new Map<string, string>();
  return names.flatMap(([name, written]) => {
    const other = seen.get(written);
    seen.set(written, name);
    return other === undefined ? [] : [`${at}${name}: is called as ${other}, but for the case`];
  });
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
