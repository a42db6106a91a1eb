import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayTls } from './gateway-tls';
import { Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { checkCertificateProps, emitCertificate } from '../certificates/certificate-objects';
import { Lifetime } from '../certificates/lifetime';

const LIFETIME = { duration: Duration.days(90), renewBefore: Duration.days(30) };

/** Checks what is said of the TLS of a host, and that all its routes say the same; the lifetime of its certificate, where one is issued. */
export function checkGatewayTls(
  problems: Problems,
  host: string,
  tls: GatewayTls,
  known: GatewayTls | undefined,
  namespace: string,
): Lifetime | undefined {
  const text = ({ issuer, clientCertificates = false, onlyTls13 = false }: GatewayTls) =>
    JSON.stringify([issuer?._ref, clientCertificates, onlyTls13]);
  problems.check(
    known === undefined || text(known) === text(tls),
    'tls',
    host,
    'has other TLS on its other route: the gateway has one for each host',
    'the same tls, or none on this route',
  );
  const { issuer } = tls;
  return issuer && checkCertificateProps(problems, { issuer, hosts: [host], ...LIFETIME }, namespace);
}

/** The Certificate of a host, where the gateway looks for its secret. */
export function emitHostCertificate(
  scope: Construct,
  owner: Owner,
  host: string,
  secretName: string,
  { issuer }: GatewayTls,
  lifetime: Lifetime | undefined,
): void {
  if (issuer && lifetime) {
    emitCertificate(scope, `Certificate-${host}`, owner, secretName, { issuer, hosts: [host] }, lifetime);
  }
}
