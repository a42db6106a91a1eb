import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { SIZES } from '../capacity/steer/size-classes';
import { kubeObject } from '../manifest/k8s/kube-object';
import { clusterScoped } from '../manifest/metadata';
import { PlannedCluster, Planner } from '../planner/planner';

/** An importance that its user gave to workloads; absent name and value 0: none. */
export interface Band {
  readonly name?: string;
  readonly value: number;
  readonly preempts: boolean;
}

/** Name of the priority class of pods of a size, 0 for the largest, within an importance: `<band>-size-<n>`, the largest with the highest number. */
export function sizedName(band: string | undefined, size: number): string {
  return `${band === undefined ? '' : `${band}-`}size-${SIZES - 1 - size}`;
}

/**
 * Priority classes by size within an importance: of pods that wait together the larger ones are placed first. Where autoscalers grow, they may evict smaller ones,
 * as the plan has tried.
 */
export function sizedPriorities(scope: Construct, cluster: PlannedCluster, partOf: string, band: Band): void {
  const grows = Planner.of(cluster).planned(cluster, ({ model }) =>
    model.workloads.some(({ size, preempts }) => size !== undefined && preempts),
  );
  for (let size = 0; size < SIZES; size++) {
    const name = sizedName(band.name, size);
    kubeObject(scope, name, 'PriorityClass', {
      metadata: clusterScoped('PriorityClass', name, { partOf }),
      value: band.value + SIZES - 1 - size,
      globalDefault: false,
      preemptionPolicy: Lazy.any({
        produce: () => (band.preempts || grows.produce() ? 'PreemptLowerPriority' : 'Never'),
      }) as unknown as string,
      description: `pods of ${shareOf(size)} of the largest node${band.name === undefined ? '' : `, of importance ${band.name}`}`,
    });
  }
}

/** Shares of the largest node at which a class ends. */
function shareOf(size: number): string {
  const percent = (n: number) => `${Number((100 / Math.SQRT2 ** n).toPrecision(2))} %`;
  return size === SIZES - 1 ? `at most ${percent(size)}` : `${percent(size + 1)} to ${percent(size)}`;
}
