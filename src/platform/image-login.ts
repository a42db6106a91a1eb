import { Construct } from 'constructs';
import type { SecretRef } from './secrets/secret-ref';
import { Owner } from '../manifest/metadata';

/** What makes the pull secret of an image: somebody for one stack, or its registry in every stack that it is the registry of. */
export interface ImageLogin {
  readonly secret?: SecretRef;
  readonly registry?: {
    readonly host: string;
    readonly _loginNamespace?: string;
    _emitLogin(scope: Construct, owner: Owner): void;
  };
  /** Keys that the secret has. */
  readonly keys: readonly string[];
}
