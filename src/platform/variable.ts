import { ContentSource } from './content-source';
import * as k8s from '../manifest/k8s/types';
import { checked } from '../props/checked';

/** What a variable may follow from: the container that it is for. */
export interface VariableContext {
  /** Bytes that the container may use. */
  readonly memoryLimit: number;
  /** Whether the container may use some processors only. */
  readonly cpuLimited?: boolean;
}

/** What the heap of a Java process is. */
export interface JvmHeapOptions {
  /**
   * Share of the memory limit; the rest is for threads, code and buffers.
   * @default 0.75
   */
  readonly share?: number;
  /**
   * Other options of the JVM, for example '-XX:+UseZGC'.
   * @default - none
   */
  readonly options?: string;
}

/** The zone of the node is a label of pods from here on (KEP-4742, PodTopologyLabelsAdmission: beta). */
const ZONE_SINCE = 35;

const MIB = 2 ** 20;

/** A variable of a container of which the value does not stand in the program: it is in a secret or a ConfigMap, the node and the API server know it, or it follows from what the container may use. */
@checked
export abstract class Variable {
  /** Name of the pod. */
  public static podName(): Variable {
    return Variable.field('metadata.name');
  }

  /** Namespace of the pod. */
  public static podNamespace(): Variable {
    return Variable.field('metadata.namespace');
  }

  /** IP address of the pod. */
  public static podIp(): Variable {
    return Variable.field('status.podIP');
  }

  /** Unique id of the pod. */
  public static podUid(): Variable {
    return Variable.field('metadata.uid');
  }

  /**
   * A label of the pod.
   * @param key Key of the label.
   */
  public static podLabel(key: string): Variable {
    return Variable.field(`metadata.labels['${key}']`);
  }

  /** Name of the node that the pod runs on. */
  public static nodeName(): Variable {
    return Variable.field('spec.nodeName');
  }

  /** IP address of the node that the pod runs on. */
  public static nodeIp(): Variable {
    return Variable.field('status.hostIP');
  }

  /** Zone of the node that the pod runs on. From Kubernetes 1.35 on; before, no pod knows it. */
  public static nodeZone(): Variable {
    return new Reference(
      () => ({ fieldRef: { fieldPath: "metadata.labels['topology.kubernetes.io/zone']" } }),
      ZONE_SINCE,
    );
  }

  /** Bytes that the container may use. */
  public static memoryLimit(): Variable {
    return new Reference(() => ({ resourceFieldRef: { resource: 'limits.memory' } }));
  }

  /** Processors that the container requests, in whole ones: 0.5 counts as 1. */
  public static cpuRequest(): Variable {
    return new Reference(() => ({ resourceFieldRef: { resource: 'requests.cpu' } }));
  }

  /**
   * GOMEMLIMIT: the memory at which the garbage collector of Go works harder, below the limit at which the process is killed.
   * @param share share of the memory limit, 0.9 where nothing is said
   */
  public static goMemoryLimit(share: number = 0.9): Variable {
    checkShare('goMemoryLimit', share);
    return Variable.following(({ memoryLimit }) => `${Math.floor((memoryLimit * share) / MIB)}MiB`);
  }

  /** GOMAXPROCS: the whole processors that the container may use, or where it has no limit those that it requests, at least 1. */
  public static goMaxProcs(): Variable {
    return new Reference(({ cpuLimited }) => ({
      resourceFieldRef: { resource: cpuLimited ? 'limits.cpu' : 'requests.cpu' },
    }));
  }

  /**
   * JAVA_TOOL_OPTIONS with the heap of a Java process: a share of the memory that the container may use.
   * @param props Which share of the memory.
   */
  public static jvmHeap(props: JvmHeapOptions = {}): Variable {
    const { share = 0.75, options } = props;
    checkShare('jvmHeap', share);
    const more = options === undefined ? '' : ` ${options}`;
    return Variable.following(({ memoryLimit }) => `-Xmx${Math.floor((memoryLimit * share) / MIB)}m${more}`);
  }

  /**
   * A value that looks like a secret and is none, such as a public key.
   * @param value the value; it stands in the manifests
   * @param reason why everyone may read it
   */
  public static notSecret(value: string, reason: string): Variable {
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new Error(`Variable.notSecret: reason '${String(reason)}': must say why everyone may read the value`);
    }
    return new Reference(() => value, 0, true);
  }

  private static field(fieldPath: string): Variable {
    return new Reference(() => ({ fieldRef: { fieldPath } }));
  }

  private static following(value: (context: VariableContext) => string): Variable {
    return new Reference(value);
  }

  /**
   * What it is read from; undefined where nobody wrote it.
   * @internal
   */
  public get _content(): ContentSource | undefined {
    return undefined;
  }

  /**
   * Minor version of Kubernetes that it needs.
   * @internal
   */
  public get _since(): number {
    return 0;
  }

  /**
   * Whether its author says that it looks like a secret and is none.
   * @internal
   */
  public get _notSecret(): boolean {
    return false;
  }

  /** @internal */
  public abstract _variable(name: string, context: VariableContext): k8s.EnvVar;
}

/** What the node and the API server know, or what follows from the container. */
class Reference extends Variable {
  public constructor(
    private readonly source: (context: VariableContext) => k8s.EnvVarSource | string,
    private readonly since: number = 0,
    private readonly open: boolean = false,
  ) {
    super();
  }

  public get _notSecret(): boolean {
    return this.open;
  }

  public get _since(): number {
    return this.since;
  }

  public _variable(name: string, context: VariableContext): k8s.EnvVar {
    const source = this.source(context);
    return typeof source === 'string' ? { name, value: source } : { name, valueFrom: source };
  }
}

function checkShare(name: string, share: number): void {
  if (!(share > 0 && share <= 1)) {
    throw new Error(`Variable.${name}: share ${share}: must be above 0 and at most 1`);
  }
}
