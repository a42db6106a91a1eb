import { dropClaims, inOrder } from './arrival';
import { House } from './house';
import { Kubelets, pathOf, workloadOf as ownerOf } from './kubelets';
import { Quotas } from './quotas';
import { State, stateOf, waitingText } from './state';
import { ClusterEntry } from '../../report/document';
import { Api, forAll } from '../api/api';
import { KubeObject } from '../api/objects';
import { Cast, CastWorkload } from '../cast/cast';
import { Clock } from '../clock';
import { RehearsalRefused } from '../refused';

export interface StageOptions {
  /** Milliseconds without any change after which something counts as stuck. */
  readonly patience: number;
  /** Ends what goes on, as soon as possible. */
  readonly abort: AbortSignal;
}

/** Milliseconds between two looks at the cluster. */
const LOOK = 150;
/** Milliseconds without a change after which controllers are asked to look again. */
const NUDGE = 2_500;
/** The scheduler tries a pod again after 10 seconds at the latest when something has changed. */
const RETRIES = 12_000;

/** A cluster in which the plan's nodes and manifests are, and everything that can be done with it. */
export class Stage {
  public readonly house: House;
  public readonly kubelets: Kubelets;
  public readonly ids: readonly string[];
  private readonly quotas: Quotas;
  private readonly wanted = new Map<string, number>();
  private nudges = 0;

  public constructor(
    public readonly api: Api,
    public readonly clock: Clock,
    public readonly plan: ClusterEntry,
    public readonly cast: Cast,
    private readonly options: StageOptions,
  ) {
    this.ids = cast.workloads.map(({ entry }) => entry.id);
    this.house = new House(
      api,
      cast.nodes,
      (what, sign) => this.until(what, sign),
      (node) => this.agentsOn(node),
    );
    this.kubelets = new Kubelets(api, clock, this.house.present, (name) => this.house.objectOf(name));
    this.quotas = new Quotas(api, clock, () => this.kubelets.pods.all());
  }

  public get patience(): number {
    return this.options.patience;
  }

  public async open(): Promise<void> {
    await this.house.nodes.start();
    await this.kubelets.start();
  }

  public async close(): Promise<void> {
    await Promise.all([this.house.nodes.stop(), this.kubelets.stop()]);
  }

  public state(): State {
    return stateOf(this.kubelets.pods.all(), this.ids);
  }

  /** What is asked for at steady, of every workload: of what stays out the manifests of the plan ask for less. */
  public plannedCounts(): Map<string, number> {
    const shed = this.shed();
    return new Map(
      this.cast.workloads.map(({ entry: { id, replicas }, object }) => [
        id,
        shed.has(id) ? Math.min(replicas.planned, object.spec.replicas ?? replicas.planned) : replicas.planned,
      ]),
    );
  }

  /** What of it the plan runs: some of low priority may stay out. */
  public steadyCounts(): Map<string, number> {
    const shed = this.shed();
    return new Map(this.plan.workloads.map(({ id, replicas: { planned } }) => [id, planned - (shed.get(id) ?? 0)]));
  }

  private shed(): Map<string, number> {
    const shed = new Map<string, number>();
    for (const { workload, count } of this.plan.steady.unplaced) {
      shed.set(workload, (shed.get(workload) ?? 0) + count);
    }
    return shed;
  }

  /** Asks for so many pods of each workload; autoscalers are held there. */
  public async scale(counts: ReadonlyMap<string, number>): Promise<void> {
    await forAll(
      this.cast.workloads.filter(({ entry }) => this.wanted.get(entry.id) !== counts.get(entry.id)),
      async (workload) => {
        const { entry, object } = workload;
        const replicas = counts.get(entry.id)!;
        const autoscaler = this.cast.autoscalers.get(entry.id);
        if (autoscaler && replicas > 0) {
          const path = await this.api.pathOf(autoscaler);
          await this.api.merge(path!, { spec: { minReplicas: replicas, maxReplicas: replicas } });
        }
        await this.api.merge(`${await this.api.pathOf(object)}/scale`, { spec: { replicas } });
        this.wanted.set(entry.id, replicas);
      },
    );
  }

