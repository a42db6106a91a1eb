import { Api } from './api/api';
import { Connection } from './api/connection';
import { castOf, shortList } from './cast/cast';
import { deploy, Deployed } from './cast/deploy';
import { readManifests } from './cast/manifests';
import { cleanUp } from './cleanup';
import { Clock } from './clock';
import { guarded } from './guard';
import { ParseYaml } from './libraries';
import { Tell, tryMaximum, trySteady } from './promises/arrivals';
import { tryDrains } from './promises/drains';
import { tryNodeLosses, tryZoneLosses } from './promises/losses';
import { tryHighRollouts, tryRollouts } from './promises/rollouts';
import { RehearsalRefused } from './refused';
import { PromiseEntry, RehearsalReport, Trial } from './report';
import { Stage } from './stage/stage';
import { ClusterEntry, PlanDocument } from '../report/document';

/** What can be tried by itself. */
export const SCENES = ['steady', 'maximum', 'rollouts', 'zones', 'nodes', 'drains'] as const;
export type Scene = (typeof SCENES)[number];

export interface RehearsalOptions {
  readonly plan: PlanDocument;
  /** Which cluster of the plan. */
  readonly cluster: ClusterEntry;
  /** Folders of the manifests. */
  readonly manifests: readonly string[];
  readonly scenes: readonly Scene[];
  /** Orders of arrival at steady. */
  readonly orders: number;
  /** The first order; the others follow it. */
  readonly seed: number;
  /** Seconds without any change after which something counts as stuck. */
  readonly patience: number;
  /** Most nodes that are lost and drained, the first of every pool first; default: all. */
  readonly nodes?: number;
  /** Most workloads that are rolled at each count, from all over the plan; default: all. */
  readonly rollouts?: number;
  /** Removes first what an earlier rehearsal left behind. */
  readonly clean: boolean;
}

/** What goes on around a rehearsal. */
export interface Surroundings {
  readonly connection: Connection;
  readonly parseYaml: ParseYaml;
  readonly clock: Clock;
  readonly abort: AbortSignal;
  readonly tell: Tell;
}

/** Three peaks are tried at most: they are long, and orders of arrival are tried at steady. */
const MOST_PEAKS = 3;

/** Tries the promises of a plan on a control plane: puts its nodes and manifests there, and takes them away again. */
export async function rehearse(options: RehearsalOptions, around: Surroundings): Promise<RehearsalReport> {
  const { plan, cluster, manifests, clean, seed } = options;
  const { clock, abort, tell } = around;
  const api = new Api(around.connection, clock);
  const objects = readManifests(manifests, around.parseYaml);
  if (clean) {
    refuseLeft(await cleanUp(api, clock));
  }
  const server = await guarded(api, objects);
  const cast = castOf(plan, cluster, objects);
  const stage = new Stage(api, clock, cluster, cast, { patience: options.patience * 1000, abort });
  await stage.open();
  try {
    tell(`${cast.nodes.length} nodes, ${cast.objects.length} objects on ${server}`);
    const deployed = await deploy(cast, api, clock);
    const promises = [manifestsEntry(deployed, tell), ...(await tryAll(stage, options, tell))];
    return {
      schemaVersion: 1,
      cluster: cluster.name,
      server,
      seed,
      nodes: cast.nodes.length,
      objects: cast.objects.length,
      promises,
      warnings: deployed.warnings.map(({ object, warning }) => `${object}: ${warning}`),
      notes: [...cast.notes, ...deployed.notes],
    };
  } finally {
    tell('removing what was made');
    const left = await cleanUp(api, clock, () => stage.close());
    if (left.length > 0) {
      tell(`these objects could not be removed, try again with --clean: ${shortList(left)}`);
    }
  }
}

function refuseLeft(left: readonly string[]): void {
  if (left.length > 0) {
    throw new RehearsalRefused(`these objects of a rehearsal cannot be removed: ${shortList(left)}`);
  }
}

/** The API server takes every object as it is. */
function manifestsEntry({ applied, refused }: Deployed, tell: Tell): PromiseEntry {
  const trial = new Trial('manifests are taken', tell);
  refused.forEach(({ object, why }) => trial.add(object, [why]));
  const { failures } = trial.result();
  return { promise: 'manifests are taken', tried: applied + failures.length, held: applied, failures };
}

async function tryAll(stage: Stage, options: RehearsalOptions, tell: Tell): Promise<PromiseEntry[]> {
  const { scenes, seed, orders } = options;
  const seeds = Array.from({ length: orders }, (_, index) => seed + index);
  const nodes = someNodes(stage, options.nodes ?? Infinity);
  const most = options.rollouts ?? Infinity;
  const acts: Record<Scene, () => Promise<PromiseEntry[]>> = {
    steady: async () => [await trySteady(stage, seeds, tell)],
    maximum: async () => [await tryMaximum(stage, seeds.slice(0, MOST_PEAKS), tell)],
    rollouts: async () => [await tryRollouts(stage, most, seed, tell), await tryHighRollouts(stage, most, seed, tell)],
    zones: async () => [await tryZoneLosses(stage, seed, tell)],
    nodes: async () => [await tryNodeLosses(stage, nodes, seed, tell)],
    drains: async () => [await tryDrains(stage, nodes, seed, tell)],
  };
  await stage.house.complete();
  const tried: PromiseEntry[] = [];
  for (const scene of SCENES.filter((one) => scenes.includes(one))) {
    tried.push(...(await acts[scene]()));
  }
  return tried.filter(({ tried: cases }) => cases > 0);
}

/** Nodes that are lost and drained: one of every pool, then another of every pool, and so on. */
function someNodes(stage: Stage, most: number): string[] {
  const turn = new Map<string, number>();
  const turns = [...stage.house.byName.values()].map(({ name, pool }) => {
    turn.set(pool, (turn.get(pool) ?? 0) + 1);
    return { name, turn: turn.get(pool)! };
  });
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ name }) => name);
}
