import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { copyCredentials } from './credentials';
import { KafkaAuthentication, KafkaListener } from './kafka-listener';
import { KafkaNames } from './kafka-names';
import { STRIMZI_API } from './kafka-objects';
import { sortedBy } from '../../../capacity/order';
import { customResource } from '../../../manifest/custom-resource';
import { namespaced, Owner } from '../../../manifest/metadata';
import { Problems } from '../../../manifest/problems';
import { SecretRef } from '../../../platform/secrets/secret-ref';
import { ICallTarget } from '../../../workload/calls/call-target';
import { Mount } from '../../../workload/pod/mount';
import { PodUser, UseParts } from '../../../workload/pod/use/use';

/** What a user may do with something, by its name or how that begins. */
export interface Right {
  readonly type: 'topic' | 'group' | 'transactionalId';
  readonly name: string;
  readonly prefix?: boolean;
  readonly operations: readonly string[];
}

/** What a use gives to a user. */
export interface Grant {
  readonly rights: readonly Right[];
  /** Bytes per second that all its pods together may read. */
  readonly consumes?: number;
  /** The same for writing. */
  readonly produces?: number;
}

/** What the users of a Kafka cluster follow from. */
export interface UsersOf {
  readonly kafka: Construct & ICallTarget;
  readonly name: string;
  readonly names: KafkaNames;
  readonly owner: Owner;
  readonly listener: KafkaListener;
  readonly brokers: number;
  readonly reloader: boolean;
}

/** Longest name that fits into a certificate (KafkaUserModel of Strimzi 1.2). */
const LONGEST_NAME = 64;

/** Keys of the Secret that the user operator makes. */
const KEYS: Readonly<Record<KafkaAuthentication, readonly string[]>> = {
  [KafkaAuthentication.TLS]: ['user.crt', 'user.key'],
  [KafkaAuthentication.SCRAM_SHA_512]: ['password', 'sasl.jaas.config'],
};

/** Clusters that a workload uses, by their names. */
const FOLDERS = new WeakMap<Construct, Map<string, Construct>>();

/** The workloads that use topics of a Kafka cluster: each has a user with exactly the rights that its uses need. */
export class KafkaUsers {
  private readonly grants = new Map<string, Grant[]>();

  public constructor(private readonly of: UsersOf) {}

  /** What a workload finds: the brokers, their authority, and its credentials. */
  public partsFor(user: PodUser, problems: Problems): UseParts {
    const { kafka, name, names, listener } = this.of;
    const own = userName(user);
    const fits = own.length <= LONGEST_NAME;
    problems.check(
      fits,
      'uses',
      own,
      `is longer than the ${LONGEST_NAME} characters of a name of a Kafka user`,
      'a shorter name',
    );
    this.checkFolder(problems, user);
    const keys = this.keys;
    const isNear = user.stack.namespaceName === this.of.owner.namespace;
    const { reloader } = this.of;
    const login = isNear
      ? SecretRef.existing(own, [...keys], { reloader })
      : SecretRef.existing(copyName(user, name), ['ca.crt', ...keys], { reloader });
    const authority = isNear ? SecretRef.existing(names.authority, ['ca.crt'], { reloader }) : login;
    const folder = `/etc/kafka/${name}`;
    return {
      env: {
        KAFKA_BOOTSTRAP_SERVERS: names.bootstrap(listener._port),
        KAFKA_SSL_CA_LOCATION: `${folder}/ca/ca.crt`,
        ...(listener._authentication === KafkaAuthentication.TLS
          ? {
              KAFKA_SECURITY_PROTOCOL: 'SSL',
              KAFKA_SSL_CERTIFICATE_LOCATION: `${folder}/user/user.crt`,
              KAFKA_SSL_KEY_LOCATION: `${folder}/user/user.key`,
            }
          : {
              KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
              KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
              KAFKA_SASL_USERNAME: own,
              KAFKA_SASL_PASSWORD_FILE: `${folder}/user/password`,
            }),
      },
      mounts: [
        Mount.secret(authority, `${folder}/ca`, { keys: ['ca.crt'] }),
        Mount.secret(login, `${folder}/user`, { keys: [...keys] }),
      ],
      targets: [{ target: kafka }],
    };
  }

