import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CertificateIssuer } from './certificate-issuer';
import { checkAuthority } from './certificate-objects';
import { Lifetime, lifetimeFields, lifetimeOf } from './lifetime';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { AutonomousStack } from '../autonomous-stack';
import { SecretRef } from '../secrets/secret-ref';

/** An authority of your own. */
export interface CertificateAuthorityProps {
  /** Its name in certificates, for example 'Vehicles of Cars Inc.'. */
  readonly commonName: string;
  /**
   * Domains that it may sign names in, and no others: a critical constraint of its certificate. cert-manager needs the feature gate `NameConstraints`
   * for it, in its controller and in its webhook.
   * @default - any: for identities that are no host names, such as VINs
   */
  readonly domains?: string[];
  /**
   * Who signs its certificate.
   * @default - itself: a root
   */
  readonly issuer?: CertificateIssuer;
  /**
   * How long it is good for.
   * @default Duration.days(1825): five years
   */
  readonly duration?: Duration;
  /**
   * How long before its end it is renewed: what it signs may be good for no longer.
   * @default - a third of its duration
   */
  readonly renewBefore?: Duration;
}

const FIVE_YEARS = Duration.days(1825);

/**
 * An authority that signs certificates in the namespace of a stack, such as those of devices: a Certificate with `isCA`, and an Issuer (cert-manager.io/v1)
 * that signs with it. A root signs itself; below it comes one for each kind of devices. Its key stays the same when it is renewed: who trusts it goes on to.
 *
 * @example
 * const root = new CertificateAuthority(stack, 'device-root', { commonName: 'Devices' });
 * const cameras = new CertificateAuthority(stack, 'cameras', {
 *   commonName: 'Cameras',
 *   issuer: root.issuer,
 *   domains: ['cameras.cars.example.com'],
 *   duration: Duration.days(365),
 * });
 * new IssuedCertificate(stack, 'camera-1', { issuer: cameras.issuer, hosts: ['c1.cameras.cars.example.com'] });
 */
@checked
export class CertificateAuthority extends Construct {
  /** Who signs with it, in the same namespace. */
  public readonly issuer: CertificateIssuer;
  /** The Secret with its certificate and its private key: 'ca.crt' is that of who signed it, 'tls.crt' its own. */
  public readonly secret: SecretRef;
  /** The Certificate. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope A stack, or a construct in one.
   * @param id Name of the Certificate, of its Secret and of the Issuer.
   * @param props Its name, what it may sign, and for how long.
   */
  public constructor(scope: Construct, id: string, props: CertificateAuthorityProps) {
    super(scope, id);
    const { _owner: owner } = AutonomousStack.containing(this);
    const namespace = owner.namespace!;
    const problems = new Problems(pathOf(scope, id));
    const lifetime = checkProps(problems, id, props, namespace);
    problems.raiseFor(this);
    const { commonName, domains = [], issuer } = props;
    const issuerOf = (construct: string, name: string, spec: object) =>
      customResource(this, construct, {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Issuer',
        metadata: namespaced('Issuer', name, owner),
        spec,
      });
    const self = `${id}-self`;
    if (!issuer) {
      issuerOf('SelfIssuer', self, { selfSigned: {} });
    }
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: namespaced('Certificate', id, owner),
      spec: {
        secretName: id,
        issuerRef: (issuer ?? CertificateIssuer.inNamespace(self))._ref,
        isCA: true,
        commonName,
        ...lifetimeFields(lifetime),
        ...(domains.length > 0 && { nameConstraints: { critical: true, permitted: { dnsDomains: [...domains] } } }),
        // With another key nobody would trust what is signed from then on, until all have the new certificate.
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
        usages: ['cert sign', 'crl sign', 'digital signature'],
      },
    });
    issuerOf('Issuer', id, { ca: { secretName: id } });
    this.issuer = CertificateIssuer._of(id, {
      path: this.node.path,
      namespace,
      domains,
      hours: lifetime.renewHours,
    });
    this.secret = SecretRef.existing(id, ['ca.crt', 'tls.crt', 'tls.key']);
  }
}

function checkProps(problems: Problems, id: string, props: CertificateAuthorityProps, namespace: string): Lifetime {
  const { commonName, domains = [], issuer } = props;
  checkDnsLabel(problems, 'name', id, 58);
  const short = commonName.trim().length > 0 && commonName.length <= 64;
  problems.check(short, 'commonName', commonName, 'must have 1 to 64 characters');
  for (const domain of domains) {
    problems.check(isDnsSubdomain(domain), 'domains', domain, "must be a domain, for example 'devices.example.com'");
  }
  const lifetime = lifetimeOf(problems, props, FIVE_YEARS);
  if (issuer) {
    checkAuthority(problems, issuer, lifetime, domains, namespace);
  }
  return lifetime;
}
