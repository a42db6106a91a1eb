import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { aclOf } from './emqx-acl';
import { EmqxBrokerProps } from './emqx-broker-props';
import { checkBroker } from './emqx-checks';
import { ACL_FILE, emqxConfig } from './emqx-config';
import { gatewayFindings } from './emqx-findings';
import { NodeFiles, nodeProps, outsidePorts, PEER_PORTS, SERVICES } from './emqx-nodes';
import { loadOf, reasonOf, reconnecting, Reconnecting, replicasFor } from './emqx-sizing';
import { EmqxVersion, needsLicence } from './emqx-version';
import { OperatedNodes } from './operated-nodes';
import { VehicleGateway } from './vehicle-gateway';
import { Finding, SurviveLevel } from '../../../capacity/model';
import { bytesOf } from '../../../manifest/amounts';
import * as k8s from '../../../manifest/k8s/types';
import { pathOf, Problems } from '../../../manifest/problems';
import { Planner } from '../../../planner/planner';
import { WorkloadHint } from '../../../planner/reading/description';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { ConfigFile } from '../../../platform/configuration/config-file';
import { Configuration } from '../../../platform/configuration/configuration';
import { checked } from '../../../props/checked';
import { DataClass } from '../../../protection/data-class';
import { DataFlows } from '../../../protection/data-flows';
import { ICallTarget } from '../../../workload/calls/call-target';
import { Caller } from '../../../workload/calls/caller';
import { Exposure } from '../../../workload/calls/exposure';
import { hostsFor } from '../../../workload/calls/hosts';
import { Origin } from '../../../workload/calls/origin';
import { Port } from '../../../workload/pod/port';
import { Use } from '../../../workload/pod/use/use';
import { Replicas } from '../../../workload/sizing/replicas';
import { ReplicaContext, Sizing } from '../../../workload/sizing/sizing';
import { StatefulService } from '../../../workload/stateful-service';
import { checkWorkload } from '../../../workload/workload-checks';
import { WorkloadProps } from '../../../workload/workload-props';
import { MqttClient } from '../mqtt-client';
import { MqttClientProps } from '../mqtt-client-props';

/** What a broker follows from, once its props are known to be right. */
interface Planned {
  readonly replicas: Replicas;
  readonly sizing: Sizing;
  readonly reconnect: Reconnecting;
  readonly survive: SurviveLevel;
  readonly version: EmqxVersion;
}

/**
 * A cluster of EMQX for vehicles and other devices: MQTT with TLS, clients that prove who they are, topics that each has for itself, protocols of vehicles as gateways.
 * It has as many nodes as hold the connections and carry the messages, also after a loss, and is refused where their clients could not come back to the others in time.
 *
 * Emits an EMQX resource (apps.emqx.io/v2beta1, for EMQX's operator 2.2) with Services and a NetworkPolicy, or a StatefulSet, by its `upgrade`. There is no listener
 * without TLS, none without authentication, and no user of the dashboard that nobody asked for.
 *
 * @example
 * const broker = new EmqxBroker(stack, 'broker', {
 *   image: registry.image('docker-hub/emqx/emqx-enterprise', { tag: '5.8.6' }),
 *   connections: 300_000,
 *   perNode: 50_000,
 *   messages: Rate.perSecond(150_000),
 *   resources: { cpu: Cpu.units(8), memory: Size.gibibytes(16) },
 *   certificate: TlsCertificate.issued({ issuer: 'vehicles', hosts: ['mqtt.cars.example.com'] }),
 *   clientAuth: ClientAuth.mutual({ ca: SecretRef.existing('vehicle-ca', ['ca.crt']).key('ca.crt') }),
 *   topics: { publishes: ['vehicles/{id}/#'], subscribes: ['commands/{id}/#'] },
 *   licence: SecretRef.existing('emqx-licence', ['key']).key('key'),
 * });
 * broker.exposeOutside();
 */
@checked
export class EmqxBroker extends Construct implements ICallTarget {
  /** Name of the broker and of its Service. */
  public readonly brokerName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** Nodes that hold clients, at steady. */
  public readonly plannedReplicas: number;
  /** The EMQX resource, or the StatefulSet. */
  public readonly apiObject: ApiObject;
  private readonly props: EmqxBrokerProps;
  private readonly service?: StatefulService;
  private readonly operated?: OperatedNodes;
  private isExposed = false;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the broker and its objects.
   * @param props Clients, listeners, who may do what, and nodes.
   */
  public constructor(scope: Construct, id: string, props: EmqxBrokerProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.brokerName = id;
    this.props = props;
    const planned = this.plan(new Problems(pathOf(scope, id)));
    const { sizing } = planned;
    this.plannedReplicas = sizing.planned;
    const { dataClasses: data } = props;
    DataFlows.of(this).place({ path: this.node.path, residency: () => this.stack.residency, data, isStore: true });
    const settings = this.settings(planned);
    const files: NodeFiles = { certificate: this.certificate(), acl: this.acl() };
    if (props.upgrade && !props.upgrade._eviction) {
      this.service = this.replacedOneByOne(planned, files, settings);
    } else {
      this.operated = this.runByOperator(planned, files, settings);
    }
    this.apiObject = this.service?.statefulSet ?? this.operated!.resource;
    const { clientAuth, gateways = [] } = props;
    const nodes = this.service ?? this.operated!;
    [...clientAuth._calls, ...gateways.flatMap(({ _parts }) => _parts.calls)].forEach((target) => nodes.calls(target));
    this.node.addValidation({ validate: () => this.faults() });
  }

