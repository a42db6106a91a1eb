/** Where the TLS of clients ends. */
export enum TlsEnd {
  /** In the pods of the service, which have the certificate: the gateway hands connections on by the host that clients name (SNI). */
  SERVICE = 'service',
  /** In the gateway, which has the certificate; the mesh encrypts the rest of the way. */
  GATEWAY = 'gateway',
}

/** How connections to a port of the gateway reach a service. */
export interface TcpRouteOptions {
  /**
   * Number of the service's port that takes them.
   * @default - its first port
   */
  readonly port?: number;
}

/** How TLS connections for one host reach a service, such as those of vehicles to a broker. */
export interface TlsRouteOptions extends TcpRouteOptions {
  /**
   * Port of the gateway that clients connect to, for example 8883 for MQTT.
   * @default 443
   */
  readonly gatewayPort?: number;
  /**
   * Where TLS ends.
   * @default TlsEnd.SERVICE
   */
  readonly end?: TlsEnd;
  /**
   * Secret with the certificate of the host, in the namespace of the ingress gateway. For `TlsEnd.GATEWAY`.
   * @default - the host with dots as dashes, and `-tls`
   */
  readonly certificate?: string;
  /**
   * Whether the gateway asks clients for a certificate, which `ca.crt` of the secret has signed. For `TlsEnd.GATEWAY`.
   * @default false
   */
  readonly clientCertificates?: boolean;
  /**
   * Whether only TLS 1.3 is spoken. For `TlsEnd.GATEWAY`.
   * @default false: TLS 1.2 too
   */
  readonly onlyTls13?: boolean;
}
