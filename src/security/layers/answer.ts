import { SecurityRule } from '../security-rule';

/** The four layers, in the order of the table. */
export const LAYERS = ['collection', 'link', 'platform', 'application'] as const;
export type Layer = (typeof LAYERS)[number];

/** Something that covers a part of a layer. */
export interface Cover {
  readonly rule: SecurityRule;
  /** An object, as `<kind> <namespace>/<name>`, or what somebody said. */
  readonly by: string;
  readonly path: string;
}

/** Something that nothing covers. */
export interface Hole {
  readonly rule: SecurityRule;
  readonly path: string;
  /** What is wrong: the same words for the same cause. */
  readonly message: string;
  readonly cure: string;
}

/** What a layer has, and what it has not. */
export interface Answer {
  readonly covers: Cover[];
  readonly holes: Hole[];
}

/** Collects both. */
export class Answers implements Answer {
  public readonly covers: Cover[] = [];
  public readonly holes: Hole[] = [];

  public cover(rule: SecurityRule, path: string, by: string): void {
    this.covers.push({ rule, path, by });
  }

  public hole(rule: SecurityRule, path: string, message: string, cure: string): void {
    this.holes.push({ rule, path, message, cure });
  }
}
