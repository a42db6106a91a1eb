import { Size } from 'cdk8s';
import { PostgresBackup, PostgresRestore } from './postgres-backup-props';
import { Image } from '../../platform/image';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { DataClass } from '../../protection/data-class';
import { Peer } from '../../workload/calls/peer';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { ClientFormat } from '../client-format';
import { MemberPlacement } from '../member-placement';

/** When a transaction counts as done. */
export enum PostgresDurability {
  /** When a standby has it too: nothing is lost with an instance, and writes wait while no standby is there. */
  REQUIRED = 'required',
  /** When a standby has it too, as long as one is there. */
  PREFERRED = 'preferred',
  /** When the primary has it: what it did in its last moment may be lost with it. */
  ASYNCHRONOUS = 'asynchronous',
}

/** A database, and the user that owns it. */
export interface PostgresDatabase {
  /** Name of the database. */
  readonly name: string;
  /** Secret with the keys 'username', which is the owner, and 'password'. */
  readonly credentials: SecretRef;
  /**
   * User that owns it.
   * @default - the name of the database
   */
  readonly owner?: string;
  /**
   * Extensions that it has, for example 'postgis'. The image has to have them.
   * @default - none
   */
  readonly extensions?: string[];
}

/** A certificate of somebody else, in place of those that the operator makes and renews. */
export interface PostgresCertificates {
  /** Secret with the keys 'tls.crt' and 'tls.key', for `<id>-rw.<namespace>.svc` and the other Services. */
  readonly server: SecretRef;
  /** Secret with the key 'ca.crt', by which clients know it. */
  readonly authority: SecretRef;
}

/** PgBouncer between clients and the primary: many clients share few connections. */
export interface PostgresPooler {
  /** Image of PgBouncer as CloudNativePG builds it. */
  readonly image: Image;
  /** What each of its pods asks for and may use. */
  readonly resources: WorkloadResources;
  /**
   * Its pods.
   * @default 2
   */
  readonly instances?: number;
  /**
   * Connections to the server that a pod has for each database.
   * @default 20
   */
  readonly poolSize?: number;
  /**
   * Clients that a pod takes.
   * @default 1000
   */
  readonly maxClients?: number;
  /**
   * Whether a connection is a client's until it leaves. Else only for a transaction: what a session keeps, such as LISTEN, temporary tables and locks of
   * sessions, is then gone after each.
   * @default false
   */
  readonly perSession?: boolean;
}

/** A PostgreSQL that outlives the loss of an instance. */
export interface PostgresClusterProps {
  /** Image of PostgreSQL as CloudNativePG builds it; the tag begins with its version, for example '17.5-standard-bookworm'. */
  readonly image: Image;
  /** What each instance asks for and may use: a quarter of the memory is for shared buffers. */
  readonly resources: WorkloadResources;
  /** Size of the data of each instance. */
  readonly storage: Size;
  /** The databases. The first is made with the cluster. */
  readonly databases: PostgresDatabase[];
  /**
   * What is in it, and what for.
   * @default - nobody says: whatever is written to it
   */
  readonly dataClasses?: DataClass[];
  /**
   * Instances: one is the primary, the others are standbys.
   * @default 3
   */
  readonly instances?: number;
  /**
   * Size of a volume for the log alone, at least 2 GiB: data that fill their volume then do not stop it.
   * @default - the log is with the data
   */
  readonly walStorage?: Size;
  /**
   * Storage class of all its volumes.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * Most connections. Refused where the pools of its clients may be more, also during a rollout, together with the 13 that nobody else gets.
   * @default 100
   */
  readonly maxConnections?: number;
  /**
   * When a transaction counts as done.
   * @default - REQUIRED from three instances on, PREFERRED with two
   */
  readonly durability?: PostgresDurability;
  /**
   * Standbys that have to have a transaction.
   * @default 1
   */
  readonly synchronousStandbys?: number;
  /**
   * Other parameters of the server, for example `{ work_mem: '16MB' }`.
   * @default - those of PostgreSQL, with what follows from the memory
   */
  readonly parameters?: Record<string, string>;
  /**
   * A pooler, by which clients then connect.
   * @default - clients connect to the primary
   */
  readonly pooler?: PostgresPooler;
  /**
   * Certificates of somebody else.
   * @default - the operator makes and renews them
   */
  readonly certificates?: PostgresCertificates;
  /**
   * Backups and the archive of the log. In production they are needed.
   * @default - none
   */
  readonly backup?: PostgresBackup;
  /**
   * The backup that it begins with.
   * @default - it begins empty
   */
  readonly restore?: PostgresRestore;
  /**
   * Whether Prometheus scrapes it by a PodMonitor (Prometheus operator).
   * @default true
   */
  readonly podMonitor?: boolean;
  /**
   * Namespace of CloudNativePG's operator, which has to reach the instances.
   * @default 'cnpg-system'
   */
  readonly operatorNamespace?: string;
  /**
   * The API server, which every instance asks who the primary is.
   * @default - any address on ports 443 and 6443
   */
  readonly apiServer?: Peer;
  /**
   * Where its instances run.
   * @default - on any node, as the cluster survives
   */
  readonly placement?: MemberPlacement;
}

/** How a client is told where a database is. */
export interface PostgresClientOptions {
  /**
   * Connections that each of its pods has at most: the size of its pool.
   * @default 10
   */
  readonly pool?: number;
  /**
   * Form of what it finds.
   * @default ClientFormat.PLAIN: PGHOST, PGUSER and so on
   */
  readonly format?: ClientFormat;
  /**
   * Whether it only reads, from the standbys.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Secret with the keys 'username' and 'password' in the namespace of the client.
   * @default - that of the database, where it is the same namespace
   */
  readonly credentials?: SecretRef;
  /**
   * Secret with the key 'ca.crt' in the namespace of the client.
   * @default - that of the cluster, where it is the same namespace
   */
  readonly authority?: SecretRef;
}
