import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeGatewayProps, EdgeGatewayRoute } from './edge-gateway-props';
import { Finding } from '../../capacity/model';
import { someOf } from '../../capacity/some-of';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Variable } from '../../platform/variable';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { Health } from '../../workload/pod/health';
import { Mount } from '../../workload/pod/mount';
import { PodProfile } from '../../workload/pod/pod-profile';
import { Port, PortProtocol } from '../../workload/pod/port';
import { Replicas } from '../../workload/sizing/replicas';
import { EdgePlatform, EdgeSite } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';
import { nodesAt } from '../site/site-hosts';
import { SiteOverride } from '../site/site-override';

/** The version that the gateway's client reads; Istio serves it too. */
const API = 'networking.istio.io/v1alpha3';
const KEY_FOLDER = '/etc/edgemesh-psk';
const CONFIG = 'edgemesh-gateway.yaml';
/** So many names stand in a message. */
const MOST_NAMED = 12;

/** Ports of the gateways of a platform: each pod of EdgeMesh's gateway listens to all Gateways of the cluster, whatever they select. */
const PORTS = new WeakMap<EdgePlatform, Map<number, string>>();

/**
 * The gateway of EdgeMesh at sites: local break-out, by which vehicles and roadside units reach the services of a site over the network of one of its nodes, with the cloud or
 * without. A Gateway and a VirtualService for each route (networking.istio.io/v1alpha3, of the few fields that EdgeMesh 1.17 reads), and one pod at each site that it is deployed to.
 *
 * It takes TCP alone: datagrams arrive by `PodProfile.edgeDevice({ hostPorts })` of the service itself.
 *
 * @example
 * const mec = new AutonomousStack(app, 'mec', { cluster, podSecurity: PodSecurity.PRIVILEGED });
 * const warnings = new EdgeService(mec, 'warnings', { image, resources, ports: [Port.http(8080)], replicas: Replicas.fixed(1) });
 * const gateway = new EdgeGateway(mec, 'breakout', {
 *   image: registry.image('edge/edgemesh-gateway', { tag: 'v1.17.0', digest }),
 *   key: SecretRef.existing('edgemesh-psk', ['psk']).key('psk'),
 *   routes: [{ port: 8443, host: 'warnings.example.com', service: warnings, tlsSecret: 'warnings-tls' }],
 * });
 * site.deploy(warnings);
 * site.deploy(gateway);
 */
@checked
export class EdgeGateway extends EdgeService {
  /**
   * @param scope Stack of the services that it leads to.
   * @param id Name of the gateway and its objects.
   * @param props Image, key and routes.
   */
  public constructor(scope: Construct, id: string, props: EdgeGatewayProps) {
    const { image, key, routes, architectures, nodeLabels } = props;
    const stack = AutonomousStack.containing(scope);
    const platform = EdgePlatform._ofCluster(stack.cluster, pathOf(scope, id));
    const problems = new Problems(pathOf(scope, id));
    const { runtimeName } = platform.runtime;
    const hasMesh = platform._runtime.hasEdgeMesh;
    problems.check(hasMesh, 'runtime', runtimeName, 'has no EdgeMesh', 'hostPorts of the services themselves');
    problems.check(routes.length > 0, 'routes', '[]', 'must name at least one');
    const taken = PORTS.get(platform) ?? new Map<number, string>();
    PORTS.set(platform, taken);
    routes.forEach((route, i) => checkRoute(problems, stack, routes.slice(0, i), route, taken));
    problems.raise();
    routes.forEach(({ port }) => taken.set(port, pathOf(scope, id)));
    super(scope, id, {
      image,
      architectures,
      nodeLabels,
      resources: props.resources ?? {
        cpu: Cpu.millis(500),
        memory: Size.mebibytes(128),
        memoryLimit: Size.mebibytes(256),
      },
      replicas: Replicas.fixed(1),
      ports: routes.map(({ port }) => Port.tcp(port, { name: `p${port}` })),
      health: Health.tcp(),
      // The old one has the ports of the node.
      maxSurge: 0,
      args: [`--config-file=/etc/config/${CONFIG}`],
      config: { [CONFIG]: configOf(`${KEY_FOLDER}/${key.key}`) },
      variables: { NODE_NAME: Variable.nodeName() },
      mounts: [Mount.secret(key._secret, KEY_FOLDER, { keys: [key.key] })],
      // It writes the address of EdgeCore's metaServer to the folder that it is started in.
      security: { writableRoot: 'writes a kubeconfig to the folder that it is started in' },
      profile: PodProfile.edgeDevice({
        reason: 'takes connections on the network of its node',
        hostNetwork: true,
        user: 0,
      }),
    });
    routes.forEach((route) => this.emitRoute(route));
    customResource(this, 'Gateway', {
      apiVersion: API,
      kind: 'Gateway',
      metadata: namespaced('Gateway', id, stack._owner),
      spec: { selector: { kubeedge: 'edgemesh-gateway' }, servers: routes.map((route) => serverOf(stack, route)) },
    });
  }

