import { checkRegex } from './regex';
import { RouteCondition } from './route-condition';
import { isDnsSubdomain } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** What the service sees in place of the path and host that the client asked for. */
@checked
export class RouteRewrite {
  /**
   * This path in place of the one that was matched: of a prefix that alone, what is below it stays.
   * @param path For example '/'.
   */
  public static path(path: string): RouteRewrite {
    return new RouteRewrite(path);
  }

  /**
   * What an expression of RE2 makes of the path.
   * @param match Expression of what is replaced.
   * @param substitution What stands there then; `\1` is the first group.
   */
  public static regex(match: string, substitution: string): RouteRewrite {
    return new RouteRewrite(undefined, { match, rewrite: substitution });
  }

  /**
   * Another host, the path as it is.
   * @param host What the service sees as its host.
   */
  public static host(host: string): RouteRewrite {
    return new RouteRewrite(undefined, undefined, host);
  }

  private constructor(
    /** @internal */
    public readonly _path?: string,
    /** @internal */
    public readonly _regex?: { readonly match: string; readonly rewrite: string },
    /** @internal */
    public readonly _host?: string,
  ) {}

  /**
   * The same with another host.
   * @param host What the service sees as its host.
   */
  public withHost(host: string): RouteRewrite {
    return new RouteRewrite(this._path, this._regex, host);
  }

  /** @internal */
  public _check(problems: Problems, conditions: readonly RouteCondition[]): void {
    const { _path: path, _regex: regex, _host: host } = this;
    const whole = path === undefined || /^\/[^\s?#]*$/.test(path);
    problems.check(whole, 'rewrite', path, 'must start with /, and hold no query');
    const byRegex = conditions.some((one) => one.path.kind === 'regex');
    const cure = 'RouteRewrite.regex(...)';
    problems.check(path === undefined || !byRegex, 'rewrite', path, 'is for a path or a prefix that is matched', cure);
    problems.check(host === undefined || isDnsSubdomain(host), 'rewrite', host, 'must be a host name');
    if (regex) {
      checkRegex(problems, 'rewrite', regex.match);
    }
  }

  /**
   * What is written for the path itself, and for what is below it.
   * @internal
   */
  public _istio(below: boolean): object {
    const { _path: path, _regex: regex, _host: host } = this;
    const folder = path === undefined ? undefined : path.replace(/\/*$/, below ? '/' : '') || '/';
    return {
      ...(folder !== undefined && { uri: folder }),
      ...(regex && { uriRegexRewrite: regex }),
      ...(host !== undefined && { authority: host }),
    };
  }
}
