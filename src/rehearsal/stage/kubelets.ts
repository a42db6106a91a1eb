import { Leases } from './leases';
import { Volumes } from './volumes';
import { Api, forAll } from '../api/api';
import { KubeObject, WORKLOAD } from '../api/objects';
import { Change, Watched } from '../api/watched';
import { GATE } from '../cast/pod-template';
import { Clock, timestamp } from '../clock';

/** Milliseconds until a pod that has a node is Ready, and until a deleted one is gone. */
const STARTS = 100;
const ENDS = 150;
/** Milliseconds before what the API server did not take is tried again. */
const AGAIN = 2_000;

/**
 * Stands in for the kubelets of all nodes: pods with a node become Ready, deleted ones go, leases are renewed, volumes appear. Where something
 * else (KWOK) does the same, whoever comes first is right.
 */
export class Kubelets {
  public readonly pods: Watched;
  private readonly volumes: Volumes;
  private readonly leases: Leases;
  private readonly begun = new Set<string>();
  /** What was let in: the watch may still show it as it waited. */
  private readonly admitted = new Set<string>();
  private readonly due = new Set<Promise<void>>();
  private address = 0;
  private stopped = false;
  private held = false;

  public constructor(
    private readonly api: Api,
    private readonly clock: Clock,
    /** Names of the nodes that are there. */
    private readonly nodes: ReadonlySet<string>,
    nodeOf: (name: string) => KubeObject | undefined,
  ) {
    this.pods = new Watched(api, '/api/v1/pods', (change, pod) => this.see(change, pod));
    this.volumes = new Volumes(api, clock, nodeOf);
    this.leases = new Leases(api, clock, nodes);
  }

  public async start(): Promise<void> {
    await Promise.all([this.pods.start(), this.volumes.start()]);
    this.leases.start();
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([this.pods.stop(), this.volumes.stop(), this.leases.stop(), ...this.due]);
  }

  /** From now on new pods wait before the scheduler's door. */
  public hold(): void {
    this.held = true;
  }

  /** Lets one pod in. */
  public async admit(pod: KubeObject): Promise<void> {
    const rest = (pod.spec.schedulingGates ?? []).filter(({ name }: { name: string }) => name !== GATE);
    await this.api.merge(pathOf(pod), {
      metadata: { uid: pod.metadata.uid },
      spec: { schedulingGates: rest.length > 0 ? rest : null },
    });
    this.admitted.add(pod.metadata.uid!);
  }

  /** From now on every pod comes in as it is made. */
  public async open(): Promise<void> {
    this.held = false;
    await forAll(
      this.pods.all().filter((pod) => isGated(pod) && !this.admitted.has(pod.metadata.uid!)),
      (pod) => this.admit(pod),
    );
  }

  private see(change: Change, pod: KubeObject): void {
    const { uid, deletionTimestamp } = pod.metadata;
    if (change === 'DELETED' || this.stopped) {
      return;
    }
    if (isGated(pod) && !this.held && !deletionTimestamp) {
      this.once('admit', uid!, 0, () => this.admit(pod));
    } else if (this.nodes.has(pod.spec.nodeName) && deletionTimestamp) {
      this.once('end', uid!, ENDS, () => this.end(pod));
    } else if (this.nodes.has(pod.spec.nodeName) && (pod.status?.phase ?? 'Pending') === 'Pending') {
      this.once('start', uid!, STARTS, () => this.begin(pod));
    }
  }

  private once(what: string, uid: string, after: number, act: () => Promise<unknown>): void {
    const key = `${what} ${uid}`;
    if (this.begun.has(key)) {
      return;
    }
    this.begun.add(key);
    const doing = this.clock
      .sleep(after)
      .then(() => (this.stopped ? undefined : act()))
      // The pod may be gone or changed meanwhile; its next change brings it here again, or the next look at it.
      .catch(() => this.later(key, uid))
      .then(() => void this.due.delete(doing));
    this.due.add(doing);
  }

  private async later(key: string, uid: string): Promise<void> {
    this.begun.delete(key);
    await this.clock.sleep(AGAIN);
    const pod = this.pods.items.get(uid);
    if (pod) {
      this.see('MODIFIED', pod);
    }
  }

  private async end(pod: KubeObject): Promise<void> {
    const { uid } = pod.metadata;
    await this.api.remove(pathOf(pod), { gracePeriodSeconds: 0, preconditions: { uid } });
  }

  private async begin(seen: KubeObject): Promise<void> {
    const pod = this.pods.items.get(seen.metadata.uid!);
    if (!pod || pod.metadata.deletionTimestamp || !this.nodes.has(pod.spec.nodeName)) {
      return;
    }
    const at = timestamp(this.clock.now());
    const ip = this.nextAddress();
    await this.api.merge(`${pathOf(pod)}/status`, {
      metadata: { uid: pod.metadata.uid },
      status: {
        phase: 'Running',
        startTime: at,
        podIP: ip,
        podIPs: [{ ip }],
        conditions: [
          ...(pod.status?.conditions ?? []).filter(({ type }: { type: string }) => type === 'PodScheduled'),
          ...['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
            type,
            status: 'True',
            lastTransitionTime: at,
          })),
        ],
        containerStatuses: pod.spec.containers.map((container: object) => containerStatus(container, at, true)),
        initContainerStatuses: (pod.spec.initContainers ?? []).map((container: any) =>
          containerStatus(container, at, container.restartPolicy === 'Always'),
        ),
      },
    });
  }

  private nextAddress(): string {
    const n = this.address++;
    return `10.${64 + (Math.floor(n / 65_536) % 64)}.${Math.floor(n / 256) % 256}.${n % 256}`;
  }
}

function containerStatus(container: any, at: string, runs: boolean): object {
  const { name, image } = container;
  const ended = { terminated: { exitCode: 0, startedAt: at, finishedAt: at } };
  const base = { name, image, imageID: '', restartCount: 0, ready: true };
  return runs ? { ...base, started: true, state: { running: { startedAt: at } } } : { ...base, state: ended };
}

export function pathOf({ metadata: { namespace, name } }: KubeObject): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

export function isGated({ spec }: KubeObject): boolean {
  return (spec.schedulingGates ?? []).some(({ name }: { name: string }) => name === GATE);
}

/** The workload of the plan that a pod belongs to; undefined for pods of others. */
export function workloadOf({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[WORKLOAD];
}