  /** Gives rights to a user that is made. */
  public grant(user: PodUser, grant: Grant): void {
    const name = userName(user);
    const known = this.grants.get(name);
    if (known) {
      known.push(grant);
      return;
    }
    this.grants.set(name, [grant]);
    this.emitUser(name);
    const { kafka, owner, names } = this.of;
    if (user.stack.namespaceName !== owner.namespace) {
      copyCredentials({
        kafka,
        owner,
        user,
        name: copyName(user, this.of.name),
        secrets: { [names.authority]: ['ca.crt'], [name]: this.keys },
      });
    }
  }

  /** Users of whom some uses have a quota and others have none: Kafka counts all that a user does, and would hold the others to it too. */
  public problems(): string[] {
    const { node } = this.of.kafka;
    return [...this.grants].flatMap(([user, grants]) =>
      (['consumes', 'produces'] as const).flatMap((prop) => {
        const word = prop === 'consumes' ? 'Read' : 'Write';
        const uses = grants.flatMap((grant) =>
          grant.rights.some(({ type, operations }) => type === 'topic' && operations.includes(word)) ? [grant] : [],
        );
        const free = uses.filter((grant) => grant[prop] === undefined);
        return free.length === 0 || free.length === uses.length
          ? []
          : [
              `[${node.path}] uses.quota: ${user} has one for some topics that it ${prop === 'consumes' ? 'reads' : 'writes'} and none for ${free.map(({ rights }) => rights[0].name).join(', ')}, and Kafka counts all that a user does together; a quota for each of them, or for none`,
            ];
      }),
    );
  }

  /** Two clusters of one name, in two namespaces, would give their files the same place. */
  private checkFolder(problems: Problems, { construct }: PodUser): void {
    const { kafka, name } = this.of;
    const known = FOLDERS.get(construct) ?? new Map<string, Construct>();
    FOLDERS.set(construct, known);
    const other = known.get(name) ?? kafka;
    known.set(name, other);
    problems.check(
      other === kafka,
      'uses',
      kafka.node.path,
      `has the name of ${other.node.path}, which it uses too: their certificates would be at one place, /etc/kafka/${name}`,
      'another id for one of the clusters',
    );
  }

  private get keys(): readonly string[] {
    return KEYS[this.of.listener._authentication];
  }

  private emitUser(name: string): ApiObject {
    const { kafka, names, owner, listener } = this.of;
    return customResource<object>(kafka, `User-${name}`, {
      apiVersion: STRIMZI_API,
      kind: 'KafkaUser',
      metadata: namespaced('KafkaUser', name, owner, names.binding),
      spec: {
        authentication: { type: listener._authentication },
        authorization: { type: 'simple', acls: Lazy.any({ produce: () => this.acls(name) }) },
        quotas: Lazy.any({ produce: () => this.quotas(name) }),
      },
    });
  }

  /** One rule for each thing that it may do something with. */
  private acls(user: string): object[] {
    const rights = this.grants.get(user)!.flatMap((grant) => grant.rights);
    const keyOf = ({ type, name, prefix }: Right) => `${type} ${name} ${prefix === true}`;
    const byThing = new Map<string, Right>();
    for (const right of rights) {
      const before = byThing.get(keyOf(right))?.operations ?? [];
      byThing.set(keyOf(right), { ...right, operations: [...new Set([...before, ...right.operations])].sort() });
    }
    return sortedBy(byThing, ([key]) => key).map(([, { type, name, prefix, operations }]) => ({
      type: 'allow',
      resource: { type, name, patternType: prefix ? 'prefix' : 'literal' },
      operations,
    }));
  }

  /** Brokers count by themselves: each lets its part through. */
  private quotas(user: string): object | undefined {
    const grants = this.grants.get(user)!;
    const limit = (prop: 'consumes' | 'produces') => {
      const all = grants.map((grant) => grant[prop]).filter((amount) => amount !== undefined);
      return all.length === 0 ? undefined : Math.ceil(all.reduce((sum, amount) => sum + amount, 0) / this.of.brokers);
    };
    const [consumes, produces] = [limit('consumes'), limit('produces')];
    return consumes === undefined && produces === undefined
      ? undefined
      : {
          ...(consumes !== undefined && { consumerByteRate: consumes }),
          ...(produces !== undefined && { producerByteRate: produces }),
        };
  }
}

/** Users of all namespaces are in that of the Kafka cluster: a dot is in none of the two names. */
function userName({ stack, name }: PodUser): string {
  return `${stack.namespaceName}.${name}`;
}

function copyName({ name }: PodUser, kafka: string): string {
  return `${name}-${kafka}-kafka`;
}
