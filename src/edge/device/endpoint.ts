import { byCodeUnit } from '../../capacity/order';
import * as k8s from '../../manifest/k8s/types';
import { port as policyPort } from '../../platform/network-policies';

/** A host, by name or address, and a port of it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Networks that nobody is meant to reach by the name of a device: nodes get their credentials there. */
const LINK_LOCAL = '169.254.0.0/16';

/** The endpoint of a URL, or of `<host>:<port>`. */
export function endpointOf(address: string, defaultPort: number): Endpoint {
  const [, host = '', port] = /^(?:[a-z.]+:\/\/)?([^/:]+)(?::(\d+))?/.exec(address) ?? [];
  return { host, port: Number(port ?? defaultPort) };
}

/**
 * What a policy has to allow for some endpoints, a rule for each port. Policies know no names: a name is any address, but none that is
 * link-local.
 */
export function endpointRules(endpoints: readonly Endpoint[]): k8s.NetworkPolicyEgressRule[] {
  const ports = [...new Set(endpoints.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.map((port) => {
    const blocks = new Set(endpoints.filter((each) => each.port === port).map(({ host }) => blockOf(host)));
    const to = [...blocks].sort(byCodeUnit).map((cidr) => ({
      ipBlock: { cidr, ...(cidr === ANY && { except: [LINK_LOCAL] }) },
    }));
    return { to, ports: [policyPort(port)] };
  });
}

const ANY = '0.0.0.0/0';

function blockOf(host: string): string {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) ? `${host}/32` : ANY;
}
