import { Duration } from 'cdk8s';
import { OnboardComputer } from './onboard-computer';

/** A time on one computer. */
export interface TimetableStepProps {
  /** The computer, which does one thing at a time. */
  readonly on: OnboardComputer;
  /** How long it takes. */
  readonly takes: Duration;
}

/** Steps that are done one after the other. */
export interface TimetableTaskProps {
  /** Name of the task. */
  readonly name: string;
  /** Its steps, in order. */
  readonly steps: TimetableStepProps[];
}
