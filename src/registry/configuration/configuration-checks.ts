import { HarborConfigurationProps } from './harbor-configuration-props';
import { checkCron } from './parts/cron';
import { HarborProject } from './parts/project';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkImage } from '../../workload/pod/container-checks';
import { HarborInstallation } from '../installation/harbor-installation';

/** Deletions at the same time: Harbor's own page offers 1 to 5. */
const MOST_WORKERS = 5;

/** The Job's name ends with a hash. */
const LONGEST_NAME = 40;

export function checkConfiguration(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: HarborConfigurationProps,
): void {
  const { registry, image, login, garbageCollection: garbage, scanAll } = props;
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  checkImage(problems, stack, image);
  const installed = registry instanceof HarborInstallation;
  problems.check(
    installed || login !== undefined,
    'login',
    undefined,
    `is needed: the library has not installed ${registry.host}`,
    "{ secret: SecretRef.external(...) } with keys 'username' and 'password' of an administrator",
  );
  problems.check(
    !installed || registry.stack === stack,
    'registry',
    registry.node.path,
    `is installed in another stack than this, which does not have its keys`,
    'the stack of the installation, or the installation itself, as its scope',
  );
  if (login) {
    const { secret, usernameKey = 'username', passwordKey = 'password' } = login;
    secret.key(usernameKey);
    secret.key(passwordKey);
  }
  if (garbage) {
    checkCron(problems, 'garbageCollection.schedule', garbage.schedule);
    const { workers = 1 } = garbage;
    problems.check(
      Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS,
      'garbageCollection.workers',
      workers,
      `must be a whole number from 1 to ${MOST_WORKERS}`,
    );
  }
  if (scanAll !== undefined) {
    checkCron(problems, 'scanAll', scanAll);
  }
}

/** Projects that are named have to be of the same configuration. */
export function checkProjects(
  problems: Problems,
  known: readonly HarborProject[],
  projects: readonly HarborProject[],
): void {
  problems.check(projects.length > 0, 'projects', '[]', 'must name at least one project');
  const strange = projects.filter((project) => !known.includes(project)).map(({ projectName }) => projectName);
  problems.check(strange.length === 0, 'projects', strange, 'are of another configuration', 'addProject(...) here');
  problems.check(new Set(projects).size === projects.length, 'projects', projects.length, 'name one twice');
}