  /** What vehicles send; undefined where nobody said. */
  public get dataClasses(): DataClass[] | undefined {
    return this.props.dataClasses && [...this.props.dataClasses];
  }

  /** @internal */
  public get _gateways(): readonly VehicleGateway[] {
    return this.props.gateways ?? [];
  }

  /** Full DNS name of its Service. */
  public get dnsName(): string {
    return `${this.brokerName}.${this.stack.namespaceName}.svc.cluster.local`;
  }

  /** The NetworkPolicy of its nodes. */
  public get networkPolicy(): ApiObject {
    return (this.service ?? this.operated!).networkPolicy;
  }

  /**
   * The connection of a service of the cluster, for its `uses`: address and files in variables, its certificate, and the permission to call the broker. What it may publish and
   * subscribe to is said by `services` of the broker.
   * @param props Who it is, and which topics it may use.
   */
  public client(props: MqttClientProps): Use {
    const { brokerName, stack, dnsName: host } = this;
    const { services = {} } = this.props;
    const clients = Object.keys(services);
    const rightsOf = (name: string) => services[name] ?? {};
    const address = { path: this.node.path, brokerName, stack, target: this, host, port: SERVICES, clients, rightsOf };
    return new MqttClient(address, props);
  }

  /**
   * Opens the ports of vehicles to clients outside the cluster by a load balancer: a Service of type LoadBalancer, named `<broker>-external`. TLS ends in the broker.
   * @param exposure Which ports are open, to whom.
   * @throws where a port is asked for that is not for clients outside
   */
  public exposeOutside(exposure: Exposure = {}): ApiObject {
    const problems = new Problems(`${this.node.path} exposeOutside`);
    const outside = outsidePorts(this.props);
    const known = new Set(outside.map(({ _id }) => _id));
    for (const { _id, number } of exposure.ports ?? []) {
      const cure = `one of ${outside.map((port) => port.number).join(', ')}`;
      const why =
        number === 1883
          ? 'is MQTT without TLS, which no listener of it speaks'
          : 'is no port of it for clients outside';
      problems.check(known.has(_id), 'ports', number, why, cure);
    }
    problems.raise();
    this.isExposed = true;
    return (this.service ?? this.operated!).exposeOutside({ ...exposure, ports: exposure.ports ?? outside });
  }

  /**
   * Lets somebody outside the stacks call it, such as pods of a namespace that is no stack.
   * @param origin who calls
   * @param ports ports that it calls; by default those for clients outside
   */
  public admits(origin: Origin, ports?: Port[]): void {
    (this.service ?? this.operated!).admits(origin, ports ?? outsidePorts(this.props));
  }

  /** @internal */
  public _calledBy(caller: Caller, ports: readonly Port[] = outsidePorts(this.props)): k8s.NetworkPolicyEgressRule {
    return this.service ? this.service._calledBy(caller, ports) : this.operated!.calledBy(caller, ports);
  }

  private plan(problems: Problems): Planned {
    const { props, stack } = this;
    const load = loadOf(props);
    const version = checkBroker(problems, props, load);
    problems.raiseFor(this);
    const replicas = replicasFor(load, stack.cluster._caps);
    const nodes = nodeProps(props, undefined, replicas, {});
    checkWorkload(problems, stack, this.brokerName, nodes, {}, PEER_PORTS);
    problems.raiseFor(this);
    const context = this.contextFor(problems, nodes);
    const sized = replicas._size(context);
    const reconnect = reconnecting(problems, props, load, sized, context);
    problems.check(
      !needsLicence(version!) || sized.planned === 1 || props.licence !== undefined,
      'licence',
      props.licence,
      `${sized.planned} nodes of EMQX ${version!.text} need one: the built-in licence is for one node (from 5.9 on)`,
      'a key of a SecretRef',
    );
    problems.raiseFor(this);
    const reason = `${reasonOf(load, sized, stack.cluster._caps)}; ${reconnect.text}`;
    return { replicas, sizing: { ...sized, reason }, reconnect, survive: context.survive, version: version! };
  }

