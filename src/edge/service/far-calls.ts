import { IConstruct } from 'constructs';
import { Finding } from '../../capacity/model';
import { fixed } from '../../capacity/quantity';
import { ICallTarget } from '../../workload/calls/call-target';
import { Sizing } from '../../workload/sizing/sizing';
import { EdgeSite } from '../platform/edge-platform';

/** A site that a service runs at, and its replicas there. */
export interface SizedAt {
  readonly site: EdgeSite;
  readonly sizing: Sizing;
}

/** A call and the seconds that it takes at the site where it is slowest. */
interface FarCall {
  readonly site: EdgeSite;
  readonly target: ICallTarget;
  readonly way: number;
  readonly own: number;
  readonly there: number;
}

/**
 * Calls that leave the site of a service and do not meet its objective: the way there and back, its own time and that of what it calls. Times at a
 * percentile are added up, as if all were slow at once: on the careful side.
 */
export function farCalls(
  path: string,
  objective: number,
  targets: readonly ICallTarget[],
  placed: readonly SizedAt[],
): Finding[] {
  const late = placed.flatMap(({ site, sizing }) => {
    const way = site.cloudLatency?.toSeconds({ integral: false }) ?? 0;
    const own = sizing.answerSeconds ?? 0;
    const calls = targets.map((target): FarCall => ({ site, target, way, own, there: target._answerSeconds ?? 0 }));
    const slowest = calls.reduce<FarCall | undefined>(
      (most, call) => (most && most.there >= call.there ? most : call),
      undefined,
    );
    return slowest && way > 0 && objective > 0 && total(slowest) > objective ? [slowest] : [];
  });
  if (late.length === 0) {
    return [];
  }
  const worst = late.reduce((most, call) => (total(call) > total(most) ? call : most));
  const name = (worst.target as Partial<IConstruct>).node?.path ?? 'a peer';
  const more = late.length > 1 ? ` and ${late.length - 1} more sites` : '';
  return [
    {
      code: 'EDGE_CALL_TOO_FAR',
      severity: 'warning',
      path,
      message: `calls ${name} outside its site: ${milliseconds(worst.way)} to the cloud and back at ${worst.site.siteName}${more}, ${milliseconds(worst.own)} of its own and ${milliseconds(worst.there)} there are ${milliseconds(total(worst))}, its objective is ${milliseconds(objective)}`,
      expected: `at most ${milliseconds(objective)}`,
      actual: milliseconds(total(worst)),
      cure: [`an objective of at least ${milliseconds(total(worst))}`, 'what it calls at the site too'],
      count: late.length,
      paths: late.map(({ site }) => site.siteName),
    },
  ];
}

function total({ way, own, there }: FarCall): number {
  return way + own + there;
}

/** Rounded up: what is printed as enough is enough. */
function milliseconds(seconds: number): string {
  return `${fixed(Math.ceil(Number((seconds * 10_000).toPrecision(12))) / 10, 1)} ms`;
}
