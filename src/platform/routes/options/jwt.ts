import { sortedBy } from '../../../capacity/order';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** Who issues tokens, and what has to be in them. */
export interface JwtProps {
  /** Issuer, as the claim `iss` has it, for example 'https://login.example.com'. */
  readonly issuer: string;
  /**
   * Public keys of the issuer as a JSON Web Key Set. Where they are given, nothing is fetched when tokens are checked.
   * @default - fetched from `jwksUri`
   */
  readonly jwks?: string;
  /**
   * Where istiod fetches the public keys, by https.
   * @default - none; one of `jwks` and `jwksUri` is required
   */
  readonly jwksUri?: string;
  /** For whom the token is: one of them has to be in the claim `aud`. */
  readonly audiences: string[];
  /**
   * Claims that have to be there, each with one of these values, for example `{ role: ['driver', 'fleet'] }`. Of claims that are lists one entry counts.
   * @default - none
   */
  readonly claims?: Record<string, string[]>;
  /**
   * Whether the service gets the token.
   * @default false
   */
  readonly forwarded?: boolean;
}

/**
 * A token (JSON Web Token) without which nobody gets through a route. Emits a RequestAuthentication (security.istio.io/v1), which alone would let requests
 * without any token pass, and asks for the principal and its claims in the AuthorizationPolicy of the service.
 *
 * @example
 * const api = new Microservice(platform, 'api', { image, resources, replicas, ports: [Port.http(8080)] });
 * platform.route('api.example.com', api, {
 *   jwt: Jwt.of({
 *     issuer: 'https://login.example.com',
 *     jwksUri: 'https://login.example.com/keys',
 *     audiences: ['api'],
 *   }),
 * });
 */
@checked
export class Jwt {
  /**
   * Tokens of an issuer.
   * @param props Issuer, keys, audiences and claims.
   */
  public static of(props: JwtProps): Jwt {
    const { issuer, jwks, jwksUri, audiences, claims = {} } = props;
    const problems = new Problems(`Jwt.of ${issuer}`);
    problems.check(
      /^[^\s*]+$/.test(issuer),
      'issuer',
      issuer,
      'must be what the tokens name as theirs; * is not allowed',
    );
    const one = (jwks === undefined) !== (jwksUri === undefined);
    problems.check(
      one,
      'jwks',
      jwks === undefined ? 'and jwksUri are missing' : 'beside jwksUri',
      'one of both is wanted',
    );
    const https = jwksUri === undefined || /^https:\/\/[^\s]+$/.test(jwksUri);
    problems.check(https, 'jwksUri', jwksUri, 'must be an address with https: who forges the keys forges any token');
    problems.check(jwks === undefined || isKeySet(jwks), 'jwks', jwks, 'must be a JSON Web Key Set: { "keys": [...] }');
    problems.check(audiences.length > 0, 'audiences', '[]', 'must name one: a token for another service would pass');
    for (const [name, values] of Object.entries(claims)) {
      problems.check(/^[^\s[\]*]+$/.test(name), 'claims', name, 'must be the name of a claim');
      const some = values.length > 0 && values.every((value) => value !== '' && !value.includes('*'));
      problems.check(some, `claims ${name}`, values, 'must be at least one value; * is not allowed');
    }
    problems.raise();
    return new Jwt(props);
  }

  private constructor(private readonly props: JwtProps) {}

  /** Issuer of the tokens. */
  public get issuer(): string {
    return this.props.issuer;
  }

  /**
   * The same text for tokens that are the same.
   * @internal
   */
  public get _key(): string {
    return JSON.stringify([this._rule(), this._when()]);
  }

  /**
   * The rule of a RequestAuthentication.
   * @internal
   */
  public _rule(): object {
    const { issuer, jwks, jwksUri, audiences, forwarded } = this.props;
    return {
      issuer,
      audiences: [...audiences].sort(),
      ...(jwks !== undefined && { jwks }),
      ...(jwksUri !== undefined && { jwksUri }),
      ...(forwarded && { forwardOriginalToken: true }),
    };
  }

  /**
   * What the AuthorizationPolicy asks of a request with a token.
   * @internal
   */
  public _when(): { key: string; values: string[] }[] {
    return sortedBy(Object.entries(this.props.claims ?? {}), ([name]) => name).map(([name, values]) => ({
      key: `request.auth.claims[${name}]`,
      values: [...values].sort(),
    }));
  }
}

function isKeySet(text: string): boolean {
  try {
    const { keys } = JSON.parse(text);
    return Array.isArray(keys) && keys.length > 0;
  } catch {
    return false;
  }
}
