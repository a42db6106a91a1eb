import { posix } from 'path';
import { Problems } from '../../../manifest/problems';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { checkImage } from '../container-checks';
import { ContainerOptions } from '../container-options';
import { Mount } from '../mount';
import { PodOptions } from '../pod-options';

/** Where Linux and the container runtime have something themselves. */
const OF_THE_SYSTEM = ['/', '/dev', '/proc', '/sys'];

/** What is known of the pod that the mounts are in. */
export interface MountScope {
  readonly stack: AutonomousStack;
  /** Paths at which something else is mounted. */
  readonly taken: readonly string[];
  /** Names of volumes that each pod has for itself. */
  readonly volumes: readonly string[];
  /** Whose mounts they are: 'helpers.proxy.' or nothing. */
  readonly prefix: string;
}

/** Checks that every mount has a path of its own, which can be there, and a volume that the pod can have. */
export function checkMounts(problems: Problems, { mounts = [] }: ContainerOptions, scope: MountScope): void {
  const { taken, prefix } = scope;
  const prop = `${prefix}mounts`;
  const paths = mounts.map(({ path }) => normal(path));
  mounts.forEach((mount, i) => {
    const path = paths[i];
    const given = mount.path;
    const says = (holds: boolean, allowed: string, cure?: string) =>
      problems.check(holds, `${prop}.path`, given, allowed, cure);
    if (!says(/^\/[^:]*$/.test(given), 'must be an absolute path')) {
      return;
    }
    const ofSystem = OF_THE_SYSTEM.includes(path) || /^\/(proc|sys)\//.test(path);
    says(!ofSystem, 'is where the system has something itself', "a folder of its own, for example '/data'");
    says(![...taken, ...paths.slice(0, i)].includes(path), 'is mounted already');
    says(
      !isBelow(path, '/tmp'),
      'is in /tmp, the scratch volume, which would hide it or be hidden',
      'a path of its own',
    );
    const readOnly = mounts.find((other, j) => j !== i && other._readOnly && isBelow(path, paths[j]));
    says(
      readOnly === undefined,
      `is below '${readOnly?.path}', which is read-only: no folder can be made there for it`,
      'a path beside it',
    );
    checkVolume(problems, prop, mount, scope);
  });
}

function checkVolume(problems: Problems, prop: string, mount: Mount, { stack, volumes }: MountScope): void {
  const { _shared: shared, _own: own, _source: source, _readOnly: readOnly, path } = mount;
  const { kubernetesVersion: version } = stack.cluster;
  problems.check(
    shared === undefined || shared.stack.namespaceName === stack.namespaceName,
    prop,
    shared?.node.path,
    `is in another namespace than ${stack.namespaceName}`,
  );
  problems.check(
    !shared?._isReadOnly || readOnly,
    prop,
    `${path} for writing`,
    `claim ${shared?.claimName} is ${shared?.accessMode}`,
    'readOnly: true',
  );
  problems.check(
    own === undefined || volumes.includes(own),
    prop,
    own,
    'is no volume that each of its pods has',
    volumes.length > 0 ? `one of ${volumes.join(', ')}` : 'volumes of a StatefulService',
  );
  const { since = 0, image } = source;
  problems.check(
    version.atLeast(since),
    prop,
    path,
    `is a volume of an image, which is there from Kubernetes 1.${since} on, and the cluster has ${version.version}`,
    'a SharedVolume, or Helper.init that copies the files into Mount.scratch(...)',
  );
  if (image) {
    checkImage(problems, stack, image, prop);
  }
}

/** The mounts of all containers of a pod. */
export function mountsOfPod({ mounts = [], helpers = [] }: Pick<PodOptions, 'mounts' | 'helpers'>): Mount[] {
  return [...mounts, ...helpers.flatMap(({ _props }) => _props.mounts ?? [])];
}

/** Refuses volumes that only one node can have where there are several pods. */
export function refuseExclusive(
  problems: Problems,
  mounts: readonly Mount[],
  most: number,
  pods: string,
  cure = 'accessMode: AccessMode.READ_WRITE_MANY, or volumes of a StatefulService: one for each pod',
): void {
  for (const { path, _shared: shared } of most > 1 ? mounts.filter(({ _isExclusive }) => _isExclusive) : []) {
    problems.check(
      false,
      'mounts',
      path,
      `claim ${shared!.claimName} is ${shared!.accessMode}, which pods on several nodes cannot have, and there are ${pods}`,
      cure,
    );
  }
}

/** The path without a slash at the end. */
export function normal(path: string): string {
  return posix.normalize(path).replace(/(.)\/+$/, '$1');
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
