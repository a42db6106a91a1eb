import { BASELINE } from './baseline';
import { PodSecurityCheck, Violation } from './check';
import { RESTRICTED } from './restricted';
import { KubePod } from '../../../../manifest/kube';

/** Levels of the Pod Security Standards, the strictest last. */
export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof LEVELS)[number];

/** What a namespace enforces, with the minor version of the rules. */
export interface Enforced {
  readonly level: Level;
  readonly minor: number;
}

/** A rule that is broken, and how. */
export interface Broken extends Violation {
  readonly id: string;
}

/** What a level of a version forbids of what the pod does: nothing where the API server lets it in. */
export function violationsOf(pod: KubePod, { level, minor }: Enforced): Broken[] {
  if (level === 'privileged') {
    return [];
  }
  const restricted = level === 'restricted' ? RESTRICTED.filter((check) => ruleAt(check, minor)) : [];
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides));
  return [...BASELINE.filter(({ id }) => !overridden.has(id)), ...restricted].flatMap((check) => {
    const violation = ruleAt(check, minor)?.(pod);
    return violation ? [{ id: check.id, ...violation }] : [];
  });
}

function ruleAt({ versions }: PodSecurityCheck, minor: number) {
  const since = Object.keys(versions).map(Number);
  return versions[Math.max(...since.filter((one) => one <= minor))];
}

/** The strictest level that lets the pod in. */
export function strictestFor(pod: KubePod, minor: number): Level {
  return [...LEVELS].reverse().find((level) => violationsOf(pod, { level, minor }).length === 0)!;
}
