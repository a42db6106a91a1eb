import { Duration, Size } from 'cdk8s';
import { Helper } from './helper';
import { Finding } from '../../../capacity/model';
import { Cluster } from '../../../cluster/cluster';
import { KubernetesVersion } from '../../../cluster/kubernetes-version';
import { ContainerParts } from '../container';
import { PodOptions } from '../pod-options';
import { Port } from '../port';
import { Taken } from '../volumes/taken';

/** Init containers that run on are on by default from here on. */
export const SIDECARS_SINCE = 29;

/** True where it is an init container that runs on; else, where it is a sidecar, a container like that of the workload. */
export function isNative({ isSidecar }: Helper, version: KubernetesVersion): boolean {
  return isSidecar && version.atLeast(SIDECARS_SINCE);
}

/** Scratch volume of a helper, which no other container has. */
export function scratchOf({ name, _props: { scratch } }: Helper): { readonly name: string; readonly size: Size } {
  return { name: `scratch-${name}`, size: scratch ?? Size.mebibytes(64) };
}

/** What goes into the container of a helper. */
export function helperParts(helper: Helper, cluster: Cluster, taken: Taken): ContainerParts {
  const { name, _props: props } = helper;
  const { ports = [], health, startup } = props;
  const probePort = [...ports, ...(health?._ports ?? [])].find(({ _transport }) => _transport === 'TCP');
  return {
    name,
    cluster,
    image: props.image,
    resources: props.resources,
    ports,
    health,
    probePort,
    startupSeconds: startup?.toSeconds({ integral: false }),
    options: props,
    lifecycle: props.lifecycle,
    command: props.command,
    args: props.args,
    scratchName: scratchOf(helper).name,
    taken,
  };
}

/** Longest times that sidecars may take to start, one after the other. */
export function helperStartups({ helpers = [] }: PodOptions): Duration[] {
  return helpers.flatMap(({ _props: { startup } }) => startup ?? []);
}

/** Ports of sidecars that others call. */
export function helperPorts({ helpers = [] }: PodOptions): Port[] {
  return helpers.flatMap(({ _props: { ports = [] } }) => ports);
}

/**
 * What helpers do otherwise than one thinks, in the version of the cluster.
 * @param inMesh whether the pods have a sidecar of the mesh, which takes all connections
 */
export function helperFindings(
  path: string,
  { helpers = [] }: PodOptions,
  version: KubernetesVersion,
  inMesh: boolean,
): Finding[] {
  if (version.atLeast(SIDECARS_SINCE)) {
    return [];
  }
  const sidecars = helpers.filter(({ isSidecar }) => isSidecar);
  const inits = helpers.filter(({ isSidecar }) => !isSidecar);
  const late = inits.filter((init) => sidecars.some((sidecar) => helpers.indexOf(sidecar) < helpers.indexOf(init)));
  const names = (some: readonly Helper[]) => some.map(({ name }) => name).join(', ');
  const cure = [`Kubernetes 1.${SIDECARS_SINCE}`];
  return [
    ...(sidecars.length > 0
      ? [
          {
            code: 'SIDECAR_NOT_NATIVE',
            severity: 'warning' as const,
            path,
            message: `${names(sidecars)} of its pods start and stop together with its container, on Kubernetes ${version.version}: it may run before they do and after they have ended${
              late.length > 0 ? `, and ${names(late)} before them` : ''
            }`,
            cure,
          },
        ]
      : []),
    ...(inMesh && inits.length > 0
      ? [
          {
            code: 'INIT_WITHOUT_NETWORK',
            severity: 'warning' as const,
            path,
            message: `${names(inits)} of its pods come before the sidecar of the mesh, which takes their connections: on Kubernetes ${version.version} they reach nothing`,
            cure: [...cure, 'inMesh: false', 'the same work in the container of the workload'],
          },
        ]
      : []),
  ];
}
