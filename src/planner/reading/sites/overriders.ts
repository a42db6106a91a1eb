import { Change, edgeError } from './fan-out';
import { Finding } from '../../../capacity/model';
import { someOf } from '../../../capacity/some-of';
import { KubeObject, KubeResources } from '../../../manifest/kube';

/** So many groups are named. */
const MOST_NAMED = 3;

/** What overriders of KubeEdge make of a copy, and what keeps them from it: then the copy is not applied. */
export interface Overridden {
  readonly change: Change;
  readonly fault?: string;
}

/** What KubeEdge makes of a Deployment at a group (1.23.1, overridemanager): amounts one by one, by JSON pointers that have to lead somewhere. */
export function overridden({ spec }: KubeObject, overriders: any): Overridden {
  const { replicas, resourcesOverriders = [], envOverriders = [] } = overriders;
  const containers: any[] = spec?.template?.spec?.containers ?? [];
  const resources: Record<string, KubeResources> = {};
  const faults: string[] = [];
  for (const { containerName, value = {} } of resourcesOverriders) {
    const container = containers.find(({ name }) => name === containerName);
    if (container) {
      resources[containerName] = replaced(resources[containerName] ?? container.resources ?? {}, value, faults);
    }
  }
  for (const { containerName } of envOverriders) {
    const { env = [] } = containers.find(({ name }) => name === containerName) ?? {};
    const lost = env.find(
      ({ valueFrom: { fieldRef } = {} as any }: any) => fieldRef && fieldRef.apiVersion === undefined,
    );
    if (lost) {
      faults.push(`overrides variables, and of ${lost.name} it keeps no source: its fieldRef has no apiVersion`);
    }
  }
  return {
    change: {
      ...(replicas !== undefined && { replicas }),
      ...(Object.keys(resources).length > 0 && { resources }),
    },
    ...(faults.length > 0 && { fault: faults[0] }),
  };
}

function replaced(template: KubeResources, value: KubeResources, faults: string[]): KubeResources {
  const sides = (['requests', 'limits'] as const).flatMap((side) => {
    const amounts: Record<string, any> = { ...template[side] };
    for (const [name, amount] of Object.entries(value[side] ?? {})) {
      if (/^0(\.0*)?[A-Za-z]*$/.test(String(amount))) {
        continue;
      }
      if (name.includes('/')) {
        faults.push(
          `overrides ${side} of ${name}, and KubeEdge puts the name as it is into a JSON pointer, where / divides`,
        );
      } else if (!(name in amounts)) {
        faults.push(`overrides ${side} of ${name}, which the template has none of: there is nothing to replace`);
      }
      amounts[name] = amount;
    }
    return Object.keys(amounts).length > 0 ? [[side, amounts] as const] : [];
  });
  return { ...template, ...Object.fromEntries(sides) };
}

/** A copy that is not applied; one that runs there is deleted. */
export function overriderFault(
  { kind, metadata }: KubeObject,
  place: string,
  fault: string,
  groups: readonly string[],
): Finding {
  return edgeError(
    'EDGE_OVERRIDER_FAILS',
    place,
    `${kind} ${metadata?.name} ${fault}: at ${someOf(groups, MOST_NAMED)} nothing is deployed, and what runs there is deleted`,
    `${kind} of its own for these groups, with a template that says it`,
  );
}
