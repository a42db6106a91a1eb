import { AlertSeverity } from '../alert-severity';

/** A rule as a PrometheusRule has it. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after the other. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** What somebody is told. */
export interface Alert {
  readonly name: string;
  readonly expr: string;
  readonly forSeconds: number;
  readonly severity: AlertSeverity;
  /** What is promised: what pages needs no ticket for the same. */
  readonly promise: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What is the case, in one sentence. */
  readonly summary: string;
  /** What the plan says, and what to do. */
  readonly runbook: string;
}

/** A series that others ask for. */
export function recorded(record: string, expr: string, labels: Readonly<Record<string, string>>): Rule {
  return { record, expr, labels };
}

/** The rule of an alert. */
export function alerting(one: Alert): Rule {
  const { name, expr, forSeconds, severity, promise, labels, summary, runbook } = one;
  return {
    alert: name,
    expr,
    for: `${forSeconds}s`,
    labels: { ...labels, severity, promise },
    annotations: { summary, runbook },
  };
}

/** Labels within braces. */
export function selecting(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`;
}

/** A text within quotes of a query. */
export function escaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
}

/** A number of a query, without the noise of binary fractions. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** A sum that is 0 where there is nothing to add up. */
export function sumOf(series: string): string {
  return `(sum(${series}) or vector(0))`;
}

/** A whole bound is written with and without `.0`, by clients and by Prometheus 3. */
export function boundMatcher(bound: number): string {
  const text = figure(bound);
  return /^\d+$/.test(text) ? `le=~"${text}(\\\\.0)?"` : `le="${text}"`;
}
