import { Claim, Found, list, Meeting, meetings } from './claims';
import { sortedRecord } from '../../capacity/order';

/** One host of a server of a Gateway. */
interface Served {
  readonly host: string;
  readonly carries: 'http' | 'tls' | 'stream';
}

const HTTP = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

/**
 * Servers that one gateway cannot have together: Istio takes the older one and says so in its log alone (mergeGateways of pilot, 2026). TLS
 * servers share a port where their hosts differ, plain HTTP servers always, and nothing else does.
 */
export function checkServers(gateways: readonly Found[]): string[] {
  const claims = gateways.flatMap(({ path, json }) =>
    list(json.spec?.servers).flatMap((server) =>
      list(server.hosts).map((name): Claim<Served> => {
        const host = String(name).split('/').pop()!;
        const { number, protocol } = server.port ?? {};
        const carries = HTTP.includes(protocol) ? 'http' : ['HTTPS', 'TLS'].includes(protocol) ? 'tls' : 'stream';
        return {
          path,
          bucket: JSON.stringify([sortedRecord(json.spec?.selector ?? {}), server.bind ?? '', number]),
          what: carries === 'stream' ? `port ${number}` : `host ${host} on port ${number}`,
          detail: { host, carries },
        };
      }),
    ),
  );
  return meetings(claims, (a, b) => {
    if (a.detail.carries !== b.detail.carries || a.detail.carries === 'stream') {
      return { code: 'PORT_TAKEN', taken: `served as ${a.detail.carries}`, cure: 'another port of the gateway' };
    }
    const apart = a.detail.host !== b.detail.host || (a.path === b.path && a.detail.carries === 'http');
    return apart ? undefined : { code: 'HOST_TAKEN', taken: 'served', cure: 'one stack for one host' };
  });
}

/** What a VirtualService does with the connections and requests for one host. */
interface Taking {
  readonly mesh: boolean;
  readonly http: readonly Uri[];
  /** Ports whose connections it takes; 0 for all. */
  readonly tcp: readonly number[];
  /** The same with a host that clients name. */
  readonly tls: readonly string[];
}

/** Paths that a rule takes without looking at anything else. */
interface Uri {
  readonly exact: boolean;
  readonly value: string;
}

const OLDER: Meeting = {
  code: 'ROUTE_TAKEN',
  taken: 'routed',
  cure: 'one VirtualService with both, since Istio asks the older of two first',
};

/** VirtualServices of which one takes what the other one asks for: in the mesh Istio knows one for each host, at gateways it joins them by age. */
export function checkTakings(services: readonly Found[]): string[] {
  const claims = services.flatMap(({ path, json: { spec = {}, metadata = {} } }) => {
    const namespace = metadata.namespace ?? 'default';
    const gateways = list(spec.gateways).length > 0 ? list(spec.gateways) : ['mesh'];
    const rules = {
      http: list(spec.http).flatMap(urisOf),
      tcp: list(spec.tcp).flatMap((rule) => portsOf(rule)),
      tls: list(spec.tls).flatMap((rule) =>
        list(rule.match).flatMap(({ port = 0, sniHosts }) => list(sniHosts).map((host) => `${host}:${port}`)),
      ),
    };
    return gateways.flatMap((gateway) =>
      list(spec.hosts).map((host): Claim<Taking> => {
        const mesh = gateway === 'mesh';
        const where = mesh ? 'the mesh' : `gateway ${gateway.includes('/') ? gateway : `${namespace}/${gateway}`}`;
        const seen = mesh && list(spec.exportTo).join() === '.' ? namespace : '';
        const full = mesh && !String(host).includes('.') ? `${host}.${namespace}.svc.cluster.local` : host;
        const bucket = JSON.stringify([where, seen, full]);
        return { path, bucket, what: `host ${full} in ${where}`, detail: { mesh, ...rules } };
      }),
    );
  });
  return meetings(claims, (a, b) => {
    const met = a.path !== b.path && (a.detail.mesh || overlap(a.detail, b.detail));
    return met ? OLDER : undefined;
  });
}

function overlap(a: Taking, b: Taking): boolean {
  return (
    a.http.some((one) => b.http.some((other) => urisMeet(one, other))) ||
    a.tcp.some((one) => b.tcp.some((other) => one === other || one === 0 || other === 0)) ||
    a.tls.some((one) => b.tls.includes(one))
  );
}

/** What takes all paths is asked last, whichever VirtualService it is from (SortVHostRoutes). */
function urisMeet(a: Uri, b: Uri): boolean {
  if (isCatchAll(a) !== isCatchAll(b)) {
    return false;
  }
  const takes = ({ exact, value }: Uri, path: string) => (exact ? path === value : path.startsWith(value));
  return takes(a, b.value) || takes(b, a.value);
}

function isCatchAll({ exact, value }: Uri): boolean {
  return !exact && value === '/';
}

function urisOf(rule: any): Uri[] {
  const matches = list(rule.match);
  if (matches.length === 0) {
    return [{ exact: false, value: '/' }];
  }
  return matches.flatMap(({ uri = { prefix: '/' }, name: _, ...conditions }): Uri[] => {
    const value = uri?.exact ?? uri?.prefix;
    return typeof value !== 'string' || Object.keys(conditions).length > 0
      ? []
      : [{ exact: uri.exact !== undefined, value }];
  });
}

function portsOf(rule: any): number[] {
  const matches = list(rule.match);
  return matches.length === 0 ? [0] : matches.map(({ port = 0 }) => port);
}
