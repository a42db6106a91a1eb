import { Tell } from './arrivals';
import { KubeObject } from '../api/objects';
import { CastWorkload } from '../cast/cast';
import { timestamp } from '../clock';
import { PromiseEntry, Trial } from '../report';
import { Stage } from '../stage/stage';
import { waitingText } from '../stage/state';

/** Every workload is rolled at steady, one after the other: what one rollout moved is where the next one begins. */
export async function tryRollouts(stage: Stage, most: number, seed: number, tell: Tell): Promise<PromiseEntry> {
  const trial = new Trial('rollouts at steady', tell);
  let fresh = false;
  for (const workload of fromAllOver(stage.cast.workloads.filter(isPromised), most)) {
    if (!fresh) {
      await stage.arrive(seed);
    }
    const { id, replicas } = workload.entry;
    fresh = trial.add(`${id} at ${replicas.planned}`, await roll(stage, workload));
  }
  return trial.result();
}

/** Every workload whose rollout the plan promises above steady too, at the highest such count; then it is as before, in other places. */
export async function tryHighRollouts(stage: Stage, most: number, seed: number, tell: Tell): Promise<PromiseEntry> {
  const trial = new Trial('rollouts at the highest promised count', tell);
  let fresh = false;
  const high = stage.cast.workloads.filter((one) => isPromised(one) && highest(one) > one.entry.replicas.planned);
  for (const workload of fromAllOver(high, most)) {
    if (!fresh) {
      await stage.arrive(seed);
    }
    const count = highest(workload);
    fresh = trial.add(`${workload.entry.id} at ${count}`, await rollAt(stage, workload, count));
    await stage.scale(stage.plannedCounts());
    await stage.settle();
  }
  return trial.result();
}

/** The most pods with which a rollout is promised to end. */
function highest({ entry: { replicas, rollout } }: CastWorkload): number {
  return Math.min(rollout?.completesUpTo ?? 0, replicas.max ?? 0);
}

/** At most so many, at equal distances. */
function fromAllOver<T>(all: readonly T[], most: number): readonly T[] {
  const taken = (count: number) => Math.floor((count * Math.min(most, all.length)) / all.length);
  return all.filter((_, index) => taken(index + 1) > taken(index));
}

async function rollAt(stage: Stage, workload: CastWorkload, count: number): Promise<string[]> {
  const { id } = workload.entry;
  await stage.scale(stage.plannedCounts().set(id, count));
  const short = await stage.shortfalls(await stage.settle(), stage.steadyCounts().set(id, count));
  return short.length > 0 ? short : roll(stage, workload);
}

/** Rollouts of what another controller would do are not tried, nor those that the plan does not promise. */
function isPromised({ entry, object, standsIn }: CastWorkload): boolean {
  const [, kind] = entry.id.split('/');
  const { rollout, replicas } = entry;
  return (
    (!standsIn || kind === 'Deployment') &&
    object.spec.updateStrategy?.type !== 'OnDelete' &&
    (rollout === undefined || rollout.completesUpTo >= replicas.planned) &&
    replicas.planned > 0
  );
}

/** Restarts a workload and waits for the end; what is said is why there was none. */
async function roll(stage: Stage, { entry, object }: CastWorkload): Promise<string[]> {
  const { api, clock } = stage;
  const path = (await api.pathOf(object))!;
  const annotations = { 'cdk8s-autonomous.dev/rehearsal-restarted': timestamp(clock.now()) };
  const { status } = await api.merge(path, { spec: { template: { metadata: { annotations } } } });
  if (status === 404) {
    return ['it is not there'];
  }
  let live: KubeObject = await api.get(path);
  const done = await stage.until(
    async () => {
      live = await api.get(path);
      return isRolled(live) && stage.state().get(entry.id)!.ending === 0;
    },
    () => `${progressOf(live)} ${stage.sign()}`,
    () => stage.patience,
    [entry.id],
  );
  if (done) {
    return [];
  }
  const { waiting, why } = stage.state().get(entry.id)!;
  const { updatedReplicas = 0, availableReplicas = 0 } = live.status;
  const counts = `${updatedReplicas} of ${live.spec.replicas} are new, ${availableReplicas} available`;
  return [`it stands still: ${counts}, ${waiting > 0 ? waitingText(waiting, why) : await stage.refusalOf(entry.id)}`];
}

function isRolled({ kind, metadata, spec, status = {} }: KubeObject): boolean {
  const { observedGeneration = 0, updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const counts = kind === 'StatefulSet' ? status.currentRevision === status.updateRevision : replicas === spec.replicas;
  return (
    observedGeneration >= (metadata.generation ?? 0) &&
    updatedReplicas === spec.replicas &&
    availableReplicas === spec.replicas &&
    counts
  );
}

function progressOf({ status = {} }: KubeObject): string {
  return [status.updatedReplicas, status.replicas, status.availableReplicas].join(' ');
}