  /**
   * The steady cluster, from scratch: all nodes are there, counts are as planned, every pod is made anew and comes to the scheduler in an order that
   * the seed decides.
   */
  public async arrive(seed: number): Promise<State> {
    await this.house.complete();
    this.kubelets.hold();
    try {
      await this.empty();
      const counts = this.plannedCounts();
      await this.scale(counts);
      const expected = (workload: CastWorkload) =>
        isOrdered(workload) ? Math.min(1, counts.get(workload.entry.id)!) : counts.get(workload.entry.id)!;
      await this.until(
        () => {
          const state = this.state();
          return this.cast.workloads.every((workload) => state.get(workload.entry.id)!.waiting >= expected(workload));
        },
        () => this.sign(),
      );
      for (const pod of inOrder(this.kubelets.pods.all(), this.cast.workloads, seed, this.isSteered())) {
        this.look();
        await this.kubelets.admit(pod);
      }
    } finally {
      await this.kubelets.open();
    }
    return this.settle();
  }

  /**
   * A steady cluster for a further case. What is proved for every history goes on from the places that the case before has left.
   * @param held whether that one ended as it began
   */
  public async steadyAgain(seed: number, held: boolean): Promise<State> {
    return held && this.plan.strength?.kind === 'reserved' ? this.settle() : this.arrive(seed);
  }

  /** All pods go, and then quotas have noticed: new pods in the place of old ones would meet a quota that still counts those. */
  private async empty(): Promise<void> {
    const all = this.kubelets.pods.all();
    await forAll(
      all.filter((pod) => ownerOf(pod)?.startsWith('?')),
      (pod) => this.kill(pod),
    );
    await this.scale(new Map(this.ids.map((id) => [id, 0])));
    const asked = new Set<string>();
    await this.until(
      async () => {
        const left = this.kubelets.pods.all().filter((pod) => this.ids.includes(ownerOf(pod)!));
        const fresh = left.filter((pod) => hasToGo(pod) && !asked.has(pod.metadata.uid!));
        fresh.forEach(({ metadata }) => asked.add(metadata.uid!));
        await forAll(fresh, (pod) => this.kill(pod));
        return left.length === 0;
      },
      () => this.sign(),
    );
    await dropClaims(this.api, this.cast.workloads);
    await this.quotas.catchUp();
  }

  /**
   * Waits until nothing moves any more: every workload has its pods, or what is missing finds no place.
   * @returns the state then
   */
  public async settle(): Promise<State> {
    let state = this.state();
    await this.until(
      () => {
        state = this.state();
        const still = [...state.values()].every(({ waiting, ending }) => waiting === 0 && ending === 0);
        return still && this.unmade(state).length === 0;
      },
      () => this.sign(),
      () => (this.moves(state) ? Math.max(this.patience, RETRIES) : RETRIES),
    );
    return state;
  }

  /**
   * Waits until something is so; false where nothing changed for too long.
   * @param sign says what a change is
   * @param patience milliseconds
   * @param also workloads whose controllers are asked to look again, beside those with fewer pods than they should have
   */
  public async until(
    what: () => boolean | Promise<boolean>,
    sign: () => string,
    patience = () => this.patience,
    also: readonly string[] = [],
  ): Promise<boolean> {
    let [last, since, nudged] = [sign(), this.clock.now(), 0];
    while (!(await what())) {
      this.look();
      const now = sign();
      const quiet = this.clock.now() - since;
      if (now !== last) {
        [last, since, nudged] = [now, this.clock.now(), 0];
      } else if (quiet > patience()) {
        return false;
      } else if (quiet > NUDGE * (nudged + 1)) {
        nudged++;
        await this.nudge([...also, ...this.unmade(this.state())]);
      }
      await this.clock.sleep(LOOK);
    }
    return true;
  }