  /** @internal */
  public _deploy(sites: readonly EdgeSite[], overrides: readonly SiteOverride[]): void {
    const problems = new Problems(`${this.node.path} deploy`);
    const several = sites.filter((site) => nodesAt(site, this._props).length !== 1).map(({ siteName }) => siteName);
    problems.check(
      several.length === 0,
      'sites',
      someOf(several, MOST_NAMED),
      'has not one node for it: others need an address that stays',
      'nodeLabels or architectures that one node of each site has',
    );
    problems.raise();
    super._deploy(sites, overrides);
  }

  /** @internal */
  public get _findings(): Finding[] {
    return [
      ...super._findings,
      {
        code: 'EDGE_GATEWAY_READS_SECRETS',
        severity: 'warning',
        path: this.node.path,
        message:
          'the gateway of EdgeMesh 1.17 asks for all Secrets of the cluster, whether or not a route has TLS, and CloudCore sends them to its nodes: whoever has a site has them',
        cure: [
          'hostPorts of the services instead of a gateway',
          'no Secrets in the cluster that nobody at a site may see, and accept(...)',
        ],
      },
    ];
  }

  /** The one route of a port. Requests are matched by an expression: of a prefix '/' EdgeMesh leaves nothing, which matches nothing (pkg/gateway/http.go). */
  private emitRoute(route: EdgeGatewayRoute): void {
    const { port, service, host } = route;
    const to = [{ destination: { host: service.serviceName, port: { number: portOf(route).number } } }];
    const name = `${this.serviceName}-${port}`;
    customResource(this, `Route-${port}`, {
      apiVersion: API,
      kind: 'VirtualService',
      metadata: namespaced('VirtualService', name, this.stack._owner),
      spec: {
        hosts: hostsOf(this.stack, route),
        gateways: [this.serviceName],
        ...(host === undefined
          ? { tcp: [{ route: to }] }
          : { http: [{ match: [{ uri: { regex: '.*' } }], route: to }] }),
      },
    });
    this.calls(service, [portOf(route)]);
  }
}

function portOf({ service, servicePort }: EdgeGatewayRoute): Port {
  return servicePort ?? service._props.ports![0];
}

/** What tells the route of a port: the gateway compares the hosts of both objects, whole. Of connections nobody knows a name: then they are those of the service. */
function hostsOf({ namespaceName }: AutonomousStack, { host, service }: EdgeGatewayRoute): string[] {
  return [host ?? `${service.serviceName}.${namespaceName}.svc.cluster.local`];
}

/** Without a least version EdgeMesh would take TLS 1.0. */
function serverOf(stack: AutonomousStack, route: EdgeGatewayRoute): object {
  const { port, host, tlsSecret } = route;
  const protocol = host === undefined ? 'TCP' : tlsSecret === undefined ? 'HTTP' : 'HTTPS';
  return {
    port: { number: port, name: `${protocol.toLowerCase()}-${port}`, protocol },
    hosts: hostsOf(stack, route),
    ...(tlsSecret !== undefined && {
      tls: { mode: 'SIMPLE', credentialName: tlsSecret, minProtocolVersion: 'TLSV1_2' },
    }),
  };
}

/** JSON is YAML: what is not said has the defaults of the gateway. */
function configOf(keyFile: string): string {
  const edgeTunnel = { enable: true, psk: { enable: true, path: keyFile } };
  return `${JSON.stringify({ modules: { edgeGateway: { enable: true }, edgeTunnel } }, undefined, 2)}\n`;
}

function checkRoute(
  problems: Problems,
  stack: AutonomousStack,
  before: readonly EdgeGatewayRoute[],
  route: EdgeGatewayRoute,
  taken: ReadonlyMap<number, string>,
): void {
  const { port, service, servicePort, host, tlsSecret } = route;
  const path = `routes[${before.length}]`;
  const other = before.some((one) => one.port === port) ? 'another route of it' : taken.get(port);
  problems.check(
    other === undefined,
    `${path}.port`,
    port,
    `is that of ${other}: every gateway of EdgeMesh listens to those of all`,
    'another port',
  );
  const name = service.serviceName;
  problems.check(
    service.stack === stack,
    `${path}.service`,
    name,
    'is in another namespace, where the gateway does not look for it',
    'a gateway in its stack',
  );
  const { ports = [] } = service._props;
  const to = servicePort ?? ports[0];
  const own = problems.check(
    to !== undefined && ports.some(({ _id }) => _id === to._id),
    `${path}.servicePort`,
    to?.number ?? 'none',
    `is no port of ${name}`,
    'one of its ports',
  );
  if (own) {
    problems.check(
      to._transport === 'TCP',
      `${path}.servicePort`,
      to.number,
      'takes datagrams, and the gateway of EdgeMesh 1.17 listens to TCP alone',
      'PodProfile.edgeDevice({ hostPorts: [port] }) on the service',
    );
    problems.check(
      host === undefined || to.protocol === PortProtocol.HTTP || to._transport !== 'TCP',
      `${path}.host`,
      host,
      `its port ${to.number} speaks ${to.protocol}, and the gateway reads requests of HTTP/1.1`,
      'no host: connections are passed on as they are',
    );
  }
  problems.check(
    host === undefined || isDnsSubdomain(host),
    `${path}.host`,
    host,
    'must be a host name, without wildcards',
  );
  problems.check(
    tlsSecret === undefined || isDnsSubdomain(tlsSecret),
    `${path}.tlsSecret`,
    tlsSecret,
    'must be the name of a Secret',
  );
}
