/** Manifests as they are read back: only the fields that the library looks at, all of them optional. */

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: KubeMetadata;
  readonly spec?: any;
  readonly [field: string]: any;
}

export interface KubeMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly ownerReferences?: readonly KubeOwner[];
}

/** What an object belongs to. */
export interface KubeOwner {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  /** True for the one that decides about it. */
  readonly controller?: boolean;
}

export interface KubePod {
  readonly metadata?: KubeMetadata;
  readonly spec?: KubePodSpec;
}

export interface KubePodSpec {
  readonly containers?: KubeContainer[];
  readonly initContainers?: KubeContainer[];
  readonly overhead?: Record<string, string | number>;
  readonly resources?: KubeResources;
  readonly nodeSelector?: Record<string, string>;
  readonly nodeName?: string;
  readonly affinity?: any;
  readonly tolerations?: KubeToleration[];
  readonly topologySpreadConstraints?: any[];
  readonly priorityClassName?: string;
  readonly priority?: number;
  readonly preemptionPolicy?: string;
  readonly runtimeClassName?: string;
  readonly schedulerName?: string;
  readonly schedulingGates?: any[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly os?: { readonly name?: string };
  readonly securityContext?: any;
  readonly ephemeralContainers?: KubeContainer[];
  readonly serviceAccountName?: string;
  readonly serviceAccount?: string;
  readonly restartPolicy?: string;
  readonly activeDeadlineSeconds?: number;
  readonly shareProcessNamespace?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly volumes?: any[];
  readonly resourceClaims?: any[];
}

export interface KubeContainer {
  readonly name?: string;
  readonly image?: string;
  readonly resources?: KubeResources;
  readonly restartPolicy?: string;
  readonly securityContext?: any;
  readonly livenessProbe?: any;
  readonly readinessProbe?: any;
  readonly lifecycle?: any;
  readonly startupProbe?: { readonly periodSeconds?: number; readonly failureThreshold?: number };
  readonly ports?: KubePort[];
}

export interface KubePort {
  readonly containerPort?: number;
  readonly hostPort?: number;
  readonly hostIP?: string;
  readonly protocol?: string;
}

export interface KubeResources {
  readonly requests?: Record<string, string | number>;
  readonly limits?: Record<string, string | number>;
}

export interface KubeToleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

/** A label selector. */
export interface KubeSelector {
  readonly matchLabels?: Record<string, string>;
  readonly matchExpressions?: { readonly key: string; readonly operator: string; readonly values?: string[] }[];
}

/** True when the selector matches the labels. A selector that is absent matches nothing, an empty one everything. */
export function selects(selector: KubeSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!selector) {
    return false;
  }
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) =>
      matchesExpression(labels, key, operator, values),
    )
  );
}

/** One requirement of a selector or of node affinity, as the API server reads it. */
export function matchesExpression(
  labels: Readonly<Record<string, string>>,
  key: string,
  operator: string,
  values: readonly string[] = [],
): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
