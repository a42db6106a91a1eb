import { bytesOf, millisOf } from '../../manifest/amounts';
import * as k8s from '../../manifest/k8s/types';
import { quantities } from '../../manifest/quantities';
import { Image } from '../../platform/image';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { OPEN_YURT } from '../runtime/openyurt';
import { edgeTolerations } from '../site/site-hosts';

/** One of the programs of EdgeX at a site. */
export interface EdgexPart {
  /** Name of the component, and of its Service. */
  readonly name: string;
  /** Where its image is, below the repository of EdgeX. */
  readonly image: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Folders that it writes to. */
  readonly writes?: readonly string[];
  readonly serviceAccount?: string;
  readonly asks: { readonly cpu: number; readonly mebibytes: number };
}

const SMALL = { cpu: 50, mebibytes: 64 };
const STORE = { cpu: 100, mebibytes: 128 };

/**
 * What PlatformAdmin needs of version napa, EdgeX 3.1 (pkg/yurtmanager/controller/platformadmin/config of OpenYurt 1.7), without its security services. No program asks for anything there:
 * the requests are of this library.
 */
export const REQUIRED: readonly EdgexPart[] = [
  core('command', 59_882),
  core('metadata', 59_881),
  {
    name: 'edgex-core-consul',
    image: 'consul:1.16.6',
    port: 8500,
    writes: ['/consul/config', '/consul/data'],
    asks: STORE,
  },
  { name: 'edgex-redis', image: 'redis:7.0.15-alpine', port: 6379, writes: ['/data'], asks: STORE },
  {
    name: 'edgex-core-common-config-bootstrapper',
    image: 'core-common-config-bootstrapper:3.1.1',
    env: {
      EDGEX_SECURITY_SECRET_STORE: 'false',
      ALL_SERVICES_REGISTRY_HOST: 'edgex-core-consul',
      ALL_SERVICES_DATABASE_HOST: 'edgex-redis',
      ALL_SERVICES_MESSAGEBUS_HOST: 'edgex-redis',
      APP_SERVICES_CLIENTS_CORE_METADATA_HOST: 'edgex-core-metadata',
      DEVICE_SERVICES_CLIENTS_CORE_METADATA_HOST: 'edgex-core-metadata',
    },
    asks: SMALL,
  },
];

/** What keeps readings, for those who want them at the site. */
export const CORE_DATA: EdgexPart = core('data', 59_880);

function core(name: string, port: number): EdgexPart {
  return edgexService(`edgex-core-${name}`, `core-${name}:3.1.1`, port);
}

/** A service of EdgeX, which tells the others under which name it is reached. */
export function edgexService(name: string, image: string, port: number): EdgexPart {
  return { name, image, port, env: { EDGEX_SECURITY_SECRET_STORE: 'false', SERVICE_HOST: name }, asks: SMALL };
}

/** What connects the EdgeX of a site with the API server (pkg/yurtmanager/controller/platformadmin/iotdock.go). */
export function dock(namespace: string, version: string): EdgexPart {
  return {
    name: 'yurt-iot-dock',
    image: 'yurt-iot-dock:v1.4.0',
    args: [
      '--health-probe-bind-address=:8081',
      '--metrics-bind-address=127.0.0.1:8080',
      '--leader-elect=false',
      `--namespace=${namespace}`,
      `--version=${version}`,
    ],
    serviceAccount: 'yurt-iot-dock',
    asks: STORE,
  };
}

/** What a component is given instead of what the library thinks. */
export interface PartChange {
  readonly image?: Image;
  readonly resources?: WorkloadResources;
}

/**
 * A component as the framework of PlatformAdmin has it. With what OpenYurt itself would write its pods would never be placed: they tolerate no taint, and edge nodes have one.
 */
export function componentOf(part: EdgexPart, repository: string, change: PartChange, mayBeOffline: boolean): object {
  const { name, port } = part;
  const labels = { app: name };
  return {
    name,
    ...(port !== undefined && {
      service: {
        ports: [{ name: `tcp-${port}`, protocol: 'TCP', port, targetPort: port }],
        selector: labels,
      },
    }),
    deployment: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template: { metadata: { labels }, spec: podOf(part, repository, change, mayBeOffline) },
    },
  };
}

function podOf(
  part: EdgexPart,
  repository: string,
  { image, resources }: PartChange,
  mayBeOffline: boolean,
): k8s.PodSpec {
  const { name, port, env = {}, args, writes = [], serviceAccount } = part;
  return {
    ...(serviceAccount === undefined
      ? { automountServiceAccountToken: false }
      : { serviceAccountName: serviceAccount, automountServiceAccountToken: true }),
    enableServiceLinks: false,
    ...(image?.pullSecret !== undefined && { imagePullSecrets: [{ name: image.pullSecret }] }),
    tolerations: edgeTolerations(mayBeOffline, OPEN_YURT),
    containers: [
      {
        name,
        image: image?.reference ?? `${repository}/${part.image}`,
        imagePullPolicy: 'IfNotPresent',
        ...(args && { args: [...args] }),
        env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
        ...(port !== undefined && { ports: [{ name: `tcp-${port}`, containerPort: port, protocol: 'TCP' }] }),
        ...(port !== undefined && { readinessProbe: { tcpSocket: { port }, periodSeconds: 10 } }),
        resources: amountsOf(part, resources),
        securityContext: { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } },
        volumeMounts: writes.map((mountPath, i) => ({ name: `data-${i}`, mountPath })),
      },
    ],
    volumes: writes.map((_, i) => ({ name: `data-${i}`, emptyDir: { sizeLimit: '128Mi' } })),
  };
}

function amountsOf({ asks }: EdgexPart, given: WorkloadResources | undefined): k8s.ResourceRequirements {
  const memory = given ? bytesOf(given.memory) : asks.mebibytes * 2 ** 20;
  const most = given ? bytesOf(given.memoryLimit ?? given.memory) : 2 * memory;
  return {
    requests: quantities({ cpu: given ? millisOf(given.cpu) : asks.cpu, memory }),
    limits: quantities({ ...(given?.cpuLimit && { cpu: millisOf(given.cpuLimit) }), memory: most }),
  };
}
