import { IConstruct } from 'constructs';
import { TelemetryAddress } from './telemetry-address';
import { DataFlows } from '../../protection/data-flows';

/** Notes that something sends telemetry to a place outside, so that data which must not go there are found. */
export function noteFlow(from: IConstruct, to: TelemetryAddress, how: string): void {
  const flows = DataFlows.of(from);
  flows.place({ path: to.host, residency: () => to.residency });
  flows.flow(from, to.host, how);
}
