import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { KubeObject } from './kube';
import { itemsOf, mayBeList } from './lists';
import { groupOf } from './scope';

/** All objects in and under the constructs, each once. */
export function objectsIn(constructs: readonly IConstruct[]): ApiObject[] {
  const all = new Set(constructs.flatMap((construct) => construct.node.findAll()));
  return [...all].filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
}

/** An object that is applied: one of the tree, or one inside a list of the tree. */
export interface Manifest {
  /** The object of the tree that it is, or is in. */
  readonly object: ApiObject;
  /** Construct path, with the place in the list. */
  readonly path: string;
  /** API group as Kubernetes writes it: the core group is empty. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly json: () => KubeObject;
}

/** All objects in and under the constructs that are applied: lists are taken apart. A list that cannot be is one object. */
export function manifestsIn(constructs: readonly IConstruct[]): Manifest[] {
  return objectsIn(constructs).flatMap((object) => listed(object) ?? [manifestOf(object)]);
}

function manifestOf(object: ApiObject): Manifest {
  return {
    object,
    path: object.node.path,
    group: groupOf(object),
    kind: object.kind,
    name: object.name,
    namespace: object.metadata.namespace,
    json: () => object.toJson(),
  };
}

function listed(object: ApiObject): Manifest[] | undefined {
  if (!mayBeList(object.kind)) {
    return undefined;
  }
  try {
    return itemsOf(object.toJson())?.map(({ json, place }) => ({
      object,
      path: `${object.node.path}${place}`,
      group: groupOfVersion(json.apiVersion),
      kind: json.kind!,
      name: json.metadata?.name ?? '',
      namespace: json.metadata?.namespace,
      json: () => json,
    }));
  } catch {
    return undefined;
  }
}

/** Group of an `apiVersion`; the core group is empty. */
export function groupOfVersion(apiVersion = ''): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}
