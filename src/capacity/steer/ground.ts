import { NodeStates } from '../scheduler/node-states';
import { SchedulerModel } from '../scheduler/scheduler-model';

/** Nodes that order after order is played on. */
export interface Ground {
  readonly model: SchedulerModel;
  readonly nodes: NodeStates;
  /** For what is tried on top of what runs. */
  readonly scratch: NodeStates;
}
