import { Construct } from 'constructs';
import { PrewarmGate } from './prewarm-props';
import { checkRunner, emitRunner } from './prewarm-runner';
import { PullJob } from './pull-jobs';
import { customResource } from '../../manifest/custom-resource';
import { selectorLabels } from '../../manifest/labels';
import { namespaced } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** Before workloads of edge services, which have wave 0. Hooks of Argo CD run in waves with everything else, also where nothing else of them is out of sync. */
const HOOK = {
  'argocd.argoproj.io/hook': 'Sync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
  'argocd.argoproj.io/sync-wave': '-1',
};

/** The program ends with it where waiting is of no use. */
const HOPELESS = 3;

/** Checks that something can hold the rollouts of a stack, and that what it waits for does not wait for it. */
export function checkGate(
  problems: Problems,
  stack: AutonomousStack,
  { image, patience }: PrewarmGate,
  nightStack: AutonomousStack | undefined,
): void {
  problems.check(
    stack._delivery !== undefined,
    'gate',
    stack.node.path,
    'is not delivered by Argo CD: nothing else waits for a Job before it applies what comes after it',
    'delivery on the stack',
  );
  problems.check(
    stack !== nightStack,
    'night.stack',
    stack.node.path,
    'is held until the images are there, and with it what fetches them',
    'another stack for the CronJob',
  );
  problems.check(
    patience === undefined || patience.toMilliseconds() >= 60_000,
    'gate.patience',
    timeText(patience),
    'must be at least a minute',
  );
  checkRunner(problems, 'gate', stack, image);
}

/**
 * A Job in the sync of a stack that ends when the images are there: Argo CD applies no workload of the stack before. Of other stacks nothing waits.
 * @param seconds after which the sync fails
 * @param tolerated share of the nodes that may fail, where the jobs do not know it
 */
export function emitGate(
  scope: Construct,
  id: string,
  stack: AutonomousStack,
  { image, apiServer }: PrewarmGate,
  jobs: readonly PullJob[],
  seconds: number,
  tolerated: number | undefined,
): void {
  const name = `${id}-fetched`;
  const template = emitRunner(scope, { name, stack, image, apiServer, jobs, starts: false, tolerated });
  customResource(scope, 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: namespaced('Job', name, stack._owner, selectorLabels(name, stack.namespaceName), HOOK),
    spec: {
      activeDeadlineSeconds: seconds,
      // Pods that leave a node that is drained are made again.
      backoffLimit: 6,
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailJob', onExitCodes: { operator: 'In', values: [HOPELESS] } },
        ],
      },
      template,
    },
  });
  stack._delivery?._holdUntilJobs(stack.cluster.clusterName, stack.namespaceName);
}
