import { SimulationBatchProps } from './simulation-batch-props';
import { checkDnsLabel, checkLabels } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkImage, checkResources } from '../pod/container-checks';
import { refuseReloader } from '../pod/content/content-refusals';
import { NO_CLAIMS_IN_QUEUES, refuseClaim } from '../pod/device-claim';
import { checkJobPods } from '../pod/helpers/job-checks';
import { checkPodOptions } from '../pod/pod-checks';
import { checkSpot } from '../spot/spot-nodes';
import { checkQueue } from '../training/training-checks';
import { refuseMesh } from '../workload-checks';

/** Longest name: pods carry it with their index and a hash. */
const LONGEST_NAME = 46;

/** A Job has at most so many indexes where it counts failures for each. */
const MOST_SCENARIOS = 100_000;

/** A ConfigMap holds 1 MiB. */
const MOST_LIST_BYTES = 2 ** 20 - 2 ** 12;

/** Checks everything about a batch that its own props tell. */
export function checkSimulationBatch(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: SimulationBatchProps,
): void {
  const { scenarios, parallelism, pace, retries = 2, failuresAllowed = 0, deadline } = props;
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  problems.check(scenarios.length > 0, 'scenarios', '[]', 'must name at least one');
  problems.check(scenarios.length <= MOST_SCENARIOS, 'scenarios', scenarios.length, `a Job has ${MOST_SCENARIOS} pods`);
  const broken = scenarios.find((name) => name.trim() === '' || /[\r\n]/.test(name));
  problems.check(broken === undefined, 'scenarios', broken, 'must be one line each, and not empty');
  const twice = scenarios.length - new Set(scenarios).size;
  problems.check(twice === 0, 'scenarios', twice, 'of them are there twice');
  const bytes = Buffer.byteLength(scenarios.join('\n'));
  problems.check(bytes <= MOST_LIST_BYTES, 'scenarios', `${bytes} bytes`, 'a ConfigMap holds 1 MiB', 'several batches');
  const one = (parallelism === undefined) !== (pace === undefined);
  problems.check(one, 'parallelism, pace', parallelism, 'one of them is needed, and not both');
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  problems.check(parallelism === undefined || whole(parallelism, 1), 'parallelism', parallelism, 'must be above 0');
  problems.check(whole(retries, 0), 'retries', retries, 'must be a whole number of at least 0');
  problems.check(
    whole(failuresAllowed, 0) && failuresAllowed <= scenarios.length,
    'failuresAllowed',
    failuresAllowed,
    `must be a whole number from 0 to the number of scenarios, ${scenarios.length}`,
  );
  problems.check(!deadline || deadline.toMilliseconds() > 0, 'deadline', timeText(deadline), 'must be above 0');
  if (pace) {
    const { perScenario, within } = pace;
    problems.check(
      perScenario.toMilliseconds() > 0 && within.toMilliseconds() >= perScenario.toMilliseconds(),
      'pace.within',
      timeText(within),
      `must not be shorter than one scenario, ${timeText(perScenario)}`,
    );
  }
  checkResources(problems, props);
  refuseClaim(problems, props.resources.accelerator, NO_CLAIMS_IN_QUEUES);
  checkPodOptions(problems, stack, props, { name: id, taken: ['/tmp', '/etc/scenarios'] });
  refuseReloader(problems, props, 'a batch runs once');
  checkJobPods(problems, stack, props, parallelismOf(props));
  checkLabels(problems, 'nodeLabels', props.nodeLabels ?? {});
  checkImage(problems, stack, props.image);
  refuseMesh(problems, stack, 'which would keep its pods from ending', 'simulation');
  checkQueue(problems, stack, props);
  checkSpot(problems, stack.cluster, props, 'only all of its pods can be there: they are of one job');
}

/** Scenarios at once: as many as said, or so many that each place runs its share of them in time. */
export function parallelismOf({ scenarios, parallelism = 1, pace }: SimulationBatchProps): number {
  return pace
    ? Math.ceil(scenarios.length / Math.floor(pace.within.toMilliseconds() / pace.perScenario.toMilliseconds()))
    : parallelism;
}
