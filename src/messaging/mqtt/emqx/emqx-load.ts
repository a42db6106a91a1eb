import { fixed } from '../../../capacity/quantity';
import { Problems } from '../../../manifest/problems';

/** What one node has and what it is asked for. */
export interface BrokerLoad {
  readonly connections: number;
  readonly perNode: number;
  /** Messages that arrive per second, at all nodes together. */
  readonly messages: number;
  /** Cores and bytes of each node. */
  readonly cores: number;
  readonly memory: number;
  readonly memoryPerConnection: number;
  /** Seconds of one core. */
  readonly secondsPerMessage: number;
  readonly secondsPerHandshake: number;
}

/** EMQX without clients: virtual machine, code and tables. */
const BASE_BYTES = 512 * 2 ** 20;

/** EMQX raises the alarm high_system_memory_usage above this share (sysmon.os.sysmem_high_watermark). */
const MEMORY_SHARE = 0.7;

/** Connections that the memory of one node holds below EMQX's own alarm. */
export function connectionsIn({ memory, memoryPerConnection }: BrokerLoad): number {
  return Math.max(0, Math.floor((memory * MEMORY_SHARE - BASE_BYTES) / memoryPerConnection));
}

/** Nodes that hold the connections and carry the messages, where so much of their processors may be busy. */
export function nodesFor(
  { connections, perNode, messages, cores, secondsPerMessage }: BrokerLoad,
  share: number,
): number {
  const busy = Number((messages * secondsPerMessage).toPrecision(12));
  return Math.max(Math.ceil(connections / perNode), Math.ceil(Number((busy / (cores * share)).toPrecision(12))), 1);
}

/** What happens when nodes are lost: their clients come back to the others, all at once. */
export interface Storm {
  readonly lost: number;
  readonly survivors: number;
  /** Clients that come back to each. */
  readonly each: number;
  /** Cores of each that the messages leave. */
  readonly free: number;
  /** Connections per second that these take. */
  readonly possible: number;
}

/** The storm after the loss of some of the nodes; after that of all, when the first is back. */
export function stormOf(load: BrokerLoad, nodes: number, lost: number): Storm {
  const survivors = Math.max(1, nodes - lost);
  const each = Math.ceil((load.connections * lost) / nodes / survivors);
  const busy = (load.messages * load.secondsPerMessage) / survivors;
  const free = Math.max(0, Number((load.cores - busy).toPrecision(12)));
  return {
    lost,
    survivors,
    each,
    free,
    possible: Math.floor(Number((free / load.secondsPerHandshake).toPrecision(12))),
  };
}

/** What is asked of a storm. */
export interface StormLimits {
  /** Connections per second that a node takes; absent: as many as its processors can. */
  readonly connectRate?: number;
  /** Seconds within which all clients are back. */
  readonly within: number;
}

/** The rate at which each node takes connections. Notes why the storm is one that the survivors do not take. */
export function checkStorm(
  problems: Problems,
  storm: Storm,
  load: BrokerLoad,
  { connectRate, within }: StormLimits,
): number {
  const { lost, survivors, each, free, possible } = storm;
  const what = `after the loss of ${lost === 1 ? 'a node' : `${lost} nodes`} ${each} clients come back to each of ${survivors}`;
  const can = `their ${fixed(load.cores, 2)} cores leave ${fixed(free, 2)} beside the messages, for ${possible} handshakes per second`;
  const cores = Number(((each / within) * load.secondsPerHandshake + load.cores - free).toPrecision(3));
  const inTime = `resources.cpu of at least ${cores}, reconnectWithin of at least ${Math.ceil(each / Math.max(1, possible))} s, or more nodes (a smaller perNode)`;
  if (connectRate !== undefined && connectRate > possible) {
    problems.check(false, 'maxConnectRate', connectRate, `${what}, and ${can}`, `at most ${possible}`);
    return connectRate;
  }
  const rate = connectRate ?? possible;
  const holds = rate > 0 && each / rate <= within;
  const limit = connectRate === undefined ? can : `maxConnectRate lets in ${connectRate} per second`;
  const cure =
    connectRate === undefined || Math.ceil(each / within) > possible
      ? inTime
      : `maxConnectRate of at least ${Math.ceil(each / within)}`;
  problems.check(
    holds,
    'reconnectWithin',
    `${within} s`,
    `${what}, and ${limit}: that takes ${rate > 0 ? `${Math.ceil(each / rate)} s` : 'for ever'}`,
    cure,
  );
  return rate;
}
