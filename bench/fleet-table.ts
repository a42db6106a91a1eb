import { columns } from './columns';
import { run } from './process';

/** One fleet, built, planned and written once by a process of its own. */
export interface FleetRow {
  readonly fleet: string;
  readonly sites: number;
  /** Whole process. */
  readonly seconds: number;
  /** Processor time of the whole process over its sites. */
  readonly millisecondsPerSite: number;
  readonly peakMebibytes: number;
  /** Lines of the plan as it is printed. */
  readonly lines: number;
  readonly feasible: boolean;
  readonly goal: string;
}

/** What `fleet.ts` prints. */
export interface FleetFigures {
  readonly milliseconds: number;
  readonly processor: number;
  readonly mebibytes: number;
  readonly lines: number;
  readonly feasible: boolean;
}

interface Fleet {
  readonly name: string;
  readonly args: readonly [what: string, sites: number, ...more: number[]];
  readonly goal: string;
}

const EQUAL_GOAL = '300 s and 2048 MiB at 100000 sites';

export function fleetsOf(quick: boolean): readonly Fleet[] {
  return [
    ...(quick ? [1000, 4000] : [1000, 10_000, 100_000]).map((sites): Fleet => ({
      name: 'equal sites, 2 services',
      args: ['equal', sites],
      goal: EQUAL_GOAL,
    })),
    { name: '5 services, 5 devices at each site', args: ['devices', quick ? 500 : 2500], goal: '15 s at 2500 sites' },
    {
      name: '200 classes of hardware, 5 services',
      args: ['hardware', 1000, 200],
      goal: '10 s and 100 lines',
    },
  ];
}

/** One after the other, so that none takes the processor of another. */
export function runFleets(
  quick: boolean,
  measured: (...args: string[]) => FleetFigures = (...args) => run('fleet.ts', ...args),
): FleetRow[] {
  return fleetsOf(quick).map(({ name, args, goal }) => {
    const { milliseconds, processor, mebibytes, lines, feasible } = measured(...args.map(String));
    return {
      fleet: name,
      sites: args[1],
      seconds: Number((milliseconds / 1000).toFixed(1)),
      millisecondsPerSite: Number((processor / args[1]).toFixed(2)),
      peakMebibytes: mebibytes,
      lines,
      feasible,
      goal,
    };
  });
}

export function fleetTable(rows: readonly FleetRow[]): string {
  const head = ['fleet', 'sites', 'seconds', 'CPU ms per site', 'peak MiB', 'lines of plan', 'holds', 'goal'];
  const cells = rows.map((row) => [
    ...[row.fleet, `${row.sites}`, row.seconds.toFixed(1), row.millisecondsPerSite.toFixed(2)],
    ...[`${row.peakMebibytes}`, `${row.lines}`, row.feasible ? 'yes' : 'NO', row.goal],
  ]);
  return `fleets, whole processes, once each\n${columns([head, ...cells])}`;
}
