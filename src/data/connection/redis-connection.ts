import { Credential } from './credential';
import { checkEndpoint, Endpoint, peerOf } from './endpoint';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Peer, PeerProtocol } from '../../workload/calls/peer';

/** What all connections to Redis have in common. */
export interface RedisAccess {
  /** Where the password is: a Redis without one is refused. */
  readonly password: Credential;
  /**
   * User of Redis, where it has access lists.
   * @default - the default user
   */
  readonly user?: string;
  /**
   * Whether Redis itself takes TLS. Without, only where a mesh encrypts it.
   * @default false
   */
  readonly tls?: boolean;
  /**
   * Labels of the pods behind a Service of the cluster.
   * @default - none: it is outside the cluster
   */
  readonly pods?: Record<string, string>;
  /**
   * Network that the host is in, where it is outside the cluster and not on the internet, for example '10.20.0.0/16': policies know no host names, and those
   * for hosts outside let nobody into private networks.
   * @default - the internet, or the pods behind a Service
   */
  readonly network?: string;
}

/** One Redis. */
export interface RedisStandaloneProps extends RedisAccess {
  /** Host name without scheme. */
  readonly host: string;
  /**
   * Port of it.
   * @default 6379
   */
  readonly port?: number;
}

/** A Redis whose primary Sentinel chooses. */
export interface RedisSentinelProps extends RedisAccess {
  /** The sentinels, each `<host>:<port>`: at least three, of which most have to agree. */
  readonly sentinels: string[];
  /** Name that the sentinels know the primary by. */
  readonly masterName: string;
  /**
   * Labels of the pods of the sentinels, where they are others than those of Redis.
   * @default - `pods`
   */
  readonly sentinelPods?: Record<string, string>;
  /**
   * Port of Redis itself.
   * @default 6379
   */
  readonly redisPort?: number;
}

/** How to connect to Redis: of a construct of the library, or of somebody else. It emits nothing. */
@checked
export class RedisConnection {
  /**
   * One Redis, or the address that stands for its primary. Throws with everything that is wrong.
   * @param props Host, port and password.
   */
  public static standalone(props: RedisStandaloneProps): RedisConnection {
    const { host, port = 6379, pods, network } = props;
    const problems = new Problems('RedisConnection.standalone');
    checkEndpoint(problems, 'host', { host, port, pods, network });
    problems.raise();
    return new RedisConnection([`${host}:${port}`], undefined, props, [{ host, port, pods, network }]);
  }

  /**
   * A primary that Sentinel chooses. Throws with everything that is wrong.
   * @param props The sentinels, the name of the primary, and the password.
   */
  public static sentinel(props: RedisSentinelProps): RedisConnection {
    const { sentinels, masterName, pods, sentinelPods = pods, redisPort = 6379, network } = props;
    const problems = new Problems('RedisConnection.sentinel');
    const ends = sentinels.map((each): Endpoint => {
      const [host, port] = each.split(':');
      return { host, port: Number(port), pods: sentinelPods, network };
    });
    ends.forEach((end) => checkEndpoint(problems, 'sentinels', end));
    problems.check(
      sentinels.length >= 3 && sentinels.length % 2 === 1,
      'sentinels',
      sentinels,
      'must be an odd number of at least 3: most of them have to agree on a new primary',
    );
    problems.check(/^[A-Za-z0-9_.-]+$/.test(masterName), 'masterName', masterName, 'must be the name of the primary');
    problems.raise();
    // Sentinel answers with the address of the primary, which is one of the same hosts.
    const servers = ends.map(({ host }) => ({ host, port: redisPort, pods, network }));
    return new RedisConnection(sentinels, masterName, props, [...ends, ...servers]);
  }

  /** Where the password is. */
  public readonly password: Credential;
  /** User of Redis; undefined for the default one. */
  public readonly user?: string;
  /** Whether Redis takes TLS. */
  public readonly tls: boolean;

  private constructor(
    /** `<host>:<port>` of Redis, or of each sentinel. */
    public readonly addresses: string[],
    /** Name of the primary; undefined without Sentinel. */
    public readonly masterName: string | undefined,
    { password, user, tls = false }: RedisAccess,
    private readonly ends: readonly Endpoint[],
  ) {
    this.password = password;
    this.user = user;
    this.tls = tls;
  }

  /**
   * What whoever connects has to be let through to.
   * @internal
   */
  public get _peers(): Peer[] {
    return this.ends.map((end) => peerOf(end, PeerProtocol.TCP));
  }
}
