import { Construct } from 'constructs';
import { Credential } from './credential';
import { SecretKey, SecretRef } from '../../platform/secrets/secret-ref';

/** A value in the namespace of whoever connects: what is in a store outside is fetched there, into a Secret of that name. */
export function secretKeyOf(scope: Construct, name: string, credential: Credential): SecretKey {
  const { _stored: stored, _secret: secret } = credential;
  if (!stored) {
    return secret!;
  }
  return SecretRef.external(scope, name, { store: stored.store, keys: { value: stored.key } }).key('value');
}
