import { sortedEntries } from '../../capacity/order';
import { DRIFT_CODES, DriftCode, DriftReport, Effect, standingOf } from '../difference';

/** What the last look at the cluster found, in the text format of Prometheus. */
export interface Checked {
  readonly cluster: string;
  /** Absent: it was not looked at successfully yet. */
  readonly report?: DriftReport;
  /** Seconds since 1970 of the last look that came to an end. */
  readonly checkedAt?: number;
  readonly failures: number;
}

export function metricsText({ cluster, report, checkedAt, failures }: Checked): string {
  const of = (labels: Record<string, string>) =>
    `{${sortedEntries({ cluster, ...labels })
      .map(([key, value]) => `${key}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`)
      .join(',')}}`;
  const metric = (name: string, type: string, help: string, lines: readonly string[]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...lines.map((line) => `${name}${line}`),
  ];
  return [
    ...metric('capacity_plan_check_failures_total', 'counter', 'Looks at the cluster that did not come to an end.', [
      `${of({})} ${failures}`,
    ]),
    ...(report === undefined
      ? []
      : [
          ...metric(
            'capacity_plan_checked_timestamp_seconds',
            'gauge',
            'When the cluster was last held against its plan.',
            [`${of({})} ${checkedAt}`],
          ),
          ...metric(
            'capacity_plan_holds',
            'gauge',
            '1 where the plan is shown to hold for the cluster as it is, else 0.',
            [`${of({})} ${['same', 'holds'].includes(standingOf(report)) ? 1 : 0}`],
          ),
          ...metric(
            'capacity_plan_differences',
            'gauge',
            'Differences between the cluster and its plan, by what they do to the proof.',
            countsOf(report, of),
          ),
        ]),
    '',
  ].join('\n');
}

/** Every code with each effect that it has; a code without a difference is there with 0, so that alerts have something to see. */
function countsOf({ differences }: DriftReport, of: (labels: Record<string, string>) => string): string[] {
  return (Object.keys(DRIFT_CODES) as DriftCode[]).sort().flatMap((code) => {
    const own = differences.filter((one) => one.code === code);
    const effects = own.length === 0 ? (['none'] as Effect[]) : [...new Set(own.map(({ effect }) => effect))].sort();
    return effects.map((effect) => `${of({ code, effect })} ${own.filter((one) => one.effect === effect).length}`);
  });
}
