import { checkDnsLabel } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { timeText } from '../../../manifest/time-text';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { checkImage, checkResources } from '../container-checks';
import { PodOptions } from '../pod-options';

/** Names of containers that meshes and Knative add. */
const OF_OTHERS = ['istio-proxy', 'istio-init', 'istio-validation', 'queue-proxy'];

/**
 * Checks what helpers are, beside their variables and files.
 * @param main name of the container of the workload
 */
export function checkHelpers(problems: Problems, stack: AutonomousStack, main: string, options: PodOptions): void {
  const { helpers = [] } = options;
  const names = helpers.map(({ name }) => name);
  helpers.forEach(({ name, _props: props }, i) => {
    const prefix = `helpers.${name}.`;
    checkDnsLabel(problems, 'helpers.name', name, 55);
    const free = name !== main && !OF_OTHERS.includes(name) && names.indexOf(name) === i;
    problems.check(free, 'helpers.name', name, 'is the name of another container of the pod');
    checkImage(problems, stack, props.image, `${prefix}image`);
    checkResources(problems, props, prefix);
    problems.check(
      props.resources.accelerator === undefined,
      `${prefix}resources.accelerator`,
      props.resources.accelerator?.resource,
      'is for the container of the workload',
      'leave it out',
    );
    const { startup, health, ports = [] } = props;
    const positive = startup === undefined || startup.toMilliseconds() > 0;
    problems.check(positive, `${prefix}startup`, timeText(startup), 'must be above 0');
    const asked = health === undefined || health._needsNoPort || [...ports, ...health._ports].some(isAsked);
    problems.check(asked, `${prefix}health`, 'given', 'there is no port to ask', 'a port of its health');
    problems.check(
      startup === undefined || health !== undefined,
      `${prefix}startup`,
      timeText(startup),
      'nothing says when it has started',
      'health',
    );
  });
}

function isAsked({ _transport }: { readonly _transport: string }): boolean {
  return _transport === 'TCP';
}
