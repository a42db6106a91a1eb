import { Duration } from 'cdk8s';
import { CERTIFICATE_KEYS, CertificateSubject } from './certificate-subject';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';

/** Where an issuer of cert-manager is. */
export enum IssuerKind {
  /** In the namespace of the stack. */
  ISSUER = 'Issuer',
  /** For the whole cluster. */
  CLUSTER_ISSUER = 'ClusterIssuer',
}

/** A certificate that cert-manager issues and renews. */
export interface IssuedCertificateProps {
  /** Name of the issuer of cert-manager. Its authority is who both sides trust: `ca.crt` of the Secret. */
  readonly issuer: string;
  /**
   * Where the issuer is.
   * @default IssuerKind.CLUSTER_ISSUER
   */
  readonly issuerKind?: IssuerKind;
  /**
   * Names by which clients outside the cluster know the server, for example ['mqtt.cars.example.com']. Those of its Service come by themselves.
   * @default - none
   */
  readonly hosts?: string[];
  /**
   * How long it is good for.
   * @default Duration.days(90)
   */
  readonly duration?: Duration;
  /**
   * How long before its end it is renewed.
   * @default - a third of its duration
   */
  readonly renewBefore?: Duration;
}

/** A certificate with its private key, by reference: a Secret with the keys 'tls.crt', 'tls.key' and 'ca.crt'. */
@checked
export class TlsCertificate {
  /**
   * A Secret that is there.
   * @param secret Its keys are 'tls.crt' and 'tls.key'.
   * @throws where it has not the keys 'tls.crt', 'tls.key' and 'ca.crt'
   */
  public static secret(secret: SecretRef): TlsCertificate {
    CERTIFICATE_KEYS.forEach((key) => secret.key(key));
    return new TlsCertificate(() => secret);
  }

  /**
   * A Certificate (cert-manager.io/v1) with a key on the curve P-256, which cert-manager issues and renews in the namespace of its user.
   * @param props The issuer, the names, and how long it holds.
   */
  public static issued(props: IssuedCertificateProps): TlsCertificate {
    const problems = new Problems('TlsCertificate.issued');
    const { issuer, hosts = [], duration, renewBefore } = props;
    problems.check(isDnsSubdomain(issuer), 'issuer', issuer, 'must be the name of an issuer');
    for (const host of hosts) {
      problems.check(isDnsSubdomain(host), 'hosts', host, "must be a host name, for example 'mqtt.cars.example.com'");
    }
    const [life, before] = [hoursOf(duration ?? LIFE), renewBefore && hoursOf(renewBefore)];
    problems.check(life >= 1, 'duration', timeText(duration), 'must be at least an hour');
    const renews = before === undefined || (before > 0 && before < life);
    problems.check(renews, 'renewBefore', timeText(renewBefore), `must be below the ${life} hours that it is good for`);
    problems.raise();
    return new TlsCertificate((subject) => emit(props, subject));
  }

  private constructor(private readonly make: (subject: CertificateSubject) => SecretRef) {}

  /**
   * The Secret, for a server or a client of that name.
   * @internal
   */
  public _secretFor(subject: CertificateSubject): SecretRef {
    return this.make(subject);
  }
}

const LIFE = Duration.days(90);
const LONGEST_COMMON_NAME = 64;

function hoursOf(duration: Duration): number {
  return Math.floor(duration.toHours({ integral: false }));
}

function emit(
  props: IssuedCertificateProps,
  { scope, name, stack, commonName, serverNames }: CertificateSubject,
): SecretRef {
  const { issuer, issuerKind = IssuerKind.CLUSTER_ISSUER, hosts = [], duration = LIFE, renewBefore } = props;
  const names = [...new Set([...serverNames, ...hosts])];
  const life = hoursOf(duration);
  // Who uses a broker in two ways has one certificate.
  if (scope.node.tryFindChild(`Certificate-${name}`)) {
    return SecretRef.existing(name, [...CERTIFICATE_KEYS]);
  }
  customResource(scope, `Certificate-${name}`, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: namespaced('Certificate', name, stack._owner),
    spec: {
      secretName: name,
      issuerRef: { group: 'cert-manager.io', kind: issuerKind, name: issuer },
      // A common name has 64 characters at most; servers are known by the other names.
      ...((serverNames.length === 0 || commonName.length <= LONGEST_COMMON_NAME) && { commonName }),
      ...(names.length > 0 && { dnsNames: names }),
      duration: `${life}h0m0s`,
      renewBefore: `${renewBefore ? hoursOf(renewBefore) : Math.max(1, Math.floor(life / 3))}h0m0s`,
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', serverNames.length > 0 ? 'server auth' : 'client auth'],
    },
  });
  return SecretRef.existing(name, [...CERTIFICATE_KEYS]);
}
