import { Finding } from '../model';
import { stopsIn } from '../outcome/transitions';
import { Diagnosis } from '../planning/diagnosis';
import { placeOf } from '../sites';
import { someOf } from '../some-of';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** Losses and drains after which pods can come back in more orders than were tried, where no rule says that enough of them find a place. */
export function explainUnprovenLosses({ tried, robust, transitions }: Diagnosis): Finding[] {
  const { drains = [], budgets = {} } = transitions ?? {};
  const mayStop = drains.flatMap((drained) => {
    const certain = new Set(stopsIn(drained, budgets).map(({ workload }) => workload.id));
    const all = stopsIn(drained, budgets, ({ atMost }) => atMost).map(({ workload }) => workload.id);
    return all.filter((id) => !certain.has(id));
  });
  const ids = new Set([
    ...tried.losses.flatMap(({ unproven }) => unproven),
    ...(robust?.placements?.left.unproven ?? []),
    ...mayStop,
  ]);
  if (ids.size === 0) {
    return [];
  }
  const workloads = [...ids].map((id) => tried.start.workloads.get(id)!);
  return [
    {
      code: 'LOSS_NOT_PROVEN',
      severity: 'info',
      uncovered: true,
      ...placeOf(workloads[0]),
      message: `whether the loss or drain of a node leaves enough of ${someOf([...ids], MOST_NAMED)} in every order in which pods come back is not known: no order that was tried leaves fewer, and there are too many to try them all`,
      cure: [
        'a higher priority for them: after a loss they then come back first',
        'one node more in a pool that admits them',
      ],
    },
  ];
}
