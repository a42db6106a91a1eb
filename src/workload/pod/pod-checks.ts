import { posix } from 'path';
import { checkContent, checkVariables, ContainerTexts } from './content/content-checks';
import { Mount } from './mount';
import { PodOptions } from './pod-options';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** Checks what the pods of every kind may have; `taken` are the paths at which something else is mounted. */
export function checkPodOptions(
  problems: Problems,
  stack: AutonomousStack,
  options: PodOptions & ContainerTexts,
  taken: readonly string[] = ['/tmp'],
): void {
  checkVariables(problems, stack, options);
  checkContent(problems, stack, options);
  const { writable = [], user } = options;
  const normal = writable.map((path) => posix.normalize(path).replace(/(.)\/+$/, '$1'));
  writable.forEach((path, i) => {
    problems.check(/^\/[^:]+$/.test(path), 'writable', path, 'must be an absolute path');
    problems.check(
      !taken.includes(normal[i]) && normal.indexOf(normal[i]) === i,
      'writable',
      path,
      'is mounted already',
    );
    problems.check(!normal[i].startsWith('/tmp/'), 'writable', path, 'is in /tmp, which can be written to');
  });
  const allowed = user === undefined || (Number.isInteger(user) && user > 0 && user < 2 ** 31);
  problems.check(
    allowed,
    'user',
    user,
    'must be a whole number above 0: 0 is root, which Pod Security "restricted" refuses',
  );
  checkMounts(problems, stack, options.mounts ?? [], [...taken, ...normal]);
}

function checkMounts(
  problems: Problems,
  stack: AutonomousStack,
  mounts: NonNullable<PodOptions['mounts']>,
  taken: readonly string[],
): void {
  const paths = [...taken];
  for (const mount of mounts) {
    if (!problems.check(mount instanceof Mount, 'mounts', mount, 'must be a Mount', "Mount.shared(volume, '/data')")) {
      continue;
    }
    const path = posix.normalize(mount.path).replace(/(.)\/+$/, '$1');
    problems.check(/^\/[^:]+$/.test(mount.path), 'mounts.path', mount.path, 'must be an absolute path');
    problems.check(!paths.includes(path), 'mounts.path', mount.path, 'is mounted already');
    paths.push(path);
    const volume = mount._shared;
    const own = volume === undefined || volume.stack.namespaceName === stack.namespaceName;
    problems.check(own, 'mounts', volume?.node.path, `is in another namespace than ${stack.namespaceName}`);
  }
}
