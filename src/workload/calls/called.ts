import { Caller } from './caller';
import { Cluster } from '../../cluster/cluster';
import { Problems } from '../../manifest/problems';
import { Port } from '../pod/port';

/** A workload that somebody wants to call. */
export interface Called {
  readonly path: string;
  readonly cluster: Cluster;
  readonly ports: readonly Port[];
  /** True where it has a sidecar, which takes only mutual TLS of the mesh. */
  readonly inMesh: boolean;
  /** True where nodes carry its calls in place of a sidecar. */
  readonly inAmbient?: boolean;
}

/** Throws where somebody cannot call a workload on some ports. */
export function checkCall(
  { path, cluster, ports, inMesh, inAmbient = false }: Called,
  caller: Caller,
  asked: readonly Port[],
): void {
  const problems = new Problems(caller.path);
  const calls = (holds: boolean, allowed: string, cure: string) => problems.check(holds, 'calls', path, allowed, cure);
  calls(
    caller.cluster === cluster,
    `runs in cluster ${cluster.clusterName}, the caller in ${caller.cluster.clusterName}`,
    'call it through a route and Peer.host(...)',
  );
  calls(ports.length > 0, 'has no port that can be called', 'add one to its ports');
  const own = new Map(ports.map(({ _id, number }) => [_id, number]));
  for (const { _id, number } of asked) {
    calls(own.has(_id), `has no port ${number}`, `one of ${[...own.values()].join(', ')}`);
  }
  calls(
    !(inMesh && caller.principal === undefined && asked.some(isStream)),
    'takes only mutual TLS, the caller has no sidecar',
    'inMesh: true on the caller, or inMesh: false on both',
  );
  calls(
    !(inMesh && caller.principal !== undefined && asked.some(isStream) && inAmbient !== (caller.inAmbient ?? false)),
    inAmbient
      ? 'is in an ambient mesh, the caller has a sidecar, which goes past waypoints'
      : 'has a sidecar, the caller is in an ambient mesh',
    'one kind of mesh for both stacks',
  );
  problems.raise();
}

/** Routes and meshes carry streams; datagrams go past them. */
export function isStream({ _transport }: Port): boolean {
  return _transport === 'TCP';
}
