import type { SecretRef } from './secrets/secret-ref';

/** What makes the pull secret of an image: somebody for one stack, or its registry in every stack that it is the registry of. */
export interface ImageLogin {
  readonly secret?: SecretRef;
  readonly registry?: { readonly host: string; readonly _loginNamespace?: string };
  /** Keys that the secret has. */
  readonly keys: readonly string[];
}
