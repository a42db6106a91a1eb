import { FakeApiServer } from './api-server';
import { parseQuantity } from '../../../src/capacity/quantity';

type Json = any;

/** What the controllers and the scheduler of a control plane do, in their simplest form. */
export class FakeControllers {
  private made = 0;
  private busy = false;

  public constructor(private readonly server: FakeApiServer) {
    server.onChange = () => this.run();
  }

  public run(): void {
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.server.all('resourcequotas').forEach((one) => this.count(one));
    this.server.all('daemonsets').forEach((one) => this.agents(one));
    this.server.all('deployments').forEach((one) => this.deployment(one));
    this.server.all('pods').forEach((one) => this.schedule(one));
    this.busy = false;
  }

  private podsOf({ metadata }: Json): Json[] {
    return this.server.all('pods').filter((pod) => pod.metadata.ownerReferences?.[0].uid === metadata.uid);
  }

  /**
   * The quota controller at its latest: it notices a change of the limits at once, and pods that are gone only in its next full count, five minutes
   * later.
   */
  private count(quota: Json): void {
    const { metadata, spec, status } = quota;
    if (JSON.stringify(spec.hard) !== JSON.stringify(status?.hard)) {
      const pods = this.server.all('pods').filter((pod) => pod.metadata.namespace === metadata.namespace);
      this.server.put(quotaPath(quota), { ...quota, status: { hard: spec.hard, used: { pods: String(pods.length) } } });
    }
  }

  /** The admission adds what comes. */
  private isAdmitted(namespace: string): boolean {
    const quotas = this.server.all('resourcequotas').filter(({ metadata }) => metadata.namespace === namespace);
    if (quotas.some(({ status }) => Number(status.used.pods) >= Number(status.hard.pods))) {
      return false;
    }
    for (const quota of quotas) {
      const used = { pods: String(Number(quota.status.used.pods) + 1) };
      this.server.put(quotaPath(quota), { ...quota, status: { ...quota.status, used } });
    }
    return true;
  }

  private make({ kind, metadata, spec }: Json, more: Json): void {
    if (!this.isAdmitted(metadata.namespace)) {
      return;
    }
    const name = `${metadata.name}-${++this.made}`;
    const owner = { kind, name: metadata.name, uid: metadata.uid };
    const { template } = spec;
    this.server.put(`/api/v1/namespaces/${metadata.namespace}/pods/${name}`, {
      kind: 'Pod',
      metadata: { ...template.metadata, name, namespace: metadata.namespace, ownerReferences: [owner] },
      spec: { ...structuredClone(template.spec), ...more },
      status: { phase: 'Pending' },
    });
  }

  private agents(daemonSet: Json): void {
    const has = new Set(this.podsOf(daemonSet).map(({ spec }) => spec.nodeName));
    const nodes = this.server.all('nodes').filter(({ metadata }) => !has.has(metadata.name));
    nodes.forEach(({ metadata }) => this.make(daemonSet, { nodeName: metadata.name }));
  }

  /** As many pods as asked for; in a rollout new ones up to the surge, and old ones go when new ones run. */
  private deployment(deployment: Json): void {
    const { metadata, spec } = deployment;
    const live = this.podsOf(deployment).filter((pod) => !pod.metadata.deletionTimestamp);
    const template = JSON.stringify(spec.template.metadata.annotations);
    const isNew = (pod: Json) => JSON.stringify(pod.metadata.annotations) === template;
    const [fresh, old] = [live.filter(isNew), live.filter((pod) => !isNew(pod))];
    const { maxSurge = 1, maxUnavailable = 0 } = spec.strategy?.rollingUpdate ?? {};
    const most = spec.replicas + (old.length > 0 ? maxSurge : 0);
    for (let count = live.length; count < most && fresh.length + count - live.length < spec.replicas; count++) {
      this.make(deployment, {});
    }
    const ready = live.filter(isRunning).length;
    old.slice(0, Math.max(0, ready - spec.replicas + maxUnavailable)).forEach((pod) => this.end(pod));
    fresh.slice(spec.replicas).forEach((pod) => this.end(pod));
    const status = {
      observedGeneration: metadata.generation,
      replicas: live.length,
      updatedReplicas: fresh.length,
      availableReplicas: ready,
    };
    if (JSON.stringify(status) !== JSON.stringify(deployment.status)) {
      const path = `/apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}`;
      this.server.put(path, { ...deployment, status });
    }
  }

  private end(pod: Json): void {
    const path = pathOf(pod);
    if (pod.spec.nodeName) {
      this.server.put(path, { ...pod, metadata: { ...pod.metadata, deletionTimestamp: 'now' } });
    } else {
      this.server.drop(path);
    }
  }

  /** The first open node with enough cpu. */
  private schedule(pod: Json): void {
    if (pod.spec.nodeName || pod.spec.schedulingGates?.length > 0) {
      return;
    }
    const open = this.server.all('nodes').filter(({ spec, status }) => !spec.unschedulable && status);
    const node = open.find((one) => this.free(one) >= cpuOf(pod));
    if (node) {
      this.server.put(pathOf(pod), { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } });
    } else if (!pod.status.conditions) {
      const message = `0/${open.length} nodes are available: Insufficient cpu.`;
      const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
      this.server.put(pathOf(pod), { ...pod, status: { ...pod.status, conditions } });
    }
  }

  private free({ metadata, status }: Json): number {
    const on = this.server.all('pods').filter(({ spec }) => spec.nodeName === metadata.name);
    return on.reduce((left, pod) => left - cpuOf(pod), parseQuantity('cpu', status.allocatable.cpu)!);
  }
}

function isRunning({ status }: Json): boolean {
  return status.phase === 'Running';
}

function cpuOf({ spec }: Json): number {
  return spec.containers.reduce(
    (sum: number, { resources }: Json) => sum + (parseQuantity('cpu', resources?.requests?.cpu ?? 0) ?? 0),
    0,
  );
}

function quotaPath({ metadata }: Json): string {
  return `/api/v1/namespaces/${metadata.namespace}/resourcequotas/${metadata.name}`;
}

function pathOf({ metadata }: Json): string {
  return `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
}
