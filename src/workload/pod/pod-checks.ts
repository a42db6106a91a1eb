import { checkContent, checkVariables, ContainerTexts } from './content/content-checks';
import { checkHelpers } from './helpers/helper-checks';
import { checkIdentity, checkSecurity } from './identity/identity-checks';
import { PodOptions } from './pod-options';
import { checkMounts, MountScope, normal } from './volumes/mount-checks';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** What is known of the pods that are checked. */
export interface PodScope {
  /** Name of the container of the workload. */
  readonly name: string;
  /** Paths at which something else is mounted there. */
  readonly taken?: readonly string[];
  /** Names of the volumes that each pod has for itself. */
  readonly volumes?: readonly string[];
}

/** Checks what the pods of every kind may have. */
export function checkPodOptions(
  problems: Problems,
  stack: AutonomousStack,
  options: PodOptions & ContainerTexts,
  { name, taken = ['/tmp'], volumes = [] }: PodScope,
): void {
  checkContainer(problems, options, { stack, taken, volumes, prefix: '' });
  checkSecurity(problems, stack.podSecurity, options.security);
  checkIdentity(problems, options.identity);
  checkHelpers(problems, stack, name, options);
  for (const { name: helper, _props: props } of options.helpers ?? []) {
    checkContainer(problems, props, { stack, taken: ['/tmp'], volumes, prefix: `helpers.${helper}.` });
  }
}

function checkContainer(problems: Problems, options: ContainerTexts, scope: MountScope): void {
  const { taken, prefix } = scope;
  checkVariables(problems, scope.stack, options, prefix);
  checkContent(problems, scope.stack, options, prefix);
  const { writable = [] } = options;
  const paths = writable.map(normal);
  writable.forEach((path, i) => {
    const prop = `${prefix}writable`;
    problems.check(/^\/[^:]+$/.test(path), prop, path, 'must be an absolute path');
    problems.check(!taken.includes(paths[i]) && paths.indexOf(paths[i]) === i, prop, path, 'is mounted already');
    problems.check(!paths[i].startsWith('/tmp/'), prop, path, 'is in /tmp, which can be written to');
  });
  checkMounts(problems, options, { ...scope, taken: [...taken, ...paths] });
}
