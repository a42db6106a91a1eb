import { ReadObject } from './description';
import { Storage } from './storage/storage';
import { Finding } from '../../capacity/model';
import { byCodeUnit } from '../../capacity/order';
import { parseQuantity } from '../../capacity/quantity';
import { KubeObject, KubePodSpec, KubeResources } from '../../manifest/kube';

/** What an autoscaler found in the charts does to its target. */
export interface AutoscalerRange {
  readonly min: number;
  readonly max: number;
  /** Kind and name of the autoscaler. */
  readonly by: string;
}

export interface PriorityOf {
  readonly value: number;
  readonly preempts: boolean;
}

/** Built-in priority classes that every cluster has. */
const SYSTEM_PRIORITIES: Record<string, number> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** The objects of one cluster that change how its pods are read, by what they apply to. */
export class ClusterObjects {
  private readonly byKind = new Map<string, KubeObject[]>();
  private accounts?: ReadonlySet<string>;
  private namespaces?: ReadonlyMap<string, KubeObject>;
  private autoscalers?: Map<string, AutoscalerRange[]>;
  /** What autoscalers point at in place of an object that an operator makes. */
  private readonly scaledBy = new Map<string, string>();
  private stored?: Storage;

  /**
   * @param objects all objects of the cluster
   * @param kubernetesVersion `<major>.<minor>` of its API server
   */
  public constructor(
    objects: readonly ReadObject[],
    public readonly kubernetesVersion: string,
  ) {
    for (const { json, madeOf } of objects) {
      if (madeOf?.scaled) {
        const { kind, metadata } = madeOf.resource;
        this.scaledBy.set(targetOf(json, json.kind, json.metadata?.name), targetOf(json, kind, metadata?.name));
      }
      const same = this.byKind.get(json.kind ?? '') ?? [];
      same.push(json);
      this.byKind.set(json.kind ?? '', same);
    }
  }

  /** Whether the API server is of this minor version of Kubernetes 1, or of a newer one. */
  public atLeast(minor: number): boolean {
    return Number(this.kubernetesVersion.split('.')[1]) >= minor;
  }

  /** All objects of a kind, in the order of their charts. */
  public of(kind: string): readonly KubeObject[] {
    return this.byKind.get(kind) ?? [];
  }

  /** Storage classes, volumes and claims. */
  public get storage(): Storage {
    this.stored ??= new Storage((kind) => this.of(kind));
    return this.stored;
  }

  /** The Namespace of that name; undefined where it is in no chart. */
  public namespace(name: string): KubeObject | undefined {
    this.namespaces ??= new Map(this.of('Namespace').map((object) => [object.metadata?.name ?? '', object]));
    return this.namespaces.get(name);
  }

  /** Whether the charts have the ServiceAccount. */
  public hasAccount(namespace: string, name: string): boolean {
    this.accounts ??= new Set(
      this.of('ServiceAccount').map(({ metadata }) => `${metadata?.namespace ?? 'default'}/${metadata?.name}`),
    );
    return this.accounts.has(`${namespace}/${name}`);
  }

  /** The ranges of the HorizontalPodAutoscalers and ScaledObjects that point at a workload: there should be one at most. */
  public autoscalersOf(namespace: string, kind: string, name: string): readonly AutoscalerRange[] {
    this.autoscalers ??= this.readAutoscalers();
    const own = `${namespace}/${kind}/${name}`;
    const owner = this.scaledBy.get(own);
    return [own, ...(owner === undefined ? [] : [owner])].flatMap((target) => this.autoscalers!.get(target) ?? []);
  }

  /** By the workload that they point at. */
  private readAutoscalers(): Map<string, AutoscalerRange[]> {
    const ranges = new Map<string, AutoscalerRange[]>();
    const note = (object: KubeObject, kind: string, name: string, range: Omit<AutoscalerRange, 'by'>) => {
      const key = targetOf(object, kind, name);
      const by = `${object.kind} ${object.metadata?.name}`;
      ranges.set(key, [...(ranges.get(key) ?? []), { ...range, by }]);
    };
    for (const object of this.of('HorizontalPodAutoscaler')) {
      const { scaleTargetRef = {}, minReplicas = 1, maxReplicas } = object.spec ?? {};
      note(object, scaleTargetRef.kind, scaleTargetRef.name, { min: minReplicas, max: maxReplicas });
    }
    for (const object of this.of('ScaledObject')) {
      const { scaleTargetRef = {}, minReplicaCount = 0, maxReplicaCount = 100 } = object.spec ?? {};
      const { kind = 'Deployment', name } = scaleTargetRef;
      note(object, kind, name, { min: minReplicaCount, max: maxReplicaCount });
    }
    return ranges;
  }

