import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { RedisClient } from './redis-client';
import { MASTER_NAME, PATHS, REDIS_PORT, redisFiles, SENTINEL_PORT } from './redis-files';
import { leastMemory, sizeOf } from './redis-memory';
import { RedisClientOptions, RedisClusterProps, RedisEviction } from './redis-props';
import { Finding } from '../../capacity/model';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { ConfigFile } from '../../platform/configuration/config-file';
import { Configuration } from '../../platform/configuration/configuration';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';
import { Cpu } from '../../units/cpu';
import { Origin } from '../../workload/calls/origin';
import { ContainerOptions } from '../../workload/pod/container-options';
import { Health } from '../../workload/pod/health';
import { Helper } from '../../workload/pod/helpers/helper';
import { Hook } from '../../workload/pod/helpers/hook';
import { Mount } from '../../workload/pod/mount';
import { Port } from '../../workload/pod/port';
import { Use } from '../../workload/pod/use/use';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { Replicas } from '../../workload/sizing/replicas';
import { StatefulService, StatefulServiceProps } from '../../workload/stateful-service';
import { Credential } from '../connection/credential';
import { RedisConnection } from '../connection/redis-connection';
import { checkMembers, checkOutlives } from '../members';
import { plainTextFinding } from '../plain-text';
import { checkKeys } from '../secret-checks';

const REDIS = Port.tcp(REDIS_PORT, { name: 'redis' });
const SENTINEL = Port.tcp(SENTINEL_PORT, { name: 'sentinel' });

/** User of the official image. */
const USER = 999;

/**
 * A Redis that outlives the loss of a server: one primary, replicas with a copy, and a sentinel beside each that watches the others; most sentinels together make
 * a replica the primary. Emits a StatefulSet and what comes with it, and a ConfigMap with the settings and the scripts that start them.
 *
 * Clients ask the sentinels for the primary: `uses: [cache.client()]` gives them the addresses and the password.
 *
 * @example
 * const cache = new RedisCluster(stack, 'cache', {
 *   image: registry.image('docker-hub/library/redis', { tag: '7.4.7' }),
 *   data: Size.gibibytes(4),
 *   auth: SecretRef.existing('cache-auth', ['password', 'replication']),
 * });
 * new Microservice(stack, 'orders', { image, resources, replicas, uses: [cache.client()] });
 */
@checked
export class RedisCluster extends StatefulService {
  private readonly auth: RedisClusterProps['auth'];
  private readonly tls: RedisClusterProps['tls'];

  /**
   * @param scope Stack that it is in.
   * @param id Name of the cluster and its objects.
   * @param props Servers, memory, persistence and password.
   */
  public constructor(scope: Construct, id: string, props: RedisClusterProps) {
    super(scope, id, serviceProps(scope, id, props));
    this.auth = props.auth;
    this.tls = props.tls;
    DataFlows.of(this).place({ path: this.node.path, isStore: true });
  }

  /** @internal */
  public get _hasTls(): boolean {
    return this.tls !== undefined;
  }

  /** Addresses of the sentinels, which know the primary: `<host>:<port>`. They are there also while no server is ready. */
  public get sentinels(): string[] {
    const host = hostsOf(this.stack, this.workloadName);
    return Array.from({ length: this.plannedReplicas }, (_, i) => `${host(i)}:${SENTINEL_PORT}`);
  }

  /** Name by which the sentinels know the primary. */
  public get masterName(): string {
    return MASTER_NAME;
  }

  /**
   * Lets a workload use it: the addresses of the sentinels, the password, and the way there.
   * @param options Names of the variables.
   */
  public client(options: RedisClientOptions = {}): Use {
    return new RedisClient(this, { auth: this.auth, tls: this.tls }, options);
  }

  /**
   * How somebody connects that is no workload of a stack, such as a chart.
   * @param password where its password is
   * @param clients its pods, which are let in; by default those that `admits` lets in
   */
  public connection(password: Credential, clients?: Origin): RedisConnection {
    if (clients) {
      this.admits(clients);
    }
    return RedisConnection.sentinel({
      sentinels: this.sentinels,
      masterName: MASTER_NAME,
      password,
      tls: this.tls !== undefined,
      pods: { ...this._selector },
    });
  }

  /** @internal */
  protected _check(problems: Problems): void {
    super._check(problems);
    checkOutlives(problems, 'replicas', this._sizing);
  }

  /** @internal */
  protected _remarks(): Finding[] {
    const isPlain = this.tls === undefined && !this._isInMesh;
    return isPlain ? [plainTextFinding(this.node.path, 'Redis', 'tls: SecretRef...')] : [];
  }
}

/** Host names of the pods, which stay the same when their addresses change. */
function hostsOf({ namespaceName }: AutonomousStack, name: string): (i: number) => string {
  return (i) => `${name}-${i}.${name}-headless.${namespaceName}.svc.cluster.local`;
}

