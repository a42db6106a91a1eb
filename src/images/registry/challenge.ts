/** What a registry asks for before it answers. */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: Readonly<Record<string, string>>;
}

/** The challenge of a header `WWW-Authenticate`; undefined where it is of a kind that registries do not have. */
export function challengeOf(header: string | null): Challenge | undefined {
  const [, scheme, rest] = /^\s*(basic|bearer)\b(.*)$/is.exec(header ?? '') ?? [];
  if (scheme === undefined) {
    return undefined;
  }
  const pairs = [...rest.matchAll(/([a-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi)];
  return {
    scheme: scheme.toLowerCase() as Challenge['scheme'],
    parameters: Object.fromEntries(pairs.map(([, name, quoted, plain]) => [name.toLowerCase(), quoted ?? plain])),
  };
}

/** Where a token is to be had, for pulling a repository. */
export function tokenUrl({ parameters }: Challenge, repository: string): string | undefined {
  const { realm, service, scope = `repository:${repository}:pull` } = parameters;
  if (realm === undefined || !/^https?:\/\//.test(realm)) {
    return undefined;
  }
  const url = new URL(realm);
  if (service !== undefined) {
    url.searchParams.set('service', service);
  }
  url.searchParams.set('scope', scope);
  return url.href;
}
