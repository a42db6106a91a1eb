import { HarborInstallationProps } from './harbor-installation-props';
import { connectionsOf, HarborPart } from './harbor-parts';
import { CONTAINER_SECURITY, resourcesOf, spreadOf } from './harbor-pods';
import { HarborReferences, KeyRef } from './harbor-references';
import { HarborStorage } from './harbor-storage';
import { BucketConnection } from '../../data/connection/bucket-connection';
import { bytesOf } from '../../manifest/amounts';
import { quantities } from '../../manifest/quantities';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** What the values follow from. */
export interface ValuesContext {
  readonly release: string;
  readonly stack: AutonomousStack;
  readonly props: HarborInstallationProps;
  readonly parts: readonly HarborPart[];
  readonly references: HarborReferences;
  /** Annotations of all pods. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Annotations of the pods of the registry, on top of those. */
  readonly registryAnnotations: Readonly<Record<string, string>>;
  /** The listener that the route of Gateway API hangs on; undefined where Istio leads requests in. */
  readonly parentRef?: object;
}

/** Values of chart 1.19.1: nothing is left to chance, and no secret is in them. */
export function valuesOf(context: ValuesContext): Record<string, any> {
  const { release, props, references, parentRef } = context;
  const { host, database, monitored = true, caSecret = database.caSecret } = props;
  const { keysSecret, tokenSecret, redisSecret } = references;
  const redis = { name: redisSecret };
  const core = variables({ _REDIS_URL_CORE: { ...redis, key: 'core' }, _REDIS_URL_REG: { ...redis, key: 'registry' } });
  const jobs = variables({
    _REDIS_URL_CORE: { ...redis, key: 'core' },
    JOB_SERVICE_POOL_REDIS_URL: { ...redis, key: 'jobs' },
  });
  const registry = variables({
    ...references.storageKeys,
    REGISTRY_REDIS_PASSWORD: { ...redis, key: 'REDIS_PASSWORD' },
    ...(props.redis.user !== undefined && { REGISTRY_REDIS_USERNAME: { ...redis, key: 'REDIS_USERNAME' } }),
  });
  const part = partValues(context);
  return {
    fullnameOverride: release,
    externalURL: `https://${host}`,
    expose: exposeOf(host, parentRef),
    // The chart's own passwords are taken out, though it would not use them beside these references.
    harborAdminPassword: '',
    secretKey: '',
    existingSecretAdminPassword: keysSecret,
    existingSecretAdminPasswordKey: 'HARBOR_ADMIN_PASSWORD',
    existingSecretSecretKey: keysSecret,
    ...(caSecret !== undefined && { caBundleSecretName: caSecret }),
    persistence: { enabled: true, resourcePolicy: 'keep', ...storageOf(context) },
    updateStrategy: { type: isRecreated(props.storage) ? 'Recreate' : 'RollingUpdate' },
    database: databaseOf(context),
    redis: { type: 'external', external: redisOf(context) },
    cache: { enabled: true, expireHours: 24 },
    metrics: { enabled: true, serviceMonitor: { enabled: monitored } },
    containerSecurityContext: CONTAINER_SECURITY,
    nginx: { replicas: 0 },
    core: {
      ...part('core'),
      existingSecret: keysSecret,
      existingXsrfSecret: keysSecret,
      existingXsrfSecretKey: 'CSRF_KEY',
      secretName: tokenSecret,
      quotaUpdateProvider: 'redis',
      extraEnvVars: core,
    },
    exporter: { ...part('exporter'), extraEnvVars: variables({ HARBOR_REDIS_URL: { ...redis, key: 'jobs' } }) },
    jobservice: {
      ...part('jobservice'),
      existingSecret: keysSecret,
      existingSecretKey: 'JOBSERVICE_SECRET',
      // Files would be on one volume of all replicas.
      jobLoggers: ['database'],
      extraEnvVars: jobs,
    },
    portal: part('portal'),
    registry: {
      ...part('registry'),
      existingSecret: keysSecret,
      existingSecretKey: 'REGISTRY_HTTP_SECRET',
      credentials: { password: '', existingSecret: keysSecret },
      registry: { ...part('registry', 'registry'), extraEnvVars: registry },
      controller: { ...part('registry', 'registryctl'), extraEnvVars: registry },
    },
    trivy: { ...part('trivy'), enabled: true, ...scannerOf(props) },
  };
}

