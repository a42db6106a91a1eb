import { sortedRecord } from '../../../capacity/order';

/**
 * One value over another, as Kubernetes merges: objects field by field, lists of things with a name by their names; any other list, and any other
 * value, takes the place of what was there. null removes a field.
 */
export function merged(value: any, patch: any): any {
  if (isObject(value) && isObject(patch)) {
    const keys = Object.keys(patch).filter((key) => patch[key] !== undefined);
    const kept = Object.entries(value).filter(([key]) => patch[key] !== null);
    const given = keys.filter((key) => patch[key] !== null).map((key) => [key, merged(value[key], patch[key])]);
    return sortedRecord(Object.fromEntries([...kept, ...given]));
  }
  if (isNamed(value) && isNamed(patch)) {
    const names = new Set(value.map(({ name }) => name));
    return [
      ...value.map((one) => patch.reduce((all, other) => (other.name === one.name ? merged(all, other) : all), one)),
      ...patch.filter(({ name }) => !names.has(name)),
    ];
  }
  return structuredClone(patch);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamed(value: unknown): value is { readonly name: string }[] {
  return Array.isArray(value) && value.every((item) => typeof item?.name === 'string');
}
