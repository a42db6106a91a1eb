import { Construct } from 'constructs';
import { NodeKind, nodeKinds } from './node-groups';
import { groupOf, isOfOneNode, typeOf } from './node-names';
import { ReportedNode } from './reported-node';
import { describeLeftOut, nodesOf } from './usable-nodes';
import { Finding } from '../../capacity/model';
import { byCodeUnit, sortedEntries } from '../../capacity/order';
import { minus } from '../../capacity/resources';
import { checkDnsLabel, isQualifiedName } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { PoolDescription } from '../../planner/reading/description';
import { checked } from '../../props/checked';
import { Price } from '../price';

/** Nodes that a cluster reports. */
export interface ReportedNodesProps {
  /**
   * What `kubectl get nodes -o json` wrote; with `kubectl get nodes,csinodes -o json` the limits of volumes are in it too. It is read
   * when the program runs; no cluster is asked.
   */
  readonly file: string;
  /**
   * Price of one node by its instance type.
   * @default - none; a cluster in which some node has no price is planned for the fewest nodes instead of the lowest cost
   */
  readonly prices?: Record<string, Price>;
  /**
   * Zone of nodes that do not say theirs.
   * @default - the zone of the cluster, where it has only one
   */
  readonly zone?: string;
  /**
   * Labels that no workload asks for: nodes that differ in nothing else are equal.
   * @default - those that name a single node, a machine image or a time
   */
  readonly ignoredLabels?: string[];
}

/** What the nodes need to know of their cluster. */
interface ReportedContext {
  readonly zones: readonly string[];
  readonly hasPool: (name: string) => boolean;
  readonly attach: (name: string, describe: () => PoolDescription[]) => void;
}

/** Equal nodes in one zone. */
interface ReportedPool {
  readonly name: string;
  readonly zone: string;
  readonly kind: NodeKind;
}

/**
 * Nodes that are there, as their cluster reports them; made by `cluster.addReportedNodes`. Equal ones are a pool: what is left for pods on each is
 * exact, the pods of daemonsets still in. Emits nothing.
 *
 * @example
 * // kubectl get nodes -o json > nodes.json
 * const now = cluster.addReportedNodes('now', { file: 'nodes.json', prices: { 'm7i.2xlarge': Price.perHour(0.4032) } });
 */
@checked
export class ReportedNodes extends Construct {
  /** @internal */
  public static _in(scope: Construct, id: string, props: ReportedNodesProps, context: ReportedContext): ReportedNodes {
    return new ReportedNodes(scope, id, props, context);
  }

  /** Names of the pools that the nodes are counted in. */
  public readonly poolNames: string[];
  /** Nodes that are counted. */
  public readonly nodeCount: number;
  /** Nodes that are not, by name, each with the reason. */
  public readonly leftOut: Record<string, string>;
  private readonly pools: readonly ReportedPool[];
  private readonly ignored: ReadonlySet<string>;

  private constructor(
    scope: Construct,
    id: string,
    private readonly props: ReportedNodesProps,
    { zones, hasPool, attach }: ReportedContext,
  ) {
    super(scope, id);
    const { usable, leftOut, faults } = nodesOf(props.file);
    this.ignored = new Set(props.ignoredLabels);
    const problems = new Problems(this.node.path);
    checkDnsLabel(problems, 'name', id, 20);
    faults.slice(0, MOST_FAULTS).forEach((fault) => problems.add(fault));
    problems.check(
      faults.length > 0 || usable.length > 0,
      'file',
      props.file,
      `has no node that takes pods: ${describeLeftOut(leftOut)}`,
    );
    this.check(problems, usable, zones);
    problems.raiseFor(this);
    this.pools = this.poolsOf(usable, zones);
    this.poolNames = [...new Set(this.pools.map(({ name }) => name))];
    for (const name of this.poolNames.filter(hasPool)) {
      problems.check(false, 'name', id, `makes a pool ${name}, which is there already`, 'another name');
    }
    problems.raiseFor(this);
    this.nodeCount = usable.length;
    this.leftOut = Object.fromEntries(leftOut.map((node) => [node.name, node.leftOut!]));
    for (const name of this.poolNames) {
      attach(name, () => this.describe(name, leftOut));
    }
  }

