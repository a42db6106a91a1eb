import { container, deployment, pod } from './made';
import { Made, OperatorReaders } from './operator';
import { KubeObject } from '../../../manifest/kube';

const KEY = 'gateway.networking.k8s.io/Gateway';

/** Gateways that istiod runs itself, with the values of its chart (files/kube-gateway.yaml and files/waypoint.yaml of istio-discovery). */
export const ISTIO_GATEWAYS: OperatorReaders = { [KEY]: gateway };

/** Classes for which istiod makes a Deployment. */
const CLASSES: ReadonlySet<string> = new Set(['istio', 'istio-waypoint', 'istio-east-west']);

const PROXY = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1Gi' } };

/** Whether a Gateway is one of those: others are the business of other controllers. */
export function isMadeByIstio({ apiVersion = '', kind, spec }: KubeObject): boolean {
  const isGateway = kind === 'Gateway' && apiVersion.startsWith('gateway.networking.k8s.io/');
  return isGateway && CLASSES.has(String(spec?.gatewayClassName));
}

/** One proxy, unless the Gateway says by an address that it is there already. */
function gateway({ metadata, spec = {} }: KubeObject): Made[] {
  const { gatewayClassName, addresses = [], infrastructure = {} } = spec;
  if (addresses.some(({ type }: any) => type === 'Hostname')) {
    return [];
  }
  const name = gatewayClassName === 'istio-waypoint' ? `${metadata?.name}` : `${metadata?.name}-${gatewayClassName}`;
  const labels = {
    ...infrastructure.labels,
    'gateway.networking.k8s.io/gateway-name': `${metadata?.name}`,
    'sidecar.istio.io/inject': 'false',
  };
  const made = pod(labels, { containers: [container('istio-proxy', PROXY)] }, infrastructure.annotations);
  return [{ json: deployment(name, undefined, made) }];
}
