import { NacosStorage, NacosVolume } from './nacos-storage';
import { ClientFormat } from '../../data/client-format';
import { MemberPlacement } from '../../data/member-placement';
import { Configuration } from '../../platform/configuration/configuration';
import { Image } from '../../platform/image';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** A configuration centre of Nacos. */
export interface NacosCentreProps {
  /** Image nacos/nacos-server, from 2.4.0 on; its tag says the version, for example 'v3.0.3'. */
  readonly image: Image;
  /**
   * Secret with the keys 'token', of base64 and 32 bytes or more, 'key' and 'value': with what it signs the tokens of clients, and by what its members know each
   * other. 'password' is that of the user nacos, which is made at the first start.
   */
  readonly auth: SecretRef;
  /** Where its data are. */
  readonly storage: NacosStorage;
  /**
   * Members. Odd: most of them have to agree.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * What each member asks for and may use: half of its memory is heap.
   * @default - 1 processor and 2 GiB
   */
  readonly resources?: WorkloadResources;
  /**
   * Volume with the logs of each member.
   * @default - 2 GiB, of the class of the data
   */
  readonly logs?: NacosVolume;
  /**
   * Whether it has the port 9080 for clients of the model context protocol. From 3.2 on.
   * @default false
   */
  readonly mcp?: boolean;
  /**
   * Whether its pods get a sidecar of the stack's mesh.
   * @default true
   */
  readonly inMesh?: boolean;
  /**
   * Where its members run.
   * @default - on any node, as the cluster survives
   */
  readonly placement?: MemberPlacement;
}

/** How a client is told where Nacos is, and what it fetches there. */
export interface NacosClientOptions {
  /** Secret with the keys 'username' and 'password' of a user of Nacos, in the namespace of the client. */
  readonly credentials: SecretRef;
  /**
   * Id of its namespace in Nacos.
   * @default 'public'
   */
  readonly namespace?: string;
  /**
   * Form of what it finds.
   * @default ClientFormat.SPRING: properties of Spring Cloud Alibaba
   */
  readonly format?: ClientFormat;
  /**
   * Data ids that Spring imports, each where it is there.
   * @default - `<name of the workload>.yaml`, and the files of `configurations`
   */
  readonly dataIds?: string[];
  /**
   * Configurations that are pushed from the cluster (`push`): Spring imports their files.
   * @default - none
   */
  readonly configurations?: Configuration[];
  /**
   * Whether it registers itself. Beside a mesh under the name of its Service: to the address of a pod the sidecars of others would not let it through.
   * @default true
   */
  readonly registers?: boolean;
}

/** A configuration that nacos-controller writes into Nacos. */
export interface NacosPushOptions {
  /** Its files and values, as data ids of the group `configmap.<name of the ConfigMap>`. */
  readonly configuration: Configuration;
  /** Secret with the keys 'username' and 'password' of a user of Nacos, in the namespace of the configuration. */
  readonly credentials: SecretRef;
  /**
   * Id of the namespace in Nacos.
   * @default 'public'
   */
  readonly namespace?: string;
  /**
   * Whether what is no longer there goes from Nacos too.
   * @default true
   */
  readonly deletes?: boolean;
  /**
   * Whether a change in Nacos itself stays. Else what is in Git is written over it.
   * @default false
   */
  readonly keepsChanges?: boolean;
  /**
   * Namespace of nacos-controller, which is let in.
   * @default 'nacos-controller'
   */
  readonly controllerNamespace?: string;
}
