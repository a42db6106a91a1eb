import { Problems } from '../../manifest/problems';
import { HarborRegistry } from '../../platform/harbor-registry';

/** Who brings what about in which registry, by the root of the app. */
const CLAIMS = new WeakMap<object, Map<string, string>>();

/**
 * What one configuration alone may bring about: another one with the same would undo its work with every run, as most of it carries no mark.
 * @param what for example "project 'telemetry'"
 */
export class Claim {
  private readonly key: string;

  public constructor(
    private readonly registry: HarborRegistry,
    private readonly path: string,
    private readonly what: string,
  ) {
    this.key = `${registry.host} ${what}`;
  }

  public check(problems: Problems, prop: string, given: unknown): void {
    const other = this.claims.get(this.key);
    problems.check(
      other === undefined || other === this.path,
      prop,
      given,
      `${this.what} of ${this.registry.host} is brought about by ${other} already`,
      'all of it in one configuration',
    );
  }

  public make(): void {
    this.claims.set(this.key, this.path);
  }

  private get claims(): Map<string, string> {
    const { root } = this.registry.node;
    const claims = CLAIMS.get(root) ?? new Map<string, string>();
    CLAIMS.set(root, claims);
    return claims;
  }
}
