import { Credential } from './credential';
import { checkEndpoint, peerOf } from './endpoint';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Peer, PeerProtocol } from '../../workload/calls/peer';

/** How the connection to a server is encrypted. */
export enum ConnectionTls {
  /** Encrypted; certificate and host name are checked. */
  VERIFY_FULL = 'verify-full',
  /** Encrypted; the certificate is checked, the host name is not. */
  VERIFY_CA = 'verify-ca',
  /** Encrypted; the server is not checked. */
  REQUIRE = 'require',
  /** Plain: only where a mesh encrypts it. */
  NONE = 'disable',
}

/** Where a database is, and who connects to it. */
export interface DatabaseConnectionProps {
  /** Host name without scheme: of a Service such as 'db-rw.data.svc', or outside the cluster. */
  readonly host: string;
  /**
   * Port of it.
   * @default - 5432 of PostgreSQL, 3306 of MySQL
   */
  readonly port?: number;
  /** Name of the database. */
  readonly database: string;
  /** User of the database. */
  readonly user: string;
  /** Where the password is. */
  readonly password: Credential;
  /**
   * How it is encrypted.
   * @default ConnectionTls.VERIFY_FULL
   */
  readonly tls?: ConnectionTls;
  /**
   * Name of the Secret with the key 'ca.crt' in the namespace of whoever connects.
   * @default - none: a public authority signed the certificate
   */
  readonly caSecret?: string;
  /**
   * Labels of the pods behind a Service of the cluster.
   * @default - none: the host is outside the cluster
   */
  readonly pods?: Record<string, string>;
  /**
   * Network that the host is in, where it is outside the cluster and not on the internet, for example '10.20.0.0/16': policies know no host names, and those
   * for hosts outside let nobody into private networks.
   * @default - the internet, or the pods behind a Service
   */
  readonly network?: string;
  /**
   * Most connections that the server takes, of all users together.
   * @default - not known
   */
  readonly maxConnections?: number;
}

/** How to connect to a database: of a construct of the library, or of somebody else. It emits nothing. */
@checked
export class DatabaseConnection {
  /**
   * A database of PostgreSQL. Throws with everything that is wrong.
   * @param props Host, database, user and password.
   */
  public static postgresql(props: DatabaseConnectionProps): DatabaseConnection {
    return new DatabaseConnection('postgresql', 5432, props);
  }

  /**
   * A database of MySQL. Throws with everything that is wrong.
   * @param props Host, database, user and password.
   */
  public static mysql(props: DatabaseConnectionProps): DatabaseConnection {
    return new DatabaseConnection('mysql', 3306, props);
  }

  /** Host of the server. */
  public readonly host: string;
  /** Port of the server. */
  public readonly port: number;
  /** Name of the database. */
  public readonly database: string;
  /** User of the database. */
  public readonly user: string;
  /** Where the password is. */
  public readonly password: Credential;
  /** How it is encrypted. */
  public readonly tls: ConnectionTls;
  /** Secret with the key 'ca.crt'; undefined where a public authority signed the certificate. */
  public readonly caSecret?: string;
  /** Most connections that the server takes; undefined where nobody said. */
  public readonly maxConnections?: number;
  private readonly pods?: Readonly<Record<string, string>>;
  private readonly network?: string;

  private constructor(
    /** 'postgresql' or 'mysql'. */
    public readonly engine: string,
    standardPort: number,
    props: DatabaseConnectionProps,
  ) {
    const { host, port = standardPort, database, user, password, tls, caSecret, pods, network } = props;
    const { maxConnections } = props;
    const problems = new Problems(`DatabaseConnection.${engine}`);
    checkEndpoint(problems, 'host', { host, port, pods, network });
    const isName = (text: string) => /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(text);
    problems.check(isName(database), 'database', database, 'must be the name of a database');
    problems.check(isName(user), 'user', user, 'must be the name of a user');
    problems.check(
      maxConnections === undefined || (Number.isInteger(maxConnections) && maxConnections > 0),
      'maxConnections',
      maxConnections,
      'must be a whole number above 0',
    );
    problems.raise();
    this.host = host;
    this.port = port;
    this.database = database;
    this.user = user;
    this.password = password;
    this.tls = tls ?? ConnectionTls.VERIFY_FULL;
    this.caSecret = caSecret;
    this.pods = pods;
    this.network = network;
    this.maxConnections = maxConnections;
  }

  /**
   * What whoever connects has to be let through to.
   * @internal
   */
  public get _peers(): Peer[] {
    const { host, port, pods, network } = this;
    return [peerOf({ host, port, pods, network }, PeerProtocol.TCP)];
  }
}
