import type { AutonomousStack } from './autonomous-stack';

/** What containers read and does not stand in their image: a Secret or a ConfigMap. */
export interface ContentSource {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** The stack that it is in; undefined where somebody else makes it. */
  readonly stack?: AutonomousStack;
  /** What the pods that read it are stamped with, so that they are replaced when it changes; undefined where another name says that. */
  readonly stamp?: string;
  /** Whether Reloader replaces the pods that read it. */
  readonly reloaded?: boolean;
}
