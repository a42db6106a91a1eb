import { emptyZonesOf, zonesOf } from './lots';
import { PackRequest } from './request';
import { Column, Row, Term } from '../solver/linear-program';

/** Pods on one node of a pool, by shape. */
export interface NodePattern {
  readonly pool: number;
  readonly pods: ReadonlyMap<number, number>;
}

/** Pods of a shape in the patterns, as terms of a row. */
export function held(
  patterns: readonly NodePattern[],
  shape: number,
  among: (pool: number) => boolean = () => true,
): Term[] {
  return patterns.flatMap(({ pool, pods }, column) => {
    const value = pods.get(shape) ?? 0;
    return value > 0 && among(pool) ? [{ column, value }] : [];
  });
}

/** Rows of an exact packing that keep the pods of a shape spread over zones, with the columns that these need. */
export class ZoneRules {
  /** More nodes than this in one pool are of no use. */
  private readonly mostNodes: number;

  /**
   * @param nodes all nodes of each pool, as terms of a row
   * @param columns of the program; more are added to them
   */
  public constructor(
    private readonly request: PackRequest,
    private readonly patterns: readonly NodePattern[],
    private readonly nodes: readonly (readonly Term[])[],
    private readonly columns: Column[],
  ) {
    const least = request.pools.reduce((sum, { minNodes }) => sum + minNodes, 0);
    this.mostNodes = request.shapes.reduce((sum, { peak }) => sum + peak, least);
  }

  public of(shape: number): Row[] {
    const { zoneSkew, balanced, allZones, maxPerZone } = this.request.shapes[shape];
    const limits = zonesOf(this.request, shape).map((zone) => atMost(maxPerZone, this.inZone(shape, zone)));
    const spread = zoneSkew > 0 && !balanced && !allZones ? this.whereNodesAre(shape) : this.overAllZones(shape);
    return [...limits, ...spread].filter(({ upper, terms }) => upper !== Infinity && terms.length > 0);
  }

  /** No zone further above another than the spread allows. */
  private overAllZones(shape: number): Row[] {
    const { zoneSkew, balanced, minZones } = this.request.shapes[shape];
    const zones = zonesOf(this.request, shape);
    const skew = zoneSkew || (balanced ? 1 : Infinity);
    const fromNone = zoneSkew > 0 && (zones.length < minZones || emptyZonesOf(this.request, shape).length > 0);
    return zones.flatMap((a) => [
      ...(fromNone ? [atMost(zoneSkew, this.inZone(shape, a))] : []),
      ...zones.flatMap((b) =>
        a === b ? [] : [atMost(skew, [...this.inZone(shape, a), ...negative(this.inZone(shape, b))])],
      ),
    ]);
  }

  /** The same for zones that get nodes: which do is a choice too. */
  private whereNodesAre(shape: number): Row[] {
    const { peak, zoneSkew, minZones, pools, spreadPools } = this.request.shapes[shape];
    const counted = [...pools, ...spreadPools].filter((p) => this.request.pools[p].maxNodes > 0);
    const zones = [...new Set(counted.map((p) => this.request.pools[p].zone))];
    const least = this.column({ cost: 0, lower: 0, upper: peak });
    const isDomain = new Map(zones.map((zone) => [zone, this.switch()]));
    const rows = counted.map((p) =>
      atMost(0, [...this.nodes[p], { column: isDomain.get(this.request.pools[p].zone)!, value: -this.mostNodes }]),
    );
    for (const [zone, domain] of isDomain) {
      const pods = this.inZone(shape, zone);
      rows.push(
        atMost(peak, [{ column: least, value: 1 }, ...negative(pods), { column: domain, value: peak }]),
        atMost(zoneSkew, [...pods, { column: least, value: -1 }]),
      );
    }
    return minZones > 1 ? [...rows, ...this.enoughZones(shape, least, isDomain)] : rows;
  }

  /** With fewer zones than it asks for, the emptiest counts as empty. */
  private enoughZones(shape: number, least: number, isDomain: ReadonlyMap<string, number>): Row[] {
    const { peak, minZones, pools, spreadPools } = this.request.shapes[shape];
    const enough = this.switch();
    const nodesIn = (zone: string) =>
      [...pools, ...spreadPools].flatMap((p) => (this.request.pools[p].zone === zone ? this.nodes[p] : []));
    return [
      atMost(0, [
        { column: least, value: 1 },
        { column: enough, value: -peak },
      ]),
      atMost(0, [
        { column: enough, value: minZones },
        ...[...isDomain.values()].map((column) => ({ column, value: -1 })),
      ]),
      ...[...isDomain].map(([zone, column]) => atMost(0, [{ column, value: 1 }, ...negative(nodesIn(zone))])),
    ];
  }

  private inZone(shape: number, zone: string): Term[] {
    return held(this.patterns, shape, (pool) => this.request.pools[pool].zone === zone);
  }

  /** A column that is 0 or 1. */
  private switch(): number {
    return this.column({ cost: 0, lower: 0, upper: 1, integer: true });
  }

  private column(column: Column): number {
    return this.columns.push(column) - 1;
  }
}

function atMost(upper: number, terms: readonly Term[]): Row {
  return { lower: -Infinity, upper, terms };
}

function negative(terms: readonly Term[]): Term[] {
  return terms.map(({ column, value }) => ({ column, value: -value }));
}
