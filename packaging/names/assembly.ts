/** What is read of the assemblies that jsii writes: https://aws.github.io/jsii/specification/2-type-system/. */
export interface Assembly {
  readonly name: string;
  readonly types: Readonly<Record<string, TypeSpec>>;
}

export type TypeSpec = ClassSpec | InterfaceSpec | EnumSpec;

interface Named {
  readonly name: string;
}

export interface TypeReference {
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: TypeReference };
}

export interface Parameter extends Named {
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
}

export interface Method extends Named {
  readonly static?: boolean;
  readonly parameters?: readonly Parameter[];
}

interface Property extends Named {
  readonly static?: boolean;
  readonly const?: boolean;
}

interface Members extends Named {
  readonly properties?: readonly Property[];
  readonly methods?: readonly Method[];
  readonly interfaces?: readonly string[];
}

export interface ClassSpec extends Members {
  readonly kind: 'class';
  readonly base?: string;
  readonly initializer?: { readonly parameters?: readonly Parameter[] };
}

export interface InterfaceSpec extends Members {
  readonly kind: 'interface';
  /** A struct. */
  readonly datatype?: boolean;
}

export interface EnumSpec extends Named {
  readonly kind: 'enum';
  readonly members: readonly Named[];
}

/** Answers what types are and have. Those of other packages are nobody's here, and nothing is known of them. */
export class Assemblies {
  public constructor(private readonly assembly: Assembly) {}

  public isStruct(type: TypeReference): boolean {
    const spec = this.find(type.fqn);
    return spec?.kind === 'interface' && spec.datatype === true;
  }

  /** Names of all props of a struct, with those that it extends; of anything else none. */
  public propsOf(type: TypeReference): string[] {
    return this.isStruct(type) ? this.membersOf(this.find(type.fqn)!).map(({ name }) => name) : [];
  }

  /** Members that the type has itself or of its bases, each name once. */
  public membersOf(type: TypeSpec): Named[] {
    if (type.kind === 'enum') {
      return [];
    }
    const bases = [...(type.kind === 'class' && type.base ? [type.base] : []), ...(type.interfaces ?? [])];
    const inherited = bases.flatMap((fqn) => {
      const base = this.find(fqn);
      return base ? this.membersOf(base) : [];
    });
    const all = [...(type.properties ?? []), ...(type.methods ?? []), ...inherited];
    return [...new Map(all.map((member) => [member.name, member])).values()];
  }

  private find(fqn: string | undefined): TypeSpec | undefined {
    return fqn === undefined ? undefined : this.assembly.types[fqn];
  }
}
