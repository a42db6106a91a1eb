import { Tell } from './arrivals';
import { KubeObject } from '../api/objects';
import { PromiseEntry, Trial } from '../report';
import { pathOf, workloadOf } from '../stage/kubelets';
import { Stage } from '../stage/stage';
import { State } from '../stage/state';

/** Milliseconds before a pod that a budget keeps is asked to go again. */
const AGAIN = 500;

/** Every node is drained under the budgets: it gets empty, so many pods wait meanwhile as the plan says, and afterwards all is as before. */
export async function tryDrains(
  stage: Stage,
  nodes: readonly string[],
  seed: number,
  tell: Tell,
): Promise<PromiseEntry> {
  const trial = new Trial('drains', tell);
  let held = false;
  for (const node of stage.plan.transitions ? nodes : []) {
    const short = await stage.shortfalls(await stage.steadyAgain(seed, held), stage.steadyCounts());
    const why = short.length > 0 ? short.map((line) => `before the drain, ${line}`) : await drain(stage, node);
    held = trial.add(`node ${node}`, why);
  }
  return trial.result();
}

async function drain(stage: Stage, node: string): Promise<string[]> {
  await stage.house.cordon(node, true);
  const kept = await evictAll(stage, node);
  const during = kept.length === 0 ? tooManyWait(stage, await stage.settle()) : kept;
  await stage.house.cordon(node, false);
  const after = await stage.shortfalls(await stage.settle(), stage.steadyCounts());
  return [...during, ...after.map((line) => `when the node was open again, ${line}`)];
}

/** Evicts until the node is empty or nothing moves any more; what is said is who did not go, unless the plan says that it does not. */
async function evictAll(stage: Stage, node: string): Promise<string[]> {
  const refusals = new Map<string, string>();
  const left = () => stage.kubelets.pods.all().filter((pod) => pod.spec.nodeName === node && !isAgent(pod));
  const isEmpty = await stage.until(
    async () => {
      for (const pod of left().filter(({ metadata }) => !metadata.deletionTimestamp)) {
        const { status, body } = await stage.api.post(`${pathOf(pod)}/eviction`, {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
        });
        if (status >= 400 && status !== 404) {
          refusals.set(pod.metadata.uid!, body?.message ?? String(status));
        }
      }
      await stage.clock.sleep(AGAIN);
      return left().length === 0;
    },
    () => stage.sign(),
  );
  const stuck = isEmpty ? [] : left().filter((pod) => !mayStop(stage, workloadOf(pod)));
  return stuck.map((pod) => `${workloadOf(pod) ?? pod.metadata.name} stays: ${refusals.get(pod.metadata.uid!)}`);
}

function isAgent({ metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet') ?? false;
}

/** Workloads of which the plan says that their drain stops. */
function mayStop({ plan }: Stage, id: string | undefined): boolean {
  const path = plan.workloads.find((entry) => entry.id === id)?.path;
  return plan.findings.some(
    ({ code, path: about, paths = [] }) => code === 'DRAIN_STOPS' && [about, ...paths].includes(path ?? ''),
  );
}

/** Pods that wait for the drained node, beyond what the plan says of any drain. */
function tooManyWait(stage: Stage, state: State): string[] {
  const { plan } = stage;
  const [planned, steady] = [stage.plannedCounts(), stage.steadyCounts()];
  // What the plan says of all drains together holds wherever the scheduler has put the pods.
  const said = new Map(Object.entries(plan.drains?.waiting ?? {}));
  for (const { name, unplaced } of plan.transitions ?? []) {
    for (const { workload, count } of name.startsWith('drain:') ? unplaced : []) {
      said.set(workload, Math.max(said.get(workload) ?? 0, count));
    }
  }
  return [...state].flatMap(([id, { waiting }]) => {
    const told = (said.get(id) ?? 0) + (planned.get(id) ?? 0) - (steady.get(id) ?? 0);
    return waiting <= told ? [] : [`${id}: ${waiting} wait for the node, the plan says ${told}`];
  });
}
