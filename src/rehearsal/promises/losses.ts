import { Tell } from './arrivals';
import { ClusterEntry, ScenarioEntry } from '../../report/document';
import { PromiseEntry, Trial } from '../report';
import { Stage } from '../stage/stage';
import { State } from '../stage/state';

/** Every zone whose loss the plan survives is lost, from places that the scheduler chose. */
export async function tryZoneLosses(stage: Stage, seed: number, tell: Tell): Promise<PromiseEntry> {
  const trial = new Trial('zone losses', tell);
  let held = false;
  for (const scenario of stage.plan.scenarios.filter(({ name }) => name.startsWith('zone-lost:'))) {
    const zone = scenario.name.slice('zone-lost:'.length);
    const nodes = [...stage.house.byName.values()].filter((node) => node.zone === zone).map(({ name }) => name);
    const before = await stage.steadyAgain(seed, held);
    held = trial.add(`zone ${zone}`, await lose(stage, before, nodes, floorsOf(stage, [scenario])));
  }
  return trial.result();
}

/** Every node is lost, where the plan survives the loss of any one. */
export async function tryNodeLosses(
  stage: Stage,
  nodes: readonly string[],
  seed: number,
  tell: Tell,
): Promise<PromiseEntry> {
  const trial = new Trial('node losses', tell);
  const scenarios = stage.plan.scenarios.filter(({ name }) => name.startsWith('node-lost:'));
  let held = false;
  for (const node of scenarios.length > 0 ? nodes : []) {
    const before = await stage.steadyAgain(seed, held);
    held = trial.add(`node ${node}`, await lose(stage, before, [node], floorsOf(stage, scenarios)));
  }
  return trial.result();
}

/** What may not be fallen short of after any of the losses. */
function floorsOf(stage: Stage, scenarios: readonly ScenarioEntry[]): Map<string, number> {
  const left = scenarios.map((scenario) => countsAfter(stage.plan, scenario));
  const steady = stage.steadyCounts();
  return new Map(
    stage.plan.workloads.map(({ id, replicas: { planned, degraded = planned } }) => [
      id,
      // Where the plan itself leaves fewer, a finding of it says so.
      Math.min(degraded, steady.get(id)!, ...left.map((counts) => counts.get(id) ?? 0)),
    ]),
  );
}

/** Pods that the plan has after a scenario, by workload. */
function countsAfter({ steady }: ClusterEntry, { lost, added }: ScenarioEntry): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (pods: Readonly<Record<string, number>>, times: number) =>
    Object.entries(pods).forEach(([id, count]) => counts.set(id, (counts.get(id) ?? 0) + count * times));
  steady.nodes.forEach(({ id, count, pods }) => add(pods, count - (lost[id] ?? 0)));
  added.forEach(({ count, pods }) => add(pods, count));
  return counts;
}

/** From a steady cluster, nodes are lost and come back: floors are kept, and then everything is as before. */
async function lose(
  stage: Stage,
  before: State,
  nodes: readonly string[],
  floors: ReadonlyMap<string, number>,
): Promise<string[]> {
  const short = await stage.shortfalls(before, stage.steadyCounts());
  if (short.length > 0) {
    return short.map((line) => `before the loss, ${line}`);
  }
  await stage.house.leave(nodes);
  const there = new Set(nodes);
  const gone = stage.kubelets.pods.all().filter(({ spec }) => there.has(spec.nodeName));
  await Promise.all(gone.map((pod) => stage.kill(pod)));
  await stage.until(
    () => gone.every(({ metadata }) => !stage.kubelets.pods.items.has(metadata.uid!)),
    () => stage.sign(),
  );
  const after = await stage.shortfalls(await stage.settle(), floors);
  await stage.house.join(nodes);
  const back = await stage.shortfalls(await stage.settle(), stage.steadyCounts());
  return [...after, ...back.map((line) => `when the nodes were back, ${line}`)];
}
