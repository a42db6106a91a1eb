/** Secrets that somebody has to make before: by name, with the keys that are read. */
export function secretsOf(objects: readonly any[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const add = (name: string, ...keys: string[]) => {
    found[name] = [...new Set([...(found[name] ?? []), ...keys])].sort();
  };
  const look = (value: any): void => {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const { secretKeyRef, imagePullSecrets, secretName, credentialName } = value;
    if (secretKeyRef) {
      add(secretKeyRef.name, secretKeyRef.key);
    }
    for (const one of imagePullSecrets ?? []) {
      add(one.name ?? one);
    }
    for (const name of [secretName, credentialName].filter((one) => typeof one === 'string')) {
      add(name);
    }
    Object.values(value).forEach(look);
  };
  objects.forEach(look);
  for (const made of objects.flatMap(madeBy)) {
    delete found[made];
  }
  return found;
}

/** Secrets that somebody makes of an object: External Secrets Operator, cert-manager, Strimzi, Rook. */
function madeBy({ kind, metadata, spec }: any): string[] {
  switch (kind) {
    case 'Secret':
    case 'ExternalSecret':
    case 'KafkaUser':
    case 'ObjectBucketClaim':
      return [metadata.name];
    case 'Certificate':
      return [spec.secretName];
    case 'Kafka':
      return [`${metadata.name}-cluster-ca-cert`, `${metadata.name}-clients-ca-cert`];
    default:
      return [];
  }
}

/** Passwords and keys that charts and images of others have by default, and that everybody knows. */
const KNOWN =
  /Harbor12345|not-a-secure-key|harbor_registry_password|SecretKey0123456789|serverIdentity|emqxsecretcookie/i;

/** What lets everybody in: values of secrets, passwords that everybody knows, hosts that are any host. */
export function openIn(objects: readonly any[]): string[] {
  return objects.flatMap((one) => {
    const { kind, metadata, data, stringData, spec } = one;
    const name = `${kind} ${metadata.name}`;
    const servers: any[] = spec?.servers ?? spec?.listeners ?? [];
    const lists = [spec?.hosts, spec?.hostnames, ...(Array.isArray(servers) ? servers.map(({ hosts }) => hosts) : [])];
    const hosts = lists.flat().filter((host) => typeof host === 'string' && host.split('/').at(-1)!.startsWith('*'));
    return [
      ...(kind === 'Secret' && (data || stringData) ? [`${name} has values`] : []),
      ...textsIn(one)
        .filter((text) => KNOWN.test(text))
        .map((text) => `${name}: ${KNOWN.exec(text)![0]}`),
      ...hosts.map((host) => `${name} is for ${host}`),
    ];
  });
}

/** What of an object is text, wherever it is. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
