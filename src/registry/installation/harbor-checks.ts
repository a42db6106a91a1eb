import { checkGiven } from './harbor-given';
import { HarborInstallationProps } from './harbor-installation-props';
import { connectionsOf, ON_DATABASE, partsOf, podsInRollout } from './harbor-parts';
import { isShared } from '../../cluster/storage/access-mode';
import { ConnectionTls } from '../../data/connection/database-connection';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { refuseAmbient } from '../../workload/workload-checks';

/** The least with which a pod of Harbor works without waiting for itself. */
const LEAST_CONNECTIONS = 10;

/** A Service of the cluster, which only its network reaches. */
const INSIDE = /\.svc(\.|$)/;

/** Notes everything that is wrong with an installation. */
export function checkInstallation(problems: Problems, stack: AutonomousStack, props: HarborInstallationProps): void {
  const { replicas = 3, host } = props;
  problems.check(/^[^:]+$/.test(host), 'host', host, 'must have no port: clients come by HTTPS at port 443');
  const whole = Number.isInteger(replicas) && replicas >= 1;
  problems.check(whole, 'replicas', replicas, 'must be a whole number of at least 1');
  problems.check(
    replicas > 1 || !stack.environment?.isProduction,
    'replicas',
    replicas,
    'in production: no image can be pulled while its node is away',
    'at least 2',
  );
  problems.check(
    stack._delivery !== undefined,
    'delivery',
    undefined,
    'of the stack is needed: the chart is delivered by Argo CD',
  );
  for (const [part, size] of Object.entries(props.sizes ?? {})) {
    const limit = size.memoryLimit === undefined ? Infinity : bytesOf(size.memoryLimit);
    const right = millisOf(size.cpu) > 0 && bytesOf(size.memory) > 0 && limit >= bytesOf(size.memory);
    problems.check(right, `sizes.${part}`, 'given', 'must be above 0, and the limit at least what is requested');
  }
  checkStorage(problems, props, replicas);
  checkCredentials(problems, props);
  props.storage._bucket?._checkNear(problems, 'storage', stack.namespaceName);
  checkConnections(problems, props, whole);
  checkExposure(problems, stack, props);
  checkLoad(problems, props);
  checkGiven(problems, props.values ?? {});
}

function checkStorage(problems: Problems, { storage }: HarborInstallationProps, replicas: number): void {
  const volume = storage._volume;
  problems.check(
    !volume || replicas === 1 || isShared(volume.accessMode),
    'storage',
    volume?.accessMode,
    `is a volume of one node, and there are ${replicas} replicas, each of which has to have all images`,
    'HarborStorage.bucket(...), or a file system with AccessMode.READ_WRITE_MANY',
  );
  problems.check(
    !volume || (bytesOf(volume.size) > 0 && isDnsSubdomain(volume.storageClass)),
    'storage',
    volume?.storageClass,
    'must have a size above 0 and the name of a StorageClass',
  );
}

/** Where passwords have to be for what reads them. */
function checkCredentials(problems: Problems, { database, redis, storage }: HarborInstallationProps): void {
  const given = database.password._secret?.key;
  const engine = database.engine === 'postgresql';
  problems.check(engine, 'database', database.engine, 'must be PostgreSQL', 'DatabaseConnection.postgresql(...)');
  problems.check(
    given === undefined || given === 'password',
    'database.password',
    given,
    "must be the key 'password' of its Secret: the chart knows no other",
    "Credential.fromStore, or a Secret with the key 'password'",
  );
  problems.check(
    redis.password._stored !== undefined,
    'redis.password',
    redis.password._secret?.secretName,
    'must be in a store: Harbor wants a URL with it, which the chart cannot make under Argo CD',
    'Credential.fromStore(...)',
  );
  const bucket = storage._bucket;
  const credentials = Object.values(bucket?._credentials ?? {});
  const stored = credentials.filter(({ _stored }) => _stored !== undefined);
  problems.check(
    stored.length === credentials.length || (stored.length === 0 && bucket?.provider === 's3'),
    'storage',
    bucket?.bucket,
    bucket?.provider === 's3' ? 'must have both keys in a store, or both in Secrets' : 'must have its key in a store',
    'Credential.fromStore(...)',
  );
  const stores = new Set(stored.map(({ _stored }) => `${_stored!.store.kind}/${_stored!.store.storeName}`));
  problems.check(stores.size < 2, 'storage', [...stores], 'must have all keys in one store');
}

