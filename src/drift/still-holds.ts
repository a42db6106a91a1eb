import { Recheck } from './compare/compare';
import { Amounts } from './expected';
import { expectedOf } from './expected-of';
import { describeAmount } from '../capacity/quantity';
import { ClusterEntry } from '../report/document';
import { brokenPromises } from '../verifier/broken-promises';

/** Tries the placement of a plan again with what pods ask for now: the independent check of plans, given other numbers. */
export function recheckOf(cluster: ClusterEntry): Recheck {
  return (requests) => {
    const now = withRequests(cluster, requests);
    return { expected: expectedOf(now, []), broken: promises(brokenPromises(now)) };
  };
}

function withRequests(cluster: ClusterEntry, requests: ReadonlyMap<string, Amounts>): ClusterEntry {
  const workloads = cluster.workloads.map((one) => ({
    ...one,
    requests: { ...one.requests, ...requests.get(one.id) },
  }));
  return { ...cluster, workloads };
}

/** One line for each promise that falls: the first of what does not hold in it. */
function promises(faults: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const fault of faults) {
    const [, promise, what] = /^(?:scenario )?([^ ]+)(?:: | )(.*)$/s.exec(fault) ?? [];
    if (promise !== undefined && !first.has(promise)) {
      const text = what.replace(
        /(\d+) (\S+) on a node of/,
        (_, n, name) => `${describeAmount(name, Number(n))} on a node of`,
      );
      first.set(promise, `${promise}: ${text}`);
    }
  }
  return [...first.values()];
}
