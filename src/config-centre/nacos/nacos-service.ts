import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { NacosCentreProps } from './nacos-props';
import {
  adminPath,
  CLIENTS,
  CONSOLE,
  hasNoDefaultPassword,
  healthOf,
  MAIN,
  MCP,
  MEMBERS,
  NacosVersion,
  versionOf,
} from './nacos-version';
import { secretKeyOf } from '../../data/connection/secret-key-of';
import { checkMembers } from '../../data/members';
import { checkKeys } from '../../data/secret-checks';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { ConfigFile } from '../../platform/configuration/config-file';
import { Configuration } from '../../platform/configuration/configuration';
import { Variable } from '../../platform/variable';
import { Cpu } from '../../units/cpu';
import { Hook } from '../../workload/pod/helpers/hook';
import { Mount } from '../../workload/pod/mount';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { Replicas } from '../../workload/sizing/replicas';
import { ServiceVolume, StatefulServiceProps } from '../../workload/stateful-service';
import { checkMysql, sslMode } from '../mysql';

const MIB = 2 ** 20;

const PASSWORD = '/etc/nacos/admin/password';
const SCRIPT = '/etc/nacos/start/admin.sh';

/** The start script of the image prints every line that it runs, with the token in it: what it prints so goes nowhere. */
const QUIET = 'exec 9>/dev/null; export BASH_XTRACEFD=9; exec bash bin/docker-startup.sh';

/** Checks what was given, and makes of it what a stateful service is. */
export function nacosService(scope: Construct, id: string, props: NacosCentreProps): StatefulServiceProps {
  const stack = AutonomousStack.containing(scope);
  const { image, auth, replicas = 3, placement } = props;
  const resources = props.resources ?? { cpu: Cpu.units(1), memory: Size.gibibytes(2) };
  const problems = new Problems(pathOf(scope, id));
  const version = checkVersion(problems, props);
  checkMembers(problems, { stack, prop: 'replicas', count: replicas, resources, placement, quorum: true });
  checkKeys(problems, 'auth', auth, ['token', 'key', 'value', 'password']);
  problems.check(
    bytesOf(resources.memory) >= 1024 * MIB,
    'resources.memory',
    quantityOf(resources.memory),
    'must be at least 1Gi: half of it is heap, and the code alone takes 320 MiB',
  );
  checkStorage(problems, stack, props);
  problems.raise();
  const members = Array.from(
    { length: replicas },
    (_, i) => `${id}-${i}.${id}-headless.${stack.namespaceName}.svc.cluster.local:8848`,
  );
  const place = placeOf(scope, id, props);
  return {
    image,
    resources,
    ports: [MAIN, CLIENTS, ...(version.major >= 3 ? [CONSOLE] : []), ...(props.mcp ? [MCP] : [])],
    peerPorts: MEMBERS,
    replicas: Replicas.needed({ steady: replicas, degraded: Math.floor(replicas / 2) + 1 }),
    inMesh: props.inMesh,
    ...placement,
    command: ['/bin/bash', '-c', QUIET],
    env: { ...environment(version, members, resources, props.mcp), ...place.env },
    variables: {
      NACOS_AUTH_TOKEN: auth.key('token'),
      NACOS_AUTH_IDENTITY_KEY: auth.key('key'),
      NACOS_AUTH_IDENTITY_VALUE: auth.key('value'),
      ...place.variables,
    },
    mounts: [
      Mount.secretFile(auth, 'password', PASSWORD),
      Mount.configuration(firstUser(scope, id, version), '/etc/nacos/start'),
    ],
    lifecycle: { started: Hook.exec(['/bin/bash', '-c', `bash ${SCRIPT} >/dev/null 2>&1 &`]) },
    health: healthOf(version),
    startup: Duration.minutes(5),
    volumes: volumesOf(props),
  };
}

function checkVersion(problems: Problems, { image, mcp }: NacosCentreProps): NacosVersion {
  const version = versionOf(image.shortVersion);
  problems.check(
    version !== undefined,
    'image',
    image.reference,
    'must have a tag that says the version: paths and ports follow from it',
    "for example tag: 'v3.0.3'",
  );
  problems.check(
    version === undefined || hasNoDefaultPassword(version),
    'image',
    image.reference,
    'begins with the user nacos and the password that everyone knows',
    'version 2.4.0 or later',
  );
  const { major, minor } = version ?? { major: 3, minor: 2 };
  problems.check(!mcp || major > 3 || (major === 3 && minor >= 2), 'mcp', true, 'is there from 3.2 on');
  return { major, minor };
}

