import { k8s } from 'cdk8s-plus-27';
import { ScaleOn } from './scale-on';
import { byCodeUnit } from '../../capacity/order';

/**
 * Metrics in one fixed order, so that Git and cluster agree: by type, then by name.
 * @param share of the replicas that are scaled: what is counted over all of them is a part of what others are scaled on too
 */
export function metricsOf(
  scaleOn: readonly ScaleOn[],
  container: string,
  plannedTarget: number,
  share = 1,
): k8s.MetricSpecV2[] {
  const key = (metric: k8s.MetricSpecV2) =>
    `${metric.type}|${metric.external?.metric.name ?? metric.containerResource?.name}`;
  return scaleOn
    .flatMap((on) => on._metric(container, plannedTarget, share) ?? [])
    .sort((a, b) => byCodeUnit(key(a), key(b)));
}
