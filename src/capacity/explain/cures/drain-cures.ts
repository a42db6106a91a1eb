import { Finding } from '../../model';
import { sparesFor } from '../../outcome/drain-costs';
import { ANOTHER_NODE, stopsIn } from '../../outcome/transitions';
import { Diagnosis } from '../../planning/diagnosis';
import { Drained } from '../../scenario/drain';

/** Budgets that let drains end, and nodes with which they do: both were tried. The least come first. */
export function withDrainCures({ tried, transitions }: Diagnosis, findings: readonly Finding[]): Finding[] {
  const { drains = [], budgets = {} } = transitions ?? {};
  const stopsOf = (drained: Drained) => stopsIn(drained, budgets).filter(({ workload }) => !workload.nodePinned);
  const own = drains.filter((drained) => !drained.sampled && stopsOf(drained).length > 0);
  const nodes = own.length === 0 ? [] : (sparesFor(tried, own, (drained) => stopsOf(drained).length === 0) ?? []);
  const most = new Map<string, number>();
  for (const { workload, waiting } of drains.flatMap(stopsOf)) {
    if (workload.disruption?.ours === false && workload.disruption.sharedAs === undefined) {
      most.set(workload.id, Math.max(waiting, most.get(workload.id) ?? 0));
    }
  }
  const budgetsThatDo = [...most].map(([id, count]) => `maxUnavailable ${count} in the disruption budget of ${id}`);
  const isMore = nodes.length > 1 ? 'nodes' : 'node';
  return findings.map((finding) =>
    finding.code === 'DRAIN_STOPS' && finding.cure?.includes(ANOTHER_NODE)
      ? {
          ...finding,
          cure: [
            ...(budgetsThatDo.length > 0 ? [budgetsThatDo.join(' and ')] : []),
            nodes.length > 0
              ? `${nodes.length} ${isMore} more, at least while nodes are upgraded: ${nodes.map(({ id }) => id).join(', ')}`
              : ANOTHER_NODE,
            ...finding.cure.filter((cure) => cure !== ANOTHER_NODE),
          ],
        }
      : finding,
  );
}
