import { isDnsSubdomain } from '../../manifest/names';
import { checked } from '../../props/checked';

/** Where External Secrets Operator reads values from: a store that the platform has set up, with its own access to Vault, AWS, Azure or another. */
@checked
export class SecretStore {
  /**
   * A ClusterSecretStore: of the whole cluster.
   * @param name Name of the object, which the cluster has.
   */
  public static cluster(name: string): SecretStore {
    return new SecretStore('ClusterSecretStore', name);
  }

  /**
   * A SecretStore in the namespace of the stack.
   * @param name Name of the object, which the namespace has.
   */
  public static namespaced(name: string): SecretStore {
    return new SecretStore('SecretStore', name);
  }

  private constructor(
    /** Kind of the store. */
    public readonly kind: string,
    /** Name of the store. */
    public readonly storeName: string,
  ) {
    if (!isDnsSubdomain(storeName)) {
      throw new Error(`${kind} '${storeName}': must be the name of a store: a DNS name in lower case`);
    }
  }
}
