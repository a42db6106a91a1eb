import { House } from './house';
import { isGated, Kubelets, pathOf, workloadOf } from './kubelets';
import { placesOf, State, stateOf } from './state';
import { sortedBy } from '../../capacity/order';
import { seeded } from '../../capacity/scheduler/seeded';
import { ClusterEntry } from '../../report/document';
import { Api, forAll } from '../api/api';
import { KubeObject } from '../api/objects';
import { Cast, CastWorkload } from '../cast/cast';
import { Clock } from '../clock';

export interface StageOptions {
  /** Milliseconds without any change after which something counts as stuck. */
  readonly patience: number;
  /** Ends what goes on, as soon as possible. */
  readonly abort: AbortSignal;
}

/** The rehearsal was broken off by its user. */
export class BrokenOff extends Error {}

/** Milliseconds between two looks at the cluster. */
const LOOK = 150;
/** The scheduler tries a pod again after 10 seconds at the latest when something has changed. */
const RETRIES = 12_000;

/** A cluster in which the plan's nodes and manifests are, and everything that can be done with it. */
export class Stage {
  public readonly house: House;
  public readonly kubelets: Kubelets;
  public readonly ids: readonly string[];
  private readonly wanted = new Map<string, number>();

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

  public places(): Map<string, Map<string, number>> {
    return placesOf(this.kubelets.pods.all());
  }

  public zoneOf(node: string): string | undefined {
    return this.house.byName.get(node)?.zone;
  }

  /** What the plan runs at steady, of every workload. */
  public steadyCounts(): Map<string, number> {
    const shed = new Map<string, number>();
    for (const { workload, count } of this.plan.steady.unplaced) {
      shed.set(workload, (shed.get(workload) ?? 0) + count);
    }
    return new Map(this.plan.workloads.map(({ id, replicas: { planned } }) => [id, planned - (shed.get(id) ?? 0)]));
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
      const counts = this.steadyCounts();
      await this.scale(counts);
      await this.dropClaims();
      const old = this.kubelets.pods.all().filter((pod) => workloadOf(pod) !== undefined);
      await forAll(old, (pod) => this.kill(pod));
      const uids = old.map(({ metadata }) => metadata.uid!);
      const expected = (workload: CastWorkload) =>
        isOrdered(workload) ? Math.min(1, counts.get(workload.entry.id)!) : counts.get(workload.entry.id)!;
      await this.until(
        () => {
          const state = this.state();
          return (
            uids.every((uid) => !this.kubelets.pods.items.has(uid)) &&
            this.cast.workloads.every((workload) => state.get(workload.entry.id)!.waiting >= expected(workload))
          );
        },
        () => this.sign(),
      );
      for (const pod of this.inOrder(seed)) {
        this.look();
        await this.kubelets.admit(pod);
      }
    } finally {
      await this.kubelets.open();
    }
    return this.settle();
  }

  /**
   * Waits until nothing moves any more: every workload has its pods, or what is missing finds no place.
   * @returns the state then
   */
  public async settle(): Promise<State> {
    let [last, since] = ['', this.clock.now()];
    for (;;) {
      this.look();
      const state = this.state();
      const all = [...state];
      const still = all.every(([, { waiting, ending }]) => waiting === 0 && ending === 0);
      const full = this.ids.every((id) => state.get(id)!.running >= (this.wanted.get(id) ?? 0));
      if (still && full) {
        return state;
      }
      const sign = this.sign();
      if (sign !== last) {
        [last, since] = [sign, this.clock.now()];
      }
      const moves =
        all.some(([, { waiting, unschedulable, ending }]) => waiting > unschedulable || ending > 0) ||
        this.ids.some((id) => {
          const { running, waiting } = state.get(id)!;
          return running + waiting < (this.wanted.get(id) ?? 0);
        });
      if (this.clock.now() - since > (moves ? Math.max(this.patience, RETRIES) : RETRIES)) {
        return state;
      }
      await this.clock.sleep(LOOK);
    }
  }

  /** Waits until something is so; false where nothing changed for too long. `sign` says what a change is. */
  public async until(what: () => boolean | Promise<boolean>, sign: () => string): Promise<boolean> {
    let [last, since] = [sign(), this.clock.now()];
    while (!(await what())) {
      this.look();
      const now = sign();
      if (now !== last) {
        [last, since] = [now, this.clock.now()];
      } else if (this.clock.now() - since > this.patience) {
        return false;
      }
      await this.clock.sleep(LOOK);
    }
    return true;
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
      throw new BrokenOff();
    }
  }

  /**
   * The pods that wait, in the order of a seed. Pods of one workload are alike; where the plan counts on waves and priorities, the order keeps them.
   */
  private inOrder(seed: number): KubeObject[] {
    const random = seeded(seed);
    const gated = sortedBy(this.kubelets.pods.all().filter(isGated), ({ metadata }) => metadata.name);
    const queues = new Map(this.ids.map((id) => [id, gated.filter((pod) => workloadOf(pod) === id)]));
    const tickets = this.cast.workloads
      .flatMap((workload) => queues.get(workload.entry.id)!.map(() => ({ workload, lot: random() })))
      .sort((a, b) => (this.isSteered() ? byWave(a.workload, b.workload) : 0) || a.lot - b.lot);
    return tickets.map(({ workload }) => queues.get(workload.entry.id)!.shift()!);
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

  /** Volumes of the workloads go too: in another order they may be made in another zone. */
  private async dropClaims(): Promise<void> {
    const sets = this.cast.workloads.filter(({ object }) => object.kind === 'StatefulSet');
    const prefixes = sets.flatMap(({ object: { metadata, spec } }) =>
      (spec.volumeClaimTemplates ?? []).map(
        (claim: KubeObject) => `${metadata.namespace}/${claim.metadata.name}-${metadata.name}-`,
      ),
    );
    const claims = prefixes.length > 0 ? await this.api.list('/api/v1/persistentvolumeclaims') : [];
    const unprotected = { metadata: { finalizers: null } };
    await forAll(
      claims.filter(({ metadata: { namespace, name } }) =>
        prefixes.some((prefix) => `${namespace}/${name}`.replace(/\d+$/, '') === prefix),
      ),
      async ({ metadata: { namespace, name }, spec }) => {
        const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
        await this.api.merge(path, unprotected);
        await this.api.remove(path);
        if (spec.volumeName) {
          await this.api.merge(`/api/v1/persistentvolumes/${spec.volumeName}`, unprotected);
          await this.api.remove(`/api/v1/persistentvolumes/${spec.volumeName}`);
        }
      },
    );
  }
}

/** Pods of such a StatefulSet are made one after the other, each when the one before is Ready. */
function isOrdered({ object: { kind, spec } }: CastWorkload): boolean {
  return kind === 'StatefulSet' && spec.podManagementPolicy !== 'Parallel';
}

function byWave(a: CastWorkload, b: CastWorkload): number {
  return a.wave - b.wave || b.entry.priority - a.entry.priority;
}
