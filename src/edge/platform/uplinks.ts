import type { EdgeSite, IEdgeService } from './edge-platform';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { fixed } from '../../capacity/quantity';
import { someOf } from '../../capacity/some-of';

/** So many names stand in a message. */
const MOST_NAMED = 3;

/** Sites whose services together send more than what the connection of the site carries: one finding for all. */
export function fullUplinks(services: readonly IEdgeService[]): Finding[] {
  const sent = new Map<EdgeSite, IEdgeService[]>();
  for (const service of services.filter(({ _sends }) => _sends > 0)) {
    service.sites.forEach((site) => sent.set(site, [...(sent.get(site) ?? []), service]));
  }
  const full = [...sent].flatMap(([site, senders]) => {
    const bits = senders.reduce((sum, { _sends }) => sum + _sends, 0);
    const line = site.uplink?.toBitsPerSecond();
    return line !== undefined && bits > line ? [{ site, senders, bits, line }] : [];
  });
  if (full.length === 0) {
    return [];
  }
  const ordered = sortedBy(full, ({ site }) => site.siteName);
  const worst = ordered.reduce((most, one) => (one.bits / one.line > most.bits / most.line ? one : most));
  const names = worst.senders.map(({ serviceName }) => serviceName).sort();
  const others = full.length - 1;
  const more = others > 0 ? ` (and at ${others} more ${others === 1 ? 'site' : 'sites'})` : '';
  return [
    {
      code: 'EDGE_UPLINK_TOO_SMALL',
      severity: 'warning',
      path: worst.site.node.path,
      message: `${someOf(names, MOST_NAMED)} send ${megabits(worst.bits)} at ${worst.site.siteName}, which has ${megabits(worst.line)}${more}`,
      expected: `at most ${megabits(worst.line)}`,
      actual: megabits(worst.bits),
      cure: [`an uplink, or a slice, of at least ${megabits(worst.bits)}`, 'less that is sent: evaluated at the site'],
      count: full.length,
      paths: ordered.map(({ site }) => site.siteName),
    },
  ];
}

/** Rounded up: what is printed as enough is enough. */
function megabits(bits: number): string {
  return `${fixed(Math.ceil(Number((bits / 1e5).toPrecision(12))) / 10, 1)} Mbit/s`;
}
