import { HarborConfigurationProps } from './harbor-configuration-props';
import { checkCron } from './parts/cron';
import { HarborProject } from './parts/project';
import { EdgeSite } from '../../edge/platform/edge-platform';
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
    !installed || !image.reference.startsWith(`${registry.host}/`),
    'image',
    image.reference,
    'is in the Harbor that it configures, which has no projects until then',
    'an image of another registry',
  );
  const { jobWorkers = 1 } = props;
  const whole = Number.isInteger(jobWorkers) && jobWorkers > 0;
  problems.check(whole, 'jobWorkers', jobWorkers, 'must be a whole number above 0');
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

/** Sites that something is copied to, each over its uplink. */
export function checkSites(problems: Problems, sites: readonly EdgeSite[]): void {
  problems.check(sites.length > 0, 'sites', '[]', 'must name at least one site');
  const namesOf = (some: readonly EdgeSite[]) => some.slice(0, 3).map(({ siteName }) => siteName);
  const without = sites.filter(({ registry }) => registry === undefined);
  problems.check(
    without.length === 0,
    'sites',
    namesOf(without),
    'have no registry that it could be copied to',
    'registry on the site',
  );
  for (const host of new Set(sites.flatMap(({ registry }) => registry?.host ?? []))) {
    const same = sites.filter(({ registry }) => registry?.host === host);
    problems.check(
      same.length === 1,
      'sites',
      namesOf(same),
      `have one registry, ${host}: it would be copied there ${same.length} times`,
      'replicateTo(...) that registry, with its line',
    );
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
