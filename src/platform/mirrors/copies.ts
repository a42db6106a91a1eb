/** A registry, as far as copies between registries go. */
export interface CopiedRegistry {
  readonly host: string;
  /** @internal */
  readonly _copies: Copies;
}

/** Which projects of a registry are copied to which others. */
export class Copies {
  private readonly targets = new Map<CopiedRegistry, Set<string>>();

  public add(target: CopiedRegistry, project: string): void {
    const projects = this.targets.get(target) ?? new Set();
    this.targets.set(target, projects.add(project));
  }

  /** All projects that are copied somewhere. */
  public get projects(): string[] {
    return [...new Set([...this.targets.values()].flatMap((projects) => [...projects]))].sort();
  }

  /** Where a project goes from here. */
  public of(project: string): CopiedRegistry[] {
    return [...this.targets].filter(([, projects]) => projects.has(project)).map(([target]) => target);
  }
}

/** The way of a project from one registry to another, both included; undefined where there is none. */
export function pathOf(
  from: CopiedRegistry,
  to: CopiedRegistry,
  project: string,
  seen: ReadonlySet<CopiedRegistry> = new Set(),
): CopiedRegistry[] | undefined {
  if (from === to) {
    return [from];
  }
  for (const next of from._copies.of(project)) {
    if (!seen.has(next)) {
      const rest = pathOf(next, to, project, new Set([...seen, from]));
      if (rest) {
        return [from, ...rest];
      }
    }
  }
  return undefined;
}
