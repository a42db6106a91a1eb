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
