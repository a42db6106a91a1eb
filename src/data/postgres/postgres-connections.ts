import { KEPT_CONNECTIONS } from './postgres-parameters';
import { PostgresClusterProps } from './postgres-props';
import { byCodeUnit } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';

/** A client, and the connections that it may have. */
interface ClientPools {
  readonly path: string;
  readonly connections: number;
  readonly text: string;
}

/** The connections that all clients of a cluster may have at the same time. */
export class PostgresConnections {
  private readonly workloads: ClientPools[] = [];
  private readonly others = new Map<string, ClientPools>();

  /** Notes a client; a rollout may run one pod of it more. One that uses it in two ways has two pools. */
  public note(path: string, pods: number, pool: number): void {
    const connections = (pods + 1) * pool;
    const text = `${path} ${connections} (${pods} pods and one of a rollout, ${pool} each)`;
    this.workloads.push({ path, connections, text });
  }

  /** Notes a client that is no workload of a stack. */
  public noteOther(path: string, database: string, connections: number): void {
    this.others.set(`${path} ${database}`, { path, connections, text: `${path} ${connections}` });
  }

  /** Why there are too few; empty where there are enough. */
  public problems(path: string, { maxConnections = 100, pooler, databases }: PostgresClusterProps): string[] {
    const all = [...this.workloads, ...this.others.values()].sort((a, b) => byCodeUnit(a.text, b.text));
    const asked = all.reduce((sum, { connections }) => sum + connections, 0);
    const who = someOf(
      all.map(({ text }) => text),
      4,
    );
    if (!pooler) {
      const least = asked + KEPT_CONNECTIONS;
      return least <= maxConnections
        ? []
        : [
            `[${path}] maxConnections ${maxConnections}: must be at least ${least}: ${who}, and ${KEPT_CONNECTIONS} for the operator and superusers; ${least}, smaller pools, or a pooler`,
          ];
    }
    const { instances = 2, poolSize = 20, maxClients = 1000 } = pooler;
    const least = (instances + 1) * poolSize * databases.length + KEPT_CONNECTIONS;
    const taken = Math.max(1, instances - 1) * maxClients;
    return [
      ...(least <= maxConnections
        ? []
        : [
            `[${path}] maxConnections ${maxConnections}: must be at least ${least}: ${instances} pods of the pooler and one of a rollout have ${poolSize} for each of ${databases.length} databases, and ${KEPT_CONNECTIONS} are for the operator and superusers; ${least}, or a smaller poolSize`,
          ]),
      ...(asked <= taken
        ? []
        : [
            `[${path}] pooler.maxClients ${maxClients}: ${asked} connections of clients would not all be taken when one of ${instances} pods is lost: ${who}; ${Math.ceil(asked / Math.max(1, instances - 1))}`,
          ]),
    ];
  }
}