/** Checks what was given, and makes of it what a stateful service is. */
function serviceProps(scope: Construct, id: string, props: RedisClusterProps): StatefulServiceProps {
  const stack = AutonomousStack.containing(scope);
  const { image, auth, tls, persistence, placement, replicas = 3 } = props;
  const problems = new Problems(pathOf(scope, id));
  const resources = resourcesOf(problems, props);
  checkMembers(problems, { stack, prop: 'replicas', count: replicas, resources, placement, quorum: true });
  checkKeys(problems, 'auth', auth, ['password', 'replication']);
  checkKeys(problems, 'tls', tls, ['tls.crt', 'tls.key', 'ca.crt']);
  const size = persistence && (persistence.size ?? sizeOf(bytesOf(props.data) * 4));
  problems.check(
    size === undefined || bytesOf(size) >= bytesOf(props.data) * 3,
    'persistence.size',
    size && quantityOf(size),
    `must be at least three times the data of ${quantityOf(props.data)}: the file grows to twice its size before it is written anew beside the old one`,
  );
  problems.raise();
  const settings = settingsOf(stack, scope, id, props);
  const shared: ContainerOptions = {
    mounts: [
      Mount.configuration(settings, PATHS.settings),
      Mount.secret(auth, PATHS.secrets, { keys: ['password', 'replication'] }),
      ...(tls ? [Mount.secret(tls, PATHS.certificates, { keys: ['tls.crt', 'tls.key', 'ca.crt'] })] : []),
    ],
  };
  return {
    image,
    resources,
    ports: [REDIS],
    replicas: Replicas.needed({ steady: replicas, degraded: Math.floor(replicas / 2) + 1 }),
    inMesh: props.inMesh ?? tls === undefined,
    ...(props.dataClasses && { dataClasses: props.dataClasses }),
    ...placement,
    security: { user: USER },
    command: script('start-redis'),
    ...(size
      ? { ...shared, volumes: [{ name: 'data', mountPath: PATHS.data, size, storageClass: persistence!.storageClass }] }
      : { mounts: [...shared.mounts!, copyOf(props.data)] }),
    health: Health.exec({ readiness: script('is-ready'), liveness: script('is-alive') }),
    // What was written is read again before it serves.
    startup: Duration.minutes(10),
    grace: Duration.seconds(60),
    lifecycle: { stopping: Hook.exec(script('hand-over')) },
    helpers: [sentinel(props, shared)],
  };
}

/** Where a replica puts the copy that it gets from the primary, before it reads it. */
function copyOf(data: Size): Mount {
  return Mount.scratch(PATHS.data, sizeOf(bytesOf(data) * 1.1));
}

function script(name: string): string[] {
  return ['/bin/sh', `${PATHS.settings}/${name}.sh`];
}

/** The sentinel beside a server. What it agreed on with others is on the volume of the server, where that has one. */
function sentinel({ image, persistence }: RedisClusterProps, { mounts = [] }: ContainerOptions): Helper {
  return Helper.sidecar('sentinel', {
    image,
    ports: [SENTINEL],
    resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) },
    command: script('start-sentinel'),
    mounts: [...mounts, persistence ? Mount.own('data', PATHS.data) : Mount.memory(PATHS.memory, Size.mebibytes(1))],
    health: Health.exec({ readiness: script('is-sentinel') }),
  });
}

function settingsOf(stack: AutonomousStack, scope: Construct, id: string, props: RedisClusterProps): Configuration {
  const { data, tls, persistence, replicas = 3 } = props;
  const persistent = persistence !== undefined;
  const eviction = props.eviction ?? (persistent ? RedisEviction.NONE : RedisEviction.LEAST_RECENT);
  const files = redisFiles({
    dataBytes: bytesOf(data),
    eviction,
    persistent,
    tls: tls !== undefined,
    replicas,
    host: hostsOf(stack, id),
    domain: `${id}-headless.${stack.namespaceName}.svc.cluster.local`,
  });
  const entries = Object.entries(files).map(([name, text]) => [name, ConfigFile.text(text)] as const);
  return new Configuration(scope, `${id}-settings`, { files: Object.fromEntries(entries) });
}

/** What a server asks for: what was said, where that is enough, or what its data take. */
function resourcesOf(
  problems: Problems,
  { data, rewritten = 0.5, cpu, resources }: RedisClusterProps,
): WorkloadResources {
  problems.check(rewritten >= 0 && rewritten <= 1, 'rewritten', rewritten, 'must be a share of the data from 0 to 1');
  problems.check(bytesOf(data) > 0, 'data', quantityOf(data), 'must be above 0');
  problems.check(!(resources && cpu), 'cpu', 'given', 'is in resources too', 'one of the two');
  const least = leastMemory(bytesOf(data), rewritten);
  const memory = sizeOf(least);
  if (!resources) {
    return { cpu: cpu ?? Cpu.units(1), memory };
  }
  const limit = resources.memoryLimit ?? resources.memory;
  problems.check(
    bytesOf(limit) >= least,
    'resources.memory',
    quantityOf(limit),
    `must be at least ${quantityOf(memory)}: ${quantityOf(data)} of data, a tenth of it, ${rewritten * 100} % that change while a copy is made, and 192Mi`,
    `${quantityOf(memory)}, or less data`,
  );
  return resources;
}
