import { GatewayRouteKind } from './gateway-objects';
import { Workload } from '../workload';

/** Sends plain HTTP on to HTTPS. */
export const TO_HTTPS = { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } };

/** A method of gRPC, or all of a service, as a path has them. */
const METHOD = /^\/([A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)(?:\/([A-Za-z_][A-Za-z_0-9]*))?$/;

/** Whether routes of a kind can tell requests with that path from others. */
export function takesPath(kind: GatewayRouteKind, pathPrefix: string): boolean {
  return kind === 'GRPCRoute'
    ? pathPrefix === '/' || METHOD.test(pathPrefix)
    : /^\/[-A-Za-z0-9/._~!$&'()*+,;=:@]*$/.test(pathPrefix) && !/\/(\/|\.\.?(\/|$))/.test(pathPrefix);
}

/** The rule that leads requests with that path to the first port of a service. */
export function ruleOf(kind: GatewayRouteKind, pathPrefix: string, target: Workload): object {
  const backendRefs = [backend(target, target.routePort)];
  if (kind === 'GRPCRoute') {
    const [, service, method] = METHOD.exec(pathPrefix) ?? [];
    return { ...(service && { matches: [{ method: { service, ...(method && { method }) } }] }), backendRefs };
  }
  return { matches: [{ path: { type: 'PathPrefix', value: pathPrefix } }], backendRefs };
}

/** A port of a service. */
export function backend({ workloadName: name }: Workload, port: number): object {
  return { name, port };
}
