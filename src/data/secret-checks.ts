import { Problems } from '../manifest/problems';
import { SecretRef } from '../platform/secrets/secret-ref';

/** Checks that a secret has the keys that are read of it. */
export function checkKeys(
  problems: Problems,
  prop: string,
  secret: SecretRef | undefined,
  keys: readonly string[],
  cure = 'name them where the secret is declared',
): void {
  const missing = secret instanceof SecretRef ? keys.filter((key) => !secret.keys.includes(key)) : [];
  problems.check(
    missing.length === 0,
    prop,
    secret instanceof SecretRef ? `Secret ${secret.secretName}` : undefined,
    `has no key ${missing.map((key) => `'${key}'`).join(', ')}`,
    cure,
  );
}

/** Checks that a secret is in the namespace of who reads it, as far as somebody knows where it is. */
export function checkNear(problems: Problems, prop: string, secret: SecretRef | undefined, namespace: string): void {
  const where = secret instanceof SecretRef ? secret._content.stack?.namespaceName : undefined;
  problems.check(
    where === undefined || where === namespace,
    prop,
    `Secret ${secret?.secretName}`,
    `is in namespace ${where}, and is read in ${namespace}`,
    `a SecretRef in ${namespace}`,
  );
}
