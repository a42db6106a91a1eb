import { list } from './made';
import { formatQuantity, parseQuantity } from '../../../capacity/quantity';
import { KubeContainer } from '../../../manifest/kube';

/** A step of a pipeline: so many pods at once, after others. */
export interface Step {
  readonly name: string;
  readonly after: readonly string[];
  readonly pods: number;
}

/** More steps than these are taken to run all at once. */
const MOST_STEPS = 400;

/**
 * The most pods of steps that may run at the same time: no step runs beside one that it waits for, directly or through others. It is found
 * as the heaviest set of steps of which none waits for another, by the number of chains that cover all of them (Dilworth).
 */
export function mostAtOnce(steps: readonly Step[]): number {
  const copies = steps.flatMap((step) => Array.from({ length: Math.min(step.pods, MOST_STEPS) }, () => step));
  if (copies.length > MOST_STEPS) {
    return steps.reduce((sum, { pods }) => sum + pods, 0);
  }
  const before = predecessors(steps);
  const assigned: (number | undefined)[] = copies.map(() => undefined);
  const follows = (later: number, earlier: number) => before.get(copies[later].name)!.has(copies[earlier].name);
  const assign = (earlier: number, tried: Set<number>): boolean =>
    copies.some((_, later) => {
      if (tried.has(later) || !follows(later, earlier)) {
        return false;
      }
      tried.add(later);
      if (assigned[later] !== undefined && !assign(assigned[later]!, tried)) {
        return false;
      }
      assigned[later] = earlier;
      return true;
    });
  const paired = copies.filter((_, earlier) => assign(earlier, new Set())).length;
  // Steps that wait for each other in a circle are refused; one pod is the least that is asked for.
  return Math.max(Math.min(1, copies.length), copies.length - paired);
}

/** All steps that each waits for. */
function predecessors(steps: readonly Step[]): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(steps.map(({ name, after }) => [name, after]));
  const found = new Map<string, Set<string>>();
  for (const { name } of steps) {
    const all = new Set<string>();
    const open = [...direct.get(name)!];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!all.has(next) && direct.has(next)) {
        all.add(next);
        open.push(...direct.get(next)!);
      }
    }
    all.delete(name);
    found.set(name, all);
  }
  return found;
}

/** One container that asks for as much as all of these together. */
export function together(name: string, containers: readonly KubeContainer[]): KubeContainer {
  const sum = (field: 'requests' | 'limits') => {
    const total: Record<string, number> = {};
    for (const { resources } of containers) {
      for (const [resource, text] of Object.entries({
        ...(field === 'requests' && resources?.limits),
        ...resources?.[field],
      })) {
        total[resource] = (total[resource] ?? 0) + (parseQuantity(resource, text as string) ?? 0);
      }
    }
    return Object.fromEntries(Object.entries(total).map(([resource, n]) => [resource, formatQuantity(resource, n)]));
  };
  return { name, resources: { requests: sum('requests'), limits: sum('limits') } };
}

/**
 * A pod that asks for as much of everything as the widest of several: they are written as containers that start one after the other, of
 * which the largest counts.
 */
export function widest(pods: readonly (readonly KubeContainer[])[]): {
  readonly initContainers: KubeContainer[];
  readonly containers: KubeContainer[];
} {
  const all = pods.map((containers, i) => together(`pod-${i}`, list(containers)));
  const silent = all.find(({ resources }) => Object.keys(resources?.requests ?? {}).length === 0);
  const last = silent ?? all[0];
  // A pod has to have a container; of one that asks for nothing the plan says so.
  return { initContainers: all.filter((one) => one !== last), containers: last ? [last] : [] };
}
