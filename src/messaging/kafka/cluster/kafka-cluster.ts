import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { partitionsBefore, storageOf } from './forecasts';
import { checkCopies, checkKafka, KafkaPlace } from './kafka-checks';
import { KafkaClusterProps } from './kafka-cluster-props';
import { kafkaFindings, servedFindings, StrimziResource } from './kafka-findings';
import { KafkaListener } from './kafka-listener';
import { emitMonitoring } from './kafka-monitoring';
import { KafkaNames } from './kafka-names';
import { emitKafka, emitNodePool, KafkaParts } from './kafka-objects';
import { emitPolicies } from './kafka-policies';
import { TopicView } from './topic-view';
import { KafkaUsers } from './users';
import { sortedBy } from '../../../capacity/order';
import * as k8s from '../../../manifest/k8s/types';
import { objectsIn } from '../../../manifest/objects';
import { pathOf, Problems } from '../../../manifest/problems';
import { Planner } from '../../../planner/planner';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { podsIn, port } from '../../../platform/network-policies';
import { checked } from '../../../props/checked';
import { DataFlows } from '../../../protection/data-flows';
import { ICallTarget } from '../../../workload/calls/call-target';
import { Caller } from '../../../workload/calls/caller';
import { Peer } from '../../../workload/calls/peer';
import { refuseAmbient } from '../../../workload/workload-checks';

const USUAL_REPLICATION = 3;

/**
 * A Kafka cluster that Strimzi 1.1 or newer runs, without ZooKeeper: a Kafka and its KafkaNodePools (kafka.strimzi.io/v1). Only clients with a name come in, over
 * TLS; each has the rights that its uses of topics need. Nodes are on hosts of their own and in all zones alike; what is to be
 * survived leaves a majority of controllers, and of each message as many copies as have to be in sync. PodMonitors and alerts on consumers come with it. One of a
 * namespace.
 *
 * @example
 * const log = new KafkaCluster(stack, 'log', {
 *   version: '4.3.1',
 *   controllers: {
 *     resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(2) },
 *     storage: KafkaStorage.disks({ size: Size.gibibytes(20), storageClass: 'fast' }),
 *   },
 *   brokers: {
 *     count: 6,
 *     resources: { cpu: Cpu.units(8), memory: Size.gibibytes(32) },
 *     storage: KafkaStorage.disks({ size: Size.tebibytes(4), storageClass: 'fast', count: 2 }),
 *   },
 * });
 */
@checked
export class KafkaCluster extends Construct implements ICallTarget {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** How many brokers it has. */
  public readonly brokers: number;
  /** Copies of each message where a topic says nothing else. */
  public readonly replication: number;
  /** The Kafka. */
  public readonly kafka: ApiObject;
  /** The KafkaNodePool of the brokers. */
  public readonly brokerPool: ApiObject;
  /** The KafkaNodePool of the controllers; undefined where the brokers are controllers too. */
  public readonly controllerPool?: ApiObject;
  /** @internal */
  public readonly _topics: TopicView[] = [];
  /** @internal */
  public readonly _users: KafkaUsers;
  private readonly place: KafkaPlace;
  private readonly names: KafkaNames;
  private readonly listeners: readonly KafkaListener[];
  private readonly config: Readonly<Record<string, string>>;
  private readonly callers = new Map<string, Caller>();

