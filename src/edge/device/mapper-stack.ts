import { Construct } from 'constructs';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { PodSecurity } from '../../platform/pod-security';

const BESIDE = new WeakMap<AutonomousStack, AutonomousStack>();

/**
 * Where the mappers of a stack go: a stack of their own beside it, whose namespace alone admits pods that open what belongs to the node. EdgeCore
 * finds mappers by their protocol, so that devices stay where they are. A stack that admits such pods keeps its mappers.
 */
export function mapperScope(scope: Construct): Construct {
  const stack = AutonomousStack.containing(scope);
  if (stack.podSecurity === PodSecurity.PRIVILEGED) {
    return scope;
  }
  const beside = BESIDE.get(stack) ?? stackBeside(stack);
  BESIDE.set(stack, beside);
  return beside;
}

function stackBeside(stack: AutonomousStack): AutonomousStack {
  const { cluster, registry, monitoringNamespace, namespaceName, _delivery: delivery, _owner } = stack;
  return new AutonomousStack(stack.node.scope!, `${stack.node.id}-mappers`, {
    cluster,
    registry,
    delivery,
    monitoringNamespace,
    namespace: `${namespaceName}-mappers`,
    podSecurity: PodSecurity.PRIVILEGED,
    labels: _owner.labels,
    podLabels: _owner.podLabels,
  });
}