function checkStorage(problems: Problems, stack: AutonomousStack, { storage }: NacosCentreProps): void {
  const { _volume: volume, _database: database } = storage ?? {};
  if (!volume) {
    checkMysql(problems, 'storage', stack, database);
    return;
  }
  const there = volume.size !== undefined && bytesOf(volume.size) > 0;
  problems.check(
    there,
    'storage.size',
    volume.size && quantityOf(volume.size),
    'must be above 0: data without a volume go with the pod',
  );
}

function environment(
  version: NacosVersion,
  members: readonly string[],
  { memory }: WorkloadResources,
  mcp = false,
): Record<string, string> {
  const heap = Math.floor(bytesOf(memory) / MIB / 2);
  return {
    MODE: members.length > 1 ? 'cluster' : 'standalone',
    PREFER_HOST_MODE: 'hostname',
    ...(members.length > 1 && { MEMBER_LIST: members.join(',') }),
    // The list of members comes from above: the file that the image writes for it is not used.
    CLUSTER_CONF: '/tmp/cluster.conf',
    SERVER_TOMCAT_BASEDIR: '/tmp/tomcat',
    JAVA_TOOL_OPTIONS: '-Duser.home=/tmp',
    JVM_XMS: `${heap}m`,
    JVM_XMX: `${heap}m`,
    JVM_XMN: `${Math.floor(heap / 2)}m`,
    NACOS_AUTH_ENABLE: 'true',
    ...(version.major >= 3 && { NACOS_AUTH_ADMIN_ENABLE: 'true', NACOS_AUTH_CONSOLE_ENABLE: 'true' }),
    ...(mcp && { NACOS_AI_REGISTRY_ENABLED: 'true' }),
  };
}

/** Where the data are, and how it comes there. */
function placeOf(
  scope: Construct,
  id: string,
  { storage, replicas = 3 }: NacosCentreProps,
): { readonly env: Record<string, string>; readonly variables: Record<string, Variable> } {
  const database = storage._database;
  if (!database) {
    // One member alone keeps its data itself anyway.
    return { env: replicas > 1 ? { EMBEDDED_STORAGE: 'embedded' } : {}, variables: {} };
  }
  const how = 'characterEncoding=utf8&connectTimeout=1000&socketTimeout=3000&autoReconnect=true';
  return {
    env: {
      SPRING_DATASOURCE_PLATFORM: 'mysql',
      MYSQL_SERVICE_HOST: database.host,
      MYSQL_SERVICE_PORT: `${database.port}`,
      MYSQL_SERVICE_DB_NAME: database.database,
      MYSQL_SERVICE_USER: database.user,
      MYSQL_SERVICE_DB_PARAM: `${how}&${sslMode(database)}`,
    },
    variables: { MYSQL_SERVICE_PASSWORD: secretKeyOf(scope, `${id}-database`, database.password) },
  };
}

function volumesOf({ storage, logs }: NacosCentreProps): ServiceVolume[] {
  const small = { size: Size.gibibytes(2), storageClass: storage._volume?.storageClass };
  return [
    // With a database it holds what is made anew: snapshots and the log of who is there.
    { name: 'data', mountPath: '/home/nacos/data', ...(storage._volume ?? small) },
    { name: 'logs', mountPath: '/home/nacos/logs', ...(logs ?? small) },
  ];
}

/** Makes the first user as soon as the member answers: it is there with the password, or it was there before. */
function firstUser(scope: Construct, id: string, version: NacosVersion): Configuration {
  const text = [
    'for second in $(seq 600); do',
    `  answer=$(printf %s "$(cat ${PASSWORD})" | curl -s -m 5 -X POST --data-urlencode password@- http://127.0.0.1:8848${adminPath(version)})`,
    `  case "$answer" in *'"username"'*|*409*) exit 0;; esac`,
    '  sleep 1',
    'done',
    '',
  ].join('\n');
  return new Configuration(scope, `${id}-start`, { files: { 'admin.sh': ConfigFile.text(text) } });
}
