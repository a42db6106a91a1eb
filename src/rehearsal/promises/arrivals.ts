import { PromiseEntry, Trial } from '../report';
import { Stage } from '../stage/stage';

export type Tell = (text: string) => void;

/** Steady: in so many orders of arrival, every pod that the plan has at steady finds a place. */
export async function trySteady(stage: Stage, seeds: readonly number[], tell: Tell): Promise<PromiseEntry> {
  const trial = new Trial('steady', tell);
  for (const seed of seeds) {
    const state = await stage.arrive(seed);
    const strangers = [...state].filter(([id, { waiting }]) => id.startsWith('?') && waiting > 0);
    trial.add(`order ${seed}`, [
      ...(await stage.shortfalls(state, stage.steadyCounts())),
      ...strangers.map(([id, { waiting }]) => `${id.slice(1)}: ${waiting} wait, and the plan knows no such workload`),
    ]);
  }
  return trial.result();
}

/** HPA maximum: from a steady cluster, all autoscalers of a peak go to their maximum at once. */
export async function tryMaximum(stage: Stage, seeds: readonly number[], tell: Tell): Promise<PromiseEntry> {
  const trial = new Trial('HPA maximum', tell);
  for (const { name } of stage.plan.scenarios.filter(({ name: one }) => /^hpa-max(:|$)/.test(one))) {
    for (const seed of seeds) {
      await stage.arrive(seed);
      await stage.scale(atPeak(stage, name, stage.plannedCounts()));
      const promised = atPeak(stage, name, stage.steadyCounts());
      trial.add(`${name}, order ${seed}`, await stage.shortfalls(await stage.settle(), promised));
    }
  }
  return trial.result();
}

/** The counts, with those at a peak at their maximum. */
function atPeak({ plan }: Stage, scenario: string, counts: Map<string, number>): Map<string, number> {
  const { peakGroups = [], workloads } = plan;
  const group = peakGroups.find(({ name }) => scenario === `hpa-max:${name}`);
  for (const { id, replicas } of workloads) {
    if (replicas.max !== undefined && (!group || group.workloads.includes(id))) {
      counts.set(id, replicas.max);
    }
  }
  return counts;
}
