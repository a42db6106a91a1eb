import { Finding } from '../../model';
import { Diagnosis } from '../../planning/diagnosis';
import { nodesOf } from '../../planning/planning';
import { someOf } from '../../some-of';
import { diagnosed, faultsIn, quickly } from '../cures/trial';

/** So many workloads are named. */
const MOST_NAMED = 3;

/**
 * One delivery starts more rollouts than the plan was made for. What owns its places rolls out beside anything; pods on nodes that others share may take the
 * place that a pod of another rollout left, which then waits.
 */
export function explainSyncs({ tried }: Diagnosis): Finding[] {
  const { model, rollouts, start } = tried;
  const { concurrentRollouts = 1, startedAtOnce = concurrentRollouts } = model;
  const shared = new Set(start.runs.flatMap(({ pool }) => (pool.role === undefined ? [pool.id] : [])));
  const rolling = model.workloads.filter(
    ({ id, replicas, eligible }) => rollouts[id] && replicas.planned > 0 && eligible.some((pool) => shared.has(pool)),
  );
  if (startedAtOnce <= concurrentRollouts || rolling.length < 2) {
    return [];
  }
  const all = diagnosed({ ...quickly(model), concurrentRollouts: startedAtOnce });
  const holds = faultsIn(all).every(({ severity }) => severity === 'info');
  const more = nodesOf(all.tried) - nodesOf(tried);
  const price = more > 0 ? `with ${more} ${more === 1 ? 'node' : 'nodes'} more` : 'with no node more';
  return [
    {
      code: 'SYNC_STARTS_MORE',
      severity: 'warning',
      uncovered: true,
      path: model.path,
      message: `a change to everything starts ${startedAtOnce} rollouts at the same time (Argo CD those in one wave of each Application, kubectl apply all), and concurrentRollouts is ${concurrentRollouts}: what more of them do is not in the plan (of ${someOf(
        rolling.map(({ id }) => id),
        MOST_NAMED,
      )})`,
      expected: `at least ${startedAtOnce}`,
      actual: String(concurrentRollouts),
      cure: [
        ...(holds ? [`concurrentRollouts left out: the plan then holds for all of them, ${price}`] : []),
        'waves of their own (argocd.argoproj.io/sync-wave) for workloads of a stack that Argo CD delivers',
      ],
    },
  ];
}