/** TLS ends at the gateway: the chart's own switch is for its nginx and its Ingress, which are not used. */
function exposeOf(host: string, parentRef: object | undefined): object {
  const tls = { enabled: false };
  return parentRef === undefined
    ? { type: 'clusterIP', tls }
    : { type: 'route', tls, route: { parentRefs: [parentRef], hosts: [host] } };
}

/** Values of one part, or of one of its containers. */
function partValues({ stack, parts, annotations, registryAnnotations, release }: ValuesContext) {
  return (name: string, container?: string): Record<string, any> => {
    const { replicas, containers } = parts.find((part) => part.name === name)!;
    if (container !== undefined) {
      return { resources: resourcesOf(containers[container]) };
    }
    const all = { ...annotations, ...(name === 'registry' && registryAnnotations) };
    return {
      replicas,
      serviceAccountName: release,
      automountServiceAccountToken: false,
      podDisruptionBudget: { enabled: true, minAvailable: Math.max(1, replicas - 1) },
      topologySpreadConstraints: spreadOf(stack.cluster, name === 'trivy'),
      ...(Object.keys(all).length > 0 && { podAnnotations: all }),
      ...(name !== 'registry' && { resources: resourcesOf(Object.values(containers)[0]) }),
    };
  };
}

function databaseOf({ props, references }: ValuesContext): object {
  const { host, port, user, database, tls } = props.database;
  const most = connectionsOf(props);
  return {
    type: 'external',
    external: {
      host,
      port: String(port),
      username: user,
      password: '',
      coreDatabase: database,
      existingSecret: references.databaseSecret,
      sslmode: tls,
    },
    maxOpenConns: most,
    maxIdleConns: Math.min(most, 10),
  };
}

function redisOf({ props: { redis }, references }: ValuesContext): object {
  return {
    addr: redis.addresses.join(','),
    ...(redis.masterName !== undefined && { sentinelMasterSet: redis.masterName }),
    tlsOptions: { enable: redis.tls },
    existingSecret: references.redisSecret,
  };
}

function storageOf(context: ValuesContext): object {
  const { storage, scanner = {} } = context.props;
  const { storage: size, storageClass } = scannerVolume(scanner);
  const trivy = { size, ...(storageClass !== undefined && { storageClass }) };
  const volume = storage._volume;
  if (!volume) {
    const { storageSecret } = context.references;
    return { imageChartStorage: bucketOf(storage._bucket!, storageSecret), persistentVolumeClaim: { trivy } };
  }
  return {
    imageChartStorage: { type: 'filesystem', disableredirect: true },
    persistentVolumeClaim: {
      trivy,
      registry: {
        size: quantities({ storage: bytesOf(volume.size) }).storage,
        storageClass: volume.storageClass,
        accessMode: volume.accessMode,
      },
    },
  };
}

function bucketOf(bucket: BucketConnection, existingSecret: string | undefined): object {
  const { provider, region, endpoint, account, reachableByClients } = bucket;
  const reference = existingSecret !== undefined && { existingSecret };
  const settings: Record<string, object> = {
    s3: {
      bucket: bucket.bucket,
      region,
      ...(endpoint !== undefined && { regionendpoint: endpoint }),
      v4auth: true,
      secure: true,
      ...reference,
    },
    azure: { accountname: account, container: bucket.bucket, accountkey: '', ...reference },
    gcs: { bucket: bucket.bucket, encodedkey: '', ...reference },
  };
  return { type: provider, disableredirect: !reachableByClients, [provider]: settings[provider] };
}

/** Size and class of the volume of each scanner. */
export function scannerVolume({ storage, storageClass }: NonNullable<HarborInstallationProps['scanner']>) {
  return { storage: storage ? quantities({ storage: bytesOf(storage) }).storage : '5Gi', storageClass };
}

function scannerOf({ scanner = {} }: HarborInstallationProps): object {
  const { databases, javaDatabases, offline = false } = scanner;
  return {
    offlineScan: offline,
    ...(databases && { dbRepository: databases }),
    ...(javaDatabases && { javaDBRepository: javaDatabases }),
  };
}

/** Whether pods of the registry have to stop before new ones start. */
export function isRecreated(storage: HarborStorage): boolean {
  return storage._volume !== undefined && storage._volume.accessMode !== 'ReadWriteMany';
}

/** Variables of a container that come before those of the chart's ConfigMaps. */
function variables(references: Readonly<Record<string, KeyRef>>): object[] {
  return Object.entries(references).map(([name, secretKeyRef]) => ({ name, valueFrom: { secretKeyRef } }));
}
