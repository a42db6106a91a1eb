import { FleetSite } from './fleet-props';
import { SiteLayout } from './site-layout';
import { isDnsLabel, isDnsSubdomain } from '../../manifest/names';

/** So many bad rows are shown. */
const MOST_FAULTS = 50;

/** Everything that is wrong with a list of sites. */
export function faultsOf(
  sites: readonly FleetSite[],
  layouts: Readonly<Record<string, SiteLayout>>,
  placeOf: (site: FleetSite) => string,
): string[] {
  const names = Object.keys(layouts);
  // A file has a column for each role of any layout.
  const others = new Set(Object.values(layouts).flatMap(({ roles }) => roles));
  const siteAt = new Map<string, FleetSite>();
  const nodeAt = new Map<string, FleetSite>();
  return sites.flatMap((site) => {
    const { name, region, layout = names.length === 1 ? names[0] : undefined, nodes = {} } = site;
    const faults: string[] = [];
    const check = (holds: boolean, text: string) => {
      if (!holds) {
        faults.push(`${placeOf(site)}: ${text}`);
      }
    };
    check(isDnsLabel(name, 40), `name '${name}' must be a DNS label: a-z, 0-9 and -, 40 characters at most`);
    const other = siteAt.get(name);
    check(!other, `name '${name}' is that of ${other && placeOf(other)} already`);
    siteAt.set(name, other ?? site);
    check(region === undefined || isDnsLabel(region), `region '${region}' must be a DNS label`);
    check(
      layout !== undefined && Object.hasOwn(layouts, layout),
      `layout '${layout ?? ''}' must be one of ${names.join(', ')}`,
    );
    const known = layout !== undefined && Object.hasOwn(layouts, layout) ? layouts[layout] : undefined;
    for (const role of Object.keys(nodes).filter((one) => known && !known.roles.includes(one) && !others.has(one))) {
      check(false, `role '${role}' is not in its layout, which has ${known!.roles.join(', ')}`);
    }
    for (const { name: node } of known?._nodesFor(name, nodes) ?? []) {
      const owner = nodeAt.get(node);
      check(isDnsSubdomain(node), `node '${node}' must be a lower-case DNS name`);
      check(!owner || owner === other, `node '${node}' is at ${owner && placeOf(owner)} already`);
      nodeAt.set(node, owner ?? site);
    }
    return faults;
  });
}

/** Throws with everything that is wrong, or with the first of it and how much more there is. */
export function refuse(path: string, faults: readonly string[]): void {
  if (faults.length === 0) {
    return;
  }
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  throw new Error([...faults.slice(0, MOST_FAULTS), ...more].map((fault) => `[${path}] ${fault}`).join('\n'));
}
