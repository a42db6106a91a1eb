import { Finding } from '../../../capacity/model';
import { someOf } from '../../../capacity/some-of';

const MOST_NAMED = 3;

/** A finding about a workload. */
export interface About {
  readonly finding: Finding;
  readonly id: string;
}

/** Findings that say the same of several workloads as one that names them. */
export function togetherByCause(all: readonly About[]): Finding[] {
  const alike = new Map<string, About[]>();
  for (const one of all) {
    const { code, message, cure } = one.finding;
    const key = JSON.stringify([code, message.split(one.id).join('*'), cure]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].map((some) => {
    const [{ finding, id }] = some;
    return some.length === 1
      ? finding
      : {
          ...finding,
          message: finding.message.split(id).join(namesOf(some.map((one) => one.id))),
          count: some.length,
          paths: some.map((one) => one.finding.path),
        };
  });
}

/** The first of them, and how many more. */
export function namesOf(ids: readonly string[]): string {
  return someOf(ids, MOST_NAMED);
}
