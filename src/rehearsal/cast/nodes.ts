import { sortedEntries } from '../../capacity/order';
import { formatQuantity } from '../../capacity/quantity';
import { isEighths } from '../../capacity/resources';
import { Amounts, ClusterEntry, PoolEntry } from '../../report/document';
import { KubeObject, marked, POOL } from '../api/objects';

/** A node of the plan, before and after it is in the cluster. */
export interface CastNode {
  readonly name: string;
  readonly pool: string;
  readonly zone?: string;
  /** Daemonsets whose pods run on it. */
  readonly agents: readonly string[];
  readonly object: KubeObject;
  readonly status: object;
}

/** Labels that say where a node is. */
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/**
 * The nodes of a plan: of each pool as many as planned, with its labels, taints and capacity. Of equal edge sites there is one, as in the plan.
 * @param here ids of the daemonsets that really run: the others' part of a node is taken off it
 */
export function castNodes({ pools }: ClusterEntry, here: ReadonlySet<string>): CastNode[] {
  const taken = new Set<string>();
  return pools.flatMap((pool, place) =>
    Array.from({ length: pool.nodes }, (_, index) =>
      castNode(pool, poolLabel(place), freeName(`${pool.id}-${index + 1}`, taken), here),
    ),
  );
}

/** Label value of the nodes of the plan's pool at that place: ids of pools are no label values. */
export function poolLabel(place: number): string {
  return `pool-${place + 1}`;
}

/** A name that a node may have, and that no other one has. */
function freeName(wanted: string, taken: Set<string>): string {
  const base = wanted.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  let name = base;
  for (let more = 2; taken.has(name); more++) {
    name = `${base}-${more}`;
  }
  taken.add(name);
  return name;
}

function castNode(pool: PoolEntry, label: string, name: string, here: ReadonlySet<string>): CastNode {
  const { id, zone, labels = {}, taints = [], capacity } = pool;
  const object = marked({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { ...labels, ...(zone !== undefined && { [ZONE]: zone }), [HOSTNAME]: name, [POOL]: label },
    },
    // Its agents come first: they may go where nothing else may.
    spec: { taints, unschedulable: true },
  });
  return {
    name,
    pool: id,
    zone,
    agents: Object.keys(pool.daemonsets).filter((agent) => here.has(agent)),
    object,
    status: {
      capacity: quantities(capacity),
      allocatable: quantities(roomOf(pool, here)),
      conditions: [
        condition('Ready', 'True'),
        ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'False')),
      ],
      nodeInfo: {
        architecture: labels['kubernetes.io/arch'] ?? 'amd64',
        operatingSystem: labels['kubernetes.io/os'] ?? 'linux',
        ...Object.fromEntries(UNKNOWN.map((field) => [field, ''])),
      },
    },
  };
}

/** Fields that a node has to have and that nobody asks. */
const UNKNOWN = [
  'bootID',
  'containerRuntimeVersion',
  'kernelVersion',
  'kubeletVersion',
  'kubeProxyVersion',
  'machineID',
  'osImage',
  'systemUUID',
];

function condition(type: string, status: string): object {
  return { type, status, reason: 'Rehearsal', message: 'there is no machine behind this node' };
}

/** What pods find: the plan's allocatable, and the part of the daemonsets that take it themselves. */
function roomOf({ allocatable, daemonsets }: PoolEntry, here: ReadonlySet<string>): Amounts {
  const room: Record<string, number> = { ...allocatable };
  for (const [id, amounts] of Object.entries(daemonsets)) {
    if (here.has(id)) {
      Object.entries(amounts).forEach(([resource, amount]) => (room[resource] = (room[resource] ?? 0) + amount));
    }
  }
  return room;
}

/** Amounts as quantities; shares of devices and places for volumes are no resources of a node. */
function quantities(amounts: Amounts): Record<string, string> {
  return Object.fromEntries(
    sortedEntries(amounts)
      .filter(([resource]) => isNodeResource(resource))
      .map(([resource, amount]) => [resource, formatQuantity(resource, amount)]),
  );
}

const PLAIN = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

export function isNodeResource(resource: string): boolean {
  return (
    PLAIN.has(resource) ||
    resource.startsWith('hugepages-') ||
    (/^[a-z0-9.-]+\.[a-z0-9.-]+\/.+$/.test(resource) && !isEighths(resource))
  );
}