function checkConnections(problems: Problems, props: HarborInstallationProps, counted: boolean): void {
  const { database, redis, connectionsPerPod } = props;
  problems.check(
    database.tls !== ConnectionTls.NONE || INSIDE.test(database.host),
    'database.tls',
    database.tls,
    `sends the password in plain text out of the cluster, to ${database.host}`,
    'ConnectionTls.VERIFY_FULL',
  );
  const outside = redis.addresses.find((address) => !INSIDE.test(address.replace(/:\d+$/, '')));
  problems.check(
    redis.tls || outside === undefined,
    'redis.tls',
    redis.tls,
    `sends the password in plain text out of the cluster, to ${outside}`,
    'tls: true',
  );
  problems.check(
    !redis.tls || redis.masterName === undefined,
    'redis.tls',
    redis.tls,
    'with Sentinel: chart 1.19.1 then leaves the name of the primary out of the configuration of the registry',
    'RedisConnection.standalone, or a mesh that encrypts',
  );
  if (!counted) {
    return;
  }
  const each = connectionsOf(props);
  const pods = podsInRollout(partsOf(props), ON_DATABASE);
  const most = database.maxConnections;
  const right = Number.isInteger(each) && each >= LEAST_CONNECTIONS;
  problems.check(
    right,
    connectionsPerPod === undefined ? 'database.maxConnections' : 'connectionsPerPod',
    connectionsPerPod ?? most,
    `must leave at least ${LEAST_CONNECTIONS} connections to each of the ${pods} pods that connect in a rollout`,
    `maxConnections of at least ${Math.ceil((LEAST_CONNECTIONS * pods) / 0.8)}`,
  );
  problems.check(
    !right || most === undefined || each * pods <= most,
    'connectionsPerPod',
    connectionsPerPod,
    `of ${pods} pods in a rollout are ${each * pods}, and the database takes ${most}`,
    `at most ${Math.floor((most ?? 0) / pods)}`,
  );
}

function checkExposure(problems: Problems, stack: AutonomousStack, { exposure, host }: HarborInstallationProps): void {
  const gateway = exposure._gateway;
  const istio = stack.mesh._istio;
  refuseAmbient(problems, stack, 'Harbor');
  problems.check(
    gateway !== undefined || istio !== undefined,
    'exposure',
    'istio',
    'needs a mesh with an ingress gateway',
    'mesh: Mesh.istio() on the stack, or HarborExposure.gatewayApi(...)',
  );
  problems.check(isDnsSubdomain(host) && host.includes('.'), 'host', host, 'must be a full host name');
  problems.check(
    !gateway || isDnsSubdomain(gateway.className),
    'exposure.className',
    gateway?.className,
    'must be the name of a GatewayClass',
  );
  problems.check(
    !gateway || !istio || gateway.controller._identity !== undefined,
    'exposure.controller',
    gateway?.controller._namespace,
    'has no identity in the mesh, which lets nobody else in',
    'serviceAccount of Origin.pods',
  );
  problems.check(
    gateway?.controller._namespace !== stack.namespaceName || !gateway,
    'exposure.controller',
    stack.namespaceName,
    'is the namespace of the stack, where nothing may come in that is not declared',
    'a gatewayNamespace that is no stack',
  );
}

function checkLoad(problems: Problems, { load }: HarborInstallationProps): void {
  if (!load) {
    return;
  }
  const { images, tagsKept, pushesPerDay, pullingNodes, egress } = load;
  for (const [prop, value] of Object.entries({ images, tagsKept, pushesPerDay, pullingNodes: pullingNodes ?? 1 })) {
    problems.check(value > 0 && Number.isFinite(value), `load.${prop}`, value, 'must be above 0');
  }
  problems.check(
    pullingNodes === undefined || egress !== undefined,
    'load.egress',
    undefined,
    'is needed to tell how long a pull storm lasts',
  );
}
