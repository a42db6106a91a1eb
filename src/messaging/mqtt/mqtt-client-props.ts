import { TlsCertificate } from './tls-certificate';
import { SecretKey } from '../../platform/secrets/secret-ref';

/** A service that connects to a broker. */
export interface MqttClientProps {
  /**
   * Its certificate, of the authority that the broker trusts; the common name is the name of the client.
   * @default - none: the broker asks for a password
   */
  readonly certificate?: TlsCertificate;
  /**
   * Its password, where the broker asks for one.
   * @default - none: the broker asks for a certificate
   */
  readonly password?: SecretKey;
  /**
   * The authority that signed the certificate of the broker (PEM), for clients with a password.
   * @default - that of its own certificate
   */
  readonly ca?: SecretKey;
  /**
   * Name by which the broker knows it.
   * @default - the name of the workload
   */
  readonly name?: string;
  /**
   * What its variables begin with, where a workload uses two brokers.
   * @default 'MQTT'
   */
  readonly prefix?: string;
}
