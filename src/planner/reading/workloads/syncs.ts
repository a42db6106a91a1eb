import { ClusterModel, WorkloadModel } from '../../../capacity/model';
import { ClusterDescription, ReadObject } from '../description';

const WAVE = 'argocd.argoproj.io/sync-wave';

/** How many rollouts run at the same time, and how many one delivery of a change to everything starts. */
export function concurrency(
  { concurrentRollouts, applications = [] }: Pick<ClusterDescription, 'concurrentRollouts' | 'applications'>,
  workloads: readonly WorkloadModel[],
  objects: readonly ReadObject[],
): Pick<ClusterModel, 'concurrentRollouts' | 'startedAtOnce'> {
  const started = Math.max(1, startedAtOnce(workloads, objects, applications));
  return { concurrentRollouts: concurrentRollouts ?? started, startedAtOnce: started };
}

/**
 * The most rollouts that one delivery starts at the same time. Argo CD applies everything in a wave of an Application at once and waits until it is healthy
 * before it goes to the next (gitops-engine, pkg/sync/sync_context.go: the tasks of one phase, wave and kind run together, the next wave waits for them), and
 * Applications of one commit do not wait for each other. `kubectl apply` waits for nothing. Copies of one workload are one rollout.
 */
function startedAtOnce(
  workloads: readonly WorkloadModel[],
  objects: readonly ReadObject[],
  applications: readonly string[],
): number {
  const waves = new Map(objects.map(({ path, hint, json }) => [hint?.path ?? path, waveOf(json)]));
  const inWave = new Map<string, Set<string>>();
  for (const { id, path, rolloutGroup = id } of workloads.filter(rolls)) {
    const application = applications.find((chart) => path === chart || path.startsWith(`${chart}/`)) ?? '';
    const key = JSON.stringify([application, application === '' ? 0 : (waves.get(path) ?? 0)]);
    inWave.set(key, (inWave.get(key) ?? new Set()).add(rolloutGroup));
  }
  const largest = new Map<string, number>();
  for (const [key, { size }] of inWave) {
    const [application] = JSON.parse(key) as [string];
    largest.set(application, Math.max(size, largest.get(application) ?? 0));
  }
  return [...largest.values()].reduce((sum, size) => sum + size, 0);
}

function rolls({ rollout, canary = 0, replicas }: WorkloadModel): boolean {
  return (rollout !== undefined || canary > 0) && replicas.planned > 0;
}

function waveOf({ metadata }: ReadObject['json']): number {
  const wave = Number(metadata?.annotations?.[WAVE] ?? 0);
  return Number.isInteger(wave) ? wave : 0;
}
