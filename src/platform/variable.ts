import { k8s } from 'cdk8s-plus-27';

/** What a variable may follow from: the container that it is for. */
export interface VariableContext {
  /** Bytes that the container may use. */
  readonly memoryLimit: number;
}

/** A variable of a container of which the value does not stand in the program: it is in a secret, or the node and the API server know it. */
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

  /** Name of the node that the pod runs on. */
  public static nodeName(): Variable {
    return Variable.field('spec.nodeName');
  }

  private static field(fieldPath: string): Variable {
    return new (class extends Variable {
      public _variable(name: string): k8s.EnvVar {
        return { name, valueFrom: { fieldRef: { fieldPath } } };
      }
    })();
  }

  /** @internal */
  public abstract _variable(name: string, context: VariableContext): k8s.EnvVar;
}
