import { Size } from 'cdk8s';
import { Image } from '../../platform/image';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { DataClass } from '../../protection/data-class';
import { Cpu } from '../../units/cpu';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { ClientFormat } from '../client-format';
import { MemberPlacement } from '../member-placement';

/** What goes when there is more data than there may be. */
export enum RedisEviction {
  /** Nothing: writes are refused. */
  NONE = 'noeviction',
  /** Whatever was not used for the longest time. */
  LEAST_RECENT = 'allkeys-lru',
  /** Whatever is used least often. */
  LEAST_FREQUENT = 'allkeys-lfu',
  /** Of what has an end, whatever was not used for the longest time. */
  LEAST_RECENT_EXPIRING = 'volatile-lru',
  /** Of what has an end, whatever ends first. */
  SOONEST_EXPIRING = 'volatile-ttl',
}

/** Data that outlive all pods: an append-only file, written to disk every second. */
export interface RedisVolume {
  /**
   * Size of the volume of one server.
   * @default - four times the data: the file, which is written anew when it has twice the size, the new one beside it, and a copy from the primary
   */
  readonly size?: Size;
  /**
   * Storage class.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}

/** A Redis that outlives the loss of a server. */
export interface RedisClusterProps {
  /** Image with redis-server, redis-cli and a shell, from version 7.0 on. */
  readonly image: Image;
  /** Most data: `maxmemory`. What the servers ask for follows from it. */
  readonly data: Size;
  /** Secret with the keys 'password', of clients, and 'replication', of the servers among themselves. */
  readonly auth: SecretRef;
  /**
   * Servers, each with a sentinel beside it: one is the primary, the others have a copy. Odd.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * Volumes on which data outlive all pods.
   * @default - none: a cache, which is empty when all pods are lost at once
   */
  readonly persistence?: RedisVolume;
  /**
   * What goes when there is more data than `data`.
   * @default - nothing where it is persistent, else RedisEviction.LEAST_RECENT
   */
  readonly eviction?: RedisEviction;
  /**
   * Secret with the keys 'tls.crt', 'tls.key' and 'ca.crt': servers, sentinels and clients speak TLS. The certificate is for
   * `*.<id>-headless.<namespace>.svc.cluster.local`.
   * @default - none: in a mesh the sidecars encrypt; without one passwords are read by whoever reads the network, which the plan says
   */
  readonly tls?: SecretRef;
  /**
   * Share of the data that changes while a copy of it is written or sent to a replica.
   * @default 0.5
   */
  readonly rewritten?: number;
  /**
   * Processors of a server: one thread serves.
   * @default Cpu.units(1)
   */
  readonly cpu?: Cpu;
  /**
   * What a server asks for and may use, in place of what follows from `data` and `cpu`.
   * @default - `data`, a tenth of it, what changes while it is copied, and 192 MiB
   */
  readonly resources?: WorkloadResources;
  /**
   * Whether its pods get a sidecar of the stack's mesh.
   * @default - where the stack has a mesh, and there is no `tls`
   */
  readonly inMesh?: boolean;
  /**
   * Where its servers run.
   * @default - on any node, as the cluster survives
   */
  readonly placement?: MemberPlacement;
  /**
   * What is in it, and what for.
   * @default - nobody says: whatever is written to it
   */
  readonly dataClasses?: DataClass[];
}

/** How a client is told where Redis is. */
export interface RedisClientOptions {
  /**
   * Form of what it finds.
   * @default ClientFormat.PLAIN: REDIS_SENTINELS, REDIS_MASTER and the file of REDIS_PASSWORD_FILE
   */
  readonly format?: ClientFormat;
  /**
   * Secret with the key 'password' in the namespace of the client.
   * @default - that of the cluster, where it is the same namespace
   */
  readonly credentials?: SecretRef;
  /**
   * Secret with the key 'ca.crt' in the namespace of the client.
   * @default - that of the cluster, where it is the same namespace
   */
  readonly ca?: SecretRef;
}
