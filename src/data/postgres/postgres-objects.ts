import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { BARMAN, keptDays } from './postgres-backup';
import { parametersOf } from './postgres-parameters';
import { PostgresClusterProps, PostgresDatabase, PostgresDurability, PostgresPooler } from './postgres-props';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { tolerations, zoneSpread } from '../../workload/pod/pod-placement';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { survivedBy } from '../members';

/** Group of all its kinds (CloudNativePG 1.30). */
const API = 'postgresql.cnpg.io/v1';

/** The one of the labels of all objects that the operator does not set itself. */
const PART_OF = 'app.kubernetes.io/part-of';

/** What an instance carries, and nothing else of the cluster: its pods and the jobs that make them. */
export const instanceLabels = (name: string): Record<string, string> => ({ 'cnpg.io/cluster': name });

/** What the pods of a pooler carry. */
export const poolerLabels = (pooler: string): Record<string, string> => ({ 'cnpg.io/poolerName': pooler });

/** Requests and limits as a manifest has them. */
export function resourcesOf({ cpu, memory, cpuLimit, memoryLimit }: WorkloadResources): object {
  return {
    requests: { cpu: cpu.amount, memory: quantityOf(memory) },
    limits: { ...(cpuLimit && { cpu: cpuLimit.amount }), memory: quantityOf(memoryLimit ?? memory) },
  };
}

/** The Cluster. */
export function emitCluster(
  scope: Construct,
  stack: AutonomousStack,
  name: string,
  props: PostgresClusterProps,
): ApiObject {
  const { image, instances = 3, resources, storage, walStorage, storageClass, placement = {} } = props;
  const { _owner: owner, mesh } = stack;
  const pinned = image._pinnedBy(stack.environment?.images);
  const volume = (size: typeof storage) => ({
    size: quantityOf(size),
    ...(storageClass !== undefined && { storageClass }),
  });
  return customResource(scope, 'Cluster', {
    apiVersion: API,
    kind: 'Cluster',
    metadata: namespaced('Cluster', name, owner),
    spec: {
      instances,
      imageName: pinned.reference,
      ...(image.pullSecret !== undefined && { imagePullSecrets: [{ name: image.pullSecret }] }),
      // Only who is in the operator's namespace may do everything.
      enableSuperuserAccess: false,
      // A budget of one alone would let nobody drain its node.
      enablePDB: instances > 1,
      ...(instances > 1 && { primaryUpdateMethod: 'switchover' }),
      inheritedMetadata: {
        labels: {
          [PART_OF]: owner.partOf,
          ...owner.podLabels,
          // It speaks TLS itself, to its operator too, which is in no mesh.
          ...mesh._istio?.outsideLabels,
        },
      },
      storage: volume(storage),
      ...(walStorage && { walStorage: volume(walStorage) }),
      resources: resourcesOf(resources),
      ...placed(stack, name, props),
      ...(placement.priority && { priorityClassName: placement.priority.priorityName }),
      postgresql: {
        parameters: parametersOf(bytesOf(resources.memory), props.maxConnections ?? 100, props.parameters ?? {}),
        pg_hba: ['hostnossl all all all reject'],
        ...synchronous(props, instances),
      },
      managed: { roles: rolesOf(props.databases) },
      ...certificates(stack, name, props),
      bootstrap: bootstrap(props),
      ...(props.backup && {
        plugins: [
          {
            name: BARMAN,
            isWALArchiver: true,
            parameters: { barmanObjectName: `${name}-backup`, serverName: name },
          },
        ],
      }),
      ...(props.restore && {
        externalClusters: [
          {
            name: 'origin',
            plugin: {
              name: BARMAN,
              parameters: { barmanObjectName: `${name}-restore`, serverName: props.restore.server },
            },
          },
        ],
      }),
    },
  });
}

/** No two instances share a node where a loss is to be outlived, and zones have their parts of them. */
function placed(stack: AutonomousStack, name: string, { placement = {}, instances = 3 }: PostgresClusterProps): object {
  const survive = survivedBy(stack, placement);
  const { nodeLabels, tolerates = [] } = placement;
  const { zones } = stack.cluster;
  const topologySpreadConstraints = zoneSpread({
    selector: { ...instanceLabels(name), 'cnpg.io/podRole': 'instance' },
    survive,
    zones: zones.length,
  });
  return {
    affinity: {
      enablePodAntiAffinity: true,
      topologyKey: 'kubernetes.io/hostname',
      podAntiAffinityType: survive === 'none' ? 'preferred' : 'required',
      ...(nodeLabels && { nodeSelector: { ...nodeLabels } }),
      ...tolerations({ tolerates }),
    },
    ...(instances > 1 && zones.length > 1 && { topologySpreadConstraints }),
  };
}

