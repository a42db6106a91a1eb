/** A prop that a construct was given and does not know, nor one that reads like it. */
export interface ExcessProp {
  /** Path of the construct. */
  readonly path: string;
  /** The prop, with what it is in. */
  readonly prop: string;
  /** What is allowed instead. */
  readonly allowed: string;
}

/** By the root of the tree that the construct is in. */
const noted = new WeakMap<object, ExcessProp[]>();

/** Notes it: objects with more fields than are asked for are no fault in TypeScript, so that the plan tells of them, and nothing fails. */
export function noteExcess(root: object, excess: ExcessProp): void {
  noted.set(root, [...(noted.get(root) ?? []), excess]);
}

/** All that was noted in a tree. */
export function excessProps(root: object): readonly ExcessProp[] {
  return noted.get(root) ?? [];
}
