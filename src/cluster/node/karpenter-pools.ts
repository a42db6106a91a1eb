import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { karpenterNodePool } from './karpenter';
import { karpenterPoolName } from './node-labels';
import { NodeType } from './node-type';
import { ClusterPlan } from '../../capacity/plan';
import { formatQuantity } from '../../capacity/quantity';
import { ROLE_LABEL } from '../../capacity/reserve/roles';
import { PlannedCluster, Planner } from '../../planner/planner';
import { KarpenterProps } from '../provisioner';
import { Taint } from '../taint';

/** A pool of which Karpenter makes the nodes. */
export interface KarpenterPoolsProps {
  readonly cluster: PlannedCluster;
  readonly clusterName: string;
  readonly poolName: string;
  readonly zones: readonly string[];
  readonly nodeType: NodeType;
  readonly settings: KarpenterProps;
  readonly spot: boolean;
  /** Most nodes of a zone; absent where nobody said. */
  readonly maxNodes?: number;
  readonly labels: Record<string, string>;
  readonly taints: readonly Taint[];
}

/** Nodes of one role in one zone. */
interface RoleNodes {
  readonly name: string;
  /** Id of the pool that they are in the plan. */
  readonly pool: string;
  readonly tainted: boolean;
}

/** A NodePool, and what its user changed of it. */
interface Recorded {
  readonly object: ApiObject;
  readonly patches: readonly JsonPatch[];
}

/** Remembers the patches of an object, for those that take its place. */
function recorded(object: ApiObject): Recorded {
  const patches: JsonPatch[] = [];
  const patch = object.addJsonPatch.bind(object);
  object.addJsonPatch = (...more) => {
    patches.push(...more);
    patch(...more);
  };
  return { object, patches };
}

/** The Karpenter NodePools of a pool: one for each zone; where the plan gives roles to its nodes, one for each role and zone instead. */
export class KarpenterPools {
  /** Emits those of the zones now, and those of roles once they are known. */
  public static emit(scope: Construct, props: KarpenterPoolsProps): KarpenterPools {
    const pools = new KarpenterPools(scope, props);
    props.zones.forEach((zone) => pools.zones.set(zone, recorded(pools.emitZone(zone))));
    Planner.of(scope).realises(props.cluster, (plan) => pools.realise(plan));
    return pools;
  }

  private readonly zones = new Map<string, Recorded>();
  /** Ids of the constructs that follow from the last plan. */
  private readonly ofRoles: string[] = [];

  private constructor(
    private readonly scope: Construct,
    private readonly props: KarpenterPoolsProps,
  ) {}

  /** Those of the zones, in their order. */
  public get ofZones(): ApiObject[] {
    return [...this.zones.values()].map(({ object }) => object);
  }

  private realise({ model }: ClusterPlan): void {
    this.ofRoles.splice(0).forEach((id) => this.scope.node.tryRemoveChild(id));
    for (const zone of this.props.zones) {
      const own = model.pools.filter((pool) => pool.pool === this.props.poolName && pool.zone === zone);
      const roles = own.flatMap(({ id, role, taints = [] }): RoleNodes[] => {
        const tainted = taints.some(({ key }) => key === ROLE_LABEL);
        return role === undefined ? [] : [{ name: role, pool: id, tainted }];
      });
      roles.forEach((role) => this.emitRole(zone, role));
      if (own.length > 0 && roles.length === own.length) {
        this.scope.node.tryRemoveChild(zone);
      } else if (!this.scope.node.tryFindChild(zone)) {
        this.emitZone(zone);
      }
    }
  }

  private emitZone(zone: string): ApiObject {
    const { poolName, labels, taints } = this.props;
    return this.emit(zone, zone, `${poolName}/${zone}`, { name: karpenterPoolName(poolName, zone), labels, taints });
  }

  private emitRole(zone: string, { name, pool, tainted }: RoleNodes): void {
    const id = `${zone}-${name}`;
    const { labels, taints } = this.props;
    this.emit(id, zone, pool, {
      name: karpenterPoolName(name, zone),
      labels: { ...labels, [ROLE_LABEL]: name },
      taints: tainted ? [...taints, Taint.noSchedule(ROLE_LABEL, name)] : taints,
    });
    this.ofRoles.push(id);
  }

  private emit(
    id: string,
    zone: string,
    pool: string,
    nodes: { readonly name: string; readonly labels: Record<string, string>; readonly taints: readonly Taint[] },
  ): ApiObject {
    const { cluster, clusterName, nodeType, settings, spot } = this.props;
    const object = karpenterNodePool(
      this.scope,
      id,
      { partOf: clusterName },
      {
        ...nodes,
        zone,
        nodeType,
        settings,
        spot,
        limits: Planner.of(this.scope).planned(cluster, (plan) => {
          const { cpu, memory } = nodeType._capacity;
          const count = this.withRoom(plan, pool, zone);
          return { cpu: formatQuantity('cpu', count * cpu), memory: formatQuantity('memory', count * memory) };
        }),
      },
    );
    object.addJsonPatch(...(this.zones.get(zone)?.patches ?? []));
    return object;
  }

  /**
   * One node above the plan: while a node is replaced, the new one is there beside the old one, and both count. NodePools without nodes need none; what
   * its user allows the pool in a zone at most stays so, and then there is none for any of its NodePools there.
   */
  private withRoom({ model, nodes }: ClusterPlan, pool: string, zone: string): number {
    const { maxNodes = Infinity, poolName } = this.props;
    const inZone = model.pools.filter((other) => other.pool === poolName && other.zone === zone && nodes[other.id] > 0);
    const planned = inZone.reduce((sum, { id }) => sum + nodes[id], 0);
    const room = planned + inZone.length <= maxNodes ? 1 : 0;
    return nodes[pool] === 0 ? 0 : nodes[pool] + room;
  }
}
