import { KubeObject } from './kube';

/** An object inside a list, and where it is in there. */
export interface ListItem {
  readonly json: KubeObject;
  /** Kind and name in brackets, or its number where it has no name; those of lists inside lists one behind the other. */
  readonly place: string;
}

/** Whether objects of the kind may hold others that are applied in their place: `List`, and typed ones such as `DeploymentList`. */
export function mayBeList(kind: string | undefined): boolean {
  return kind?.endsWith('List') === true;
}

/**
 * The objects inside a list, and inside lists in it; undefined where the object is none. kubectl and Argo CD apply these, and never
 * the list. Items of a typed list need not say their kind.
 * @throws where an item is no object of a known kind
 */
export function itemsOf({ apiVersion, kind, items }: KubeObject): ListItem[] | undefined {
  if (!mayBeList(kind) || (items === undefined ? kind !== 'List' : !Array.isArray(items))) {
    return undefined;
  }
  const all: unknown[] = items ?? [];
  const itemKind = kind!.slice(0, -'List'.length);
  return all.flatMap((item, i): ListItem[] => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw new Error(`item ${i} of the list is no object`);
    }
    const given = item as KubeObject;
    const json: KubeObject = given.kind && given.apiVersion ? given : { ...given, apiVersion, kind: itemKind };
    if (!json.kind) {
      throw new Error(`item ${i} of the list says no kind`);
    }
    const name = json.metadata?.name;
    const place = name === undefined ? `[${i}]` : `[${json.kind} ${name}]`;
    return itemsOf(json)?.map((inner) => ({ ...inner, place: place + inner.place })) ?? [{ json, place }];
  });
}
