import { Construct } from 'constructs';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** What a certificate is for. */
export interface CertificateSubject {
  readonly scope: Construct;
  /** Name of the Certificate and of its Secret. */
  readonly name: string;
  readonly stack: AutonomousStack;
  readonly commonName: string;
  /** Names of a server in the cluster; none for a client. */
  readonly serverNames: readonly string[];
}

/** Keys of a Secret with a certificate: certificate, private key, and who signed the other side's. */
export const CERTIFICATE_KEYS = ['ca.crt', 'tls.crt', 'tls.key'] as const;
