import { Expected, FORMAT } from './expected';

/** Name of the ConfigMap; further ones, where the plan is long, end with a number. */
export const PUBLISHED = 'capacity-plan';

/** Keys of its data. */
export const SUMMARY = 'summary.json';
export const PLAN = 'plan.json';

/** What people read of a plan, and what says where the rest is. */
export interface Summary {
  readonly format: number;
  readonly planHash: string;
  /** ConfigMaps in all. */
  readonly parts: number;
  readonly [figure: string]: unknown;
}

/** Puts a plan in short together from the data of its ConfigMaps, in their order. Throws where they are none, or of another format. */
export function readPublished(data: readonly Readonly<Record<string, string>>[]): Expected {
  const { format } = JSON.parse(data[0][SUMMARY]) as Summary;
  if (format !== FORMAT) {
    throw new Error(`${PUBLISHED} is of format ${format}, this program reads ${FORMAT}: sync both from one synth`);
  }
  const [first, ...lines] = data.flatMap((one) => one[PLAN].trim().split('\n')).map((line) => JSON.parse(line));
  const pools = lines.flatMap((line) => line.pool ?? []);
  const workloads = lines.flatMap((line) => line.workload ?? []);
  return { ...first, pools, workloads };
}

/** Names of so many ConfigMaps. */
export function publishedNames(parts: number): string[] {
  return Array.from({ length: parts }, (_, i) => (i === 0 ? PUBLISHED : `${PUBLISHED}-${i + 1}`));
}
