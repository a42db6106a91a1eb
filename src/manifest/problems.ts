import { Node } from 'constructs';

/** Collects what is wrong with the input of one construct, so that all of it is reported at once. */
export class Problems {
  private readonly lines: string[] = [];

  /** @param path construct path of what is being checked */
  public constructor(private readonly path: string) {}

  /** Notes a problem unless `holds`: what was given, what is allowed, how to cure it. */
  public check(holds: boolean, prop: string, given: unknown, allowed: string, cure?: string): boolean {
    if (!holds) {
      this.lines.push(`${prop} ${show(given)}: ${allowed}${cure ? `; ${cure}` : ''}`);
    }
    return holds;
  }

  /** Notes a problem with a message of its own. */
  public add(message: string): void {
    this.lines.push(message);
  }

  /** Throws one error with everything that was noted; takes the construct out of its scope first, so that nothing half-made stays. */
  public raiseFor(construct: { readonly node: Node }): void {
    if (this.lines.length > 0) {
      construct.node.scope?.node.tryRemoveChild(construct.node.id);
    }
    this.raise();
  }

  /** What was noted, for validations, which give lines back. */
  public get noted(): string[] {
    return this.lines.map((line) => `[${this.path}] ${line}`);
  }

  /** Throws one error with everything that was noted. */
  public raise(): void {
    if (this.lines.length > 0) {
      throw new Error(this.lines.map((line) => `[${this.path}] ${line}`).join('\n'));
    }
  }
}

/** Path of a construct that is being constructed. */
export function pathOf(scope: { readonly node: { readonly path: string } }, id: string): string {
  return scope.node.path ? `${scope.node.path}/${id}` : id;
}

/** A value as it stands in an error message. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(show).join(', ')}]`;
  }
  return String(value);
}
