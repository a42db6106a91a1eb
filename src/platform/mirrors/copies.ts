/** Which projects are copied from which registry to which others, by their hosts: several constructs may stand for one registry. */
export class Copies {
  private readonly targets = new Map<string, Map<string, Set<string>>>();

  public add(from: string, to: string, project: string): void {
    const targets = this.targets.get(from) ?? new Map<string, Set<string>>();
    this.targets.set(from, targets);
    targets.set(to, (targets.get(to) ?? new Set()).add(project));
  }

  /** All projects of a registry that are copied somewhere. */
  public projectsOf(from: string): string[] {
    const targets = this.targets.get(from)?.values() ?? [];
    return [...new Set([...targets].flatMap((projects) => [...projects]))].sort();
  }

  /** The way of a project from one registry to another, both included; undefined where there is none. */
  public wayOf(from: string, to: string, project: string, seen: ReadonlySet<string> = new Set()): string[] | undefined {
    if (from === to) {
      return [from];
    }
    for (const [next, projects] of this.targets.get(from) ?? []) {
      if (projects.has(project) && !seen.has(next)) {
        const rest = this.wayOf(next, to, project, new Set([...seen, from]));
        if (rest) {
          return [from, ...rest];
        }
      }
    }
    return undefined;
  }
}

/** The copies of each app, by its root. */
const COPIES = new WeakMap<object, Copies>();

export function copiesOf(root: object): Copies {
  const copies = COPIES.get(root) ?? new Copies();
  COPIES.set(root, copies);
  return copies;
}
