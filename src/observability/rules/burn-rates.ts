import { Window } from './requests';
import { alerting, figure, Rule, selecting } from './rule';
import { AlertSeverity } from '../alert-severity';

/** How fast a budget may burn: so many times as fast as lasts for 30 days, in a long window and, so that it ends soon, in a short one. */
interface Pair {
  readonly long: Window;
  readonly short: Window;
  readonly factor: number;
}

/** Pairs and factors of Google's Site Reliability Workbook, chapter 5: 2 and 5 % of the budget page, 10 % in one day and in three are tickets. */
const FAST: readonly Pair[] = [
  { long: '1h', short: '5m', factor: 14.4 },
  { long: '6h', short: '30m', factor: 6 },
];
const SLOW: readonly Pair[] = [
  { long: '1d', short: '2h', factor: 3 },
  { long: '3d', short: '6h', factor: 1 },
];

/** A share of the requests that may be bad. */
export interface Budget {
  /** The series of bad ones: 'requests_slow', 'requests_failed'. */
  readonly series: string;
  /** First part of the names of its alerts. */
  readonly name: string;
  readonly promise: string;
  /** Share that may be bad. */
  readonly budget: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly runbook: string;
}

/** Alerts on a budget that burns: fast, and slowly. */
export function burnAlerts(of: Budget): Rule[] {
  const { name, promise, labels, summary, runbook } = of;
  return [
    alerting({
      name: `${name}BurnsFast`,
      expr: anyOf(of, FAST),
      forSeconds: 120,
      severity: AlertSeverity.PAGE,
      promise,
      labels,
      summary: `${summary}: what may be in 30 days is used up in five or sooner`,
      runbook,
    }),
    alerting({
      name: `${name}Burns`,
      expr: anyOf(of, SLOW),
      forSeconds: 900,
      severity: AlertSeverity.TICKET,
      promise,
      labels,
      summary: `${summary}: what may be in 30 days does not last for them`,
      runbook,
    }),
  ];
}

function anyOf({ series, budget, labels }: Budget, pairs: readonly Pair[]): string {
  const own = selecting(labels);
  const above = (window: Window, factor: number) =>
    // Of a budget of 50 % not even everything bad burns 14 times as fast: half way from the budget to everything then.
    `workload:${series}:ratio_rate${window}${own} > ${figure(Math.min(factor * budget, (1 + budget) / 2))}`;
  return pairs.map(({ long, short, factor }) => `(${above(long, factor)} and ${above(short, factor)})`).join(' or ');
}
