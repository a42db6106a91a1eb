import { ServerlessFunctionProps } from './serverless-function-props';
import { checkDnsLabel, isDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkImage, checkResources } from '../pod/container-checks';
import { ContainerOptions } from '../pod/container-options';
import { refuseFields, refuseOwnModes, refuseReloader } from '../pod/content/content-refusals';
import { refuseClaim } from '../pod/device-claim';
import { SecurityOptions } from '../pod/identity/security-options';
import { checkPodOptions } from '../pod/pod-checks';
import { PortProtocol } from '../pod/port';
import { mountsOfPod, refuseExclusive } from '../pod/volumes/mount-checks';
import { checkSpot } from '../spot/spot-nodes';
import { refuseMesh } from '../workload-checks';

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
    timeText(timeout),
    `must be above 0 and at most ${LONGEST_SECONDS} s`,
    'a SimulationBatch or a Microservice for longer work',
  );
  const isPlain = port?.protocol === PortProtocol.TCP || port?.protocol === PortProtocol.UDP;
  problems.check(!isPlain, 'port', port?.number, 'must be HTTP or gRPC');
  const named = ingressNamespace === undefined || isDnsLabel(ingressNamespace);
  problems.check(named, 'ingressNamespace', ingressNamespace, 'must be the name of a namespace');
  checkResources(problems, props);
  refuseClaim(problems, props.resources.accelerator, 'Knative has no claims');
  checkPodOptions(problems, stack, props, { name: id });
  checkKnative(problems, props);
  checkFunctionSecurity(problems, props.security);
  checkSpot(problems, stack.cluster, props, 'only all of its pods can be there: they are of one revision');
  checkImage(problems, stack, image);
  refuseMesh(problems, stack, 'Knative has a proxy of its own in each pod', 'functions');
}

/**
 * Refuses what Knative takes only where somebody switched it on, or never (config-features and fieldmask.go of Knative Serving 1.23: init containers off,
 * no lifecycle, one container with ports and probes, volumes of no other kinds).
 */
function checkKnative(problems: Problems, props: ServerlessFunctionProps): void {
  const { helpers = [], lifecycle, mounts = [] } = props;
  [props, ...helpers.map(({ _props }) => _props)].forEach((one) => checkKnativeContent(problems, one));
  for (const { name, isSidecar, _props: helper } of helpers) {
    const cure = 'the same work in the image of the function, or a Microservice';
    problems.check(isSidecar, 'helpers', name, 'is an init container, which Knative does not take', cure);
    const given = ['ports', 'health', 'startup', 'lifecycle'].filter((prop) => (helper as any)[prop] !== undefined);
    const none = given.length === 0;
    problems.check(
      none,
      `helpers.${name}.${given[0]}`,
      'given',
      'Knative asks and calls one container',
      'leave it out',
    );
  }
  problems.check(lifecycle === undefined, 'lifecycle', 'given', 'Knative takes no hooks', 'a Microservice');
  const all = mountsOfPod({ mounts, helpers });
  for (const { path, _source: source } of all) {
    const kept = source.young === undefined && source.source?.ephemeral === undefined;
    problems.check(kept, 'mounts', path, 'is of a kind of volume that Knative does not take', 'Mount.scratch(...)');
  }
  const cure = 'accessMode: AccessMode.READ_WRITE_MANY';
  refuseExclusive(problems, all, 2, 'a new revision beside the old one', cure);
}

/** Revisions change with what they are made of, by new names; their pods have no group of their own, and know nothing of themselves but what Knative tells. */
function checkKnativeContent(problems: Problems, props: ContainerOptions): void {
  refuseReloader(problems, props, 'Reloader does not know functions');
  const why = 'refers to the pod, which Knative does not take (kubernetes.podspec-fieldref is off)';
  refuseFields(problems, props, why, 'env with a value, or a Microservice');
  refuseOwnModes(problems, props, 'the owner is root, and Knative gives files to no group');
}

/** Knative keeps what is said of a pod as a whole to itself, and adds no rights of the kernel. */
function checkFunctionSecurity(problems: Problems, { fileGroup, capabilities = [] }: SecurityOptions = {}): void {
  const cure = 'leave it out, or a Microservice';
  problems.check(fileGroup === undefined, 'security.fileGroup', fileGroup, 'Knative sets no group of volumes', cure);
  problems.check(capabilities.length === 0, 'security.capabilities', capabilities, 'Knative adds none', cure);
}
