import { Finding } from '../../model';
import { byCodeUnit } from '../../order';
import { namespacePeak, Proven } from '../../outcome/namespace-peak';
import { describeAmount } from '../../quantity';
import { someOf } from '../../some-of';

/** Of more namespaces than this nobody reads the sum. */
const MOST_NAMESPACES = 50;
const MOST_NAMED = 3;

/** Quotas of ours that together admit more than all nodes may have: what one namespace starts beyond the plan takes the place of another. */
export function quotaOverlap(plan: Proven): Finding[] {
  const { model } = plan;
  const namespaces = Object.keys(model.memoryLimits ?? {}).sort(byCodeUnit);
  const pools = model.pools.filter(({ sites }) => sites === undefined);
  const bounded = pools.length > 0 && pools.every(({ maxNodes }) => maxNodes !== undefined);
  if (namespaces.length < 2 || namespaces.length > MOST_NAMESPACES || !bounded || model.sites) {
    return [];
  }
  const peaks = namespaces.map((namespace) => namespacePeak(plan, namespace).requests);
  const short = ['cpu', 'memory'].flatMap((resource) => {
    const admitted = peaks.reduce((sum, peak) => sum + (peak[resource] ?? 0), 0);
    const there = pools.reduce((sum, { allocatable, maxNodes }) => sum + (allocatable[resource] ?? 0) * maxNodes!, 0);
    const shown = (amount: number) => describeAmount(resource, amount);
    return admitted > there ? [{ admitted: shown(admitted), there: shown(there) }] : [];
  });
  if (short.length === 0) {
    return [];
  }
  const admitted = short.map((one) => one.admitted).join(' and ');
  const there = short.map((one) => one.there).join(' and ');
  return [
    {
      code: 'QUOTAS_OVERLAP',
      severity: 'info',
      path: model.path,
      message: `the quotas of namespaces ${someOf(namespaces, MOST_NAMED)} admit ${admitted} together, all nodes that there may be have ${there}: each holds for its own rollouts and losses, and what a namespace starts beyond the plan may take the place of another`,
      expected: `at most ${there} together`,
      actual: admitted,
      cure: ['more nodes in a pool', 'fewer rollouts at the same time'],
    },
  ];
}
