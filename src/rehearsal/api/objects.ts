/** An object of the API, as far as everything here needs to know it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: any;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  readonly [field: string]: any;
}

/** Everything that a rehearsal makes has this label, so that it can be told apart and removed. */
export const MADE = 'cdk8s-autonomous.dev/rehearsal';
/** The workload of the plan that a pod belongs to. */
export const WORKLOAD = 'cdk8s-autonomous.dev/rehearsal-workload';
/** The pool of the plan that a node belongs to. */
export const POOL = 'cdk8s-autonomous.dev/rehearsal-pool';

/** `<namespace>/<Kind>/<name>`, as in plans; objects of no namespace begin with their kind. */
export function idOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return [...(namespace === undefined ? [] : [namespace]), kind, name].join('/');
}

export function isMade({ metadata }: KubeObject): boolean {
  return metadata.labels?.[MADE] !== undefined;
}

/** A copy with the label of what a rehearsal makes. */
export function marked<T extends KubeObject>(object: T): T {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [MADE]: 'true' } } };
}

/** The group of an `apiVersion`: empty for the core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}
