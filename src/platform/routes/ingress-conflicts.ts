import { Claim, Found, list, meetings } from './claims';

/** Classes that make a load balancer for each Ingress, or for each group of them. */
const ONE_EACH = new Set(['alb', 'gce', 'gce-internal']);

/**
 * Ingresses of one class that lead one path of one host to two places. Of two the controller takes the older one (checkOverlap of ingress-nginx
 * 1.15 refuses the younger where its webhook is on, and drops it where it is off). Canaries share the path with what they try out.
 */
export function checkIngresses(ingresses: readonly Found[]): string[] {
  const claims = ingresses.flatMap(({ path: own, json: { spec = {}, metadata = {} } }) => {
    const annotations: Record<string, string> = metadata.annotations ?? {};
    const className = spec.ingressClassName ?? annotations['kubernetes.io/ingress.class'] ?? '';
    const group = annotations['alb.ingress.kubernetes.io/group.name'] ?? (ONE_EACH.has(className) ? own : '');
    const canary = annotations['nginx.ingress.kubernetes.io/canary'] === 'true';
    return list(spec.rules).flatMap(({ host = '*', http }) =>
      list(http?.paths).map(({ path = '/', pathType }): Claim => {
        const whole = String(path).replace(/(.)\/+$/, '$1');
        const exact = pathType === 'Exact';
        return {
          path: own,
          bucket: JSON.stringify([className, group, host, whole, exact, canary]),
          what: `path ${whole} of host ${host} on the Ingress class ${className || 'of the cluster'}`,
          detail: undefined,
        };
      }),
    );
  });
  return meetings(claims, () => ({
    code: 'ROUTE_TAKEN',
    taken: 'routed',
    cure: 'another host or path, since the controller takes the older of two',
  }));
}
