import { Problems } from '../../manifest/problems';
import { Jwt } from '../../platform/routes/options/jwt';

/** Tokens that requests to each port have to carry, where they have to. */
type Tokens = ReadonlyMap<number, Jwt | undefined>;

/** Refuses routes to one service that want different tokens: what one of them lets in would come in past the other. */
export function checkTokens(problems: Problems, known: Tokens, port: number, jwt?: Jwt): void {
  problems.check(
    !known.has(port) || known.get(port)?._key === jwt?._key,
    'jwt',
    jwt?.issuer,
    `differs from that of another route to port ${port}: what that one lets in would reach the service past this one`,
    'the same jwt on both, or a service of its own for what is open',
  );
  const other = [...known.values()].find((one) => one?.issuer === jwt?.issuer);
  problems.check(
    !jwt || !other || JSON.stringify(other._rule()) === JSON.stringify(jwt._rule()),
    'jwt',
    jwt?.issuer,
    'has other keys or audiences on another port of the service, and Istio knows one rule for an issuer',
  );
}

/** Ports by the token that they want, those without first. */
export function byToken(ports: Tokens): { jwt?: Jwt; numbers: number[] }[] {
  const groups = new Map<string, { jwt?: Jwt; numbers: number[] }>();
  for (const [number, jwt] of [...ports].sort(([a], [b]) => a - b)) {
    const key = jwt?._key ?? '';
    const group = groups.get(key) ?? { jwt, numbers: [] };
    group.numbers.push(number);
    groups.set(key, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
