import { ReadObject } from './description';
import { sortedRecord } from '../../capacity/order';
import { parseQuantity } from '../../capacity/quantity';

/** Objects with the default limits that the plan writes into LimitRanges of ours, and these limits in bytes, by namespace. */
export interface DefaultLimits {
  readonly objects: readonly ReadObject[];
  readonly memory: Readonly<Record<string, number>>;
}

/**
 * The default memory limit of a LimitRange of ours is never below what a container of its namespace without a limit asks for: the API
 * server would refuse that container.
 */
export function withDefaultLimits(objects: readonly ReadObject[]): DefaultLimits {
  const ours = objects.filter(({ hint }) => hint?.leastMemoryLimit !== undefined);
  const memory = new Map(
    ours.map(({ json, hint }) => [json.metadata?.namespace ?? 'default', hint!.leastMemoryLimit!]),
  );
  for (const { json } of objects) {
    const namespace = json.metadata?.namespace ?? 'default';
    const least = memory.get(namespace);
    if (least !== undefined) {
      memory.set(namespace, Math.max(least, largestUnlimited(json, 0)));
    }
  }
  const filled = objects.map((object) => {
    const { json, hint } = object;
    if (hint?.leastMemoryLimit === undefined) {
      return object;
    }
    const limit = memory.get(json.metadata?.namespace ?? 'default')!;
    const limits = (json.spec?.limits ?? []).map((item: any) => ({
      ...item,
      default: { ...item.default, memory: String(limit) },
    }));
    return { ...object, json: { ...json, spec: { ...json.spec, limits } } };
  });
  return { objects: filled, memory: sortedRecord(Object.fromEntries(memory)) };
}

/** The largest memory that anything inside requests without a limit. */
function largestUnlimited(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > 20) {
    return 0;
  }
  const { requests, limits } = (value as { resources?: any }).resources ?? {};
  const own = requests?.memory !== undefined && limits?.memory === undefined ? requests.memory : 0;
  return Math.max(
    parseQuantity('memory', own) ?? 0,
    ...Object.values(value).map((inner) => largestUnlimited(inner, depth + 1)),
  );
}
