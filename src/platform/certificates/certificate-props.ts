import { Duration } from 'cdk8s';
import { CertificateIssuer } from './certificate-issuer';

/** How long a certificate is good for, and how long before its end it is renewed. */
export interface LifetimeProps {
  /**
   * How long it is good for.
   * @default Duration.days(90)
   */
  readonly duration?: Duration;
  /**
   * How long before its end it is renewed. At sites of the edge more than the longest time that they work without the cloud.
   * @default - a third of its duration
   */
  readonly renewBefore?: Duration;
}

/** What a certificate is shown for. */
export enum CertificateUse {
  /** By a server, to those who connect. */
  SERVER = 'server',
  /** By a client, which says so who it is. */
  CLIENT = 'client',
}

/** A certificate that cert-manager issues and renews. */
export interface IssuedCertificateOptions extends LifetimeProps {
  /** Who signs it. */
  readonly issuer: CertificateIssuer;
  /**
   * Names of the server, for example ['api.cars.example.com'].
   * @default - none: then a common name or a URI has to be there
   */
  readonly hosts?: string[];
  /**
   * Names as URIs, for example ['spiffe://cars.example.com/ns/vehicles/sa/telemetry'].
   * @default - none
   */
  readonly uris?: string[];
  /**
   * Common name, by which brokers know clients: at most 64 characters.
   * @default - none
   */
  readonly commonName?: string;
  /**
   * What it is shown for.
   * @default [CertificateUse.SERVER]
   */
  readonly uses?: CertificateUse[];
}
