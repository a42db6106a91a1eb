import { Finding } from '../../model';
import { byCodeUnit } from '../../order';
import { Attempt } from '../../planning/attempt';
import { atAllSites, placeOf } from '../../sites';
import { someOf } from '../../some-of';

/** So many sites are named. */
const MOST_NAMED = 3;

/**
 * Rollouts at edge sites that leave no pod running meanwhile: devices that only one pod can have are handed over. Once for a service and a reason, whatever kinds of sites
 * it runs at.
 */
export function explainInterruptions({ model, rollouts }: Attempt): Finding[] {
  const byReason = new Map<
    string,
    { readonly reason: string; readonly seconds: number; readonly finding: Finding }[]
  >();
  for (const workload of model.workloads) {
    const { id, site, path, restartSeconds = 0, replicas } = workload;
    const running = replicas.planned;
    const { surge = 0, asked = 0, maxUnavailable = running } = rollouts[id] ?? {};
    if (site !== undefined && running > 0 && surge === 0 && running <= maxUnavailable) {
      const reason =
        asked > 0 ? 'there is no room for a new pod beside the old one' : 'it may have no pod beside the old one';
      const message = `each rollout of ${id} stops it for up to ${restartSeconds} s: ${reason}`;
      const [finding] = atAllSites(model, [
        { code: 'ROLLOUT_INTERRUPTS', severity: 'info', ...placeOf(workload), message },
      ]);
      const key = `${path} ${reason}`;
      byReason.set(key, [
        ...(byReason.get(key) ?? []),
        { reason, seconds: restartSeconds, finding: { ...finding, site } },
      ]);
    }
  }
  return [...byReason.values()].map((some): Finding => {
    const [{ finding, reason }] = some;
    if (some.length === 1) {
      return finding;
    }
    const { site: _, ...first } = finding;
    const sites = [...new Set(some.flatMap((one) => one.finding.paths ?? one.finding.site ?? []))].sort(byCodeUnit);
    const seconds = Math.max(...some.map((one) => one.seconds));
    return {
      ...first,
      message: `each rollout of ${first.path} stops it for up to ${seconds} s at ${sites.length} sites (${someOf(sites, MOST_NAMED)}): ${reason}`,
      count: sites.length,
      paths: sites,
    };
  });
}
