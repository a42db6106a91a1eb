import { Construct } from 'constructs';
import { ICallTarget } from './call-target';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { DataClass } from '../../protection/data-class';
import { DataFlows } from '../../protection/data-flows';
import { FlowPlace } from '../../protection/flow-place';
import { Mount } from '../pod/mount';

/** What a workload says of data. */
interface Holding {
  readonly dataClasses?: readonly DataClass[];
  readonly mounts?: readonly Mount[];
}

/** The place that a workload of a stack is, or something that it keeps data in. */
export function placeOf({ node }: Construct, stack: AutonomousStack, data?: readonly DataClass[]): FlowPlace {
  return { path: node.path, residency: () => stack.residency, ...(data && { data }) };
}

/** Notes a workload, what it holds, and the volumes that it shares with others. */
export function noteData(workload: Construct, stack: AutonomousStack, { dataClasses, mounts = [] }: Holding): void {
  const flows = DataFlows.of(workload);
  flows.place(placeOf(workload, stack, dataClasses));
  for (const { _shared: volume, _readOnly: readOnly } of mounts) {
    if (volume) {
      flows.flow(volume, workload, 'is read by');
      if (!readOnly) {
        flows.flow(workload, volume, 'writes to');
      }
    }
  }
}

/** Notes that a workload sends data to what it calls, and gets answers. */
export function noteCall(caller: Construct, stack: AutonomousStack, { _place: place }: ICallTarget): void {
  if (place) {
    const flows = DataFlows.of(caller);
    flows.place({ residency: () => stack.residency, ...place });
    flows.exchange(caller, place.path, 'calls');
  }
}
