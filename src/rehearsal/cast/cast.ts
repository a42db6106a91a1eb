import { waveOf } from './manifests';
import { castNodes, CastNode } from './nodes';
import { PodTemplate, prepared, templateOf } from './pod-template';
import { standInFor } from './stand-ins';
import { parseQuantity } from '../../capacity/quantity';
import { minus } from '../../capacity/resources';
import { someOf } from '../../capacity/some-of';
import { Amounts, ClusterEntry, PlanDocument, WorkloadEntry } from '../../report/document';
import { groupOf, idOf, KubeObject, marked } from '../api/objects';

/** A workload of the plan and the object that runs its pods. */
export interface CastWorkload {
  readonly entry: WorkloadEntry;
  readonly object: KubeObject;
  readonly wave: number;
  /** True where the object is not that of the manifests. */
  readonly standsIn: boolean;
}

/** An object of the manifests, and the form in which it is applied; none where it is only shown to the API server. */
export interface CastObject {
  readonly given: KubeObject;
  readonly applied?: KubeObject;
}

/** Everything that a rehearsal puts into a cluster, and what it leaves out. */
export interface Cast {
  readonly nodes: readonly CastNode[];
  readonly objects: readonly CastObject[];
  /** Made by the rehearsal: Deployments that stand in, and what they need. */
  readonly more: readonly KubeObject[];
  readonly workloads: readonly CastWorkload[];
  /** HorizontalPodAutoscalers by the workload that they scale. */
  readonly autoscalers: ReadonlyMap<string, KubeObject>;
  /** What is not as in the manifests, one line each. */
  readonly notes: readonly string[];
}

