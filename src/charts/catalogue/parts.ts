import { Size } from 'cdk8s';
import { CatalogueChartProps } from './catalogue-props';
import { FootprintDaemon, FootprintPod } from '../../cluster/footprint/footprint-props';
import { Cpu } from '../../units/cpu';
import { HelmChartProps } from '../helm-chart-props';

/** What a container asks for: millicores, mebibytes, and the most mebibytes where these are others. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly memoryLimit?: number;
}

/** The same as values of a chart have it. */
export function resources({ cpu, memory, memoryLimit = memory }: Amounts): object {
  return { requests: { cpu: `${cpu}m`, memory: `${memory}Mi` }, limits: { memory: `${memoryLimit}Mi` } };
}

/** The same as footprints have it. */
export function daemon(name: string, { cpu, memory, memoryLimit = memory }: Amounts): FootprintDaemon {
  return {
    name,
    cpu: Cpu.millis(cpu),
    memory: Size.mebibytes(memory),
    memoryLimit: Size.mebibytes(memoryLimit),
  };
}

/** Equal pods of a chart. */
export function pods(name: string, amounts: Amounts, replicas: number, guarded = false): FootprintPod {
  return { ...daemon(name, amounts), replicas, ...(guarded && replicas > 1 && { maxUnavailable: replicas - 1 }) };
}

/** A disruption budget that lets one stay, as values of charts have it. The only pod has none: its node could never be drained. */
export function budget(replicas: number): object {
  return { enabled: replicas > 1, minAvailable: 1 };
}

/** How many controllers run. */
export function replicasOf({ replicas = 2 }: CatalogueChartProps): number {
  return replicas;
}

/** Kinds that nearly every operator has. */
export const OPERATOR_KINDS: Pick<HelmChartProps, 'clusterKinds' | 'namespacedKinds'> = {
  clusterKinds: [
    'apiextensions.k8s.io/CustomResourceDefinition',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  namespacedKinds: ['ServiceAccount', 'apps/Deployment'],
};

/** Kinds of operators that check or change objects before they are stored. */
export const WEBHOOKS = [
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
];

/** Values over others, key by key: lists and plain values replace. */
export function over(below: Readonly<Record<string, any>>, above: Readonly<Record<string, any>> = {}): object {
  const merged: Record<string, any> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    merged[key] = isMap(value) && isMap(below[key]) ? over(below[key], value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A chart of the catalogue, with what its user changes. */
export function catalogued(
  own: Omit<HelmChartProps, 'values'> & { readonly values: Readonly<Record<string, any>> },
  { version, repository, digest, namespace, values }: CatalogueChartProps,
): HelmChartProps {
  return {
    ...own,
    values: over(own.values, values),
    ...(version !== undefined && { version }),
    ...(repository !== undefined && { repository }),
    ...(digest !== undefined && { digest }),
    ...(namespace !== undefined && { namespace }),
  };
}
