import { CertificateIssuer } from '../certificates/certificate-issuer';

/** How clients come in over TLS at the gateway. */
export interface GatewayTls {
  /**
   * Who signs the certificate of the host: a Certificate (cert-manager.io/v1) in the namespace of the ingress gateway, renewed a month before its end.
   * @default - somebody else makes the secret
   */
  readonly issuer?: CertificateIssuer;
  /**
   * Whether the gateway asks clients for a certificate, which `ca.crt` of the secret has signed, or of the secret of that name with `-cacert`.
   * @default false
   */
  readonly clientCertificates?: boolean;
  /**
   * Whether only TLS 1.3 is spoken, as between vehicles and everything (V2X).
   * @default false: TLS 1.2 too
   */
  readonly onlyTls13?: boolean;
}
