import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import * as cdk8s from 'cdk8s';
import * as plus from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import * as auto from '../src';
import { columns } from './columns';
import { planCluster } from '../src/capacity/planning/plan-cluster';
import { reserveCluster } from '../src/capacity/reserve/reserve-cluster';
import { Role } from '../src/capacity/reserve/roles';
import { theSolver } from '../src/capacity/solver/solver';
import { strandingOf } from '../src/capacity/steer/steer-cluster';
import { Planner } from '../src/planner/planner';

/** One random stack: what its plan costs where pods are placed freely, and what nodes cost on which every workload owns its places, both over the claimed bound of the packing. */
export interface StrengthRow {
  readonly set: string;
  readonly seed: number;
  /** Percent over the bound. */
  readonly sampled: number;
  readonly reserved: number;
  /** No nodes on which every workload owns its places are found below it. */
  readonly least: number;
  readonly roles: number;
  /** Seconds of CPU for the reservation alone. */
  readonly seconds: number;
  /** The plan where steering is asked for, and what stands behind it in the end. */
  readonly steered: number;
  readonly kind: string;
  /** Percent of fresh orders that strand a pod, where it is steered. */
  readonly stranding?: number;
  /** Seconds of CPU for the whole of that plan. */
  readonly steeredSeconds: number;
}

/** Orders that no search and no plan has seen. */
const FRESH = 3000;

const GENERATOR = path.resolve(__dirname, '../../shared/tools/random-stack.cjs');
const SETS = ['zone-hpa', 'zone', 'small', 'node', 'none'];

/** The library with clusters whose pods are placed freely: their model has no roles yet. */
class FreeCluster extends auto.Cluster {
  public constructor(scope: Construct, id: string, props: auto.ClusterProps) {
    super(scope, id, { ...props, placement: auto.Placement.FREE });
  }
}
const FREELY = { ...auto, Cluster: FreeCluster };

/** What it costs that a plan holds in every order of arrival, on stacks that nobody tuned it to; none where their generator is not there. */
export function runStrength(quick: boolean): StrengthRow[] {
  if (!fs.existsSync(GENERATOR)) {
    return [];
  }
  const seeds = Array.from({ length: quick ? 1 : 20 }, (_, i) => i + 1);
  return SETS.flatMap((set) => seeds.map((seed) => rowOf(set, seed)));
}

function rowOf(set: string, seed: number): StrengthRow {
  const { app } = createRequire(__filename)(GENERATOR).stack(FREELY, cdk8s, plus, seed, set);
  const [{ model, objective }] = Planner.of(app).plans();
  const { value, bound, claimed } = objective!;
  const over = (cost: number) => Number((100 * (cost / (claimed?.bound ?? bound) - 1)).toFixed(1));
  const before = process.cpuUsage().user;
  const reservation = reserveCluster(model, theSolver()!);
  const seconds = Number(((process.cpuUsage().user - before) / 1e6).toFixed(1));
  const prices = new Map(model.pools.map(({ id, price = 0 }) => [id, price]));
  const priceOf = ({ nodes }: Role) =>
    Object.entries(nodes).reduce((sum, [id, count]) => sum + count * prices.get(id)!, 0);
  const start = process.cpuUsage().user;
  const steered = planCluster({ ...model, placement: 'steered' });
  const steeredSeconds = Number(((process.cpuUsage().user - start) / 1e6).toFixed(1));
  const counts = steered.model.pools.map(({ id }) => steered.nodes[id]);
  const { kind = 'none' } = steered.strength ?? {};
  return {
    steered: over(steered.objective!.value),
    kind,
    ...(kind === 'steered' && { stranding: (100 * strandingOf(steered.model, counts, 'bench', FRESH)) / FRESH }),
    steeredSeconds,
    set,
    seed,
    sampled: over(value),
    reserved: over(reservation.roles.reduce((sum, role) => sum + priceOf(role), 0)),
    least: over(reservation.bound),
    roles: reservation.roles.length,
    seconds,
  };
}

/** Of all orders together: the goal is at most 0.1 %. */
function meanOf(shares: readonly number[]): string {
  return shares.length === 0 ? '-' : (shares.reduce((sum, share) => sum + share, 0) / shares.length).toFixed(3);
}

/** Median and worst of each set. */
export function strengthTable(rows: readonly StrengthRow[]): string {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  const cell = (values: readonly number[]) =>
    values.length === 0 ? '-' : `${middle(values)} (${Math.max(...values)})`;
  const lines = [...SETS, 'all'].map((set) => {
    const own = rows.filter((row) => set === 'all' || row.set === set);
    const of = (pick: (row: StrengthRow) => number | undefined) => cell(own.flatMap((row) => pick(row) ?? []));
    return [
      set,
      String(own.length),
      of((row) => row.sampled),
      of((row) => row.reserved),
      of((row) => row.least),
      of((row) => row.roles),
      of((row) => row.seconds),
      of((row) => row.steered),
      String(own.filter(({ kind }) => kind === 'steered').length),
      meanOf(own.flatMap(({ stranding }) => stranding ?? [])),
      of((row) => row.steeredSeconds),
    ];
  });
  const header = [
    'set',
    'stacks',
    'sampled orders, % over bound',
    'every order, % over bound',
    'its own bound',
    'roles',
    'cpu s',
    'steering asked for, % over bound',
    'steered',
    `% of ${FRESH} orders that strand`,
    'cpu s',
  ];
  return `median (worst)\n${columns([header, ...lines])}\n`;
}
