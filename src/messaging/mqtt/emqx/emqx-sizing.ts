import { BrokerCosts, EmqxBrokerProps } from './emqx-broker-props';
import { BrokerLoad, checkStorm, nodesFor, stormOf } from './emqx-load';
import { fixed } from '../../../capacity/quantity';
import { UtilisationCaps } from '../../../capacity/sizing/demand';
import { bytesOf, millisOf } from '../../../manifest/amounts';
import { Problems } from '../../../manifest/problems';
import { Replicas } from '../../../workload/sizing/replicas';
import { ReplicaContext, Sizing } from '../../../workload/sizing/sizing';

const KIB = 1024;
const WITHIN_SECONDS = 120;

/** Connections per second that a node hands over, where the others take as many. */
const EVICTED = 1000;

/** What a broker is asked for, in plain numbers. */
export function loadOf({
  connections,
  perNode,
  messages,
  resources,
  clientAuth,
  costs = {},
}: EmqxBrokerProps): BrokerLoad {
  const { memoryPerConnection, messageTime, handshakeTime }: BrokerCosts = costs;
  return {
    connections,
    perNode,
    messages: messages.toPerSecond(),
    cores: millisOf(resources.cpu) / 1000,
    memory: bytesOf(resources.memory),
    memoryPerConnection: memoryPerConnection === undefined ? 25 * KIB : bytesOf(memoryPerConnection),
    secondsPerMessage: messageTime?.toSeconds() ?? 100e-6,
    // Checking the certificate of the client, and that it has its key, is about as much work as the handshake itself.
    secondsPerHandshake: handshakeTime?.toSeconds() ?? (clientAuth._kind === 'mutual' ? 2e-3 : 1e-3),
  };
}

/** As many nodes as hold the connections and carry the messages, at steady and after a loss. */
export function replicasFor(load: BrokerLoad, caps: UtilisationCaps): Replicas {
  const { connections, perNode } = load;
  const [steady, degraded] = [nodesFor(load, caps.steady), nodesFor(load, caps.degraded)];
  return steady === Math.ceil(connections / perNode)
    ? Replicas.forConnections({ connections, perReplica: perNode })
    : Replicas.needed({ steady, degraded });
}

/** Why there are so many, where it is not the connections. */
export function reasonOf(load: BrokerLoad, sizing: Sizing, caps: UtilisationCaps): string | undefined {
  const { connections, perNode, messages, secondsPerMessage } = load;
  const { reason } = sizing;
  if (nodesFor(load, caps.steady) === Math.ceil(connections / perNode)) {
    return reason;
  }
  return `${fixed(messages, 0)} messages per second of ${fixed(secondsPerMessage * 1e6, 0)} µs: ${reason}`;
}

/** What the loss of nodes does to the others. */
export interface Reconnecting {
  /** Connections per second that each node takes. */
  readonly rate: number;
  /** Connections per second that a node hands over in an upgrade; absent: nodes are replaced one by one. */
  readonly evicted?: number;
  /** What is told of it in the plan. */
  readonly text: string;
}

/** Checks that clients of lost nodes can come back to the others: of a whole zone where that is survived, else of one node of the cluster. */
export function reconnecting(
  problems: Problems,
  { reconnect = {}, upgrade }: EmqxBrokerProps,
  load: BrokerLoad,
  { planned }: Sizing,
  { survive, zones, hosts }: Pick<ReplicaContext, 'survive' | 'zones' | 'hosts'>,
): Reconnecting {
  const within = reconnect.within?.toSeconds({ integral: false }) ?? WITHIN_SECONDS;
  const limits = { connectRate: reconnect.maxRate, within };
  // Where nodes of the cluster are few, several brokers share one.
  const lost = Math.min(planned, Math.ceil(planned / (survive === 'zone' ? zones : Math.min(hosts, planned))));
  const storm = stormOf(load, planned, lost);
  const rate = checkStorm(problems, storm, load, limits);
  const after = `after the loss of ${lost === 1 ? 'a node' : `${lost} nodes`} ${storm.each} clients come back to each of the others, at most ${rate} per second`;
  if (upgrade && !upgrade._eviction) {
    return { rate, text: after };
  }
  const eviction = upgrade?._eviction?.connectionsPerSecond ?? Math.max(1, Math.min(EVICTED, rate * planned));
  const each = eviction / planned;
  problems.check(
    !(each > rate),
    'upgrade.connectionsPerSecond',
    eviction,
    `are ${fixed(each, 0)} for each new node, which takes ${rate}`,
    `at most ${rate * planned}`,
  );
  const seconds = Math.ceil(load.connections / planned / eviction);
  return { rate, evicted: eviction, text: `${after}; an upgrade moves the clients of a node in ${seconds} s` };
}
