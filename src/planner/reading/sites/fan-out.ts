import { Finding } from '../../../capacity/model';
import { KubeObject, KubeResources } from '../../../manifest/kube';
import { ReadObject, WorkloadHint } from '../description';

/** One workload that an edge runtime copies to groups of nodes. */
export interface FanOut {
  readonly path: string;
  /** The workload as it is written, before it is copied. */
  readonly template: KubeObject;
  readonly hint?: WorkloadHint;
  readonly targets: readonly FanOutTarget[];
  /** True where the node selector of its pods is replaced by that of the group, and not added to it. */
  readonly replacesSelector?: boolean;
}

/** One of its copies. */
export interface FanOutTarget {
  readonly group: string;
  readonly change: Change;
}

/** What a copy has of its own. */
export interface Change {
  readonly replicas?: number;
  /** Requests and limits by container. */
  readonly resources?: Readonly<Record<string, KubeResources>>;
}

/** Longest name of a copy: it is in a label of its pods. */
const LONGEST_NAME = 63;

/** etcd takes objects of 1.5 MiB; Argo CD and kubectl keep a copy in an annotation of 256 KiB. */
export const LARGEST_OBJECT = 262_144;

/** The copy of a workload in one group, as the scheduler sees it. */
export function copyAt(
  { template, path, hint, replacesSelector }: FanOut,
  { group, change }: FanOutTarget,
  groupLabel: string,
): ReadObject {
  const { replicas, resources = {} } = change;
  const pod = template.spec?.template ?? {};
  const containers = (pod.spec?.containers ?? []).map((container: any) =>
    resources[container.name] ? { ...container, resources: resources[container.name] } : container,
  );
  const nodeSelector = { ...(!replacesSelector && pod.spec?.nodeSelector), [groupLabel]: group };
  const variant = hint?.variants?.[hint.variantOf?.[group] ?? -1];
  return {
    path,
    hint: hint && { ...hint, ...variant, variants: undefined, variantOf: undefined },
    json: {
      ...template,
      metadata: { ...template.metadata, name: copyName(template, group) },
      spec: {
        ...template.spec,
        ...(replicas !== undefined && { replicas }),
        template: { ...pod, spec: { ...pod.spec, containers, nodeSelector } },
      },
    },
  };
}

/** Name of the copy of a workload in one group. */
export function copyName({ metadata }: KubeObject, group: string): string {
  return `${metadata?.name}-${group}`;
}

/** Copies whose names are too long. */
export function namingFaults(template: KubeObject, targets: readonly FanOutTarget[], place: string): Finding[] {
  const long = targets.map(({ group }) => group).filter((group) => copyName(template, group).length > LONGEST_NAME);
  return long.length === 0
    ? []
    : [
        edgeError(
          'EDGE_NAME_TOO_LONG',
          place,
          `${copyName(template, long[0])} has more than ${LONGEST_NAME} characters`,
          'a shorter name of the workload or the site',
        ),
      ];
}

/** An error of a manifest that an edge runtime would not do what it says with. */
export function edgeError(code: string, path: string, message: string, cure: string): Finding {
  return { code, severity: 'error', path, message, cure: [cure] };
}

/** Something that a runtime does and the planner does not read. */
export function notRead(what: string, { json, path, hint }: ReadObject, cure: string): Finding {
  return {
    code: 'NOT_MODELLED',
    severity: 'warning',
    uncovered: true,
    path: hint?.path ?? path,
    message: `${what} of ${json.kind} ${json.metadata?.name} is not modelled: the plan does not check it`,
    cure: [cure],
  };
}
