import { hasAll, namespaceOf, refusal, Template, World } from './world';
import { sortedBy } from '../../../capacity/order';
import { Found, list } from '../../routes/claims';

const PROTOCOLS = [
  'grpc',
  'grpc-web',
  'http',
  'http2',
  'http3',
  'https',
  'mongo',
  'mysql',
  'redis',
  'tcp',
  'tls',
  'udp',
];

/** What Istio takes a port for: by appProtocol, or by its name. */
function protocolOf({ name = '', appProtocol, protocol = 'TCP' }: any): string | undefined {
  if (protocol === 'UDP') {
    return 'udp';
  }
  if (appProtocol !== undefined) {
    return String(appProtocol).split('/').pop();
  }
  const [first] = String(name).split('-');
  return String(name).startsWith('grpc-web') ? 'grpc-web' : PROTOCOLS.includes(first) ? first : undefined;
}

/** Services of namespaces in the mesh: what is spoken on their ports has to be said, and by all alike (IST0116, 0118, 0137, 0150). */
export function servicesSay(world: World): string[] {
  const services = world.of('/Service').filter(({ json }) => world.dataplaneOf(namespaceOf(json)) !== 'none');
  return [...services.flatMap(portsSay), ...world.templates.flatMap((template) => agreeOn(template, services))];
}

function portsSay(found: Found): string[] {
  const { spec = {} } = found.json;
  const external = spec.type === 'ExternalName';
  return list(spec.ports).flatMap((port) => {
    if (protocolOf(port) !== undefined) {
      return [];
    }
    const text = `port ${port.port} has the name ${port.name ?? '-'}, which does not say what is spoken on it`;
    return [refusal(found, external ? 150 : 118, text, `appProtocol, or a name such as tcp-${port.name ?? port.port}`)];
  });
}

/** Services that lead to one port of the same pods: as one protocol, and from one port. */
function agreeOn({ namespace, labels, spec, kind }: Template, services: readonly Found[]): string[] {
  const own = services.filter(({ json }) => {
    const selector: Record<string, string> = json.spec?.selector ?? {};
    const selects = Object.keys(selector).length > 0 && hasAll(labels, selector);
    return namespaceOf(json) === namespace && selects && json.spec?.clusterIP !== 'None';
  });
  if (own.length < 2 || kind === 'Job') {
    return [];
  }
  const numberOf = (target: unknown, fallback: number) =>
    typeof target === 'string'
      ? list(spec.containers)
          .flatMap(({ ports }) => list(ports))
          .find(({ name }) => name === target)?.containerPort
      : (target ?? fallback);
  const uses = sortedBy(own, ({ path }) => path).flatMap((found) =>
    list(found.json.spec?.ports).map((port) => ({
      found,
      port,
      target: `${numberOf(port.targetPort, port.port)}/${port.protocol ?? 'TCP'}`,
    })),
  );
  return uses.flatMap(({ found, port, target }, i) => {
    const other = uses.slice(0, i).find((one) => one.target === target && one.found !== found);
    if (!other) {
      return [];
    }
    const theirs = `${other.found.json.metadata?.name}`;
    const [mine, said] = [protocolOf(port), protocolOf(other.port)];
    return mine !== said
      ? [
          refusal(
            found,
            116,
            `leads to port ${target} as ${mine}, and Service ${theirs} as ${said}`,
            'one protocol in both',
          ),
        ]
      : port.port !== other.port.port
        ? [
            refusal(
              found,
              137,
              `leads to port ${target} from port ${port.port}, and Service ${theirs} from ${other.port.port}`,
              'one port in both',
            ),
          ]
        : [];
  });
}

/** Namespaces that ask for sidecars twice, or for them and for nodes that carry the traffic (IST0123). */
export function namespacesAsk(world: World): string[] {
  return world.of('/Namespace').flatMap((found) => {
    const labels: Record<string, string> = found.json.metadata?.labels ?? {};
    const both = labels['istio-injection'] !== undefined && labels['istio.io/rev'] !== undefined;
    const mixed = labels['istio-injection'] === 'enabled' && labels['istio.io/dataplane-mode'] === 'ambient';
    return both || mixed
      ? [
          refusal(
            found,
            123,
            'has labels of two ways into the mesh',
            'one of istio-injection, istio.io/rev and istio.io/dataplane-mode',
          ),
        ]
      : [];
  });
}

/** Pods that Istio cannot carry the traffic of: with its own user id (IST0144), or with a container that only injection completes (IST0146, 0147). */
export function podsCanBeIn(world: World): string[] {
  return world.templates.flatMap(({ path, kind, name, spec, labels, dataplane }) => {
    const found = { path, json: { kind, metadata: { name } } };
    const containers = [...list(spec.initContainers), ...list(spec.containers)];
    const ids = [spec, ...containers].map(({ securityContext }) => securityContext?.runAsUser);
    const injected = dataplane === 'sidecar' || labels['sidecar.istio.io/inject'] === 'true';
    const auto = containers.some(({ image }) => image === 'auto');
    return [
      ...(dataplane === 'sidecar' && ids.includes(1337)
        ? [refusal(found, 144, 'runs as user 1337, which is that of its sidecar', 'another runAsUser')]
        : []),
      ...(auto && !injected
        ? [
            refusal(
              found,
              147,
              'has the image auto, which injection fills in, and is not injected',
              'sidecar.istio.io/inject: "true" on the pods',
            ),
          ]
        : []),
    ];
  });
}
