import { TlsCertificate } from './tls-certificate';

/** A service of the cluster that connects to a broker. */
export interface MqttClientProps {
  /** Its certificate, of the authority that the broker trusts; the common name is the name of the client. */
  readonly certificate: TlsCertificate;
  /**
   * Name by which the broker knows it, one of its `services`.
   * @default - the name of the workload
   */
  readonly name?: string;
  /**
   * What its variables begin with, where a workload uses two brokers.
   * @default 'MQTT'
   */
  readonly prefix?: string;
}
