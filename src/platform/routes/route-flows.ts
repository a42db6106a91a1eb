import { DataFlows } from '../../protection/data-flows';
import type { AutonomousStack } from '../autonomous-stack';
import { CallRouteOptions } from '../route-options';
import { IRouteTarget } from '../route-target';
import { CallTimes } from './call-times';

/** Notes that requests for a host come to services, and that they answer. */
export function noteRoute(
  stack: AutonomousStack,
  host: string,
  targets: readonly IRouteTarget[],
  mirror?: IRouteTarget,
): void {
  const flows = DataFlows.of(stack);
  const path = `${stack.node.path} route ${host}`;
  flows.place({ path, residency: () => stack.residency });
  for (const target of targets) {
    // What says nothing of itself is a part of what the stack runs.
    flows.place({ path: target.node.path, residency: () => stack.residency });
    flows.exchange(path, target, 'leads to');
  }
  if (mirror) {
    flows.place({ path: mirror.node.path, residency: () => stack.residency });
    targets.forEach((target) => flows.flow(target, mirror, 'is mirrored to'));
  }
}

/** Notes how long the ways to services may take, how often they are gone, and who gets copies. */
export function noteTimes(
  stack: AutonomousStack,
  by: string,
  targets: readonly IRouteTarget[],
  options: CallRouteOptions,
): void {
  const times = CallTimes.of(stack);
  targets.forEach((target) => times.limit(target.node.path, by, options));
  const { mirror } = options;
  if (mirror) {
    const rates = targets.map((target) => target._arrivalsPerSecond ?? 0);
    const known = rates.every((rate) => rate > 0);
    const rate = (rates.reduce((sum, one) => sum + one, 0) * mirror.percent) / 100;
    const { target } = mirror;
    times.mirror(
      target.node.path,
      `${mirror.percent} % of ${by}`,
      known ? rate : undefined,
      () => target._arrivalsPerSecond ?? 0,
    );
  }
}
