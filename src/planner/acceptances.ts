import { ClusterDescription } from './reading/description';
import { Acceptance } from '../capacity/model';
import { CATALOGUE } from '../report/catalogue';
import { POLICY_ERRORS } from '../report/catalogue/policy';

/** Whether there is a finding of that code. */
export function isFindingCode(code: string): boolean {
  return Object.hasOwn(CATALOGUE, code);
}

/** What a user accepts, with what may be accepted of it. */
export function acceptanceOf({ code, path, reason }: Omit<Acceptance, 'errors'>): Acceptance {
  return { code, path, reason, errors: POLICY_ERRORS.has(code) };
}

/** Found with the first cluster, as they belong to none. */
const OF_NO_CLUSTER: ReadonlySet<string> = new Set(['IN_NO_CLUSTER', 'UNKNOWN_PROP']);

/** What belongs to no cluster is found with the first one: what any of them accepts of it is accepted there. */
export function withOrphansAccepted(clusters: readonly ClusterDescription[]): ClusterDescription[] {
  const isOrphan = ({ code }: Acceptance) => OF_NO_CLUSTER.has(code);
  const orphans = clusters.flatMap(({ accepted = [] }) => accepted.filter(isOrphan));
  return clusters.map(({ accepted = [], ...cluster }, i) => ({
    ...cluster,
    accepted: [...accepted.filter((one) => !isOrphan(one)), ...(i === 0 ? orphans : [])],
  }));
}
