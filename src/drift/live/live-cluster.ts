import { Edit, editsOf } from './edits';
import { amountsOf, podRequests } from './pod-amounts';
import { templateOf } from './pod-rules';
import { Amounts, ExpectedTemplate, Scaling, Taint } from '../expected';

export interface LiveNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly allocatable: Amounts;
  /** Why it takes no pods now. */
  readonly closed?: string;
}

/** What made a pod, as far as the pod itself says it. */
export interface Owner {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** Equal pods of one owner. */
export interface LivePods {
  readonly owner: Owner;
  /** Of one of them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly requests: Amounts;
  readonly template: ExpectedTemplate;
  readonly priority: number;
  /** Pods by the node that they are on. */
  readonly nodes: Map<string, number>;
  /** Pods without a node, and those of them for which the scheduler finds none. */
  waiting: number;
  unschedulable: number;
}

/** What runs pods, as its object says it. */
export interface LiveWorkload {
  readonly owner: Owner;
  readonly replicas?: number;
  readonly requests: Amounts;
  readonly template?: ExpectedTemplate;
  readonly edits: readonly Edit[];
}

export interface LiveScaler extends Scaling {
  readonly name: string;
  readonly target: Owner;
  readonly edits: readonly Edit[];
}

const WORKLOADS = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|CronJob|Job)$/;

/** What a cluster is like, in short: objects are given one by one and not kept. */
export class LiveCluster {
  public readonly nodes: LiveNode[] = [];
  public readonly workloads: LiveWorkload[] = [];
  public readonly scalers: LiveScaler[] = [];
  /** Kinds of the objects that were given, and how many of each. */
  public readonly kinds = new Map<string, number>();
  /** Hash of the plan that the cluster itself says it has. */
  public planHash?: string;
  /** Pods that run on nodes by themselves, of which no controller knows. */
  public mirrors = 0;
  /** Whether any object says who wrote it. */
  public saysWriters = false;
  private readonly groups = new Map<string, LivePods>();

  public constructor(private readonly ours: ReadonlySet<string>) {}

  public get pods(): LivePods[] {
    return [...this.groups.values()];
  }

  /** Takes one object of any kind; what it has no use for it counts. */
  public take(object: any): void {
    const kind = typeof object?.kind === 'string' ? object.kind : '?';
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    if (object?.metadata?.name === undefined) {
      return;
    }
    this.saysWriters ||= object.metadata.managedFields !== undefined;
    if (kind === 'Node') {
      this.nodes.push(nodeOf(object));
    } else if (kind === 'Pod') {
      this.takePod(object);
    } else if (kind === 'HorizontalPodAutoscaler') {
      this.takeScaler(object);
    } else if (kind === 'ConfigMap' && object.metadata.name === 'capacity-plan') {
      this.planHash = hashIn(object);
    } else if (WORKLOADS.test(kind)) {
      this.takeWorkload(object);
    }
  }

  private takePod({ metadata, spec = {}, status = {} }: any): void {
    const { namespace = 'default', labels = {} } = metadata;
    if (status.phase === 'Succeeded' || status.phase === 'Failed') {
      return;
    }
    if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) {
      this.mirrors += 1;
    }
    const owner = { namespace, ...makerOf(metadata) };
    const requests = podRequests(spec);
    const template = templateOf(spec);
    const priority = spec.priority ?? 0;
    const key = JSON.stringify([owner, requests, template, priority]);
    let group = this.groups.get(key);
    if (!group) {
      group = { owner, labels, requests, template, priority, nodes: new Map(), waiting: 0, unschedulable: 0 };
      this.groups.set(key, group);
    }
    if (spec.nodeName) {
      group.nodes.set(spec.nodeName, (group.nodes.get(spec.nodeName) ?? 0) + 1);
      return;
    }
    const scheduled = (status.conditions ?? []).find(({ type }: any) => type === 'PodScheduled');
    group.waiting += 1;
    group.unschedulable += scheduled?.reason === 'Unschedulable' ? 1 : 0;
  }

  private takeWorkload({ kind, metadata, spec = {} }: any): void {
    // What another object made is told by that one.
    if ((metadata.ownerReferences ?? []).some(({ controller }: any) => controller)) {
      return;
    }
    const pod = spec.template?.spec ?? spec.jobTemplate?.spec?.template?.spec;
    this.workloads.push({
      owner: { namespace: metadata.namespace ?? 'default', kind, name: metadata.name },
      ...(typeof spec.replicas === 'number' && { replicas: spec.replicas }),
      requests: pod ? podRequests(pod) : {},
      ...(pod && { template: templateOf(pod) }),
      edits: editsOf(metadata, this.ours),
    });
  }

  private takeScaler({ metadata, spec = {} }: any): void {
    const { kind = '', name = '' } = spec.scaleTargetRef ?? {};
    this.scalers.push({
      name: metadata.name,
      target: { namespace: metadata.namespace ?? 'default', kind, name },
      min: spec.minReplicas ?? 1,
      max: spec.maxReplicas ?? 0,
      edits: editsOf(metadata, this.ours),
    });
  }
}

function nodeOf({ metadata, spec = {}, status = {} }: any): LiveNode {
  const ready = (status.conditions ?? []).find(({ type }: any) => type === 'Ready');
  const closed = ready && ready.status !== 'True' ? 'is not ready' : spec.unschedulable ? 'is cordoned' : undefined;
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    // Those of the control plane come and go with the state of the node.
    taints: (spec.taints ?? []).filter(({ key }: Taint) => !key.startsWith('node.kubernetes.io/')),
    allocatable: amountsOf(status.allocatable, 'down'),
    ...(closed && { closed }),
  };
}

/** The controller behind a pod; behind a ReplicaSet what made that, whose name is its own without the hash. */
function makerOf({ name, labels = {}, ownerReferences = [] }: any): { readonly kind: string; readonly name: string } {
  const owner = ownerReferences.find(({ controller }: any) => controller) ?? ownerReferences[0];
  if (!owner) {
    return { kind: 'Pod', name };
  }
  const rollout = labels['rollouts-pod-template-hash'];
  const hash = rollout ?? labels['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    const kind = rollout === undefined ? 'Deployment' : 'Rollout';
    return { kind, name: owner.name.slice(0, -hash.length - 1) };
  }
  // The controller of CronJobs names Jobs by the minute.
  const [, cron] = (owner.kind === 'Job' && /^(.+)-\d{8}$/.exec(owner.name)) || [];
  return cron === undefined ? { kind: owner.kind, name: owner.name } : { kind: 'CronJob', name: cron };
}

function hashIn({ data = {} }: any): string | undefined {
  try {
    return JSON.parse(data['summary.json']).planHash;
  } catch {
    return undefined;
  }
}
