/** What data security asks for, by layer. */
export enum SecurityRule {
  /** Collection: vehicles, devices and clients say who they are, over TLS. */
  SENDERS_KNOWN = 'senders-known',
  /** Collection: what is collected is listed, with purpose and retention; nothing else is. */
  DATA_LISTED = 'data-listed',
  /** Collection: messages of vehicles are signed. */
  MESSAGES_SIGNED = 'messages-signed',
  /** Collection: nothing is kept longer than was said. */
  RETENTION_KEPT = 'retention-kept',
  /** Collection: it is known under which law personal and map data are. */
  LAW_KNOWN = 'law-known',
  /** Collection: somebody has looked at the boot, the storage and the programs of what is in vehicles. */
  VEHICLES_ASSURED = 'vehicles-assured',
  /** Link: nothing between pods can be read on the way. */
  PODS_ENCRYPTED = 'pods-encrypted',
  /** Link: whoever comes from outside speaks TLS 1.2 or newer, TLS 1.3 where it is asked for. */
  ENTRANCES_ENCRYPTED = 'entrances-encrypted',
  /** Link: what goes out is encrypted. */
  EXITS_ENCRYPTED = 'exits-encrypted',
  /** Link: certificates at sites outlast the time without the cloud. */
  CERTIFICATES_OUTLAST = 'certificates-outlast',
  /** Platform: Pod Security "restricted". */
  PODS_RESTRICTED = 'pods-restricted',
  /** Platform: images have digests. */
  IMAGES_PINNED = 'images-pinned',
  /** Platform: images are signed, and somebody looks. */
  IMAGES_SIGNED = 'images-signed',
  /** Platform: every volume is encrypted. */
  VOLUMES_ENCRYPTED = 'volumes-encrypted',
  /** Platform: no manifest holds a secret. */
  SECRETS_REFERENCED = 'secrets-referenced',
  /** Platform: the API server writes down who does what. */
  API_AUDITED = 'api-audited',
  /** Platform: an agent on each node sees what processes do. */
  PROCESSES_WATCHED = 'processes-watched',
  /** Application: who comes by a route has a token or a certificate. */
  CLIENTS_KNOWN = 'clients-known',
  /** Application: for each call somebody allowed it, by name. */
  CALLS_ALLOWED = 'calls-allowed',
  /** Application: no host is a wildcard. */
  HOSTS_NAMED = 'hosts-named',
}