  private contextFor(problems: Problems, nodes: WorkloadProps): ReplicaContext {
    const { cluster } = this.stack;
    return {
      path: this.node.path,
      problems,
      survive: (nodes.survive ?? cluster.survive)._level,
      zones: cluster.zones.length,
      hosts: hostsFor(cluster, nodes),
      caps: cluster._caps,
    };
  }

  private settings({ reconnect }: Planned): string {
    const { connections, perNode, clientAuth, gateways = [], services = {}, licence, adminPassword } = this.props;
    const { port = 8883, proxyProtocol = false, largestMessage } = this.props;
    return emqxConfig({
      port,
      proxyProtocol,
      clientAuth,
      gateways,
      hasServices: Object.keys(services).length > 0,
      connections,
      perNode,
      rate: reconnect.rate,
      largestMessage: largestMessage === undefined ? 2 ** 20 : bytesOf(largestMessage),
      licenceFile: licence?.key,
      hasDashboard: adminPassword !== undefined,
    });
  }

  private certificate() {
    const { brokerName, stack } = this;
    const short = `${brokerName}.${stack.namespaceName}.svc`;
    const serverNames = [this.dnsName, short];
    return this.props.certificate._secretFor({
      scope: this,
      name: `${brokerName}-tls`,
      stack,
      commonName: short,
      serverNames,
    });
  }

  private acl(): Configuration {
    const { topics, services = {}, gateways = [] } = this.props;
    const files = { [ACL_FILE]: ConfigFile.text(aclOf({ topics, services, gateways })) };
    return new Configuration(this, 'acl', { name: `${this.brokerName}-acl`, files });
  }

  private replacedOneByOne(planned: Planned, files: NodeFiles, text: string): StatefulService {
    const { props, brokerName, stack } = this;
    const own = new Configuration(this, 'settings', {
      name: `${brokerName}-settings`,
      files: { 'emqx.conf': ConfigFile.text(text) },
    });
    const { storage, priority } = props;
    const nodes = nodeProps(props, { ...files, settings: own }, planned.replicas, {
      EMQX_NODE__DATA_DIR: 'data',
      EMQX_CLUSTER__DISCOVERY_STRATEGY: 'dns',
      EMQX_CLUSTER__DNS__NAME: `${brokerName}-headless.${stack.namespaceName}.svc.cluster.local`,
      EMQX_CLUSTER__DNS__RECORD_TYPE: 'srv',
    });
    const service = new StatefulService(this, brokerName, {
      ...nodes,
      priority,
      peerPorts: PEER_PORTS,
      writable: ['/opt/emqx/log', ...(storage ? [] : ['/opt/emqx/data'])],
      ...(storage && { volumes: [{ name: 'data', mountPath: '/opt/emqx/data', ...storage }] }),
    });
    const { path } = this.node;
    const findings = gatewayFindings(path, props.gateways ?? [], planned.version);
    Planner.of(this).amend(service.statefulSet, { path, reason: planned.sizing.reason, findings });
    return service;
  }

  private runByOperator(planned: Planned, files: NodeFiles, settings: string): OperatedNodes {
    const { props, brokerName: name, stack } = this;
    const { cores, operatorNamespace = 'emqx-operator-system' } = props;
    const { sizing, survive, replicas } = planned;
    const nodes = nodeProps(props, files, replicas, {});
    const count = cores?.count ?? 3;
    const apart = cores && {
      nodes: { ...nodes, resources: cores.resources },
      sizing: {
        needed: count,
        planned: count,
        degraded: survive === 'none' ? 0 : count - Math.ceil(count / Math.max(2, stack.cluster.zones.length)),
      },
    };
    const zones = stack.cluster.zones.length;
    const { evicted = 1 } = planned.reconnect;
    const common = { name, stack, props, survive, zones, peerPorts: PEER_PORTS, settings, evicted };
    const parts = { ...common, nodes, sizing, cores: apart };
    return new OperatedNodes(this, parts, operatorNamespace, () => this.hint(planned, apart?.sizing));
  }

  private hint({ sizing, survive, version }: Planned, cores: Sizing | undefined): WorkloadHint {
    const { path } = this.node;
    const zones = survive === 'zone' ? this.stack.cluster.zones : undefined;
    const of = ({ needed, degraded, reason }: Sizing) => ({ needed, degraded, reason, zones });
    const findings: Finding[] = [
      ...(sizing.findings ?? []),
      ...gatewayFindings(path, this.props.gateways ?? [], version),
    ];
    const clients = { ...of(sizing), findings };
    return { path, parts: cores ? { core: of(cores), replicant: clients } : { core: clients } };
  }

  private faults(): string[] {
    const { proxyProtocol } = this.props;
    return proxyProtocol && !this.isExposed
      ? [
          'proxyProtocol true: nothing in front of it speaks that; broker.exposeOutside(...) with a load balancer that does, or leave it out',
        ]
      : [];
  }
}
