import { commonLabels } from './labels';
import { labelValue } from './names';
import { Problems } from './problems';
import { refuseSecrets } from './secret-literals';
import { pruning, syncWave } from './sync-wave';

/** What every object of a stack or cluster shares. */
export interface Owner {
  /** Name of the stack or cluster: `app.kubernetes.io/part-of`. */
  readonly partOf: string;
  /** Namespace of its namespaced objects. */
  readonly namespace?: string;
  /** Labels of objects on top of the standard ones. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The same of pods: when one changes, everything is rolled out. */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Metadata as the library writes it. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** Metadata of a namespaced object. */
export function namespaced(
  kind: string,
  name: string,
  owner: Owner,
  labels: Record<string, string> = {},
  annotations: Record<string, string> = {},
): Metadata {
  return { ...clusterScoped(kind, name, owner, labels, annotations), namespace: owner.namespace };
}

/** Metadata of a cluster-scoped object: no namespace, whatever the chart says. */
export function clusterScoped(
  kind: string,
  name: string,
  owner: Owner,
  labels: Record<string, string> = {},
  annotations: Record<string, string> = {},
): Metadata {
  const problems = new Problems(`${kind} ${name}`);
  refuseSecrets(problems, 'annotations', annotations, 'the name of a Secret');
  problems.raise();
  const all = { ...syncWave(kind), ...pruning(kind), ...annotations };
  return {
    name,
    labels: { ...commonLabels(owner.partOf), ...owner.labels, ...labels },
    ...(Object.keys(all).length > 0 && { annotations: all }),
  };
}

/**
 * Labels of a workload and its pods: the common ones, those that select them, and the version of its image. None of them changes unless the workload does:
 * a new label of all pods of a stack would roll all of them out at once.
 */
export function podLabels(owner: Owner, selector: Record<string, string>, version: string): Record<string, string> {
  return {
    ...commonLabels(owner.partOf),
    ...owner.podLabels,
    ...selector,
    'app.kubernetes.io/version': labelValue(version),
  };
}
