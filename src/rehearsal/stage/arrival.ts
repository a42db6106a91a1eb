import { isGated, workloadOf } from './kubelets';
import { sortedBy } from '../../capacity/order';
import { seeded } from '../../capacity/scheduler/seeded';
import { Api, forAll } from '../api/api';
import { KubeObject } from '../api/objects';
import { CastWorkload } from '../cast/cast';

/**
 * The pods that wait before the scheduler's door, in the order of a seed. Pods of one workload are alike.
 * @param waves true where the plan counts on waves and priorities: the order keeps them
 */
export function inOrder(
  pods: readonly KubeObject[],
  workloads: readonly CastWorkload[],
  seed: number,
  waves: boolean,
): KubeObject[] {
  const random = seeded(seed);
  const gated = sortedBy(pods.filter(isGated), ({ metadata }) => metadata.name);
  const queues = new Map(workloads.map(({ entry: { id } }) => [id, gated.filter((pod) => workloadOf(pod) === id)]));
  const tickets = workloads
    .flatMap((workload) => queues.get(workload.entry.id)!.map(() => ({ workload, lot: random() })))
    .sort((a, b) => (waves ? byWave(a.workload, b.workload) : 0) || a.lot - b.lot);
  return tickets.map(({ workload }) => queues.get(workload.entry.id)!.shift()!);
}

/** As they are applied, then as the scheduler's queue sorts them. */
function byWave(a: CastWorkload, b: CastWorkload): number {
  return a.wave - b.wave || b.entry.priority - a.entry.priority;
}

/** Volumes of the workloads go: in another order of arrival they may be made in another zone. */
export async function dropClaims(api: Api, workloads: readonly CastWorkload[]): Promise<void> {
  const prefixes = workloads
    .filter(({ object }) => object.kind === 'StatefulSet')
    .flatMap(({ object: { metadata, spec } }) =>
      (spec.volumeClaimTemplates ?? []).map(
        (claim: KubeObject) => `${metadata.namespace}/${claim.metadata.name}-${metadata.name}-`,
      ),
    );
  const claims = prefixes.length > 0 ? await api.list('/api/v1/persistentvolumeclaims') : [];
  const unprotected = { metadata: { finalizers: null } };
  const own = claims.filter(({ metadata: { namespace, name } }) =>
    prefixes.some((prefix) => `${namespace}/${name}`.replace(/\d+$/, '') === prefix),
  );
  await forAll(own, async ({ metadata: { namespace, name }, spec }) => {
    const paths = [
      `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`,
      ...(spec.volumeName ? [`/api/v1/persistentvolumes/${spec.volumeName}`] : []),
    ];
    for (const path of paths) {
      await api.merge(path, unprotected);
      await api.remove(path);
    }
  });
}