/** What runs as it is. */
const RUN = new Set(['Deployment', 'StatefulSet']);
/** What the API server would call, and what is not there to answer. */
const CALLED = new Set(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService']);
/** Makers of pods that end, or that nobody would make again. */
const ENDS = new Set(['Job', 'CronJob', 'Pod', 'ReplicaSet']);

/** Decides what of a plan and its manifests comes into the cluster, and in which form. */
export function castOf(plan: PlanDocument, cluster: ClusterEntry, manifests: readonly KubeObject[]): Cast {
  const notes = new Notes();
  const own = manifests.filter((object) => belongs(object, plan, cluster, notes));
  const byId = new Map(own.flatMap((object) => namesOf(object).map((id) => [id, object])));
  const planned = new Map(cluster.workloads.map((entry) => [entry.id, entry]));
  const workloadOf = (object: KubeObject) =>
    namesOf(object)
      .map((id) => planned.get(id))
      .find((entry) => entry !== undefined);
  const names = new Set(own.filter(({ kind }) => kind === 'Deployment').map(idOf));
  const workloads: CastWorkload[] = [];
  const more: KubeObject[] = [];
  const classes = new Map<string, KubeObject>();

  for (const entry of cluster.workloads) {
    const manifest = byId.get(entry.id);
    if (manifest && runs(manifest)) {
      const object = withTemplate(manifest, entry, own, notes);
      workloads.push({ entry, object, wave: waveOf(manifest), standsIn: false });
      continue;
    }
    const [, kind, name] = entry.id.split('/');
    const free = names.has(`${entry.id.split('/')[0]}/Deployment/${name}`) ? `${name}-${kind.toLowerCase()}` : name;
    const { object, from, priorityClass } = standInFor(entry, cluster, free, manifest);
    notes.add(`a Deployment stands in for what runs its pods, made from ${from}`, entry.id);
    workloads.push({ entry, object, wave: manifest ? waveOf(manifest) : 0, standsIn: true });
    more.push(object);
    if (priorityClass) {
      classes.set(priorityClass.metadata.name, priorityClass);
    }
  }

  const running = new Map(workloads.filter(({ standsIn }) => !standsIn).map(({ entry, object }) => [entry.id, object]));
  const objects = own.map((given) => ({ given, applied: appliedForm(given, workloadOf(given), running, notes) }));
  const agents = new Set(own.filter(({ kind }) => kind === 'DaemonSet').map(idOf));
  return {
    nodes: castNodes(cluster, agents),
    objects,
    more: [...storageClassesFor(own), ...classes.values(), ...more],
    workloads,
    autoscalers: autoscalersOf(own, byId, workloadOf),
    notes: notes.lines(),
  };
}

/** Ids under which a plan may know an object. */
function namesOf(object: KubeObject): string[] {
  const { apiVersion, kind, metadata } = object;
  const group = groupOf(apiVersion);
  return [idOf(object), ...(group ? [`${metadata.namespace}/${kind}.${group}/${metadata.name}`] : [])];
}

function runs({ apiVersion, kind }: KubeObject): boolean {
  return groupOf(apiVersion) === 'apps' && RUN.has(kind);
}

/** Leaves out what is of another cluster of the app, of an equal site, or calls somebody who is not there. */
function belongs(object: KubeObject, plan: PlanDocument, cluster: ClusterEntry, notes: Notes): boolean {
  const { kind, metadata } = object;
  const namespace = kind === 'Namespace' ? metadata.name : metadata.namespace;
  const uses = (one: ClusterEntry) => one.workloads.some(({ id }) => id.startsWith(`${namespace}/`));
  if (namespace !== undefined && !uses(cluster) && plan.clusters.some((one) => one !== cluster && uses(one))) {
    return false;
  }
  if (CALLED.has(kind)) {
    notes.add('left out, because nothing here answers the API server', idOf(object));
    return false;
  }
  if (kind === 'Node') {
    notes.add('left out, because nodes are those of the plan', idOf(object));
    return false;
  }
  return !isOfEqualSite(object, cluster);
}

/** True for pods that run at an edge site which another one stands for. */
function isOfEqualSite(object: KubeObject, { pools, workloads }: ClusterEntry): boolean {
  const template = templateOf(object);
  if (!template || workloads.some(({ id }) => namesOf(object).includes(id))) {
    return false;
  }
  const others = new Set(pools.flatMap(({ sites = [] }) => sites.slice(1)));
  const words = JSON.stringify([template.spec.nodeSelector, template.spec.affinity]).match(/[^"]+/g) ?? [];
  return words.some((word) => others.has(word));
}

/** The object with the gate, the name of its workload and the sidecar in its pod template. */
function withTemplate(
  object: KubeObject,
  { id, injected = {} }: WorkloadEntry,
  all: readonly KubeObject[],
  notes: Notes,
): KubeObject {
  const template = templateOf(object)!;
  const padding = withoutOverhead(injected, template, all);
  if (Object.keys(padding).length > 0) {
    notes.add('a container with the requests of the sidecar is added to the pods', id);
  }
  return marked({ ...object, spec: { ...object.spec, template: prepared(template, id, padding) } });
}

/** Of what is injected, the overhead of a RuntimeClass is added by the API server here as anywhere. */
function withoutOverhead(injected: Amounts, { spec }: PodTemplate, all: readonly KubeObject[]): Amounts {
  const runtime = all.find(({ kind, metadata }) => kind === 'RuntimeClass' && metadata.name === spec.runtimeClassName);
  const overhead: [string, string][] = Object.entries(runtime?.overhead?.podFixed ?? {});
  const added = overhead.map(([resource, text]) => [resource, parseQuantity(resource, text) ?? 0]);
  return Object.fromEntries(
    Object.entries(minus(injected, Object.fromEntries(added))).filter(([, amount]) => amount > 0),
  );
}

function appliedForm(
  given: KubeObject,
  entry: WorkloadEntry | undefined,
  running: ReadonlyMap<string, KubeObject>,
  notes: Notes,
): KubeObject | undefined {
  if (entry) {
    return running.get(entry.id) ?? (isCore(given) ? undefined : marked(given));
  }
  const template = templateOf(given);
  if (runs(given) && template) {
    notes.add('runs, though the plan knows no such workload', idOf(given));
    return marked({ ...given, spec: { ...given.spec, template: prepared(template, `?${idOf(given)}`) } });
  }
  if (isCore(given) && ENDS.has(given.kind)) {
    notes.add('left out, because its pods end and the plan keeps no place for them', idOf(given));
    return undefined;
  }
  return marked(given);
}

/** Kinds that the controllers of a plain control plane run. */
function isCore({ apiVersion }: KubeObject): boolean {
  return ['', 'apps', 'batch'].includes(groupOf(apiVersion));
}

function autoscalersOf(
  all: readonly KubeObject[],
  byId: ReadonlyMap<string, KubeObject>,
  workloadOf: (object: KubeObject) => WorkloadEntry | undefined,
): Map<string, KubeObject> {
  const found = new Map<string, KubeObject>();
  for (const object of all.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
    const { kind, name } = object.spec.scaleTargetRef;
    const target = byId.get(`${object.metadata.namespace}/${kind}/${name}`);
    const entry = target && workloadOf(target);
    if (entry) {
      found.set(entry.id, object);
    }
  }
  return found;
}

/** Classes that volumes name and the manifests do not have: as the cluster's own would be. */
function storageClassesFor(all: readonly KubeObject[]): KubeObject[] {
  const claims = all.flatMap(({ kind, spec }) =>
    kind === 'StatefulSet'
      ? (spec.volumeClaimTemplates ?? []).map((claim: KubeObject) => claim.spec)
      : kind === 'PersistentVolumeClaim'
        ? [spec]
        : [],
  );
  const had = new Set(all.filter(({ kind }) => kind === 'StorageClass').map(({ metadata }) => metadata.name));
  const names = new Set<string>(claims.map(({ storageClassName }) => storageClassName ?? 'rehearsal-default'));
  return [...names]
    .filter((name) => name !== '' && !had.has(name))
    .map((name) =>
      marked({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {
          name,
          ...(name === 'rehearsal-default' && {
            annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
          }),
        },
        provisioner: 'rehearsal.cdk8s-autonomous.dev',
        volumeBindingMode: 'WaitForFirstConsumer',
      }),
    );
}

/** Remarks with the objects that they are about. */
class Notes {
  private readonly about = new Map<string, string[]>();

  public add(remark: string, id: string): void {
    this.about.set(remark, [...(this.about.get(remark) ?? []), id]);
  }

  public lines(): string[] {
    return [...this.about].map(([remark, ids]) => `${remark}: ${shortList(ids)}`);
  }
}

const MOST_NAMED = 6;

/** Some names, and how many more there are. */
export function shortList(names: readonly string[]): string {
  return someOf(names, MOST_NAMED);
}
