import { ServerlessFunctionProps } from './serverless-function-props';
import { checkDnsLabel, isDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { refuseClaim } from '../pod/device-claim';
import { checkPodOptions } from '../pod/pod-checks';
import { PortProtocol } from '../pod/port';
import { checkSpot } from '../spot/spot-nodes';
import { checkImage, checkResources, refuseMesh } from '../workload-checks';

/** Longest name: Knative makes those of revisions and their pods from it. */
const LONGEST_NAME = 40;

/** Knative's own limit for requests. */
const LONGEST_SECONDS = 600;

/** Checks everything about a function that its own props tell. */
export function checkFunction(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: ServerlessFunctionProps,
): void {
  const { maxScale, minScale = 0, concurrency = 1, timeout, port, ingressNamespace, image } = props;
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  const whole = (prop: string, value: number, least: number, allowed: string) =>
    problems.check(Number.isInteger(value) && value >= least, prop, value, allowed);
  whole('minScale', minScale, 0, 'must be a whole number of at least 0');
  whole('maxScale', maxScale, Math.max(1, minScale), `must be a whole number above 0 and not below minScale`);
  whole('concurrency', concurrency, 1, 'must be a whole number above 0');
  const seconds = timeout?.toSeconds({ integral: false }) ?? 1;
  problems.check(
    seconds > 0 && seconds <= LONGEST_SECONDS,
    'timeout',
    timeout?.toHumanString(),
    `must be above 0 and at most ${LONGEST_SECONDS} s`,
    'a SimulationBatch or a Microservice for longer work',
  );
  problems.check(port?.protocol !== PortProtocol.TCP, 'port', port?.number, 'must be HTTP or gRPC');
  const named = ingressNamespace === undefined || isDnsLabel(ingressNamespace);
  problems.check(named, 'ingressNamespace', ingressNamespace, 'must be the name of a namespace');
  checkResources(problems, props);
  refuseClaim(problems, props.resources.accelerator, 'Knative has no claims');
  checkPodOptions(problems, stack, props);
  checkSpot(problems, stack.cluster, props, 'only all of its pods can be there: they are of one revision');
  checkImage(problems, stack, image);
  refuseMesh(problems, stack, 'Knative has a proxy of its own in each pod', 'functions');
}
