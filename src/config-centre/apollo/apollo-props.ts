import { DatabaseConnection } from '../../data/connection/database-connection';
import { Image } from '../../platform/image';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** A server of Apollo. */
export interface ApolloServer {
  /** Its image, of one version with the others: apolloconfig/apollo-configservice and so on. */
  readonly image: Image;
  /**
   * What each pod asks for and may use: three quarters of its memory are heap.
   * @default - 500m and 1 GiB
   */
  readonly resources?: WorkloadResources;
  /**
   * Its pods.
   * @default 2
   */
  readonly replicas?: number;
}

/** How people log in to the portal. */
export enum ApolloLogin {
  /** By an identity provider: the key 'application-oidc.yml' of its Secret. */
  OIDC = 'oidc',
  /** By a directory: the key 'application-ldap.yml' of its Secret. */
  LDAP = 'ldap',
  /** By users of its own, of which the first has the password that everyone knows: not in production. */
  OWN = 'auth',
}

/** The portal, on which people change configurations. */
export interface ApolloPortal extends ApolloServer {
  /** Its database, of MySQL, with the tables of apolloportaldb.sql. */
  readonly database: DatabaseConnection;
  /** How people log in. */
  readonly login: ApolloLogin;
  /**
   * Secret with the settings of the login: the key 'application-oidc.yml' or 'application-ldap.yml'.
   * @default - none, with users of its own
   */
  readonly loginSettings?: SecretRef;
}

/** A configuration centre of Apollo. */
export interface ApolloCentreProps {
  /** What clients ask for their configuration. */
  readonly configService: ApolloServer;
  /** What changes configurations, for the portal alone. */
  readonly adminService: ApolloServer;
  /**
   * The portal.
   * @default - there is one elsewhere
   */
  readonly portal?: ApolloPortal;
  /** The database of both services, of MySQL, with the tables of apolloconfigdb.sql. */
  readonly database: DatabaseConnection;
  /** Secret with the key 'token', without which the admin service does nothing for anybody. */
  readonly adminToken: SecretRef;
  /**
   * What the portal calls this environment, as letters.
   * @default 'PRO'
   */
  readonly environment?: string;
  /**
   * Whether its pods get a sidecar of the stack's mesh.
   * @default true
   */
  readonly inMesh?: boolean;
}

/** How a client is told where Apollo is, and what it fetches there. */
export interface ApolloClientOptions {
  /** Its application in Apollo. */
  readonly appId: string;
  /** Secret with the key 'secret' in the namespace of the client: the access key of the application, without which everybody reads its configuration. */
  readonly accessKey: SecretRef;
  /**
   * Cluster in Apollo of which it reads.
   * @default 'default'
   */
  readonly apolloCluster?: string;
}
