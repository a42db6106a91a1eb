import type { RedisCluster } from './redis-cluster';
import { MASTER_NAME } from './redis-files';
import { RedisClientOptions } from './redis-props';
import { Problems } from '../../manifest/problems';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { DataFlows } from '../../protection/data-flows';
import { Mount } from '../../workload/pod/mount';
import { PodUser, Use, UseParts } from '../../workload/pod/use/use';
import { ClientFormat } from '../client-format';
import { checkKeys } from '../secret-checks';

const FOLDER = '/etc/redis-client';

/** A workload that reads and writes a Redis. */
export class RedisClient extends Use {
  public constructor(
    private readonly cluster: RedisCluster,
    private readonly own: { readonly auth: SecretRef; readonly tls?: SecretRef },
    private readonly options: RedisClientOptions,
  ) {
    super();
  }

  /** @internal */
  public _partsFor({ construct, stack }: PodUser): UseParts {
    const isNear = stack === this.cluster.stack;
    const { credentials = isNear ? this.own.auth : undefined, format = ClientFormat.PLAIN } = this.options;
    const ca = this.own.tls && (this.options.ca ?? (isNear ? this.own.tls : undefined));
    const problems = new Problems(`${construct.node.path} uses ${this.cluster.node.path}`);
    const elsewhere = `is needed: Secrets of namespace ${this.cluster.stack.namespaceName} are not there in ${stack.namespaceName}`;
    problems.check(credentials !== undefined, 'credentials', undefined, elsewhere, "SecretRef with the key 'password'");
    problems.check(!this.own.tls || ca !== undefined, 'ca', undefined, elsewhere, "SecretRef with the key 'ca.crt'");
    checkKeys(problems, 'credentials', credentials, ['password']);
    checkKeys(problems, 'ca', ca, ['ca.crt']);
    problems.raise();
    const authority = ca ? [Mount.secretFile(ca, 'ca.crt', `${FOLDER}/ca.crt`)] : [];
    const how = format === ClientFormat.SPRING ? this.spring(credentials!, ca) : this.plain(credentials!, ca);
    return { ...how, mounts: [...(how.mounts ?? []), ...authority], targets: [{ target: this.cluster }] };
  }

  /** @internal */
  public _usedBy({ construct }: PodUser): void {
    DataFlows.of(construct).exchange(construct, this.cluster, 'uses');
  }

  private plain(credentials: SecretRef, ca: SecretRef | undefined): UseParts {
    return {
      env: {
        REDIS_SENTINELS: this.cluster.sentinels.join(','),
        REDIS_MASTER: MASTER_NAME,
        REDIS_PASSWORD_FILE: `${FOLDER}/password`,
        ...(ca && { REDIS_CA_FILE: `${FOLDER}/ca.crt` }),
      },
      mounts: [Mount.secretFile(credentials, 'password', `${FOLDER}/password`)],
    };
  }

  /** Spring Boot reads the password of a variable alone; the certificate of an authority it trusts is in a bundle of its own (3.1 and later). */
  private spring(credentials: SecretRef, ca: SecretRef | undefined): UseParts {
    const password = credentials.key('password');
    return {
      env: {
        SPRING_DATA_REDIS_SENTINEL_MASTER: MASTER_NAME,
        SPRING_DATA_REDIS_SENTINEL_NODES: this.cluster.sentinels.join(','),
        ...(ca && {
          SPRING_DATA_REDIS_SSL_ENABLED: 'true',
          SPRING_DATA_REDIS_SSL_BUNDLE: 'redis',
          SPRING_SSL_BUNDLE_PEM_REDIS_TRUSTSTORE_CERTIFICATE: `file:${FOLDER}/ca.crt`,
        }),
      },
      variables: { SPRING_DATA_REDIS_PASSWORD: password, SPRING_DATA_REDIS_SENTINEL_PASSWORD: password },
    };
  }
}
