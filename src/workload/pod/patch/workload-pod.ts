import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { merged } from './merge';
import { HostAlias, PodDnsConfig, PodReadinessGate } from './patch-fields';
import { CONTAINER_FIELDS, ELSEWHERE, POD_FIELDS } from './pod-fields';
import { nearestOf } from '../../../capacity/nearest';
import { inOrder } from '../../../manifest/in-order';
import { isQualifiedName } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** Fields of pods that no prop is for, as Kubernetes writes them. */
export interface PodPatch {
  /**
   * Names that resolve without a name server, by address.
   * @default - none
   */
  readonly hostAliases?: HostAlias[];
  /**
   * Name servers, domains and options of the resolver.
   * @default - those of the cluster
   */
  readonly dnsConfig?: PodDnsConfig;
  /**
   * Whether all containers see each other's processes.
   * @default false
   */
  readonly shareProcessNamespace?: boolean;
  /**
   * Runtime of the containers, for example 'gvisor'. What it takes per pod is `spec: { overhead: ... }`.
   * @default - that of the node, or of the accelerator
   */
  readonly runtimeClassName?: string;
  /**
   * Conditions of others that count as readiness, such as those of a load balancer's controller.
   * @default - none
   */
  readonly readinessGates?: PodReadinessGate[];
  /**
   * Other fields of the spec, by their names in a manifest.
   * @default - none
   */
  readonly spec?: Record<string, any>;
  /**
   * Fields of its containers and helpers, by their names in a manifest; by the name of the container, which is that of the workload.
   * @default - none
   */
  readonly containers?: Record<string, Record<string, any>>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
}

/**
 * The pods of a workload, for what the library has no prop for. What is written here is in the manifest that the plan reads: what it breaks, such as Pod
 * Security or room on the nodes, is found as if somebody else had written it.
 */
@checked
export class WorkloadPod {
  /** @internal */
  public static _of(construct: IConstruct, objects: () => readonly ApiObject[]): WorkloadPod {
    return new WorkloadPod(construct, objects);
  }

  private readonly patches: PodPatch[] = [];
  private readonly patched = new WeakSet<ApiObject>();

  private constructor(
    private readonly construct: IConstruct,
    private readonly objects: () => readonly ApiObject[],
  ) {}

  /**
   * Merges fields into all its pods: objects field by field, lists of things with a name (containers, volumes, variables) by their names; other lists take
   * the place of what is there. Later patches come over earlier ones.
   * @param patch The fields.
   * @throws where a field is none of a pod, or follows from a prop
   */
  public patch(patch: PodPatch): void {
    checkPatch(new Problems(`${this.construct.node.path} pod.patch`), patch);
    if (this.patches.length === 0) {
      this.construct.node.addValidation({ validate: () => this.missing() });
    }
    this.patches.push(inOrder(structuredClone(patch)));
    this._settle();
  }

  /**
   * Patches objects that came since.
   * @internal
   */
  public _settle(): void {
    for (const object of this.patches.length > 0 ? this.objects() : []) {
      if (!this.patched.has(object)) {
        this.patched.add(object);
        const render = object.toJson.bind(object);
        object.toJson = () => {
          const json = render();
          podsIn(json).forEach((pod) => this.apply(pod));
          return json;
        };
      }
    }
  }

  private apply(pod: any): void {
    for (const { spec, containers = {}, annotations, ...fields } of this.patches) {
      const other = merged(merged(pod.spec, fields), spec ?? {});
      pod.spec = merged(other, {
        containers: withFields(other.containers, containers),
        ...(other.initContainers && { initContainers: withFields(other.initContainers, containers) }),
      });
      pod.metadata = merged(pod.metadata ?? {}, annotations ? { annotations } : {});
    }
  }

  /** Containers that are patched and are not there. */
  private missing(): string[] {
    const pods = this.objects().flatMap((object) => podsIn(object.toJson()));
    if (pods.length === 0) {
      return ['pod.patch: it has no pods of which it writes the template'];
    }
    const there = [...new Set(pods.flatMap(({ spec }) => [...spec.containers, ...(spec.initContainers ?? [])]))];
    const names: string[] = [...new Set(there.map(({ name }) => name))];
    return this.patches
      .flatMap(({ containers = {} }) => Object.keys(containers))
      .filter((name) => !names.includes(name))
      .map((name) => `pod.patch: containers '${name}': there is none of that name; it has ${names.join(', ')}`);
  }
}

function withFields(containers: readonly any[], fields: Readonly<Record<string, object>>): any[] {
  return containers.filter(({ name }) => Object.hasOwn(fields, name)).map(({ name }) => ({ ...fields[name], name }));
}

/** Pod templates in a manifest, wherever in it they are. */
function podsIn(value: any): any[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Array.isArray(value.spec?.containers) ? [value] : Object.values(value).flatMap(podsIn);
}

function checkPatch(problems: Problems, { spec = {}, containers = {}, annotations = {} }: PodPatch): void {
  for (const field of Object.keys(spec)) {
    const elsewhere = Object.hasOwn(ELSEWHERE, field) ? ELSEWHERE[field] : undefined;
    const allowed = elsewhere === undefined ? unknown(field, POD_FIELDS, 'pods') : 'is written elsewhere';
    problems.check(POD_FIELDS.includes(field), 'spec', field, allowed, elsewhere);
  }
  for (const [name, fields] of Object.entries(containers)) {
    for (const field of Object.keys(fields)) {
      const known = CONTAINER_FIELDS.includes(field);
      problems.check(known, `containers['${name}']`, field, unknown(field, CONTAINER_FIELDS, 'containers'));
    }
  }
  for (const key of Object.keys(annotations)) {
    problems.check(isQualifiedName(key), 'annotations', key, 'must be [prefix/]name of letters, digits, -, _ and .');
  }
  problems.raise();
}

function unknown(field: string, known: readonly string[], what: string): string {
  const nearest = nearestOf(field, known);
  return `is no field of ${what}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}
