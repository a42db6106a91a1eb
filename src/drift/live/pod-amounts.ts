import { parseQuantity } from '../../capacity/quantity';
import { larger, plus, Resources } from '../../capacity/resources';

/** Quantities that were read: a cluster has few different ones. */
const READ = new Map<string, number>();

/** A quantity as an amount; 0 where it is none. */
export function amountOf(resource: string, text: string | number, rounding: 'up' | 'down' = 'up'): number {
  const key = `${resource === 'cpu' ? 'cpu' : ''} ${rounding} ${text}`;
  let amount = READ.get(key);
  if (amount === undefined) {
    amount = parseQuantity(resource, text, rounding) ?? 0;
    READ.set(key, amount);
  }
  return amount;
}

export function amountsOf(quantities: Record<string, string | number> | undefined, rounding?: 'down'): Resources {
  return Object.fromEntries(
    Object.entries(quantities ?? {}).map(([name, text]) => [name, amountOf(name, text, rounding)]),
  );
}

/** What a container asks for: its requests, and its limits where it has no request. */
function requestsOf({ resources = {} }: any): Resources {
  return amountsOf({ ...resources.limits, ...resources.requests });
}

/**
 * What a pod asks for, added up as the scheduler does it: its containers and native sidecars together, or the largest init container beside the
 * sidecars before it; what the whole pod asks for goes before; overhead and volumes in memory come on top.
 */
export function podRequests(spec: any): Resources {
  let sidecars: Resources = {};
  let starting: Resources = {};
  for (const init of spec.initContainers ?? []) {
    starting = larger(starting, plus(sidecars, requestsOf(init)));
    if (init.restartPolicy === 'Always') {
      sidecars = plus(sidecars, requestsOf(init));
    }
  }
  const running = (spec.containers ?? []).reduce((sum: Resources, one: any) => plus(sum, requestsOf(one)), sidecars);
  const { limits, requests } = spec.resources ?? {};
  const whole = { ...amountsOf(limits), ...larger(running, starting), ...amountsOf(requests) };
  const asked = plus(whole, amountsOf(spec.overhead));
  const volumes = (spec.volumes ?? []).filter(({ emptyDir }: any) => emptyDir?.medium === 'Memory');
  const inMemory = volumes.reduce((sum: number, one: any) => sum + amountOf('memory', one.emptyDir.sizeLimit ?? 0), 0);
  return inMemory > 0 ? plus(asked, { memory: inMemory }) : asked;
}
