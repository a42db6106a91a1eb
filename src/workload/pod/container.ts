import { ContainerOptions } from './container-options';
import { writtenResources } from './container-resources';
import { Health } from './health';
import { Lifecycle, lifecycleOf } from './helpers/hook';
import { PodProfile } from './pod-profile';
import { Port } from './port';
import { PodVolumes } from './volumes/pod-volumes';
import { Taken } from './volumes/taken';
import { WorkloadResources } from './workload-resources';
import { Cluster } from '../../cluster/cluster';
import { bytesOf } from '../../manifest/amounts';
import * as k8s from '../../manifest/k8s/types';
import { inOrderOfUse } from '../../manifest/variable-order';
import { Image } from '../../platform/image';

/** What a process looks for that asks who it is: its user has no entry in the image, and the root of its file system is read-only. */
const IDENTITY = { HOME: '/tmp', USER: 'app' };

/** Everything that goes into one container of a pod, whatever it is there for: the work itself, what comes before it, or what runs beside it. */
export interface ContainerParts {
  readonly name: string;
  readonly cluster: Cluster;
  readonly image: Image;
  readonly resources: WorkloadResources;
  readonly ports: readonly Port[];
  readonly health?: Health;
  /** Port that is asked for its health where health names none. */
  readonly probePort?: Port;
  readonly startupSeconds?: number;
  /** Variables and mounts. */
  readonly options: ContainerOptions;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly lifecycle?: Lifecycle;
  /** Name of the volume that is its /tmp. */
  readonly scratchName: string;
  /** What its volumes take. */
  readonly taken: Taken;
  readonly volumeMounts?: readonly k8s.VolumeMount[];
  /** Paths of the node. */
  readonly hostMounts?: readonly k8s.VolumeMount[];
}

/** The ports that others call, and those that only kubelet asks. */
function listening({ ports, health }: ContainerParts): Port[] {
  const asked = health?._ports ?? [];
  return [...ports, ...asked.filter((one) => !ports.some(({ _id }) => _id === one._id))];
}

/** One container of a pod. */
export function container(parts: ContainerParts, profile: PodProfile, volumes: PodVolumes): k8s.Container {
  const ports = listening(parts);
  return {
    name: parts.name,
    image: parts.image.reference,
    imagePullPolicy: 'IfNotPresent',
    ...(parts.command && { command: [...parts.command] }),
    ...(parts.args && { args: [...parts.args] }),
    ...environment(parts),
    ...(ports.length > 0 && {
      ports: ports.map(({ name, number, _id, _transport }) => ({
        name,
        containerPort: number,
        protocol: _transport,
        ...(profile._hostPorts.some((one) => one._id === _id) && { hostPort: number }),
      })),
    }),
    resources: writtenResources(parts.cluster, parts.resources, parts.taken),
    ...parts.health?._probes(parts.probePort, parts.startupSeconds),
    ...lifecycleOf(parts.lifecycle),
    securityContext: profile._container,
    volumeMounts: [
      { name: parts.scratchName, mountPath: '/tmp' },
      ...(parts.options.writable ?? []).map((path) => ({
        name: parts.scratchName,
        mountPath: path,
        subPath: path.replace(/^\/|\/$/g, '').replace(/\//g, '_'),
      })),
      ...(parts.volumeMounts ?? []),
      ...volumes.mountsOf(parts.options),
      ...(parts.hostMounts ?? []),
    ],
  };
}

/** Values, and references to where they are, by name. */
function environment({ options, resources }: ContainerParts): Pick<k8s.Container, 'env' | 'envFrom'> {
  const { env = {}, variables = {}, variablesFrom = [] } = options;
  const context = {
    memoryLimit: bytesOf(resources.memoryLimit ?? resources.memory),
    cpuLimited: resources.cpuLimit !== undefined,
  };
  const given = new Set([env, variables].flatMap((some) => Object.keys(some)));
  variablesFrom.forEach(({ _names }) => _names.forEach((name) => given.add(name)));
  const own = Object.entries(IDENTITY).filter(([name]) => !given.has(name));
  const all: k8s.EnvVar[] = [
    ...[...own, ...Object.entries(env)].map(([name, value]) => ({ name, value })),
    ...Object.entries(variables).map(([name, variable]) => variable._variable(name, context)),
  ];
  return {
    env: inOrderOfUse(all),
    ...(variablesFrom.length > 0 && { envFrom: variablesFrom.map(({ _envFrom }) => _envFrom) }),
  };
}
