import { DataFlows } from '../../protection/data-flows';
import type { AutonomousStack } from '../autonomous-stack';
import { IRouteTarget } from '../route-target';

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
