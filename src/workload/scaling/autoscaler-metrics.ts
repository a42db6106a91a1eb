import { ScaleOn } from './scale-on';
import { byCodeUnit } from '../../capacity/order';
import * as k8s from '../../manifest/k8s/types';

/**
 * Metrics in one fixed order, so that Git and cluster agree: by type, then by name.
 * @param share of the replicas that are scaled: what is counted over all of them is a part of what others are scaled on too
 */
export function metricsOf(
  scaleOn: readonly ScaleOn[],
  container: string,
  plannedTarget: number,
  share = 1,
): k8s.MetricSpec[] {
  const key = (metric: k8s.MetricSpec) =>
    `${metric.type}|${metric.external?.metric.name ?? metric.containerResource?.name}`;
  return scaleOn
    .flatMap((on) => on._metric(container, plannedTarget, share) ?? [])
    .sort((a, b) => byCodeUnit(key(a), key(b)));
}
