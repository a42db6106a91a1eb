import { isClusterResource, resourceOf } from './resources';
import { isDnsSubdomain } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** What the API server knows to do with objects. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** Those that name no object. */
const NAMELESS = ['create', 'deletecollection'];

/** What somebody may do; `on` says with what. */
@checked
export class AccessVerbs {
  /** @internal */
  public static _of(verbs: readonly string[]): AccessVerbs {
    return new AccessVerbs(verbs);
  }

  private constructor(private readonly verbs: readonly string[]) {}

  /**
   * With these kinds of objects, in the plural and with their group where they have one: 'configmaps', 'pods/log', 'deployments.apps'.
   * @param resources Kinds in the plural.
   * @throws where there is no such resource, or it is a wildcard
   */
  public on(...resources: string[]): AccessRule {
    return AccessRule._of(this.verbs, resources, false);
  }

  /**
   * With kinds of custom resources that have no namespace, for example 'widgets.example.com'. Built-in ones are known to `on`.
   * @param resources Kinds in the plural, with their group.
   */
  public onClusterScoped(...resources: string[]): AccessRule {
    return AccessRule._of(this.verbs, resources, true);
  }
}

/** A right of pods to do something with objects of Kubernetes: `AccessRule.to('get', 'list').on('configmaps')`. */
@checked
export class AccessRule {
  /**
   * @param verbs of get, list, watch, create, update, patch, delete and deletecollection
   * @throws where there is no such verb, or it is a wildcard
   */
  public static to(...verbs: string[]): AccessVerbs {
    const problems = new Problems('AccessRule.to');
    problems.check(verbs.length > 0, 'verbs', '[]', 'must name at least one verb', VERBS.join(', '));
    for (const verb of verbs) {
      problems.check(VERBS.includes(verb), 'verbs', verb, `must be one of ${VERBS.join(', ')}`);
    }
    problems.raise();
    return AccessVerbs._of([...new Set(verbs)].sort());
  }

  /** @internal */
  public static _of(verbs: readonly string[], resources: readonly string[], clusterScoped: boolean): AccessRule {
    const problems = new Problems(`AccessRule.to(${verbs.join(', ')})`);
    problems.check(
      resources.length > 0,
      'resources',
      '[]',
      'must name at least one resource',
      "for example 'configmaps'",
    );
    resources.forEach((resource) => resourceOf(problems, resource));
    problems.raise();
    const all = [...new Set(resources)].sort();
    const wide = all.filter((resource) => clusterScoped || isClusterResource(resource));
    problems.check(
      wide.length === 0 || wide.length === all.length,
      'resources',
      all,
      `${wide.join(', ')} have no namespace, the others have`,
      'a rule for each kind',
    );
    problems.raise();
    return new AccessRule(verbs, all, wide.length > 0, []);
  }

  private constructor(
    private readonly verbs: readonly string[],
    private readonly resources: readonly string[],
    /** @internal */
    public readonly _clusterScoped: boolean,
    private readonly names: readonly string[],
  ) {}

  /**
   * With these objects alone.
   * @param names Names of the objects.
   * @throws where a verb names no object: create and deletecollection
   */
  public named(...names: string[]): AccessRule {
    const problems = new Problems(`AccessRule.to(${this.verbs.join(', ')})`);
    const nameless = this.verbs.filter((verb) => NAMELESS.includes(verb));
    problems.check(
      nameless.length === 0,
      'named',
      names,
      `${nameless.join(', ')} names no object`,
      'a rule of its own',
    );
    problems.check(names.length > 0, 'named', '[]', 'must name at least one object');
    names.forEach((name) => problems.check(isDnsSubdomain(name), 'named', name, 'must be the name of an object'));
    problems.raise();
    return new AccessRule(this.verbs, this.resources, this._clusterScoped, [...names].sort());
  }

  /**
   * Checks it for pods of a namespace.
   * @internal
   */
  public _check(problems: Problems): void {
    const reads = this.verbs.some((verb) => ['get', 'list', 'watch'].includes(verb));
    problems.check(
      !reads || !this.resources.includes('secrets') || this.names.length > 0,
      'identity.rules',
      'secrets',
      'lets its pods read all secrets of the namespace',
      "named('...') with those that it needs, or Mount.secret(...)",
    );
  }

  /**
   * As Role and ClusterRole write it: one rule for each API group.
   * @internal
   */
  public get _rules(): { apiGroups: string[]; resources: string[]; verbs: string[]; resourceNames?: string[] }[] {
    const parsed = this.resources.map((resource) => resourceOf(new Problems(''), resource));
    return [...new Set(parsed.map(({ group }) => group))].sort().map((group) => ({
      apiGroups: [group],
      resources: parsed.filter((one) => one.group === group).map(({ resource }) => resource),
      ...(this.names.length > 0 && { resourceNames: [...this.names] }),
      verbs: [...this.verbs],
    }));
  }
}
