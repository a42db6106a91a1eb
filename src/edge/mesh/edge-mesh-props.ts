import { isContentKey, isDnsSubdomain } from '../../manifest/names';
import { Image } from '../../platform/image';
import { SecretStore } from '../../platform/secrets/secret-store';
import { checked } from '../../props/checked';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** The key that all agents of EdgeMesh share (`openssl rand -base64 32`): by it they know each other. It stands in no manifest. */
@checked
export class EdgeMeshKey {
  /**
   * A Secret of namespace `kubeedge` that somebody else makes.
   * @param secretName Name of the Secret.
   * @param key Key of the value.
   */
  public static existing(secretName: string, key: string = 'psk'): EdgeMeshKey {
    if (!isDnsSubdomain(secretName) || !isContentKey(key)) {
      throw new Error(`EdgeMeshKey.existing('${secretName}', '${key}'): must be the name of a Secret and a key of it`);
    }
    return new EdgeMeshKey(secretName, key);
  }

  /**
   * A value of a store, from which External Secrets Operator makes the Secret.
   * @param store Where the value is: a store of the whole cluster.
   * @param path `<path>[#<property>]`, for example 'edge/mesh#psk'.
   */
  public static external(store: SecretStore, path: string): EdgeMeshKey {
    if (store.kind !== 'ClusterSecretStore') {
      throw new Error(
        `EdgeMeshKey.external: store ${store.storeName} belongs to one namespace; namespace kubeedge reads SecretStore.cluster(...)`,
      );
    }
    return new EdgeMeshKey('edgemesh-psk', 'psk', store, path);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secretName: string,
    /** @internal */
    public readonly _key: string,
    /** @internal */
    public readonly _store?: SecretStore,
    /** @internal */
    public readonly _path?: string,
  ) {}
}

/** A node that agents of different networks meet at. */
export interface EdgeMeshRelay {
  /** Name of the node. */
  readonly nodeName: string;
  /** Addresses under which all others reach it. */
  readonly addresses: string[];
}

/** EdgeMesh, as the platform installs it: an agent on every node. */
export interface EdgeMeshProps {
  /** Image of the agent, with a tag or a digest: `kubeedge/edgemesh-agent` 1.17. */
  readonly image: Image;
  /** The key that the agents share. There is no default: that of the chart is known to everybody. */
  readonly key: EdgeMeshKey;
  /**
   * Nodes that the agents of sites and cloud meet at. Agents of one local network find each other without.
   * @default - none: sites reach their own services only
   */
  readonly relays?: EdgeMeshRelay[];
  /**
   * What each agent asks for and may use.
   * @default - 500 millicores and 128 MiB, at most 1 core and 256 MiB, as its chart does
   */
  readonly resources?: WorkloadResources;
}
