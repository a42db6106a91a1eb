import { WorkloadDraft } from './workload-draft';
import { Finding } from '../../../capacity/model';

/** What a Deployment or Rollout has where it says nothing, in seconds. */
const DEADLINE = 600;
const GRACE = 30;

/** Time for a new pod to be scheduled, to get its image and to start, in seconds. */
const TO_START = 300;

/**
 * Rollouts that count as failed before one step of them can be over. Where no pod is started on top, the place of the new one is free when the old one is gone,
 * up to its grace period later; nothing that the Deployment controller takes for progress happens meanwhile (kubernetes 1.34,
 * pkg/controller/deployment/util/deployment_util.go, DeploymentProgressing: pods that are new, ready or available, and fewer old ones).
 */
export function deadlineFindings({ id, kind, path, object, pod, rollout }: WorkloadDraft): Finding[] {
  const { progressDeadlineSeconds: deadline = DEADLINE } = object.json.spec ?? {};
  const grace = Number(pod.spec?.terminationGracePeriodSeconds ?? GRACE);
  const endsFirst = ['Deployment', 'Rollout'].includes(kind) && rollout !== undefined && rollout.surge === 0;
  // The API server takes the largest number for no deadline.
  if (!endsFirst || deadline === null || deadline > grace) {
    return [];
  }
  return [
    {
      code: 'ROLLOUT_DEADLINE_SHORT',
      severity: 'warning',
      path,
      message: `a rollout of ${id} ends an old pod before it starts a new one, which takes up to its grace period of ${grace} s, and counts as failed after ${deadline} s without progress`,
      expected: `progressDeadlineSeconds of more than ${grace}`,
      actual: String(deadline),
      cure: [`progressDeadlineSeconds: ${grace + TO_START}`],
    },
  ];
}