  private check(problems: Problems, nodes: readonly ReportedNode[], zones: readonly string[]): void {
    const { zone, prices = {}, ignoredLabels = [] } = this.props;
    const all = zones.join(', ');
    problems.check(zone === undefined || zones.includes(zone), 'zone', zone, `must be one of ${all}`);
    const silent = nodes.filter((node) => node.zone === undefined).map(({ name }) => name);
    problems.check(
      silent.length === 0 || zone !== undefined || zones.length === 1,
      'zone',
      zone,
      `is missing: ${silent.slice(0, 5).join(', ')} say no zone`,
      `zone: '${zones[0]}'`,
    );
    const strange = [...new Set(nodes.flatMap((node) => node.zone ?? []))].filter((one) => !zones.includes(one));
    problems.check(
      strange.length === 0,
      'file',
      this.props.file,
      `has nodes in ${strange.sort(byCodeUnit).join(', ')}, the cluster has the zones ${all}`,
      'zones of the cluster',
    );
    const types = [...new Set(nodes.map(typeOf))].sort(byCodeUnit);
    for (const type of Object.keys(prices).filter((name) => nodes.length > 0 && !types.includes(name))) {
      problems.check(
        false,
        `prices['${type}']`,
        prices[type].toPerHour(),
        `no node is of that type: ${types.join(', ')}`,
      );
    }
    for (const label of ignoredLabels) {
      problems.check(isQualifiedName(label), 'ignoredLabels', label, 'must be the name of a label');
    }
  }

  /** Equal nodes of each zone, with names that tell different kinds of one group apart. */
  private poolsOf(nodes: readonly ReportedNode[], zones: readonly string[]): ReportedPool[] {
    const zoneOf = ({ zone }: ReportedNode) => zone ?? this.props.zone ?? zones[0];
    const taken = new Map<string, number>();
    const kinds = nodeKinds(nodes, (node) => [
      zoneOf(node),
      groupOf(node),
      typeOf(node),
      sortedEntries(this.labelsOf(node)),
      node.taints,
    ]);
    return kinds.map((kind): ReportedPool => {
      const [first] = kind.nodes;
      const [group, zone] = [groupOf(first), zoneOf(first)];
      const before = taken.get(`${group}/${zone}`) ?? 0;
      taken.set(`${group}/${zone}`, before + 1);
      return { name: `${this.node.id}-${group}${before > 0 ? `-${before + 1}` : ''}`, zone, kind };
    });
  }

  private labelsOf({ labels }: ReportedNode): Record<string, string> {
    const isKept = (key: string) => !isOfOneNode(key) && !this.ignored.has(key);
    return Object.fromEntries(Object.entries(labels).filter(([key]) => isKept(key)));
  }

  private describe(name: string, leftOut: readonly ReportedNode[]): PoolDescription[] {
    const own = this.pools.filter((pool) => pool.name === name);
    return own.map(({ zone, kind }, i) => {
      const [first] = kind.nodes;
      const price = this.props.prices?.[typeOf(first)];
      return {
        ...(i === 0 && name === this.poolNames[0] && { remarks: this.remarks(leftOut) }),
        name,
        path: this.node.path,
        zones: [zone],
        nodeType: typeOf(first),
        capacity: kind.capacity,
        reserved: minus(kind.capacity, kind.allocatable),
        labels: this.labelsOf(first),
        labelsComplete: true,
        taints: first.taints.map(({ key, value, effect }) => ({ key, ...(value !== undefined && { value }), effect })),
        minNodes: kind.nodes.length,
        maxNodes: kind.nodes.length,
        counted: true,
        ...(price && { price: price.toPerHour() }),
      };
    });
  }

  private remarks(leftOut: readonly ReportedNode[]): Finding[] {
    if (leftOut.length === 0) {
      return [];
    }
    const known = leftOut.every(({ isOther }) => isOther);
    return [
      {
        code: 'REPORTED_NODES_LEFT_OUT',
        severity: known ? 'info' : 'warning',
        path: this.node.path,
        message: `${leftOut.length} of the ${leftOut.length + this.nodeCount} nodes in the file are not counted: ${describeLeftOut(leftOut)}`,
        ...(!known && { cure: ['a file from when they take pods again'] }),
      },
    ];
  }
}

/** So many faults of a file are told. */
const MOST_FAULTS = 50;
