import type { PostgresCluster } from './postgres-cluster';
import { PostgresClientOptions, PostgresDatabase } from './postgres-props';
import { Problems } from '../../manifest/problems';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { DataFlows } from '../../protection/data-flows';
import { ICallTarget } from '../../workload/calls/call-target';
import { Mount } from '../../workload/pod/mount';
import { PodUser, Use, UseParts, UserPods } from '../../workload/pod/use/use';
import { ClientFormat } from '../client-format';
import { checkKeys } from '../secret-checks';

const FILE = '/etc/postgres-client/ca.crt';

/** Where a client connects, and what it needs there. */
export interface PostgresAccess {
  readonly cluster: PostgresCluster;
  readonly database: PostgresDatabase;
  readonly host: string;
  readonly end: ICallTarget;
  /** The Secret with the authority in the namespace of the cluster. */
  readonly authority: SecretRef;
  /** Is told of a user and the connections that it may have. */
  readonly noted: (path: string, pods: UserPods, pool: number) => void;
}

/** A workload that uses a database. */
export class PostgresClient extends Use {
  public constructor(
    private readonly access: PostgresAccess,
    private readonly options: PostgresClientOptions,
  ) {
    super();
  }

  /** @internal */
  public _partsFor({ construct, stack }: PodUser): UseParts {
    const { cluster, database, end } = this.access;
    const isNear = stack === cluster.stack;
    const credentials = this.options.credentials ?? (isNear ? database.credentials : undefined);
    const authority = this.options.authority ?? (isNear ? this.access.authority : undefined);
    const problems = new Problems(`${construct.node.path} uses ${cluster.node.path}`);
    const elsewhere = `is needed: Secrets of namespace ${cluster.stack.namespaceName} are not there in ${stack.namespaceName}`;
    const keys = "SecretRef with the keys 'username' and 'password'";
    problems.check(credentials !== undefined, 'credentials', undefined, elsewhere, keys);
    problems.check(authority !== undefined, 'authority', undefined, elsewhere, "SecretRef with the key 'ca.crt'");
    checkKeys(problems, 'credentials', credentials, ['username', 'password']);
    checkKeys(problems, 'authority', authority, ['ca.crt']);
    const { pool = 10 } = this.options;
    problems.check(Number.isInteger(pool) && pool > 0, 'pool', pool, 'must be a whole number above 0');
    problems.raise();
    const how = this.options.format === ClientFormat.SPRING ? this.spring(pool) : this.plain();
    const [user, password] = how.names;
    return {
      env: how.env,
      variables: { [user]: credentials!.key('username'), [password]: credentials!.key('password') },
      mounts: [Mount.secretFile(authority!, 'ca.crt', FILE)],
      targets: [{ target: end }],
    };
  }

  /** @internal */
  public _usedBy({ construct }: PodUser, pods: UserPods): void {
    const flows = DataFlows.of(construct);
    const { cluster } = this.access;
    flows.flow(cluster, construct, 'is read by');
    if (!this.options.readOnly) {
      flows.flow(construct, cluster, 'writes to');
    }
    this.access.noted(construct.node.path, pods, this.options.pool ?? 10);
  }

  /** Variables of libpq. */
  private plain() {
    const { host, database } = this.access;
    return {
      env: {
        PGHOST: host,
        PGPORT: '5432',
        PGDATABASE: database.name,
        PGSSLMODE: 'verify-full',
        PGSSLROOTCERT: FILE,
      },
      names: ['PGUSER', 'PGPASSWORD'],
    };
  }

  private spring(pool: number) {
    const { host, database } = this.access;
    return {
      env: {
        SPRING_DATASOURCE_URL: `jdbc:postgresql://${host}:5432/${database.name}?sslmode=verify-full&sslrootcert=${FILE}`,
        SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE: `${pool}`,
      },
      names: ['SPRING_DATASOURCE_USERNAME', 'SPRING_DATASOURCE_PASSWORD'],
    };
  }
}
