import { PlaceableService } from './placeable-service';
import { configFiles } from './service-config';
import { someOf } from '../../capacity/some-of';
import { Problems } from '../../manifest/problems';
import { refuseSecretArguments } from '../../manifest/secret-literals';
import { checkFiles } from '../../platform/configuration/configuration-checks';
import { checkImage, checkResources } from '../../workload/pod/container-checks';
import { checkVariables } from '../../workload/pod/content/content-checks';
import { refuseClaim } from '../../workload/pod/device-claim';
import { EdgeSite } from '../platform/edge-platform';
import { thingsIn } from '../site/merged-overrides';
import { SiteOverride } from '../site/site-override';

/** So many names stand in a message. */
const MOST_NAMED = 3;

/** Checks what is different at some of the sites that a service is deployed to. */
export function checkOverrides(
  problems: Problems,
  service: PlaceableService,
  sites: readonly EdgeSite[],
  overrides: readonly SiteOverride[],
): void {
  const known = new Set(sites);
  for (const override of overrides) {
    const { sites: some } = override;
    const strange = some.filter((site) => !known.has(site));
    problems.check(strange.length === 0, 'overrides.sites', namesOf(strange), 'is not among the sites of this call');
    const seen = new Set<EdgeSite>();
    const twice = some.filter((site) => seen.size === seen.add(site).size);
    problems.check(twice.length === 0, 'overrides.sites', namesOf(twice), 'is there twice');
    problems.check(some.length > 0, 'overrides.sites', '[]', 'must name at least one site');
    problems.check(
      thingsIn(override).length > 0,
      'overrides',
      namesOf(some),
      'changes nothing',
      'replicas, resources, image, args, env or config',
    );
    checkContent(problems, service, override);
  }
  checkOnce(problems, overrides);
}

function checkContent(problems: Problems, { _props, stack }: PlaceableService, override: SiteOverride): void {
  const { resources, image, args, env = {}, config } = override;
  checkVariables(problems, stack, { ..._props, env }, 'overrides.');
  refuseSecretArguments(problems, 'overrides.args', args);
  if (resources) {
    checkResources(problems, { ..._props, resources }, 'overrides.');
    refuseClaim(problems, resources.accelerator, 'nodes of edge sites run Kubernetes without claims');
  }
  if (image) {
    checkImage(problems, stack, image, 'overrides.image');
  }
  if (config) {
    checkFiles(problems, 'overrides.config', configFiles(config));
    const names = Object.keys(config).join(', ');
    problems.check(
      _props.config !== undefined,
      'overrides.config',
      names,
      'is for a service with files of its own',
      'config on the service',
    );
  }
}

/** Each thing is said once of a site. */
function checkOnce(problems: Problems, overrides: readonly SiteOverride[]): void {
  const said = new Map<string, Set<EdgeSite>>();
  for (const override of overrides) {
    for (const thing of thingsIn(override)) {
      const before = said.get(thing) ?? new Set();
      const twice = override.sites.filter((site) => before.has(site));
      problems.check(
        twice.length === 0,
        'overrides.sites',
        namesOf(twice),
        `is in two overrides that say ${thing}`,
        'each thing of a site once',
      );
      override.sites.forEach((site) => before.add(site));
      said.set(thing, before);
    }
  }
}

export function namesOf(sites: readonly EdgeSite[]): string {
  return someOf(
    sites.map(({ siteName }) => siteName),
    MOST_NAMED,
  );
}
