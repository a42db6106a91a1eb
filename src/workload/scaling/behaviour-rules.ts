import { ScaleBehaviour, ScalerProps } from './scale-behaviour';
import * as k8s from '../../manifest/k8s/types';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';

/** The behaviour as the HorizontalPodAutoscaler writes it; undefined where nothing is said. */
export function behaviourOf({ scaleUp, scaleDown }: ScalerProps): k8s.HorizontalPodAutoscalerBehavior | undefined {
  return scaleUp || scaleDown
    ? { ...(scaleDown && { scaleDown: rulesOf(scaleDown) }), ...(scaleUp && { scaleUp: rulesOf(scaleUp) }) }
    : undefined;
}

function rulesOf({ stabilisation, steps, smallestStep, disabled }: ScaleBehaviour): k8s.HPAScalingRules {
  return {
    ...(stabilisation && { stabilizationWindowSeconds: stabilisation.toSeconds() }),
    ...(steps && { policies: steps.map(({ _policy }) => _policy) }),
    ...((smallestStep || disabled) && { selectPolicy: disabled ? 'Disabled' : 'Min' }),
  };
}

/** Checks what the API server would refuse. */
export function checkBehaviour(problems: Problems, props: ScalerProps): void {
  for (const [name, behaviour] of Object.entries({ scaleUp: props.scaleUp, scaleDown: props.scaleDown })) {
    const { stabilisation, steps, smallestStep, disabled } = behaviour ?? {};
    const seconds = stabilisation ? stabilisation.toMilliseconds({ integral: false }) / 1000 : 0;
    problems.check(
      Number.isInteger(seconds) && seconds >= 0 && seconds <= 3600,
      `${name}.stabilisation`,
      timeText(stabilisation),
      'must be whole seconds, from 0 to 3600',
    );
    problems.check(
      steps === undefined || steps.length > 0,
      `${name}.steps`,
      '[]',
      'must have a step',
      'disabled: true to never change',
    );
    problems.check(
      !disabled || (!steps && !smallestStep),
      `${name}.disabled`,
      true,
      'goes with no steps',
      'one of the two',
    );
  }
}
