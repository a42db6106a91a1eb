import { ApiObject } from 'cdk8s';
import { Owner } from '../../manifest/metadata';

/** A job as any operator takes it. */
export interface JobParts {
  readonly name: string;
  readonly owner: Owner;
  readonly selector: Record<string, string>;
  /** Labels of the object that a queue and its importance go by. */
  readonly queueLabels: Record<string, string>;
  /** Queue of Volcano, where that places the pods. */
  readonly volcanoQueue?: string;
  readonly nodes: number;
  /** Fewest pods with which it runs; absent: all. */
  readonly minNodes?: number;
  /** Processes on each node: one for each device. */
  readonly processes: number;
  /** Its pods, as plain values: operators' objects are not typed by cdk8s-plus. */
  readonly template: any;
  readonly retries: number;
  readonly deadlineSeconds?: number;
}

/** The objects of a job. */
export interface EmittedJob {
  /** What runs. */
  readonly job: ApiObject;
  /** What else it needs. */
  readonly others: readonly ApiObject[];
}

/** The template with the name that the operator looks for its container by. */
export function named(template: any, name: string): object {
  const [container, ...others] = template.spec.containers;
  return { ...template, spec: { ...template.spec, containers: [{ ...container, name }, ...others] } };
}
