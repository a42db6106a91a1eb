import { SecretKey } from '../../platform/secrets/secret-ref';
import { SecretStore } from '../../platform/secrets/secret-store';
import { checked } from '../../props/checked';

/** One secret value, by where it is: what is in it never stands in a manifest. */
@checked
export class Credential {
  /**
   * A value of a store, which all namespaces and clusters of the store can have.
   * @param store where it is
   * @param key where the store has it: `<path>[#<property>]`, for example 'platform/harbor-db#password'
   * @throws where the key is no such path
   */
  public static fromStore(store: SecretStore, key: string): Credential {
    if (!/^[^#\s][^#]*(#[^#\s][^#]*)?$/.test(key)) {
      throw new Error(
        `Credential.fromStore: key '${key}' must say where the store has it: <path>[#<property>]; for example 'apps/orders/db#password'`,
      );
    }
    return new Credential({ store, key });
  }

  /**
   * A value of a Secret in the namespace of whoever connects.
   * @param value One key of the Secret.
   */
  public static fromSecret(value: SecretKey): Credential {
    return new Credential(undefined, value);
  }

  private constructor(
    /** @internal */
    public readonly _stored?: { readonly store: SecretStore; readonly key: string },
    /** @internal */
    public readonly _secret?: SecretKey,
  ) {}
}
