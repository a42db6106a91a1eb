import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CertificateIssuer } from './certificate-issuer';
import { CertificateUse, IssuedCertificateOptions } from './certificate-props';
import { Lifetime, lifetimeFields, lifetimeOf } from './lifetime';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** Emits a Certificate into the namespace of the owner. */
export function emitCertificate(
  scope: Construct,
  id: string,
  owner: Owner,
  name: string,
  { issuer, hosts = [], uris = [], commonName, uses = [CertificateUse.SERVER] }: IssuedCertificateOptions,
  lifetime: Lifetime,
): ApiObject {
  return customResource(scope, id, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: namespaced('Certificate', name, owner),
    spec: {
      secretName: name,
      issuerRef: issuer._ref,
      ...(commonName !== undefined && { commonName }),
      ...(hosts.length > 0 && { dnsNames: [...hosts] }),
      ...(uris.length > 0 && { uris: [...uris] }),
      ...lifetimeFields(lifetime),
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', ...uses.map((use) => `${use} auth`)],
    },
  });
}

/** Checks what a certificate is for, and holds it to what its authority may sign. */
export function checkCertificateProps(
  problems: Problems,
  props: IssuedCertificateOptions,
  namespace: string,
): Lifetime {
  const { issuer, hosts = [], uris = [], commonName, uses = [CertificateUse.SERVER] } = props;
  const lifetime = lifetimeOf(problems, props);
  for (const host of hosts) {
    problems.check(isDnsSubdomain(host), 'hosts', host, 'must be a host name; * is not allowed');
  }
  for (const uri of uris) {
    problems.check(/^[a-z][a-z0-9+.-]*:\/\/[^\s*]+$/.test(uri), 'uris', uri, "must be a URI, for example 'spiffe://…'");
  }
  const short = commonName === undefined || (commonName.length > 0 && commonName.length <= 64);
  problems.check(short, 'commonName', commonName, 'must have 1 to 64 characters');
  const named = hosts.length + uris.length > 0 || commonName !== undefined;
  problems.check(named, 'hosts', '[]', 'must name whom the certificate is for', 'hosts, uris or a commonName');
  problems.check(uses.length > 0, 'uses', '[]', 'must name at least one');
  checkAuthority(problems, issuer, lifetime, hosts, namespace);
  return lifetime;
}

/** What an authority signs ends before itself, is for its domains, and is asked for where its Issuer is. */
export function checkAuthority(
  problems: Problems,
  { _limits: limits }: CertificateIssuer,
  { hours }: Lifetime,
  hosts: readonly string[],
  namespace: string,
): void {
  if (!limits) {
    return;
  }
  problems.check(
    limits.namespace === namespace,
    'issuer',
    limits.path,
    `is an Issuer in namespace ${limits.namespace}, and the certificate is in ${namespace}`,
    'CertificateIssuer.cluster(...), or an authority in the same stack',
  );
  problems.check(
    hours <= limits.hours,
    'duration',
    `${hours} h`,
    `outlives ${limits.path}, which may end ${limits.hours} h after it signed`,
    `duration of at most ${limits.hours} h, or renewBefore of the authority of at least ${hours} h`,
  );
  for (const host of limits.domains.length > 0 ? hosts : []) {
    const inside = limits.domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
    problems.check(inside, 'hosts', host, `is in none of the domains of ${limits.path}: ${limits.domains.join(', ')}`);
  }
}
