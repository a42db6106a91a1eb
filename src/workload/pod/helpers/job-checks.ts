import { SIDECARS_SINCE } from './pod-helpers';
import { Problems } from '../../../manifest/problems';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { PodOptions } from '../pod-options';
import { mountsOfPod, refuseExclusive } from '../volumes/mount-checks';

/**
 * Checks what pods that end cannot have.
 * @param pods how many run at once
 */
export function checkJobPods(
  problems: Problems,
  { cluster }: AutonomousStack,
  options: PodOptions,
  pods: number,
): void {
  const { kubernetesVersion: version } = cluster;
  for (const { name, isSidecar, _props } of options.helpers ?? []) {
    problems.check(
      !isSidecar || version.atLeast(SIDECARS_SINCE),
      'helpers',
      name,
      `would keep its pods from ending on Kubernetes ${version.version}: containers that run as long as their pod are there from 1.${SIDECARS_SINCE} on`,
      'Helper.init(...), or a newer cluster',
    );
    problems.check(
      (_props.ports ?? []).length === 0,
      `helpers.${name}.ports`,
      _props.ports?.map(({ number }) => number),
      'are for others to call, and nobody calls pods of a job',
      'leave them out: the pod itself reaches it over localhost',
    );
  }
  refuseExclusive(
    problems,
    mountsOfPod(options),
    pods,
    `${pods} pods at once`,
    'accessMode: AccessMode.READ_WRITE_MANY',
  );
}
