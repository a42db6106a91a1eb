import { Construct } from 'constructs';
import { virtualService } from './traffic';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { callRoute } from '../route';
import { CallRouteOptions } from '../route-options';
import { IRouteTarget } from '../route-target';
import { IstioSettings } from './settings';

/** Checks what is said of calls in the mesh, by the kind of the mesh. */
export function checkCallRoute(
  problems: Problems,
  istio: IstioSettings | undefined,
  namespace: string,
  target: IRouteTarget,
  { retries = 0, fault, timeout, perTryTimeout, mirror }: CallRouteOptions,
): void {
  problems.check(istio !== undefined, 'target', target.node.path, 'is in no mesh', 'mesh: Mesh.istio() on the stack');
  const own = target.dnsName.split('.')[1] === namespace;
  problems.check(own, 'target', target.node.path, 'is in another namespace', 'routeCalls on its own stack');
  problems.check(target.takesHttp, 'target', target.node.path, 'takes no HTTP on its first port');
  if (!istio?.ambient) {
    return;
  }
  const { waypoint } = istio.ambient;
  const cure = 'Mesh.ambient({ waypoint: Waypoint.perNamespace() })';
  problems.check(
    waypoint !== 'none',
    'target',
    target.node.path,
    'has no waypoint that could look into requests',
    cure,
  );
  const sidecars = 'an HTTPRoute of the standard channel has none; Mesh.istio(), whose sidecars do';
  problems.check(retries === 0, 'retries', retries, sidecars);
  problems.check(!fault, 'fault', 'given', sidecars);
  const whole = timeout?.toMilliseconds({ integral: true });
  problems.check(whole === undefined || whole >= 1, 'timeout', timeText(timeout), 'must be at least 1 ms');
  problems.check(
    perTryTimeout === undefined,
    'perTryTimeout',
    timeText(perTryTimeout),
    'is for tries, and there is one',
  );
  const near = !mirror || mirror.target.dnsName.split('.')[1] === namespace;
  problems.check(near, 'mirror', mirror?.target.node.path, 'is in another namespace');
}

/** How calls inside the mesh reach a service: for sidecars a VirtualService, for a waypoint an HTTPRoute, which it knows in full. */
export function emitCallRoute(
  scope: Construct,
  owner: Owner,
  istio: IstioSettings,
  target: IRouteTarget,
  options: CallRouteOptions,
): void {
  const { dnsName, routePort: port } = target;
  const [name] = dnsName.split('.');
  const id = `calls-${name}`;
  if (!istio.ambient) {
    const rule = callRoute([{ destination: { host: dnsName, port: { number: port } } }], options);
    virtualService(scope, id, owner, id, { hosts: [dnsName], gateways: ['mesh'], http: [rule] });
    return;
  }
  const { timeout, mirror } = options;
  customResource<object>(scope, id, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: namespaced('HTTPRoute', id, owner),
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name, port }],
      rules: [
        {
          ...(mirror && {
            filters: [
              {
                type: 'RequestMirror',
                requestMirror: {
                  backendRef: { name: mirror.target.dnsName.split('.')[0], port: mirror.target.routePort },
                  fraction: { numerator: Math.round(mirror.percent * 1000), denominator: 100_000 },
                },
              },
            ],
          }),
          backendRefs: [{ name, port }],
          ...(timeout && { timeouts: { request: `${timeout.toMilliseconds()}ms` } }),
        },
      ],
    },
  });
}
