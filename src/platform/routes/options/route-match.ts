import { checkRegex } from './regex';
import { keyOf, RouteCondition } from './route-condition';
import { TextMatch } from './text-match';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

const METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];

/**
 * Which requests a route takes: by path, method, headers and query, all of them together. Of the routes of a host the exact path is asked first, then
 * expressions, then the longest prefix; of two with one path the one that looks at more.
 *
 * @example
 * const orders = new Microservice(platform, 'orders', { image, resources, replicas, ports: [Port.http(8080)] });
 * platform.route('api.example.com', orders, {
 *   match: RouteMatch.pathPrefix('/v2/orders').withMethod('POST').withHeader('x-tier', TextMatch.exact('gold')),
 * });
 */
@checked
export class RouteMatch {
  /** Every request of the host. */
  public static all(): RouteMatch {
    return RouteMatch.pathPrefix('/');
  }

  /**
   * This path alone.
   * @param path Path without a query, for example '/v1/orders'.
   */
  public static path(path: string): RouteMatch {
    return RouteMatch.of('exact', path);
  }

  /**
   * This path, and all below it: '/v1' takes '/v1/orders', and not '/v10'.
   * @param prefix Path without a query.
   */
  public static pathPrefix(prefix: string): RouteMatch {
    return RouteMatch.of('prefix', prefix.replace(/\/+$/, '') || '/');
  }

  /**
   * Paths all of which match an expression of RE2.
   * @param regex The expression, for example '/v[12]/orders/[0-9]+'.
   */
  public static pathRegex(regex: string): RouteMatch {
    return RouteMatch.of('regex', regex);
  }

  /**
   * Requests that one of several takes.
   * @param matches The alternatives.
   */
  public static anyOf(matches: RouteMatch[]): RouteMatch {
    return new RouteMatch(matches.flatMap(({ _conditions }) => _conditions));
  }

  private static of(kind: RouteCondition['path']['kind'], value: string): RouteMatch {
    return new RouteMatch([{ path: { kind, value }, headers: {}, query: {} }]);
  }

  private constructor(
    /** @internal */
    public readonly _conditions: readonly RouteCondition[],
  ) {}

  /**
   * Only requests with this method.
   * @param method For example 'POST'.
   */
  public withMethod(method: string): RouteMatch {
    return this.each((one) => ({ ...one, method }));
  }

  /**
   * Only requests with such a header.
   * @param name Name of the header, in any case.
   * @param value What is in it.
   */
  public withHeader(name: string, value: TextMatch): RouteMatch {
    return this.each((one) => ({ ...one, headers: { ...one.headers, [name.toLowerCase()]: value } }));
  }

  /**
   * Only requests with such a query parameter.
   * @param name Name of the parameter.
   * @param value What is in it.
   */
  public withQuery(name: string, value: TextMatch): RouteMatch {
    return this.each((one) => ({ ...one, query: { ...one.query, [name]: value } }));
  }

  /** @internal */
  public _check(problems: Problems): void {
    problems.check(this._conditions.length > 0, 'match', '[]', 'must have at least one alternative');
    for (const { path, method, headers, query } of this._conditions) {
      const whole = path.kind === 'regex' || /^\/[^\s?#]*$/.test(path.value);
      problems.check(whole, 'match', path.value, 'must start with /, and hold no query');
      if (path.kind === 'regex') {
        checkRegex(problems, 'match', path.value);
      }
      const known = method === undefined || METHODS.includes(method);
      problems.check(known, 'match method', method, `must be one of ${METHODS.join(', ')}`);
      for (const [name, value] of Object.entries(headers)) {
        const allowed = /^[a-z0-9!#$%&'*+.^_|~-]+$/.test(name);
        problems.check(allowed, 'match header', name, 'must be the name of a header', 'jwt for claims of a token');
        value._check(problems, `match header ${name}`);
      }
      for (const [name, value] of Object.entries(query)) {
        problems.check(/^[^\s&=#]+$/.test(name), 'match query', name, 'must be the name of a parameter');
        value._check(problems, `match query ${name}`);
      }
    }
    const keys = this._conditions.map(keyOf);
    const twice = keys.find((key, i) => keys.indexOf(key) !== i);
    problems.check(twice === undefined, 'match', twice, 'is there twice');
  }

  private each(change: (one: RouteCondition) => RouteCondition): RouteMatch {
    return new RouteMatch(this._conditions.map(change));
  }
}