/** With a quorum of standbys that have everything, the operator promotes one of these, and none where it cannot be sure. */
function synchronous({ durability, synchronousStandbys: number = 1 }: PostgresClusterProps, instances: number): object {
  if (instances < 2 || durability === PostgresDurability.ASYNCHRONOUS) {
    return {};
  }
  const dataDurability = durability ?? (instances > 2 ? PostgresDurability.REQUIRED : PostgresDurability.PREFERRED);
  const failoverQuorum = dataDurability === PostgresDurability.REQUIRED;
  return { synchronous: { method: 'any', number, dataDurability, ...(failoverQuorum && { failoverQuorum }) } };
}

function rolesOf(databases: readonly PostgresDatabase[]): object[] {
  const owners = new Map(databases.map(({ name, owner = name, credentials }) => [owner, credentials]));
  return [...owners].map(([name, { secretName }]) => ({
    name,
    ensure: 'present',
    login: true,
    passwordSecret: { name: secretName },
  }));
}

/** Clients check the name by which they connect: that of a pooler is one that the operator does not think of. */
function certificates({ namespaceName }: AutonomousStack, name: string, props: PostgresClusterProps): object {
  const given = props.certificates;
  if (given) {
    return {
      certificates: { serverTLSSecret: given.server.secretName, serverCASecret: given.authority.secretName },
    };
  }
  const pooler = poolerName(name);
  const names = ['', `.${namespaceName}`, `.${namespaceName}.svc`, `.${namespaceName}.svc.cluster.local`];
  return props.pooler ? { certificates: { serverAltDNSNames: names.map((end) => `${pooler}${end}`) } } : {};
}

function bootstrap({ databases: [first], restore }: PostgresClusterProps): object {
  const { name, owner = name, credentials } = first;
  const own = { database: name, owner, secret: { name: credentials.secretName } };
  const { until } = restore ?? {};
  return restore
    ? { recovery: { source: 'origin', ...own, ...(until !== undefined && { recoveryTarget: { targetTime: until } }) } }
    : { initdb: { ...own, encoding: 'UTF8', dataChecksums: true } };
}

/** A Database: the operator makes it, and leaves it where it is when the resource goes. */
export function emitDatabase(
  scope: Construct,
  stack: AutonomousStack,
  cluster: string,
  database: PostgresDatabase,
): ApiObject {
  const { name, owner = name, extensions = [] } = database;
  return customResource(scope, `Database-${name}`, {
    apiVersion: API,
    kind: 'Database',
    metadata: namespaced('Database', `${cluster}-${name.replace(/_/g, '-')}`, stack._owner),
    spec: {
      cluster: { name: cluster },
      name,
      owner,
      databaseReclaimPolicy: 'retain',
      ...(extensions.length > 0 && { extensions: extensions.map((extension) => ({ name: extension })) }),
    },
  });
}

/** The ScheduledBackup. */
export function emitScheduledBackup(
  scope: Construct,
  stack: AutonomousStack,
  name: string,
  schedule: string,
): ApiObject {
  return customResource(scope, 'ScheduledBackup', {
    apiVersion: API,
    kind: 'ScheduledBackup',
    metadata: namespaced('ScheduledBackup', name, stack._owner),
    spec: {
      cluster: { name },
      schedule,
      // Before the first backup the archive restores nothing.
      immediate: true,
      backupOwnerReference: 'self',
      method: 'plugin',
      pluginConfiguration: { name: BARMAN },
    },
  });
}

/** Name of the pooler of a cluster, and of its Service. */
export function poolerName(cluster: string): string {
  return `${cluster}-pooler`;
}

/** The Pooler: PgBouncer before the primary. */
export function emitPooler(
  scope: Construct,
  stack: AutonomousStack,
  cluster: string,
  pooler: PostgresPooler,
): ApiObject {
  const { image, resources, instances = 2, poolSize = 20, maxClients = 1000, perSession = false } = pooler;
  const name = poolerName(cluster);
  const pinned = image._pinnedBy(stack.environment?.images);
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: poolerLabels(name) } };
  return customResource(scope, 'Pooler', {
    apiVersion: API,
    kind: 'Pooler',
    metadata: namespaced('Pooler', name, stack._owner),
    spec: {
      cluster: { name: cluster },
      type: 'rw',
      instances,
      deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      pgbouncer: {
        poolMode: perSession ? 'session' : 'transaction',
        parameters: {
          default_pool_size: `${poolSize}`,
          max_client_conn: `${maxClients}`,
          ...(!perSession && { max_prepared_statements: '200' }),
        },
      },
      template: {
        metadata: {
          labels: { [PART_OF]: stack._owner.partOf, ...stack.mesh._istio?.outsideLabels },
        },
        spec: {
          ...(image.pullSecret !== undefined && { imagePullSecrets: [{ name: image.pullSecret }] }),
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }],
            },
          },
          containers: [{ name: 'pgbouncer', image: pinned.reference, resources: resourcesOf(resources) }],
        },
      },
    },
  });
}

/** What a backup says to the ObjectStore. */
export function backupOf(backup: NonNullable<PostgresClusterProps['backup']>): { keepDays: number; resources: object } {
  const { resources } = backup;
  const standard = { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } };
  return { keepDays: keptDays(backup), resources: resources ? resourcesOf(resources) : standard };
}