  /** A line for each workload that has fewer pods than promised, and why. */
  public async shortfalls(state: State, promised: ReadonlyMap<string, number>): Promise<string[]> {
    const short = [...promised].filter(([id, count]) => state.get(id)!.running < count);
    const lines: string[] = [];
    for (const [id, count] of short) {
      const { running, waiting, why } = state.get(id)!;
      const reason = waiting > 0 ? waitingText(waiting, why) : await this.refusalOf(id);
      lines.push(`${id}: ${running} of ${count} run, ${reason}`);
    }
    return lines;
  }

  /** Why pods of a workload are not even made, in the words of its controller. */
  public async refusalOf(id: string): Promise<string> {
    const { object } = this.workloadOf(id);
    const live = await this.api.find((await this.api.pathOf(object))!);
    const failure = live?.status?.conditions?.find(({ type }: { type: string }) => type === 'ReplicaFailure');
    // Names of pods are never the same.
    const message = failure?.message.replace(/^pods "[^"]+" is/, 'a pod is');
    return `the others were not made${message ? `: ${message}` : ''}`;
  }

  private workloadOf(id: string): CastWorkload {
    return this.cast.workloads.find(({ entry }) => entry.id === id)!;
  }

  /** Something is under way that needs no change of anything else. */
  private moves(state: State): boolean {
    const waits = [...state.values()].some(
      ({ waiting, unschedulable, ending }) => waiting > unschedulable || ending > 0,
    );
    return waits || this.unmade(state).length > 0;
  }

  /** Workloads with fewer pods than they were asked for. */
  private unmade(state: State): string[] {
    return this.ids.filter((id) => {
      const { running, waiting } = state.get(id)!;
      return running + waiting < (this.wanted.get(id) ?? 0);
    });
  }

  /** Lets controllers look again at what they have not made: after refusals they wait, up to a quarter of an hour, though there is room by now. */
  private async nudge(ids: readonly string[]): Promise<void> {
    const objects = [...new Set(ids)].map((id) => this.workloadOf(id).object);
    await this.quotas.recount(new Set(objects.map(({ metadata }) => metadata.namespace!)));
    await forAll(objects, async (object) => {
      const annotations = { 'cdk8s-autonomous.dev/rehearsal-nudge': String(this.nudges++) };
      await this.api.merge((await this.api.pathOf(object))!, { metadata: { annotations } });
    });
  }

  /** Changes whenever a pod does something. */
  public sign(): string {
    return [...this.state()].map(([id, s]) => `${id} ${s.running} ${s.waiting} ${s.unschedulable} ${s.ending}`).join();
  }

  /** Takes a pod away at once, as when its machine is gone. */
  public async kill(pod: KubeObject): Promise<void> {
    await this.api.remove(pathOf(pod), { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
  }

  /** Throws where the user has broken off. */
  private look(): void {
    if (this.options.abort.aborted) {
      throw new RehearsalRefused('the rehearsal was broken off; what it made is removed');
    }
  }

  private isSteered(): boolean {
    return this.plan.strength?.kind === 'steered';
  }

  private agentsOn(node: string): number {
    return this.kubelets.pods
      .all()
      .filter(
        ({ spec, status, metadata }) =>
          spec.nodeName === node &&
          status?.phase === 'Running' &&
          metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet'),
      ).length;
  }
}

/** Pods that a controller of no replicas leaves for long: in their last seconds, or one after the other. */
function hasToGo({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined || metadata.ownerReferences?.[0].kind === 'StatefulSet';
}

/** Pods of such a StatefulSet are made one after the other, each when the one before is Ready. */
function isOrdered({ object: { kind, spec } }: CastWorkload): boolean {
  return kind === 'StatefulSet' && spec.podManagementPolicy !== 'Parallel';
}
