import { isReplicated } from './pod/workload-pods';
import { Locality } from './sizing/locality';
import { ServicePart } from './spot/service-parts';
import { WorkloadProps } from './workload-props';
import { Finding, SurviveLevel } from '../capacity/model';
import { WorkloadHint } from '../planner/reading/description';

/** What the planner is told of a part of a workload. */
interface Told {
  readonly path: string;
  readonly props: WorkloadProps;
  readonly survive: SurviveLevel;
  readonly zones: readonly string[];
  readonly locality?: Locality;
  readonly part: ServicePart;
  readonly findings: readonly Finding[];
}

/** What the manifest of a workload does not say. */
export function hintOf({ path, props, survive, zones, locality, part, findings }: Told): WorkloadHint {
  const { needed, degraded, reason, hours, findings: sized = [] } = part.sizing;
  const inZones = survive === 'zone' || locality !== undefined;
  const mayShed = props.sheddable === true;
  return {
    path,
    mayShed,
    budget: true,
    zones: inZones && isReplicated(part.sizing) ? zones : undefined,
    needed,
    degraded: mayShed ? 0 : degraded,
    partOf: part.partOf,
    reason,
    hours,
    findings: [...sized, ...findings],
  };
}
