import * as k8s from '../../manifest/k8s/types';
import { Port } from '../pod/port';

/**
 * Ports as a Service has them, under the numbers that pods listen on.
 * @param ofHelpers those of sidecars, which not every version finds by name
 */
export function servicePorts(ports: readonly Port[], ofHelpers: readonly Port[]): k8s.ServicePort[] {
  return ports.map((port) => ({
    name: port.name,
    port: port.number,
    targetPort: ofHelpers.includes(port) ? port.number : port.name,
    protocol: port._transport,
    ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }),
  }));
}
