import { Problems } from '../../manifest/problems';

/** A name without dots for a host, and another one for any other host. */
export function namedAfter(host: string): string {
  return host.replace(/-/g, '--').replace(/\./g, '-');
}

/** Secret with the certificate of a host, where none is given. */
export function certificateOf(host: string): string {
  return `${host.replace(/\./g, '-')}-tls`;
}

/** Refuses a host whose secret, not named, would be that of another host: it would show the certificate of that one. */
export function checkCertificate(
  problems: Problems,
  host: string,
  given: string | undefined,
  others: readonly (readonly [string, string])[],
): void {
  const own = certificateOf(host);
  const other = others.find(([name, certificate]) => name !== host && certificate === own)?.[0];
  problems.check(
    given !== undefined || other === undefined,
    'certificate',
    own,
    `is that of host ${other}, since dots are dashes in it`,
    'certificate: the name of the secret of this host',
  );
}
