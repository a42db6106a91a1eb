import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PrewarmNight } from './prewarm-props';
import { checkRunner, emitRunner } from './prewarm-runner';
import { PullJob } from './pull-jobs';
import { customResource } from '../../manifest/custom-resource';
import { selectorLabels } from '../../manifest/labels';
import { namespaced } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { isZone } from '../../workload/scaling/schedule-checks';

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Checks when it begins, and where it runs. */
export function checkNight(problems: Problems, { at, timeZone, image, stack }: PrewarmNight, cluster: object): void {
  problems.check(TIME.test(at), 'night.at', at, "must be a time of day from '00:00' to '23:59'");
  problems.check(
    isZone(timeZone),
    'night.timeZone',
    timeZone,
    'must be the IANA name of a time zone',
    "'Asia/Shanghai'",
  );
  problems.check(stack.cluster === cluster, 'night.stack', stack.node.path, 'is in another cluster');
  checkRunner(problems, 'night', stack, image);
}

/**
 * A CronJob that starts the waves at night, one after the other. No sync waits for them.
 * @param seconds after which it stops for that night
 * @param tolerated share of the nodes that may fail, where the jobs do not know it
 */
export function emitNight(
  scope: Construct,
  id: string,
  { at, timeZone, stack, image, apiServer }: PrewarmNight,
  jobs: readonly PullJob[],
  seconds: number,
  tolerated: number | undefined,
): ApiObject {
  const name = `${id}-prewarm`;
  const [, hour, minute] = TIME.exec(at)!;
  const template = emitRunner(scope, { name, stack, image, apiServer, jobs, starts: true, tolerated });
  return customResource(scope, 'CronJob', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: namespaced('CronJob', name, stack._owner, selectorLabels(name, stack.namespaceName)),
    spec: {
      schedule: `${Number(minute)} ${Number(hour)} * * *`,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: seconds, template } },
    },
  });
}
