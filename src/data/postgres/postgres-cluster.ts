import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitObjectStore } from './postgres-backup';
import { checkPostgres } from './postgres-checks';
import { PostgresClient } from './postgres-client';
import { PostgresConnections } from './postgres-connections';
import { POSTGRES, PostgresEnd } from './postgres-end';
import {
  backupOf,
  emitCluster,
  emitDatabase,
  emitPooler,
  emitScheduledBackup,
  instanceLabels,
  poolerLabels,
  poolerName,
} from './postgres-objects';
import { PostgresClientOptions, PostgresClusterProps, PostgresDatabase } from './postgres-props';
import { gapsOf } from './postgres-schedule';
import { nearestOf } from '../../capacity/nearest';
import { bytesOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { inSeconds } from '../../manifest/times';
import { Planner } from '../../planner/planner';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';
import { Origin } from '../../workload/calls/origin';
import { Peer } from '../../workload/calls/peer';
import { Use } from '../../workload/pod/use/use';
import { Credential } from '../connection/credential';
import { DatabaseConnection } from '../connection/database-connection';
import { survivedBy } from '../members';

/** How somebody connects to a database that is no workload of a stack, such as a chart. */
export interface PostgresConnectionOptions {
  /** Where its password is. */
  readonly password: Credential;
  /** Most connections that it has, of all its pods together. */
  readonly connections: number;
  /**
   * Its pods, which are let in.
   * @default - somebody else lets them in
   */
  readonly clients?: Origin;
  /**
   * Secret with the key 'ca.crt' in its namespace.
   * @default - `<id>-ca`, which the operator makes in the namespace of the cluster
   */
  readonly authority?: SecretRef;
}

/**
 * A PostgreSQL that outlives the loss of an instance, as CloudNativePG runs it (postgresql.cnpg.io/v1, from 1.28 on). Emits the Cluster, a Database for each
 * database, network policies, a PodMonitor, and with a backup an ObjectStore of the Barman Cloud plugin and a ScheduledBackup. Nothing connects without TLS, and
 * nobody as a superuser.
 *
 * @example
 * const db = new PostgresCluster(stack, 'orders-db', {
 *   image: registry.image('ghcr-io/cloudnative-pg/postgresql', { tag: '17.5-standard-bookworm' }),
 *   resources: { cpu: Cpu.units(2), memory: Size.gibibytes(8) },
 *   storage: Size.gibibytes(200),
 *   databases: [{ name: 'orders', credentials: SecretRef.existing('orders-db', ['username', 'password']) }],
 * });
 * new Microservice(stack, 'orders', { image, resources, replicas, uses: [db.client('orders', { pool: 10 })] });
 */
@checked
export class PostgresCluster extends Construct {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** Name of the Cluster. */
  public readonly clusterName: string;
  /** The Cluster. */
  public readonly cluster: ApiObject;
  /** The Pooler; undefined where it has none. */
  public readonly pooler?: ApiObject;
  private readonly instances: PostgresEnd;
  private readonly front: PostgresEnd;
  private readonly connections = new PostgresConnections();

  /**
   * @param scope Stack that it is in.
   * @param id Name of the cluster and its objects.
   * @param props Databases, instances, storage and backups.
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: PostgresClusterProps,
  ) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.clusterName = id;
    const problems = new Problems(pathOf(scope, id));
    checkPostgres(problems, this.stack, id, props);
    problems.raiseFor(this);
    this.noteData();
    this.cluster = emitCluster(this, this.stack, id, props);
    props.databases.forEach((database) => emitDatabase(this, this.stack, id, database));
    this.instances = this.connectInstances();
    this.pooler = props.pooler && emitPooler(this, this.stack, id, props.pooler);
    this.front = props.pooler ? this.connectPooler() : this.instances;
    this.emitBackup();
    this.emitMonitor();
    this.describe();
    this.node.addValidation({ validate: () => this.connections.problems(this.node.path, props) });
  }

  /** Host of the primary, or of the pooler before it. */
  public get host(): string {
    return this.hostOf(this.pooler ? poolerName(this.clusterName) : `${this.clusterName}-rw`);
  }

  /**
   * Lets a workload use a database: where it is, who it is there, the authority by which it knows the server, and the way there.
   * @param database Name of the database.
   * @param options Names of the variables, and whether it only reads.
   * @throws where there is no such database
   */
  public client(database: string, options: PostgresClientOptions = {}): Use {
    const found = this.find(database);
    const { readOnly = false } = options;
    const access = {
      cluster: this,
      database: found,
      // Poolers lead to the primary.
      host: readOnly ? this.hostOf(`${this.clusterName}-ro`) : this.host,
      end: readOnly ? this.instances : this.front,
      authority: this.authority,
      noted: (path: string, pods: { readonly max: number }, pool: number) =>
        this.connections.note(path, pods.max, pool),
    };
    return new PostgresClient(access, options);
  }

  /**
   * How somebody connects that is no workload of a stack, such as a chart.
   * @param database Name of the database.
   * @param options Who connects.
   * @throws where there is no such database
   */
  public connection(database: string, options: PostgresConnectionOptions): DatabaseConnection {
    const { name, owner = name } = this.find(database);
    const { password, connections, clients, authority = this.authority } = options;
    const { maxConnections = 100 } = this.props;
    if (clients) {
      this.front.admit(`${this.node.path} connection`, clients);
    }
    this.connections.noteOther(`${this.node.path} connection`, database, connections);
    return DatabaseConnection.postgresql({
      host: this.host,
      database: name,
      user: owner,
      password,
      caSecret: authority.secretName,
      pods: this.pooler ? poolerLabels(poolerName(this.clusterName)) : instanceLabels(this.clusterName),
      maxConnections,
    });
  }

  /** The Secret with the certificate of the authority; the operator makes it where nobody gave one. */
  private get authority(): SecretRef {
    return this.props.certificates?.authority ?? SecretRef.existing(`${this.clusterName}-ca`, ['ca.crt']);
  }

  private find(database: string): PostgresDatabase {
    const names = this.props.databases.map(({ name }) => name);
    const found = this.props.databases[names.indexOf(database)];
    if (!found) {
      const meant = nearestOf(database, names);
      throw new Error(
        `[${this.node.path}] has no database '${database}': it has ${names.join(', ')}${meant === undefined ? '' : `; did you mean '${meant}'?`}`,
      );
    }
    return found;
  }

  private hostOf(service: string): string {
    return `${service}.${this.stack.namespaceName}.svc.cluster.local`;
  }

  /** Instances reach each other, the API server and the bucket; the operator reaches them. */
  private connectInstances(): PostgresEnd {
    const { props, clusterName, stack } = this;
    const labels = instanceLabels(clusterName);
    const end = new PostgresEnd(this, 'Calls', stack, clusterName, labels, { metricsPort: 9187, instances: true });
    end.admitOperator(this.node.path, props.operatorNamespace ?? 'cnpg-system');
    const buckets = [props.backup, props.restore].flatMap((one) => one?.bucket._peers ?? []);
    for (const peer of [...this.apiServers(), ...buckets]) {
      end.calls(this.node.path, peer);
    }
    return end;
  }

  private connectPooler(): PostgresEnd {
    const name = poolerName(this.clusterName);
    const labels = poolerLabels(name);
    const end = new PostgresEnd(this, 'PoolerCalls', this.stack, name, labels, { metricsPort: 9127, instances: false });
    end.calls(`${this.node.path} pooler`, this.instances, [POSTGRES]);
    this.apiServers().forEach((peer) => end.calls(this.node.path, peer));
    kubeObject(this, 'PoolerBudget', 'PodDisruptionBudget', {
      metadata: namespaced('PodDisruptionBudget', name, this.stack._owner),
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    });
    return end;
  }

  private apiServers(): Peer[] {
    const { apiServer } = this.props;
    return apiServer ? [apiServer] : [443, 6443].map((port) => Peer.cidr('0.0.0.0/0', port));
  }

  private noteData(): void {
    const { dataClasses: data, backup, restore } = this.props;
    const flows = DataFlows.of(this);
    flows.place({ path: this.node.path, residency: () => this.stack.residency, data, isStore: true });
    if (backup) {
      flows.place(backup.bucket._place);
      flows.flow(this, backup.bucket._place.path, 'is saved to');
    }
    if (restore) {
      flows.place(restore.bucket._place);
      flows.flow(restore.bucket._place.path, this, 'is restored to');
    }
  }

  private emitBackup(): void {
    const { backup, restore, storage } = this.props;
    const { _owner: owner, namespaceName, cluster } = this.stack;
    const name = this.clusterName;
    if (backup) {
      const { bucket, folder = namespaceName, schedule = '0 0 2 * * *', bandwidth, window } = backup;
      emitObjectStore(this, 'ObjectStore', owner, { name: `${name}-backup`, bucket, folder }, backupOf(backup));
      emitScheduledBackup(this, this.stack, name, schedule);
      if (bandwidth) {
        const transfer = {
          path: this.node.path,
          name: `backup of ${name}`,
          bytes: bytesOf(backup.dataSize ?? storage),
          bitsPerSecond: bandwidth.toBitsPerSecond(),
          window: window ? inSeconds(window) : gapsOf(schedule)!.shortest,
        };
        cluster._forecasts.add(() => ({ transfers: [transfer] }));
      }
    }
    if (restore) {
      const { bucket, folder = namespaceName } = restore;
      emitObjectStore(this, 'Origin', owner, { name: `${name}-restore`, bucket, folder });
    }
  }

  private emitMonitor(): void {
    const { podMonitor = true } = this.props;
    const { _owner: owner } = this.stack;
    const all = [
      ['PodMonitor', this.clusterName, instanceLabels(this.clusterName)],
      ...(this.pooler
        ? [['PoolerMonitor', poolerName(this.clusterName), poolerLabels(poolerName(this.clusterName))]]
        : []),
    ] as [string, string, Record<string, string>][];
    for (const [id, name, matchLabels] of podMonitor ? all : []) {
      customResource(this, id, {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata: namespaced('PodMonitor', name, owner),
        spec: { selector: { matchLabels }, podMetricsEndpoints: [{ port: 'metrics' }] },
      });
    }
  }

  /** What the manifest does not say: what a loss may take. */
  private describe(): void {
    const { instances = 3, placement } = this.props;
    const { cluster } = this.stack;
    const survive = survivedBy(this.stack, placement);
    const inZone = survive === 'zone' ? Math.ceil(instances / cluster.zones.length) : 1;
    const { path } = this.node;
    Planner.of(this).describe(this.cluster, () => ({
      path,
      needed: instances,
      degraded: survive === 'none' ? 0 : instances - inZone,
      ...(survive === 'zone' && { zones: cluster.zones }),
    }));
  }
}
