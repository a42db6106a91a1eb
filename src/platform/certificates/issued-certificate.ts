import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkCertificateProps, emitCertificate } from './certificate-objects';
import { IssuedCertificateOptions } from './certificate-props';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { AutonomousStack } from '../autonomous-stack';
import { SecretRef } from '../secrets/secret-ref';

/** Keys of the Secret: who signed it, the certificate, and its private key. */
const KEYS = ['ca.crt', 'tls.crt', 'tls.key'];

/**
 * A certificate in the namespace of a stack: a Certificate (cert-manager.io/v1) with a key on the curve P-256, which is another one after each renewal.
 * It is in the Secret of its name, with the keys 'ca.crt', 'tls.crt' and 'tls.key'.
 *
 * @example
 * const certificate = new IssuedCertificate(stack, 'gateway-tls', {
 *   issuer: CertificateIssuer.cluster('vault'),
 *   hosts: ['gateway.cars.example.com'],
 *   duration: Duration.days(30),
 * });
 */
@checked
export class IssuedCertificate extends Construct {
  /** The Secret that it is in. */
  public readonly secret: SecretRef;
  /** The Certificate. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope A stack, or a construct in one.
   * @param id Name of the Certificate and of its Secret.
   * @param props Who signs it, for which names, and for how long.
   */
  public constructor(scope: Construct, id: string, props: IssuedCertificateOptions) {
    super(scope, id);
    const { _owner: owner } = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    const lifetime = checkCertificateProps(problems, props, owner.namespace!);
    problems.raiseFor(this);
    this.apiObject = emitCertificate(this, 'Resource', owner, id, props, lifetime);
    this.secret = SecretRef.existing(id, KEYS);
  }
}
