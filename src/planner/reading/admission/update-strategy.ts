import { countOrShareFault, faultIf, refusedShape, ShapeFault, wordFault } from './shape';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';
import { ReadObject } from '../description';

const DEADLINE = 600;

/** Deployments and StatefulSets with an update strategy that the API server refuses (k8s.io/kubernetes pkg/apis/apps/validation). */
export function updateStrategyFindings(object: ReadObject): Finding[] {
  const { apiVersion, kind } = object.json;
  return apiVersion === 'apps/v1' && !object.madeOf
    ? refusedShape(
        'UPDATE_STRATEGY_REFUSED',
        object,
        kind === 'Deployment' ? ofDeployment(object.json) : ofSet(object.json),
      )
    : [];
}

function ofDeployment({ spec }: KubeObject): ShapeFault[] {
  const { strategy = {}, minReadySeconds = 0, progressDeadlineSeconds = DEADLINE } = spec ?? {};
  const { type, rollingUpdate } = strategy ?? {};
  return [
    ...wordFault('strategy.type', type, ['RollingUpdate', 'Recreate']),
    ...(type === 'Recreate'
      ? faultIf(
          Boolean(rollingUpdate),
          "strategy.rollingUpdate: may not be specified when strategy `type` is 'Recreate'",
          'no strategy.rollingUpdate',
        )
      : [
          ...countOrShareFault('maxSurge', rollingUpdate?.maxSurge),
          ...countOrShareFault('maxUnavailable', rollingUpdate?.maxUnavailable, 100),
        ]),
    ...faultIf(
      progressDeadlineSeconds !== null && progressDeadlineSeconds <= minReadySeconds,
      `progressDeadlineSeconds ${progressDeadlineSeconds}: must be greater than minReadySeconds`,
      `progressDeadlineSeconds: ${minReadySeconds + DEADLINE}`,
    ),
  ];
}

function ofSet({ spec }: KubeObject): ShapeFault[] {
  const { updateStrategy = {}, podManagementPolicy } = spec ?? {};
  const { type, rollingUpdate } = updateStrategy ?? {};
  return [
    ...wordFault('updateStrategy.type', type, ['RollingUpdate', 'OnDelete']),
    ...wordFault('podManagementPolicy', podManagementPolicy, ['OrderedReady', 'Parallel']),
    ...faultIf(
      type === 'OnDelete' && Boolean(rollingUpdate),
      "updateStrategy.rollingUpdate: only allowed for updateStrategy 'RollingUpdate'",
      'no updateStrategy.rollingUpdate',
    ),
    ...faultIf(
      rollingUpdate?.partition < 0,
      `partition ${rollingUpdate?.partition}: must be greater than or equal to 0`,
      'partition: 0',
    ),
  ];
}
