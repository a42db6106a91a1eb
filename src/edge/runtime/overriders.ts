import { Variable } from './runtime';
import * as k8s from '../../manifest/k8s/types';

type Amounts = Readonly<Record<string, any>>;

const SIDES = ['requests', 'limits'] as const;

/**
 * Whether KubeEdge can turn the one into the other at a site (1.23.1, overridemanager/resourcesoverrider.go): it replaces amounts one by one, by JSON pointers in which names stand
 * as they are. So none can come or go, a name with a slash is another path, and an amount of zero is passed over. Where a pointer leads nowhere the copy is not applied, and
 * one that runs is deleted.
 */
export function overridesResources(template: k8s.ResourceRequirements, own: k8s.ResourceRequirements): boolean {
  return SIDES.every((side) => {
    const before: Amounts = template[side] ?? {};
    const after: Amounts = own[side] ?? {};
    const names = Object.keys(after);
    return (
      names.length === Object.keys(before).length &&
      names.every(
        (name) => name in before && (after[name] === before[name] || (!name.includes('/') && !isZero(after[name]))),
      )
    );
  });
}

/** The amounts that differ. */
export function changedResources(template: k8s.ResourceRequirements, own: k8s.ResourceRequirements): object {
  const sides = SIDES.map((side) => {
    const before: Amounts = template[side] ?? {};
    return [side, Object.entries(own[side] ?? {}).filter(([name, amount]) => amount !== before[name])] as const;
  });
  const changed = sides.filter(([, amounts]) => amounts.length > 0);
  return Object.fromEntries(changed.map(([side, amounts]) => [side, Object.fromEntries(amounts)]));
}

/**
 * Whether KubeEdge can put variables in place of others (1.23.1, overridemanager/envoverrider.go). It reads all variables of the container and writes them anew: of one that refers to a
 * field it keeps nothing unless the version of the API stands beside it, of a key of a Secret or ConfigMap not that it is optional, of resources nothing without container and divisor.
 * And what it adds comes last: a variable that refers to one of these would stand before it, where kubelet expands nothing.
 */
export function overridesVariables(template: readonly any[], own: readonly Variable[]): boolean {
  const names = own.map(({ name }) => `$(${name})`);
  return template.every(
    ({ name, value = '', valueFrom }) =>
      own.some((one) => one.name === name) ||
      ((valueFrom === undefined || isKept(valueFrom)) && !names.some((reference) => String(value).includes(reference))),
  );
}

function isKept({ fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, ...others }: any): boolean {
  const key = configMapKeyRef ?? secretKeyRef;
  return (
    Object.keys(others).length === 0 &&
    (!fieldRef || fieldRef.apiVersion !== undefined) &&
    (!resourceFieldRef || (resourceFieldRef.containerName !== undefined && resourceFieldRef.divisor !== undefined)) &&
    key?.optional === undefined
  );
}

function isZero(amount: unknown): boolean {
  return /^0(\.0*)?[A-Za-z]*$/.test(String(amount));
}