  /** The priority that admission gives a pod; notes a class that is in no chart of the cluster. */
  public priorityOf(pod: KubePodSpec, path: string, findings: Finding[]): PriorityOf {
    const classes = this.of('PriorityClass');
    const policy = (priorityClass?: KubeObject) =>
      (pod.preemptionPolicy ?? priorityClass?.preemptionPolicy ?? 'PreemptLowerPriority') !== 'Never';
    const name = pod.priorityClassName;
    if (!name) {
      const fallback = classes.find((candidate) => candidate.globalDefault === true);
      return { value: pod.priority ?? fallback?.value ?? 0, preempts: policy(fallback) };
    }
    const found = classes.find((candidate) => candidate.metadata?.name === name);
    if (found) {
      return { value: found.value ?? 0, preempts: policy(found) };
    }
    if (Object.hasOwn(SYSTEM_PRIORITIES, name)) {
      return { value: SYSTEM_PRIORITIES[name], preempts: policy() };
    }
    findings.push({
      code: 'PRIORITY_CLASS_UNKNOWN',
      severity: 'warning',
      uncovered: true,
      path,
      message: `priority class ${name} is in no chart of the cluster: its pods are planned with priority 0`,
      cure: ['use a priority class of the cluster', 'include the chart with the class in the cluster'],
    });
    return { value: 0, preempts: true };
  }

  /** Pod overhead that admission adds for a runtime class. */
  public overheadOf(pod: KubePodSpec, path: string, findings: Finding[]): Record<string, string | number> {
    if (pod.overhead || !pod.runtimeClassName) {
      return pod.overhead ?? {};
    }
    const found = this.of('RuntimeClass').find((candidate) => candidate.metadata?.name === pod.runtimeClassName);
    if (!found) {
      findings.push({
        code: 'RUNTIME_CLASS_UNKNOWN',
        severity: 'info',
        uncovered: true,
        path,
        message: `runtime class ${pod.runtimeClassName} is in no chart of the cluster: its pods are planned without overhead`,
      });
    }
    return found?.overhead?.podFixed ?? {};
  }

  /** The pod with what its runtime class adds to where it may run. */
  public scheduled(pod: KubePodSpec): KubePodSpec {
    const scheduling = this.of('RuntimeClass').find(
      ({ metadata }) => metadata?.name === pod.runtimeClassName,
    )?.scheduling;
    if (!pod.runtimeClassName || !scheduling) {
      return pod;
    }
    return {
      ...pod,
      nodeSelector: { ...pod.nodeSelector, ...scheduling.nodeSelector },
      tolerations: [...(pod.tolerations ?? []), ...(scheduling.tolerations ?? [])],
    };
  }

  /** Defaults for containers that the LimitRanges of the namespace set. */
  public containerDefaults(namespace: string): KubeResources {
    const requests: Record<string, string | number> = {};
    const limits: Record<string, string | number> = {};
    const ranges = [...this.of('LimitRange')].sort((a, b) =>
      byCodeUnit(a.metadata?.name ?? '', b.metadata?.name ?? ''),
    );
    for (const range of ranges.filter((candidate) => (candidate.metadata?.namespace ?? 'default') === namespace)) {
      for (const item of range.spec?.limits ?? []) {
        if (item.type !== 'Container') {
          continue;
        }
        // The API server fills what a LimitRange leaves out: default from max, default request from default, then from min.
        const itemLimits = { ...item.max, ...item.default };
        const itemRequests = { ...item.min, ...itemLimits, ...item.defaultRequest };
        Object.assign(limits, { ...itemLimits, ...limits });
        Object.assign(requests, { ...itemRequests, ...requests });
      }
    }
    return { requests, limits };
  }

  /** True when Istio injects a sidecar into pods of the namespace that do not say otherwise. */
  public injects(namespace: string): boolean {
    const labels = this.namespace(namespace)?.metadata?.labels ?? {};
    return (
      labels['istio-injection'] === 'enabled' ||
      (labels['istio.io/rev'] !== undefined && labels['istio-injection'] !== 'disabled')
    );
  }
}

/** What an autoscaler in the namespace of an object calls one of that kind and name. */
function targetOf({ metadata }: KubeObject, kind: string | undefined, name: string | undefined): string {
  return `${metadata?.namespace ?? 'default'}/${kind}/${name}`;
}

/** A quantity of a manifest; one that cannot be read counts as nothing and is a finding. */
export function readQuantity(resource: string, text: string | number, path: string, findings: Finding[]): number {
  const amount = parseQuantity(resource, text);
  if (amount !== undefined) {
    return amount;
  }
  findings.push({
    code: 'QUANTITY_INVALID',
    severity: 'error',
    path,
    message: `${resource} '${text}' is no Kubernetes quantity that can be planned`,
    expected: 'a number of at least 0 with an optional suffix such as m, k, Mi or Gi',
    actual: String(text),
    cure: [`a quantity such as ${resource === 'cpu' ? '500m' : '512Mi'}`],
  });
  return 0;
}