  /**
   * @param scope Stack that it is in.
   * @param id Name of the cluster and its objects.
   * @param props Version, pools of nodes, listeners, storage, and who may do what.
   */
  public constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    const { cluster, environment, namespaceName, mesh, _owner: owner } = this.stack;
    const { brokers, controllers, listeners = [KafkaListener.inside()] } = props;
    this.brokers = brokers.count;
    this.replication = props.replication ?? Math.min(USUAL_REPLICATION, brokers.count);
    this.listeners = listeners;
    this.config = props.config ?? {};
    this.place = {
      cluster,
      survive: cluster.survive._level,
      zones: cluster.zones,
      isProduction: environment?.isProduction ?? false,
    };
    const problems = new Problems(pathOf(scope, id));
    checkKafka(problems, id, props, listeners, this.place);
    this.checkReplication(problems);
    this.checkAlone(problems);
    refuseAmbient(problems, this.stack, 'Kafka');
    problems.raiseFor(this);
    DataFlows.of(this).place({ path: this.node.path, residency: () => this.stack.residency });
    this.names = new KafkaNames(id, namespaceName);
    const parts: KafkaParts = {
      name: id,
      names: this.names,
      owner,
      props,
      listeners,
      replication: this.replication,
      survive: this.place.survive,
      zones: cluster.zones,
      inMesh: mesh._istio !== undefined,
    };
    this.kafka = emitKafka(this, parts, () => this.peers());
    const roles = controllers ? ['broker'] : ['broker', 'controller'];
    this.brokerPool = emitNodePool(this, BROKERS, roles, brokers.count, brokers, parts);
    const { count = 3 } = controllers ?? {};
    this.controllerPool = controllers && emitNodePool(this, CONTROLLERS, ['controller'], count, controllers, parts);
    emitPolicies(this, {
      name: id,
      names: this.names,
      owner,
      racks: cluster.zones.length > 1,
      cruiseControl: props.cruiseControl !== undefined,
      exporter: props.exporter !== undefined,
      apiServer: this.wayToApiServer(props.apiServer),
    });
    this._users = new KafkaUsers({
      kafka: this,
      name: id,
      names: this.names,
      owner,
      listener: listeners.find(({ _isInside }) => _isInside)!,
      brokers: brokers.count,
      reloader: props.reloader ?? false,
    });
    if (props.podMonitor ?? true) {
      const { metrics = true, exporter } = props;
      const watched = { metrics, exporter: exporter !== undefined, topics: () => this._topics };
      emitMonitoring(this, { name: id, names: this.names, owner, ...watched });
    }
    this.node.addValidation({ validate: () => this._users.problems() });
    this.describe(props);
    INSTANCES.set(this.stack, this);
  }

  /** Address at which workloads of the cluster reach the brokers: host and port. */
  public get bootstrapServers(): string {
    return this.names.bootstrap(this.insidePort);
  }

  /** @internal */
  public _addTopic(topic: TopicView): void {
    this._topics.push(topic);
  }

  /** @internal */
  public _checkCopies(problems: Problems, replication: number): void {
    checkCopies(problems, replication, this.place);
  }

  /**
   * Partitions that a topic had in an earlier plan.
   * @internal
   */
  public _earlierPartitions(topicName: string): number | undefined {
    const earlier = Planner.of(this).earlier(this.stack.cluster.clusterName);
    return partitionsBefore(earlier?.storage ?? [], this.stack.node.path, this.node.id, topicName);
  }

  /**
   * Largest message that its brokers take, where their settings say one.
   * @internal
   */
  public get _largestMessage(): string | undefined {
    return this.config['message.max.bytes'];
  }

  /** @internal */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    this.callers.set(caller.path, caller);
    return { to: [podsIn(this.stack.namespaceName, this.names.nodeLabels)], ports: [port(this.insidePort)] };
  }

  private get insidePort(): number {
    return this.listeners.find(({ _isInside }) => _isInside)!._port;
  }

  /** Pods that use a topic; where there are none its own nodes, as no peers at all would be everyone. */
  private peers(): k8s.NetworkPolicyPeer[] {
    const all = sortedBy(this.callers.values(), ({ path }) => path);
    return all.length === 0
      ? [podsIn(this.stack.namespaceName, this.names.nodeLabels)]
      : all.map(({ owner, selector }) => podsIn(owner.namespace!, selector));
  }

  private wayToApiServer(peer?: Peer): k8s.NetworkPolicyEgressRule[] {
    const { cluster, _owner: owner } = this.stack;
    const caller = { path: this.node.path, cluster, owner, selector: {}, declareHost: () => undefined };
    // Policies look at addresses behind the Service: many API servers are on 6443 there.
    const peers = peer ? [peer] : [443, 6443].map((number) => Peer.cidr('0.0.0.0/0', number));
    return peers.map((one) => one._calledBy(caller));
  }

  private checkReplication(problems: Problems): void {
    const { replication, brokers } = this;
    const whole = Number.isInteger(replication) && replication >= 1;
    problems.check(whole, 'replication', replication, 'must be a whole number of at least 1');
    problems.check(
      !whole || replication <= brokers,
      'replication',
      replication,
      `needs a broker for each copy, and there are ${brokers}`,
      `${brokers}, or ${replication} brokers`,
    );
    checkCopies(problems, replication, this.place);
  }

  private checkAlone(problems: Problems): void {
    const other = INSTANCES.get(this.stack);
    problems.check(
      other === undefined,
      'stack',
      this.stack.node.path,
      `has ${other?.node.path} already, and node pools of one namespace need names of their own`,
      'a stack of its own',
    );
  }

  private strimziResources(): StrimziResource[] {
    const all = objectsIn(this.stack.cluster._charts()).filter(({ apiGroup }) => apiGroup === 'kafka.strimzi.io');
    return all.map(({ node, apiVersion, kind }) => ({ path: node.path, apiVersion, kind }));
  }

  /** What the plan cannot read from the objects: what has to be left after a loss, and whether topics fit. */
  private describe({ brokers, controllers }: KafkaClusterProps): void {
    const planner = Planner.of(this);
    const { path } = this.node;
    const { survive, zones } = this.place;
    const inZones = survive === 'zone' ? zones : undefined;
    const left = (count: number) =>
      survive === 'none' ? 0 : survive === 'node' ? count - 1 : count - Math.ceil(count / zones.length);
    this.stack.cluster._forecasts.add(() => ({ storage: storageOf(this.node, brokers, this._topics) }));
    planner.describe(this.kafka, () => ({ path }));
    planner.describe(this.brokerPool, () => ({
      path,
      zones: inZones,
      degraded: left(this.brokers),
      reason: `${some(this.brokers, 'broker')}, ${this.replication === 1 ? '1 copy' : `${this.replication} copies`} of each message`,
      findings: [...servedFindings(path, this.strimziResources()), ...kafkaFindings(path, brokers, this._topics)],
    }));
    const { count = 3 } = controllers ?? {};
    if (this.controllerPool) {
      const majority = Math.floor(count / 2) + 1;
      const reason = `${majority} of ${count} controllers have to agree`;
      planner.describe(this.controllerPool, () => ({ path, zones: inZones, degraded: left(count), reason }));
    }
  }
}

function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const BROKERS = 'brokers';
const CONTROLLERS = 'controllers';

/** The one of each stack. */
const INSTANCES = new WeakMap<AutonomousStack, KafkaCluster>();
